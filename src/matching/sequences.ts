import { readWords } from "./normalise.ts";
import { JOINED, MAIN, rawOf, Words } from "./words.ts";

/**
 * One word of a term: as its whole self, as a beginning, in its inflections, or as one of its synonyms too; or any
 * initial of a name.
 */
export interface Atom {
  kind: "exact" | "prefix" | "loose" | "concept" | "initial";
  /** Folded. */
  form: string;
  /** In small letters, diacritics kept: what stemmers want. */
  raw: string;
  /** Of a concept: the language it is written in, if that is known. */
  language?: string;
}

/** Ways to read one run of words; any of them will do. */
export type Sequences = Atom[][];

/** Most readings of one run of words: six compounds, each joined or in parts. */
const MOST_READINGS = 64;

/** One for all texts: made anew for each term, it would take longer than reading it. */
const words = new Words();

interface Path {
  atom: Atom;
  before: Path | undefined;
}

/** Words as `kind`, with the readings of hyphenated compounds joined and in parts. */
export function sequencesOf(text: string, kind: Atom["kind"]): Sequences {
  words.clear();
  const length = readWords(text, words);
  return paths(text, 0, length, kind);
}

/**
 * A name: of a given name and a surname, also with one initial between, as agencies write it ("Donald J. Trump").
 */
export function nameSequencesOf(text: string): Sequences {
  const sequences = sequencesOf(text, "exact");
  const initial: Atom = { kind: "initial", form: "", raw: "" };
  for (const sequence of [...sequences]) {
    const [given, surname] = sequence;
    if (sequence.length !== 2 || given === undefined || surname === undefined) continue;
    if (given.form.length > 2 && surname.form.length > 2) sequences.push([given, initial, surname]);
  }
  return sequences;
}

/** As a beginning: the last word of each reading is a prefix. */
export function prefixSequencesOf(text: string): Sequences {
  const sequences = sequencesOf(text, "exact");
  for (const sequence of sequences) {
    const last = sequence.at(-1);
    if (last !== undefined) sequence[sequence.length - 1] = { ...last, kind: "prefix" };
  }
  return sequences;
}

/** A word of a text, or a hyphenated compound, by itself: offsets, whole form, and readings. */
export interface Chunk {
  start: number;
  end: number;
  forms: string[];
  sequences: Sequences;
}

/** The words and compounds of a text, each with its readings. */
export function chunksOf(text: string, kind: Atom["kind"]): Chunk[] {
  words.clear();
  const length = readWords(text, words);
  const lastOf = new Map<number, number>();
  const begins = new Map<number, number>();
  const ends = new Map<number, number>();
  for (let i = 0; i < words.length; i++) {
    const first = words.first[i] ?? 0;
    lastOf.set(first, Math.max(lastOf.get(first) ?? first, words.last[i] ?? first));
    if (words.kind[i] !== MAIN) continue;
    begins.set(first, words.start[i] ?? 0);
    ends.set(first, words.end[i] ?? 0);
  }
  const chunks: Chunk[] = [];
  for (let p = 0; p < length; ) {
    let last = lastOf.get(p) ?? p;
    // Words of a script without spaces: what touches is one.
    while (last + 1 < length && begins.get(last + 1) === ends.get(last))
      last = lastOf.get(last + 1) ?? last + 1;
    let start = text.length;
    let end = 0;
    const forms: string[] = [];
    for (let i = 0; i < words.length; i++) {
      const first = words.first[i] ?? 0;
      if (first < p || first > last || words.kind[i] !== MAIN) continue;
      start = Math.min(start, words.start[i] ?? 0);
      end = Math.max(end, words.end[i] ?? 0);
      forms.push(words.form(i));
    }
    chunks.push({ start, end, forms, sequences: paths(text, p, last + 1, kind) });
    p = last + 1;
  }
  return chunks;
}

/** What was read last, from one position to another. */
function paths(text: string, from: number, to: number, kind: Atom["kind"]): Sequences {
  const at: (Path | undefined)[][] = Array.from({ length: to - from + 1 }, () => []);
  at[0]?.push(undefined);
  const byFirst: number[][] = Array.from({ length: to - from }, () => []);
  for (let i = 0; i < words.length; i++) {
    const first = words.first[i] ?? 0;
    const usable = words.kind[i] === MAIN || words.kind[i] === JOINED;
    if (usable && first >= from && (words.last[i] ?? 0) < to) byFirst[first - from]?.push(i);
  }
  for (const [p, options] of byFirst.entries()) {
    for (const i of options) {
      const form = words.form(i);
      const raw = rawOf(text.slice(words.start[i], words.end[i]), form, words.kind[i] ?? MAIN);
      const atom: Atom = { kind, form, raw };
      const reached = at[(words.last[i] ?? 0) + 1 - from];
      for (const before of at[p] ?? []) {
        if (reached !== undefined && reached.length < MOST_READINGS) reached.push({ atom, before });
      }
    }
  }
  return (at.at(-1) ?? []).map((path) => {
    const sequence: Atom[] = [];
    for (let step = path; step !== undefined; step = step.before) sequence.push(step.atom);
    return sequence.reverse();
  });
}
