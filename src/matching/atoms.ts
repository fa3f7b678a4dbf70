import { Dictionary } from "./dictionary.ts";
import { foldCluster } from "./fold.ts";
import { type Frequencies, frequencyOf, prefixFrequencyOf } from "./frequency.ts";
import type { Atom } from "./sequences.ts";
import { stemsOf } from "./stems.ts";
import { SYNONYMS } from "./synonyms.ts";

/** Of a word that sets nothing off: always this one list. */
export const NONE: readonly number[] = [];
/** Distinct words remembered with what they set off; then it starts anew. */
const MOST_REMEMBERED = 200_000;

/** What words set off in one language: by number in the dictionary, or by spelling. */
interface Memory {
  byWord: (readonly number[] | undefined)[];
  byKey: Map<string, readonly number[]>;
}

/** The words that any term asks for, numbered; and which of them a word of a text sets off. */
export class Atoms {
  /** Loose atoms exist, so an article's language matters. */
  inflects = false;
  private readonly ids = new Map<string, number>();
  private readonly exact = new Map<string, number>();
  private readonly prefixes = new Map<string, number>();
  private prefixLengths: number[] = [];
  private readonly loose: { id: number; atom: Atom }[] = [];
  /** The atom that an initial sets off; -1 if nothing asks for one. */
  private initial = -1;
  private readonly languages = new Map<string, LanguageIndex>();
  /** The words of texts by number; a scan clears it through `refresh`. */
  readonly dictionary = new Dictionary();
  private readonly remembered = new Map<string, Memory>();
  private count = 0;
  private size = 0;
  private readonly frequencies: Frequencies | undefined;

  constructor(frequencies?: Frequencies) {
    this.frequencies = frequencies;
  }

  get length(): number {
    return this.count;
  }

  /** The number of an atom, from 0. */
  add(atom: Atom): number {
    const key =
      atom.kind === "exact" || atom.kind === "prefix"
        ? atom.form
        : `${atom.kind} ${atom.raw} ${atom.language ?? ""}`;
    const ids = atom.kind === "exact" ? this.exact : atom.kind === "prefix" ? this.prefixes : this.ids;
    let id = ids.get(key);
    if (id !== undefined) return id;
    id = this.count++;
    ids.set(key, id);
    if (atom.kind === "exact") {
      // The commonest addition: only what is remembered of this one word is out of date.
      if (this.size > 0 && !this.inflects) {
        const word = this.dictionary.find(atom.form);
        for (const memory of this.remembered.values()) {
          memory.byKey.delete(atom.form);
          if (word !== undefined) memory.byWord[word] = undefined;
        }
        return id;
      }
    } else if (atom.kind === "prefix") {
      if (!this.prefixLengths.includes(atom.form.length)) {
        this.prefixLengths = [...this.prefixLengths, atom.form.length].sort((a, b) => a - b);
      }
    } else if (atom.kind === "initial") this.initial = id;
    else {
      this.inflects = true;
      this.loose.push({ id, atom });
    }
    if (this.size > 0) this.forget();
    return id;
  }

  /** Of a thousand articles, about how many set it off. */
  frequency(atom: Atom): number {
    if (atom.kind === "initial") return 500;
    if (atom.kind === "prefix") return prefixFrequencyOf(atom.form);
    const frequency = this.frequencies?.of(atom.form) ?? frequencyOf(atom.form);
    return atom.kind === "exact" ? frequency : atom.kind === "loose" ? frequency * 2 : 150;
  }

  /** What is remembered of one language, for a scan to ask first. `language` is "" where there is no stemmer. */
  memory(language: string): Memory {
    let memory = this.remembered.get(language);
    if (memory === undefined) {
      memory = { byWord: [], byKey: new Map() };
      this.remembered.set(language, memory);
    }
    return memory;
  }

  /** To be called between articles: numbers of words are good until then. */
  refresh(): void {
    if (!this.dictionary.isFull && this.size <= MOST_REMEMBERED) return;
    this.dictionary.clear();
    this.forget();
  }

  /** The atoms that a word sets off in a language; remembered under its number, or if that is -1 under `key`. */
  find(word: number, key: string, form: string, raw: string, language: string): readonly number[] {
    const found: number[] = [];
    const exact = this.exact.get(form);
    if (exact !== undefined) found.push(exact);
    if (this.initial >= 0 && isInitial(form)) found.push(this.initial);
    for (const length of this.prefixLengths) {
      if (length > form.length) break;
      const prefix = this.prefixes.get(form.slice(0, length));
      if (prefix !== undefined) found.push(prefix);
    }
    if (this.inflects) {
      const index = this.languageIndex(language);
      const inflected = new Set(index.forms.get(form));
      if (language !== "") {
        for (const stem of stemsOf(language, raw, form))
          for (const id of index.stems.get(stem) ?? NONE) inflected.add(id);
      }
      found.push(...inflected);
    }
    const answer = found.length === 0 ? NONE : found;
    const memory = this.memory(language);
    if (word < 0) memory.byKey.set(key, answer);
    else {
      for (let i = memory.byWord.length; i <= word; i++) memory.byWord.push(undefined);
      memory.byWord[word] = answer;
    }
    this.size++;
    return answer;
  }

  private forget(): void {
    for (const memory of this.remembered.values()) {
      memory.byKey.clear();
      memory.byWord.length = 0;
    }
    this.size = 0;
  }

  /** Stems of the loose words in one language; brought up to date as words were added. */
  private languageIndex(language: string): LanguageIndex {
    let index = this.languages.get(language);
    if (index === undefined) {
      index = { stems: new Map(), forms: new Map(), upTo: 0 };
      this.languages.set(language, index);
    }
    for (; index.upTo < this.loose.length; index.upTo++) {
      const word = this.loose[index.upTo];
      if (word === undefined) break;
      const { id, atom } = word;
      learn(index, language, id, atom.raw, atom.form);
      if (atom.kind !== "concept") continue;
      for (const synonym of synonymsOf(atom.raw, atom.form, atom.language)) {
        if (synonym.language !== language && language !== "") continue;
        const raw = synonym.word.toLowerCase().replaceAll("-", "");
        learn(index, language, id, raw, foldCluster(raw));
      }
    }
    return index;
  }
}

interface LanguageIndex {
  stems: Map<string, number[]>;
  forms: Map<string, number[]>;
  upTo: number;
}

function learn(index: LanguageIndex, language: string, id: number, raw: string, form: string): void {
  put(index.forms, form, id);
  if (language !== "") for (const stem of stemsOf(language, raw, form)) put(index.stems, stem, id);
}

function put(map: Map<string, number[]>, key: string, id: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [id]);
  else if (!list.includes(id)) list.push(id);
}

/** Stems of every synonym in its own language, with the group they are of; made once. */
let groups: Map<string, Set<number>> | undefined;

/**
 * The words that may stand for this one beside an entity; empty if it is in no group of the table. A word written in
 * a known language is of the groups that have it in that language: Polish "rozmowy", talks, is no English call.
 */
export function synonymsOf(
  raw: string,
  form: string,
  written?: string,
): { language: string; word: string }[] {
  groups ??= synonymGroups();
  const primary = written?.split("-", 1)[0]?.toLowerCase() ?? "";
  const known = SYNONYMS.some((group) => primary in group);
  const languages = known ? [primary] : new Set(SYNONYMS.flatMap((group) => Object.keys(group)));
  let found = new Set<number>();
  for (const language of languages) {
    for (const stem of stemsOf(language, raw, form))
      for (const g of groups.get(`${language} ${stem}`) ?? []) found.add(g);
  }
  if (known) {
    // A group that has the very word is meant, before one that has another of its stem.
    const exact = [...found].filter((g) =>
      SYNONYMS[g]?.[primary]?.some((word) => foldCluster(word.replaceAll("-", "")) === form),
    );
    if (exact.length > 0) found = new Set(exact);
  }
  // In more than one group: all of them.
  return [...found].flatMap((g) =>
    Object.entries(SYNONYMS[g] ?? {}).flatMap(([language, words]) =>
      words.map((word) => ({ language, word })),
    ),
  );
}

/** One letter that is not the word for "and". */
function isInitial(form: string): boolean {
  return /^\p{L}$/u.test(form) && !"yiиі".includes(form);
}

function synonymGroups(): Map<string, Set<number>> {
  const made = new Map<string, Set<number>>();
  SYNONYMS.forEach((group, g) => {
    for (const [language, words] of Object.entries(group)) {
      for (const word of words) {
        const raw = word.toLowerCase().replaceAll("-", "");
        for (const stem of stemsOf(language, raw, foldCluster(raw))) {
          const key = `${language} ${stem}`;
          const set = made.get(key) ?? new Set();
          set.add(g);
          made.set(key, set);
        }
      }
    }
  });
  return made;
}
