import { ABBREVIATIONS } from "./abbreviations.ts";
import { APOSTROPHE, DOT, SEPARATOR, SOLITARY, WORD } from "./fold.ts";
import { Runs } from "./runs.ts";
import { WordReader } from "./word-reader.ts";
import type { Words } from "./words.ts";

/** UTF-16 units: longer runs without a space are addresses, or of a script without spaces. */
const LONGEST_RUN = 48;

/**
 * Adds the words of `text` to `words`, positions counted from `base`; returns the position after the last.
 * Normalised as DESIGN.md ("Matching") says. Linear in the text.
 */
export function readWords(text: string, words: Words, base = 0): number {
  return new Reader(text, words, base).read();
}

const runs = new Runs();

class Reader extends WordReader {
  /** Whether a statement has ended since the word before. */
  private stop = false;
  private begin = 0;

  read(): number {
    const { text, words } = this;
    const { ends, hashes, checks } = runs;
    this.begin = this.position;
    /** Read up to here. */
    let i = 0;
    let start = 0;
    for (let from = 0; from < text.length; from = runs.next) {
      runs.find(text, from);
      for (let k = 0; k < runs.count; k++) {
        const end = ends[k] ?? 0;
        if (end > start && start >= i) {
          this.endStatement();
          // Most words by far are plain letters up to a space: known by their hashes.
          const next = this.afterPlain(end);
          if (next < 0) i = this.readRun(start);
          else {
            words.addPlain(text, hashes[k] ?? 0, checks[k] ?? 0, this.position++, start, end);
            i = next;
          }
        }
        if (end >= i && end < text.length) i = this.readOther(end);
        start = end + 1;
      }
    }
    return this.position;
  }

  /** A character that is not PLAIN and stands by itself or begins a word. */
  private readOther(i: number): number {
    const c = this.text.charCodeAt(i);
    if (c === 32) return i + 1;
    const kind = this.kindAt(i);
    if (kind === WORD || kind === SOLITARY) {
      this.endStatement();
      return kind === SOLITARY ? this.readSolitary(i) : this.readRun(i);
    }
    if (kind === DOT || kind === SEPARATOR) this.stop = this.stops(this.stop, c, i, kind);
    return i + this.sizeAt(i);
  }

  private endStatement(): void {
    if (!this.stop) return;
    this.stop = false;
    if (this.position > this.begin) this.words.sentences.push(this.position);
  }

  /** A word, or words joined by hyphens; returns the offset after it. With a dictionary, each is taken apart once. */
  private readRun(start: number): number {
    const { text, words } = this;
    const { dictionary } = words;
    if (dictionary === undefined) return this.readCompound(start);
    const limit = Math.min(text.length, start + LONGEST_RUN);
    let end = start + 1;
    while (end < limit && text.charCodeAt(end) > 32) end++;
    // What is read depends on what follows, but nothing reaches across a space.
    if (end < text.length && text.charCodeAt(end) > 32) return this.readCompound(start);
    const characters = text.slice(start, end);
    const known = dictionary.run(characters);
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
    dictionary.remember(characters, { length: next - start, positions: this.position - base, readings });
    return next;
  }

  /** Where to read on after a word of plain letters that ends here; -1 if more may belong to it. */
  private afterPlain(end: number): number {
    if (this.text.charCodeAt(end) === 32) return end + 1;
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
      return (
        this.isSpaceAt(i + 1) && (words.length === 0 || !ABBREVIATIONS.has(words.form(words.length - 1)))
      );
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
