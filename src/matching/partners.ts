import { PairTable } from "./pair-table.ts";
import { grown } from "./rows.ts";

/** Phrases by their rarest word: which other words, each the next rarest of a phrase, it is looked for with. */
export class Partners {
  /** Lists of terms, each how many and the terms. There is room for a power of two; for more it moves to the end. */
  lists = new Int32Array(1024);
  private end = 1;
  /** Of each rarer word the other one + 1, or if there are several, less than 0, where in `lists` they stand. */
  private ofTerm = new Int32Array(64);
  /** 1 for each term whose list has moved: see `found`. */
  private moved = new Int32Array(64);
  /** Each pair's number + 1. */
  private readonly numbers = new PairTable();
  private count = 0;

  /** The number of a pair, from 0; -1: it is none. */
  numberOf(rarer: number, other: number): number {
    return this.numbers.get(rarer, other) - 1;
  }

  /** False if the two are known. */
  add(rarer: number, other: number): boolean {
    if (this.numbers.get(rarer, other) !== 0) return false;
    this.numbers.set(rarer, other, ++this.count);
    if (rarer >= this.ofTerm.length) {
      this.ofTerm = grown(this.ofTerm, rarer);
      this.moved = grown(this.moved, rarer);
    }
    const before = this.of(rarer);
    if (before >= 0) {
      this.ofTerm[rarer] = before === 0 ? other + 1 : -this.list([before - 1, other]);
      return true;
    }
    const at = -before;
    const count = this.lists[at] ?? 0;
    if ((count & (count - 1)) === 0) this.ofTerm[rarer] = -this.list([...this.listAt(at), other]);
    else {
      this.lists[at] = count + 1;
      this.lists[at + 1 + count] = other;
    }
    return true;
  }

  /** The other word of a term + 1; less than 0, where in `lists` several stand; 0: it is no rarer word of a phrase. */
  of(term: number): number {
    return this.ofTerm[term] ?? 0;
  }

  /**
   * The same for a term that was found in an article. The first time its list moves to the end: there stand the lists
   * of words found with it, so that reading one brings the others near.
   */
  found(term: number): number {
    const before = this.of(term);
    if (before >= 0 || this.moved[term] === 1) return before;
    this.moved[term] = 1;
    const now = -this.list([...this.listAt(-before)]);
    this.ofTerm[term] = now;
    return now;
  }

  private listAt(at: number): Int32Array {
    return this.lists.subarray(at + 1, at + 1 + (this.lists[at] ?? 0));
  }

  private list(terms: readonly number[]): number {
    const at = this.end;
    this.end += 1 + 2 ** Math.ceil(Math.log2(terms.length));
    if (this.end > this.lists.length) this.lists = grown(this.lists, this.end);
    this.lists[at] = terms.length;
    this.lists.set(terms, at + 1);
    return at;
  }
}
