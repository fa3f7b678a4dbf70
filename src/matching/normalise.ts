import { ABBREVIATIONS } from "./abbreviations.ts";
import { MULTIPLIER, PLAIN } from "./dictionary.ts";
import { APOSTROPHE, DOT, kindOf, SEPARATOR, SOLITARY, WORD } from "./fold.ts";
import { WordReader } from "./word-reader.ts";
import type { Words } from "./words.ts";

/**
 * Adds the words of `text` to `words`, positions counted from `base`; returns the position after the last.
 * Normalised as DESIGN.md ("Matching") says. Linear in the text.
 */
export function readWords(text: string, words: Words, base = 0): number {
  return new Reader(text, words, base).read();
}

class Reader extends WordReader {
  read(): number {
    const { text, words } = this;
    const length = text.length;
    const begin = this.position;
    let i = 0;
    let stop = false;
    while (i < length) {
      const c = text.charCodeAt(i);
      let plain = PLAIN[c] ?? 0;
      if (plain === 0) {
        if (c === 32) {
          i++;
          continue;
        }
        const kind = kindOf(c >= 0xd800 && c <= 0xdbff ? (text.codePointAt(i) ?? c) : c);
        if (kind !== WORD && kind !== SOLITARY) {
          if (kind === DOT || kind === SEPARATOR) stop = this.stops(stop, c, i, kind);
          i += this.sizeAt(i);
          continue;
        }
        if (stop && this.position > begin) words.sentences.push(this.position);
        stop = false;
        i = kind === SOLITARY ? this.readSolitary(i) : this.readCompound(i);
        continue;
      }
      if (stop && this.position > begin) words.sentences.push(this.position);
      stop = false;
      // Most words by far are plain letters up to a space: known by their hash.
      let hash = 0;
      let end = i;
      do {
        hash = Math.imul(hash + plain, MULTIPLIER);
        plain = ++end < length ? (PLAIN[text.charCodeAt(end)] ?? 0) : 0;
      } while (plain !== 0);
      const next = this.afterPlain(end);
      if (next < 0) i = this.readCompound(i);
      else {
        words.addPlain(text, hash, this.position++, i, end);
        i = next;
      }
    }
    return this.position;
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
      const { form, length } = this.words;
      return this.isSpaceAt(i + 1) && !ABBREVIATIONS.has(form[length - 1] ?? "");
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
