import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readWords } from "../src/matching/normalise.ts";
import { MAIN, Words } from "../src/matching/words.ts";
import type { Article } from "../src/model/entry.ts";

const DATA = join(import.meta.dirname, "..", "..", "shared", "data");

/** A small generator of pseudo-random numbers (mulberry32), so that a run can be repeated. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Real headlines with their descriptions, and the same joined to long articles; undefined where they are absent. */
export function realNews(): { short: Article[]; long: Article[] } | undefined {
  const file = join(DATA, "stories", "background.ndjson");
  if (!existsSync(file)) return undefined;
  const short: Article[] = [];
  for (const line of readFileSync(file, "utf8").trim().split("\n")) {
    const value: { id: string; title: string; summary: string } = JSON.parse(line);
    short.push(articleOf(value.id, value.title, value.summary, ""));
  }
  const long: Article[] = [];
  for (let i = 0; i + 8 < short.length; i += 8) {
    const [head, ...rest] = short.slice(i, i + 8);
    if (head === undefined) continue;
    const content = rest.map((each) => `${each.title}. ${each.summary}`).join("\n");
    long.push(articleOf(`long-${i}`, head.title, head.summary, content));
  }
  return { short, long };
}

function articleOf(id: string, title: string, summary: string, content: string): Article {
  return {
    id,
    title,
    summary,
    content,
    url: "",
    outlet: "Example Wire",
    author: "",
    language: "en",
    categories: [],
  };
}

/** Names of people with their other spellings, of everywhere; none where they are absent. */
export function peopleNames(): string[][] {
  const file = join(DATA, "names", "people.ndjson");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const value: { names: string[] } = JSON.parse(line);
      return value.names
        .map((name) => name.replace(/["“”„«»~*():@]/gu, " ").trim())
        .filter((name) => /\p{L}{2}/u.test(name));
    })
    .filter((names) => names.length > 0);
}

/** The words and capitalised pairs of some articles. */
export class Vocabulary {
  /** By document frequency, commonest first. */
  readonly words: string[];
  readonly frequency: ReadonlyMap<string, number>;
  readonly pairs: string[];
  readonly names: string[];

  constructor(articles: readonly Article[]) {
    const frequency = new Map<string, number>();
    const pairs = new Set<string>();
    const names = new Set<string>();
    const words = new Words();
    for (const article of articles) {
      const text = `${article.title}. ${article.summary}`;
      words.clear();
      readWords(text, words);
      const seen = new Set<string>();
      let before = "";
      for (let i = 0; i < words.length; i++) {
        const form = words.form(i);
        if (words.kind[i] !== MAIN || !/^[a-z]{2,}$/.test(form)) {
          before = "";
          continue;
        }
        seen.add(form);
        if (before !== "") {
          pairs.add(`${before} ${form}`);
          const shown = text.slice((words.start[i] ?? 0) - before.length - 1, words.end[i]);
          if (/^[A-Z][a-z]+ [A-Z][a-z]+$/.test(shown)) names.add(shown);
        }
        before = form;
      }
      for (const form of seen) frequency.set(form, (frequency.get(form) ?? 0) + 1);
    }
    this.frequency = frequency;
    this.words = [...frequency].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
    // Nobody asks for "of the": pairs are of words that say something.
    const common = new Set(this.words.slice(0, 200));
    const telling = (pair: string) => pair.split(" ").every((word) => !common.has(word.toLowerCase()));
    this.pairs = [...pairs].filter(telling);
    this.names = [...names].filter(telling);
  }
}

/** What a generated query may ask for. */
export interface Wording {
  vocabulary: Vocabulary;
  people: string[][];
}

/**
 * A query as newsrooms write them: somebody or something by several spellings, near or beside one of several
 * subjects, less what is known to mislead. `near`: only NEAR. Now and then an OR list of up to 20,000
 * characters.
 */
export function newsroomQuery(next: () => number, { vocabulary, people }: Wording, near: boolean): string {
  const pick = <T>(list: readonly T[]): T => {
    const item = list[Math.floor(next() * list.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  // Subjects are of the middle of the vocabulary: no editor asks for "the", and few for what never occurs.
  const word = () => vocabulary.words[Math.floor(300 * (vocabulary.words.length / 300) ** next())] ?? "war";
  const rareWord = () =>
    vocabulary.words[Math.floor(2000 + next() * (vocabulary.words.length - 2000))] ?? "war";
  const prefix = () => {
    const long = rareWord();
    return long.length > 5 ? `${long.slice(0, Math.max(5, Math.ceil(long.length * 0.7)))}*` : long;
  };
  const name = () =>
    next() < 0.5 || people.length === 0 ? [pick(vocabulary.names)] : pick(people).slice(0, 6);
  const aliases = () =>
    group([...new Set([...name(), ...(next() < 0.3 ? name() : [])])].map((each) => `"${each}"`));
  const subjects = (most: number) =>
    group(
      Array.from({ length: 1 + Math.floor(next() * most) }, () =>
        next() < 0.2 ? prefix() : next() < 0.3 ? `"${pick(vocabulary.pairs)}"` : word(),
      ),
    );
  const n = () => pick([3, 5, 10, 20]);
  if (near) return `${aliases()} NEAR/${n()} ${subjects(4)}`;
  const kind = next();
  if (kind < 0.005) {
    let list = "";
    const length = 1000 + next() * 19_000;
    while (list.length < length)
      list += `${list === "" ? "" : " OR "}${next() < 0.5 ? rareWord() : `"${pick(vocabulary.names)}"`}`;
    return `(${list}) AND ${subjects(3)} NOT ${word()}`;
  }
  if (kind < 0.3) return `${aliases()} AND ${subjects(5)}`;
  if (kind < 0.5) return `${aliases()} NEAR/${n()} ${subjects(4)} NOT "${pick(vocabulary.pairs)}"`;
  if (kind < 0.6) return `"${pick(vocabulary.pairs)}" AND title:${word()}`;
  if (kind < 0.7) return `${prefix()} AND ${word()} NOT ${subjects(3)}`;
  if (kind < 0.8) return `${subjects(3)} BEFORE/${n()} ${subjects(3)} AND ${subjects(2)}`;
  if (kind < 0.9) return `title:${aliases()} NOT (${word()} OR title:"${pick(vocabulary.pairs)}")`;
  if (kind < 0.95) return `language:en AND ${aliases()} AND (atleast/2(${rareWord()}) OR ${subjects(3)})`;
  return `outlet:"${pick(["Example Wire", "Another Wire", "Third Wire"])}" AND ${aliases()} NOT title:${word()}`;
}

function group(items: string[]): string {
  return items.length === 1 ? (items[0] ?? "") : `(${items.join(" OR ")})`;
}
