import { Dictionary } from "./dictionary.ts";
import { foldCluster } from "./fold.ts";
import { type Frequencies, frequencyOf, prefixFrequencyOf } from "./frequency.ts";
import { grown } from "./rows.ts";
import type { Atom } from "./sequences.ts";
import { stemsOf } from "./stems.ts";
import { SYNONYMS } from "./synonyms.ts";

/** Where in `rows` the row of a word that sets nothing off stands. */
export const NOTHING = 1;
/**
 * Numbers that `rowOf` holds of each word, in one line of memory: where its row begins (0: not looked up yet), and if
 * all it does is to be one term, as most words, that term + 1, its use and its partner; else 0.
 */
export const ROW_WIDTH = 4;
/** Numbers that `rows` holds of each atom. */
export const ATOM_WIDTH = 4;
/** Distinct words remembered with what they set off; then it starts anew. */
const MOST_REMEMBERED = 200_000;
const NONE: readonly number[] = [];

/** The root of an atom in the trie of terms. */
export interface Root {
  /** What ends there: 0 nothing; n above 0 term n - 1; n below 0 several. */
  ending: number;
  /** A longer term leads on. */
  leadsOn: boolean;
  /** Of a single term that ends there `Terms.uses` and its partners. */
  use: number;
  partner: number;
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
  /** By language, of each word of the dictionary ROW_WIDTH numbers. */
  private readonly remembered = new Map<string, Int32Array<ArrayBuffer>>();
  /**
   * One row after the other: how many atoms, and of each ATOM_WIDTH numbers: what ends at its root, twice the atom, 1
   * more if it leads on, and of a single term that ends there its use and its partner. All that most words set off
   * is said here, so that nothing else in memory is asked.
   */
  rows = new Int32Array(4096);
  private rowsEnd = NOTHING + 1;
  private count = 0;
  private size = 0;
  private readonly frequencies: Frequencies | undefined;
  /** What is remembered is out of date. */
  private stale = false;
  private readonly rootOf: (atom: number) => Root;

  constructor(rootOf: (atom: number) => Root, frequencies?: Frequencies) {
    this.rootOf = rootOf;
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
    this.stale = true;
    if (atom.kind === "exact") return id;
    if (atom.kind === "prefix") {
      if (!this.prefixLengths.includes(atom.form.length)) {
        this.prefixLengths = [...this.prefixLengths, atom.form.length].sort((a, b) => a - b);
      }
    } else if (atom.kind === "initial") this.initial = id;
    else {
      this.inflects = true;
      this.loose.push({ id, atom });
    }
    return id;
  }

  /** To be called when the root of an atom has changed. */
  rootChanged(): void {
    this.stale = true;
  }

  /** Of a thousand articles, about how many set it off. */
  frequency(atom: Atom): number {
    if (atom.kind === "initial") return 500;
    if (atom.kind === "prefix") return prefixFrequencyOf(atom.form);
    const frequency = this.frequencies?.of(atom.form) ?? frequencyOf(atom.form);
    return atom.kind === "exact" ? frequency : atom.kind === "loose" ? frequency * 2 : 150;
  }

  /** What is remembered of one language, of all words of the dictionary. `language` is "" where there is no stemmer. */
  rowOf(language: string): Int32Array {
    const known = this.remembered.get(language) ?? new Int32Array(0);
    const wanted = this.dictionary.length * ROW_WIDTH;
    if (known.length >= wanted && known.length > 0) return known;
    const rowOf = grown(known, wanted);
    this.remembered.set(language, rowOf);
    return rowOf;
  }

  /** To be called between articles: numbers of words are good until then. */
  refresh(): void {
    const full = this.dictionary.isFull || this.size > MOST_REMEMBERED;
    if (full) this.dictionary.clear();
    if (full || (this.stale && this.size > 0)) this.forget();
    this.stale = false;
  }

  /** Where in `rows` the atoms stand that a word sets off in a language; remembered in `rowOf`. */
  find(word: number, language: string, rowOf: Int32Array): number {
    const form = this.dictionary.forms[word] ?? "";
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
        for (const stem of stemsOf(language, this.dictionary.raws[word] ?? form, form))
          for (const id of index.stems.get(stem) ?? NONE) inflected.add(id);
      }
      found.push(...inflected);
    }
    this.size++;
    const row = found.length === 0 ? NOTHING : this.rowsEnd;
    rowOf[word * ROW_WIDTH] = row;
    rowOf[word * ROW_WIDTH + 1] = 0;
    if (found.length === 0) return row;
    this.rowsEnd += found.length * ATOM_WIDTH + 1;
    if (this.rowsEnd > this.rows.length) this.rows = grown(this.rows, this.rowsEnd);
    const { rows, rootOf } = this;
    rows[row] = found.length;
    let at = row + 1;
    for (const atom of found) {
      const { ending, leadsOn, use, partner } = rootOf(atom);
      rows[at++] = ending;
      rows[at++] = atom * 2 + (leadsOn ? 1 : 0);
      rows[at++] = use;
      rows[at++] = partner;
      if (found.length > 1 || ending <= 0 || leadsOn) continue;
      rowOf[word * ROW_WIDTH + 1] = ending;
      rowOf[word * ROW_WIDTH + 2] = use;
      rowOf[word * ROW_WIDTH + 3] = partner;
    }
    return row;
  }

  private forget(): void {
    for (const rowOf of this.remembered.values()) rowOf.fill(0);
    this.rowsEnd = NOTHING + 1;
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
