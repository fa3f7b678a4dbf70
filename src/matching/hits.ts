import { Readings } from "./readings.ts";
import { grown, Table } from "./rows.ts";
import { Spans } from "./spans.ts";
import type { Words } from "./words.ts";

/** Pairs of places looked at to see whether two terms stand near: hostile repetition cannot make it slow. */
export const MOST_STEPS = 1000;

/** Where the rows of a term begin, of each who keeps some: columns of its record. */
export const PRESEARCH_ROWS = 0;
export const WAKING_ROWS = 1;
export const SET_ROWS = 2;
const COLUMNS = 4;

/** Flags in a term's state: it has rows in the column of the bit. */
const FLAGS = 0xff;
/** Fields that it was found in: eight bits from here on. */
const FIELDS = 8;
/** Which article it was found in last: the bits from here on. */
const MARK = 16;
const LAST_MARK = 0x7fff;

/** The terms of words that were found in an article, and where. */
export class Hits extends Spans {
  /** Terms that were found, in no order; so many of them. */
  found = new Int32Array(256);
  foundCount = 0;
  /** Of each term where its rows begin. */
  readonly records = new Table(COLUMNS);
  protected epoch = 0;
  /**
   * Of each term, in one number, what is mostly asked of it: the article it was found in last, its fields there, and
   * its flags. All the numbers are little enough memory to stay in the processor's cache.
   */
  private states = new Int32Array(0);
  private mark = 0;
  /** Of each term that was found, its last span. */
  private lasts = new Int32Array(0);
  /** The span before of the same term, -1 for none. */
  private previous = new Int32Array(1024);
  readonly words: Words;
  readonly readings: Readings;

  constructor(words: Words) {
    super();
    this.words = words;
    this.readings = new Readings(words);
  }

  /** Says that a term has rows in a column of its record: those of others are not even looked at. */
  markRows(term: number, column: number): void {
    this.reserve(term + 1);
    this.states[term] = (this.states[term] ?? 0) | (1 << column);
  }

  /** Whether a term has rows in a column of its record. */
  hasRows(term: number, column: number): boolean {
    return ((this.states[term] ?? 0) & (1 << column)) !== 0;
  }

  private reserve(terms: number): void {
    if (this.states.length >= terms) return;
    this.states = grown(this.states, terms);
    this.lasts = grown(this.lasts, terms);
  }

  /** Another article, and so many terms. */
  protected beginHits(terms: number): void {
    this.epoch++;
    this.foundCount = 0;
    this.spanCount = 0;
    this.reserve(terms);
    if (++this.mark > LAST_MARK) {
      for (let i = 0; i < this.states.length; i++) this.states[i] = (this.states[i] ?? 0) & FLAGS;
      this.mark = 1;
    }
  }

  /** A term stands from one place to another. */
  protected hit(term: number, first: number, last: number, start: number, end: number, field: number): void {
    const state = this.states[term] ?? 0;
    let before = -1;
    if (state >> MARK === this.mark) {
      before = this.lasts[term] ?? -1;
      // Two readings of one word may both set a term off: the first stands for both.
      for (let span = before; span >= 0 && this.first[span] === first; span = this.previous[span] ?? -1) {
        if (this.last[span] === last) return;
      }
      this.states[term] = state | (1 << (FIELDS + field));
    } else {
      this.states[term] = (this.mark << MARK) | (1 << (FIELDS + field)) | (state & FLAGS);
      if (this.foundCount >= this.found.length) this.found = grown(this.found, this.foundCount);
      this.found[this.foundCount++] = term;
    }
    const span = this.addSpan(first, last, start, end, field);
    if (span >= this.previous.length) this.previous = grown(this.previous, span);
    this.previous[span] = before;
    this.lasts[term] = span;
  }

  /** Mask of the fields that a term of words was found in. */
  maskOf(term: number): number {
    const state = this.states[term] ?? 0;
    return state >> MARK === this.mark ? (state >> FIELDS) & 0xff : 0;
  }

  /** The places of a term of words, by position. */
  placesOf(term: number): number[] {
    const spans: number[] = [];
    for (let span = this.lastSpan(term); span >= 0; span = this.previous[span] ?? -1) spans.push(span);
    return spans.length < 2 ? spans : spans.reverse();
  }

  /**
   * Whether two terms of words stand at most so far apart somewhere, from the end of one to the beginning of the
   * other; perhaps, where they stand in very many places.
   */
  areNear(a: number, b: number, distance: number): boolean {
    const { previous, first, last } = this;
    let steps = 0;
    for (let x = this.lastSpan(a); x >= 0; x = previous[x] ?? -1) {
      const begin = first[x] ?? 0;
      const end = last[x] ?? 0;
      for (let y = this.lastSpan(b); y >= 0; y = previous[y] ?? -1) {
        // So many places are as well looked at by what asks.
        if (++steps > MOST_STEPS) return true;
        const after = (first[y] ?? 0) - end;
        const before = begin - (last[y] ?? 0);
        if ((after > 0 && after <= distance) || (before > 0 && before <= distance)) return true;
      }
    }
    return false;
  }

  private lastSpan(term: number): number {
    return (this.states[term] ?? 0) >> MARK === this.mark ? (this.lasts[term] ?? -1) : -1;
  }
}
