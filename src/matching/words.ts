import type { Dictionary } from "./dictionary.ts";
import { grown } from "./rows.ts";

/** The word as it stands. */
export const MAIN = 0;
/** Parts joined ("ceasefire" of "cease-fire"), or a number without its grouping marks: read so in texts and queries. */
export const JOINED = 1;
/** A reading that texts have and queries do not ask for: "brien" of "O'Brien", "lukraine" of "l'Ukraine". */
export const PART = 2;

/** Longest word kept; what is longer is no word of any language, and is cut for comparing. */
export const LONGEST_WORD = 256;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range
const ASCII = /^[\x00-\x7f]*$/;

/**
 * The words of a text, as parallel lists: one reading each, in the order of their first positions. A word's position
 * counts words; a joined compound takes the positions `first` to `last` of its parts. Offsets are UTF-16 units into
 * the original. The lists are longer than `length`: what stands beyond is of texts before.
 */
export class Words {
  /** The word's number in the dictionary; without one, 0. */
  id = new Int32Array(32);
  first = new Int32Array(32);
  last = new Int32Array(32);
  start = new Int32Array(32);
  end = new Int32Array(32);
  kind = new Uint8Array(32);
  /** Positions that begin a sentence or the like, but for the first of the text; ascending. */
  sentences: number[] = [];
  length = 0;
  readonly dictionary: Dictionary | undefined;
  /** The words themselves, where there is no dictionary. */
  private readonly forms: string[] = [];

  /** `dictionary`: remembers words from one text to the next. */
  constructor(dictionary?: Dictionary) {
    this.dictionary = dictionary;
  }

  clear(): void {
    this.length = 0;
    if (this.sentences.length > 0) this.sentences = [];
  }

  /** A reading, folded. */
  form(i: number): string {
    return (this.dictionary === undefined ? this.forms[i] : this.dictionary.forms[this.id[i] ?? 0]) ?? "";
  }

  /** `text`: what `start` and `end` count in. */
  add(
    text: string,
    form: string,
    first: number,
    last: number,
    start: number,
    end: number,
    kind: number,
  ): void {
    const { dictionary } = this;
    if (dictionary === undefined) this.forms[this.length] = form;
    const id = dictionary?.spelt(form, rawOf(text.slice(start, end), form, kind)) ?? 0;
    this.put(id, first, last, start, end, kind);
  }

  /** A word of PLAIN characters by itself, with its hashes. */
  addPlain(text: string, hash: number, check: number, position: number, start: number, end: number): void {
    const { dictionary } = this;
    let id = 0;
    if (dictionary === undefined)
      this.forms[this.length] = text.slice(start, Math.min(end, start + LONGEST_WORD)).toLowerCase();
    else id = dictionary.at(text, start, end, hash, check);
    this.put(id, position, position, start, end, MAIN);
  }

  /** A reading by its number in the dictionary. */
  put(id: number, first: number, last: number, start: number, end: number, kind: number): void {
    const i = this.length++;
    if (i >= this.id.length) this.grow();
    this.id[i] = id;
    this.first[i] = first;
    this.last[i] = last;
    this.start[i] = start;
    this.end[i] = end;
    this.kind[i] = kind;
  }

  private grow(): void {
    this.id = grown(this.id, this.length);
    this.first = grown(this.first, this.length);
    this.last = grown(this.last, this.length);
    this.start = grown(this.start, this.length);
    this.end = grown(this.end, this.length);
    const kind = new Uint8Array(this.id.length);
    kind.set(this.kind);
    this.kind = kind;
  }
}

/**
 * A word in small letters as it stands, diacritics kept, as stemmers want it; of plain ASCII, its folded form.
 * `shown`: as the text has it.
 */
export function rawOf(shown: string, form: string, kind: number): string {
  if (ASCII.test(shown)) return form;
  const raw = shown.slice(0, LONGEST_WORD).toLowerCase().normalize("NFC");
  return kind === JOINED ? raw.replace(/[-‐‑.,]/gu, "") : raw;
}
