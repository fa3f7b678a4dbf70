import { foldOf, kindOf, WORD } from "./fold.ts";

/** UTF-16 units looked at in one go. */
const WINDOW = 1 << 14;

/** Odd multipliers of the hashes; no feed can know them, so none can make words that share both. */
const ONE = Math.floor(Math.random() * 2 ** 31) | 1;
const OTHER = Math.floor(Math.random() * 2 ** 31) | 1;

/** The hash of some characters with one more after them. */
export function stepHash(hash: number, character: number): number {
  return Math.imul(hash + character, ONE);
}

/** Another hash, independent of the first. */
export function stepCheck(check: number, character: number): number {
  return Math.imul((check ^ (check >>> 7)) + character, OTHER);
}

/**
 * Of ASCII and Cyrillic letters and digits whose folding is their small letter and nothing else: that letter. 0 for
 * all other characters: a word with one of them is read the careful way.
 */
export const PLAIN: Uint16Array = (() => {
  // Of all UTF-16 units, so that no index is out of bounds, which would be slower.
  const plain = new Uint16Array(0x10000);
  for (let code = 0; code < 0x500; code++) {
    if (code >= 0x80 && code < 0x400) continue;
    const small = String.fromCharCode(code).toLowerCase();
    if (kindOf(code) === WORD && small.length === 1 && foldOf(code) === small)
      plain[code] = small.charCodeAt(0);
  }
  return plain;
})();

/**
 * The runs of PLAIN characters of a text, with two hashes of each, over its small letters. There is no branch in it:
 * where words end no processor can foretell, and its wrong guesses would cost more than all the rest.
 */
export class Runs {
  /** Where each run ends: at a character that is not PLAIN, or at the text's end. The next begins one after. */
  readonly ends = new Int32Array(WINDOW + 1);
  readonly hashes = new Int32Array(WINDOW + 1);
  readonly checks = new Int32Array(WINDOW + 1);
  /** How many were found. */
  count = 0;
  /** Where to look on. */
  next = 0;
  private hash = 0;
  private check = 0;

  /** Finds the runs of a text's beginning, `from` 0, or of what follows, `from` the `next` of before. */
  find(text: string, from: number): void {
    const { ends, hashes, checks } = this;
    const stop = Math.min(text.length, from + WINDOW);
    let hash = from === 0 ? 0 : this.hash;
    let check = from === 0 ? 0 : this.check;
    let count = 0;
    for (let i = from; i < stop; i++) {
      const plain = PLAIN[text.charCodeAt(i)] ?? 0;
      ends[count] = i;
      hashes[count] = hash;
      checks[count] = check;
      // All bits for a PLAIN character, none for another.
      const is = -plain >> 31;
      count += is + 1;
      hash = stepHash(hash, plain) & is;
      check = stepCheck(check, plain) & is;
    }
    this.next = stop;
    if (stop === text.length) {
      ends[count] = stop;
      hashes[count] = hash;
      checks[count] = check;
      count++;
    }
    this.hash = hash;
    this.check = check;
    this.count = count;
  }
}

const single = new Runs();

/** The hashes of a folded word of PLAIN characters; undefined for any other word. */
export function hashesOf(form: string): { hash: number; check: number } | undefined {
  single.find(form, 0);
  if (single.count !== 1 || single.next < form.length) return undefined;
  return { hash: single.hashes[0] ?? 0, check: single.checks[0] ?? 0 };
}
