import type { Dictionary } from "./dictionary.ts";

/** The word as it stands. */
export const MAIN = 0;
/** Parts joined ("ceasefire" of "cease-fire"), or a number without its grouping marks: read so in texts and queries. */
export const JOINED = 1;
/** A reading that texts have and queries do not ask for: "brien" of "O'Brien", "lukraine" of "l'Ukraine". */
export const PART = 2;

/** Longest word kept; what is longer is no word of any language, and is cut for comparing. */
export const LONGEST_WORD = 256;

/**
 * The words of a text, as parallel lists: one reading each, in the order of their first positions. A word's position
 * counts words; a joined compound takes the positions `first` to `last` of its parts. Offsets are UTF-16 units into
 * the original.
 */
export class Words {
  form: string[] = [];
  /** The word's number in the dictionary; -1 without one, or where the word is not of plain letters. */
  id: number[] = [];
  first: number[] = [];
  last: number[] = [];
  start: number[] = [];
  end: number[] = [];
  kind: number[] = [];
  /** Positions that begin a sentence or the like, but for the first of the text; ascending. */
  sentences: number[] = [];
  length = 0;
  private readonly dictionary: Dictionary | undefined;

  /** `dictionary`: remembers plain words from one text to the next. */
  constructor(dictionary?: Dictionary) {
    this.dictionary = dictionary;
  }

  clear(): void {
    this.length = 0;
    this.sentences.length = 0;
  }

  add(form: string, first: number, last: number, start: number, end: number, kind: number): void {
    this.put(form, -1, first, last, start, end, kind);
  }

  /** A word of PLAIN characters by itself. `hash`: of its small letters. */
  addPlain(text: string, hash: number, position: number, start: number, end: number): void {
    const { dictionary } = this;
    const id = dictionary === undefined ? -1 : dictionary.at(text, start, end, hash);
    const known = id < 0 ? undefined : dictionary?.forms[id];
    const form = known ?? text.slice(start, Math.min(end, start + LONGEST_WORD)).toLowerCase();
    this.put(form, id, position, position, start, end, MAIN);
  }

  private put(
    form: string,
    id: number,
    first: number,
    last: number,
    start: number,
    end: number,
    kind: number,
  ): void {
    const i = this.length++;
    this.form[i] = form;
    this.id[i] = id;
    this.first[i] = first;
    this.last[i] = last;
    this.start[i] = start;
    this.end[i] = end;
    this.kind[i] = kind;
  }
}
