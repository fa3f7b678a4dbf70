import type { Hits } from "./hits.ts";
import { grown, Rows } from "./rows.ts";

/** Numbers kept of each set. */
const STRIDE = 4;
/** Epoch when awake. */
const EPOCH = 0;
/** Fields that its terms count in. */
const MASK = 1;
/** Fields it was found in. */
const FOUND = 2;
/** The last of its terms that told it: a number into `tellers`. */
const TELLER = 3;

/**
 * Sets of terms, each told by those of them that an article holds in its fields: then it is awake, for every query
 * that asks. Numbered from 0 and kept close together, for they are told far more often than asked.
 */
export class ToldSets {
  /** Sets that are awake for the article at hand; so many of them. */
  awake = new Int32Array(64);
  awakeCount = 0;
  private states = new Int32Array(256);
  private count = 0;
  /** The sets that a term tells. */
  private readonly ofTerm: Rows;
  private tellers = new Int32Array(256);
  private tellersBefore = new Int32Array(256);
  private tellerCount = 0;
  private epoch = 0;
  private readonly hits: Hits;
  private readonly column: number;

  /** `column`: of the terms' records, where this keeps its rows. */
  constructor(hits: Hits, column: number) {
    this.hits = hits;
    this.column = column;
    this.ofTerm = new Rows(hits.records, column);
  }

  add(terms: readonly number[], mask: number): number {
    const set = this.count++;
    if (this.states.length < this.count * STRIDE) this.states = grown(this.states, this.count * STRIDE);
    this.states[set * STRIDE + MASK] = mask;
    for (const term of terms) {
      this.ofTerm.add(term, [set]);
      this.hits.markRows(term, this.column);
    }
    return set;
  }

  isAwake(set: number): boolean {
    return this.states[set * STRIDE] === this.epoch;
  }

  /** The fields that a set was found in, for the article at hand. */
  fieldsOf(set: number): number {
    return this.isAwake(set) ? (this.states[set * STRIDE + FOUND] ?? 0) : 0;
  }

  /** Whether `test` holds for one of a set's terms that were found in its fields; asks until it does. */
  someFound(set: number, test: (term: number) => boolean): boolean {
    if (!this.isAwake(set)) return false;
    for (let at = this.states[set * STRIDE + TELLER] ?? -1; at >= 0; at = this.tellersBefore[at] ?? -1) {
      if (test(this.tellers[at] ?? 0)) return true;
    }
    return false;
  }

  /** Has the terms that were found in an article tell their sets. */
  wake(): void {
    this.awakeCount = 0;
    this.tellerCount = 0;
    this.epoch++;
    if (this.count === 0) return;
    const { hits, ofTerm, states, epoch, column } = this;
    ofTerm.settle();
    const { data } = ofTerm;
    const { found, foundCount } = hits;
    for (let i = 0; i < foundCount; i++) {
      const term = found[i] ?? 0;
      if (!hits.hasRows(term, column)) continue;
      let row = ofTerm.head(term);
      const mask = hits.maskOf(term);
      for (; row !== 0; row = data[row] ?? 0) {
        const set = data[row + 2] ?? 0;
        const at = set * STRIDE;
        const there = (states[at + MASK] ?? 0) & mask;
        if (there === 0) continue;
        if (states[at] === epoch) states[at + FOUND] = (states[at + FOUND] ?? 0) | there;
        else {
          states[at + EPOCH] = epoch;
          states[at + FOUND] = there;
          states[at + TELLER] = -1;
          if (this.awakeCount >= this.awake.length) this.awake = grown(this.awake, this.awakeCount);
          this.awake[this.awakeCount++] = set;
        }
        const teller = this.tellerCount++;
        if (teller >= this.tellers.length) {
          this.tellers = grown(this.tellers, teller);
          this.tellersBefore = grown(this.tellersBefore, teller);
        }
        this.tellers[teller] = term;
        this.tellersBefore[teller] = states[at + TELLER] ?? -1;
        states[at + TELLER] = teller;
      }
    }
  }
}
