import { isAbbreviation } from "./abbreviations.ts";
import { APOSTROPHE, DOT, kindOf, SEPARATOR, SOLITARY, WORD } from "./fold.ts";
import { Runs, stepCheck, stepHash } from "./runs.ts";
import { WordReader } from "./word-reader.ts";
import type { Words } from "./words.ts";

/** UTF-16 units: longer tokens are addresses, or of a script without spaces. */
const LONGEST_TOKEN = 48;

/** ASCII characters that part words and end no statement: 1. */
const QUIET = new Uint8Array(128).map((_, c) =>
  /[\n;|.!?]/.test(String.fromCharCode(c)) || kindOf(c) === WORD ? 0 : 1,
);

/** Letters and digits of ASCII with single spaces between: most terms, and most of what stands in quotes. */
export const PLAIN_WORDS = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/;

/**
 * Adds the words of `text` to `words`, positions counted from `base`; returns the position after the last.
 * Normalised as DESIGN.md ("Matching") says. Linear in the text.
 */
export function readWords(text: string, words: Words, base = 0): number {
  return reader.read(text, words, base);
}

const runs = new Runs();

class Reader extends WordReader {
  /** Whether a statement has ended since the word before. */
  private stop = false;
  /** The position of the text's first word. */
  private base = 0;

  read(text: string, words: Words, base: number): number {
    this.begin(text, words, base);
    this.stop = false;
    this.base = base;
    const { ends, hashes, checks } = runs;
    const { length } = text;
    /** Read up to here. */
    let i = 0;
    let start = 0;
    for (let from = 0; from < length; from = runs.next) {
      runs.find(text, from);
      const { count } = runs;
      for (let k = 0; k < count; k++) {
        const end = ends[k] ?? 0;
        // Most words by far are plain letters up to a space: known by their hashes.
        if (start >= i && end > start) {
          if (this.stop) this.endStatement();
          const next = end < length && text.charCodeAt(end) !== 32 ? this.afterPlain(end) : end + 1;
          if (next < 0) i = this.readToken(start);
          else {
            words.addPlain(text, hashes[k] ?? 0, checks[k] ?? 0, this.position++, start, end);
            i = next;
          }
        }
        if (end >= i && end < length) i = this.readOther(end);
        start = end + 1;
      }
    }
    return this.position;
  }

  /** A character that is not PLAIN and stands by itself or begins a word. */
  private readOther(i: number): number {
    const c = this.text.charCodeAt(i);
    if (QUIET[c] === 1) return i + 1;
    const kind = this.kindAt(i);
    if (kind === WORD || kind === SOLITARY) {
      if (this.stop) this.endStatement();
      return kind === SOLITARY ? this.readSolitary(i) : this.readToken(i);
    }
    if (kind === DOT || kind === SEPARATOR) this.stop = this.stops(this.stop, c, i, kind);
    return i + this.sizeAt(i);
  }

  private endStatement(): void {
    this.stop = false;
    if (this.position > this.base) this.words.sentences.push(this.position);
  }

  /** A word, or words joined by hyphens; returns the offset after it. With a dictionary, each is taken apart once. */
  private readToken(start: number): number {
    const { text, words } = this;
    const { dictionary } = words;
    if (dictionary === undefined) return this.readCompound(start);
    const limit = Math.min(text.length, start + LONGEST_TOKEN);
    let hash = 0;
    let check = 0;
    let end = start;
    for (let c = text.charCodeAt(start); c > 32; c = text.charCodeAt(end)) {
      hash = stepHash(hash, c);
      check = stepCheck(check, c);
      if (++end < limit) continue;
      // What is read depends on what follows, but nothing reaches across a space.
      if (end < text.length) return this.readCompound(start);
      break;
    }
    const known = dictionary.token(hash, check, end - start);
    const base = this.position;
    if (known !== undefined) {
      const { readings } = known;
      for (let k = 0; k < readings.length; k += 6) {
        words.put(
          readings[k] ?? 0,
          (readings[k + 1] ?? 0) + base,
          (readings[k + 2] ?? 0) + base,
          (readings[k + 3] ?? 0) + start,
          (readings[k + 4] ?? 0) + start,
          readings[k + 5] ?? 0,
        );
      }
      this.position = base + known.positions;
      return start + known.length;
    }
    const from = words.length;
    const next = this.readCompound(start);
    const readings: number[] = [];
    for (let i = from; i < words.length; i++) {
      readings.push(
        words.id[i] ?? 0,
        (words.first[i] ?? 0) - base,
        (words.last[i] ?? 0) - base,
        (words.start[i] ?? 0) - start,
        (words.end[i] ?? 0) - start,
        words.kind[i] ?? 0,
      );
    }
    const token = { length: next - start, positions: this.position - base, readings };
    dictionary.keepToken(hash, check, end - start, token);
    return next;
  }

  /** Where to read on after a word of plain letters that ends here at no space; -1 if more may belong to it. */
  private afterPlain(end: number): number {
    const kind = this.kindAt(end);
    if (kind === SEPARATOR || kind === SOLITARY) return end;
    if (kind < APOSTROPHE) return -1;
    if (this.kindAt(end + 1) !== WORD) return end;
    // Putin's
    if (
      kind === APOSTROPHE &&
      (this.text.charCodeAt(end + 1) | 32) === 115 &&
      this.kindAt(end + 2) === SEPARATOR
    ) {
      return end + 2;
    }
    return -1;
  }

  /** Whether a statement has ended once this separator is read; `stop`: whether it had before. */
  private stops(stop: boolean, c: number, i: number, kind: number): boolean {
    // Line ends, ; and | part statements as a full stop does.
    if (c === 10 || c === 0x2029 || c === 59 || c === 124) return true;
    if (kind === DOT) {
      const { words } = this;
      return this.isSpaceAt(i + 1) && (words.length === 0 || !isAbbreviation(words.form(words.length - 1)));
    }
    if (c === 33 || c === 63 || c === 0x2026) return this.isSpaceAt(i + 1);
    return stop || c === 0x3002 || c === 0xff01 || c === 0xff1f;
  }

  private isSpaceAt(i: number): boolean {
    if (i >= this.text.length) return true;
    const c = this.text.charCodeAt(i);
    return (
      c <= 32 || c === 0xa0 || c === 34 || c === 39 || c === 41 || c === 0x201d || c === 0x2019 || c === 0xbb
    );
  }
}

const reader = new Reader();
