import { Readings } from "./readings.ts";
import { grown, Table } from "./rows.ts";
import { Spans } from "./spans.ts";
import type { Words } from "./words.ts";

/** Pairs of places looked at to see whether two terms stand near: hostile repetition cannot make it slow. */
const MOST_STEPS = 1000;

/** Numbers of a term's record: so many that two records fill a line of memory. */
const WIDTH = 8;
const EPOCH = 0;
const FIELDS = 1;
const LAST = 2;
/** Where the rows of a term begin, of each who keeps some. */
export const PRESEARCH_ROWS = 3;
export const PHRASE_ROWS = 4;
export const WAKING_ROWS = 5;
export const SET_ROWS = 6;
/** 1 more than the other word of the only short phrase that is under a term; 0: it has none, or several. */
export const PHRASE_OTHER = 7;

/** The terms of words that were found in an article, and where. */
export class Hits extends Spans {
  /** Terms that were found, in no order; so many of them. */
  found = new Int32Array(256);
  foundCount = 0;
  /** Of each term: epoch when found, fields, its last span, and where its rows begin. */
  readonly records = new Table(WIDTH);
  protected epoch = 0;
  /** `mark` for each term that was found: what is mostly asked, in little enough memory to stay in the cache. */
  private marks = new Uint8Array(0);
  private mark = 0;
  /** The span before of the same term, -1 for none. */
  private previous = new Int32Array(1024);
  readonly words: Words;
  readonly readings: Readings;

  constructor(words: Words) {
    super();
    this.words = words;
    this.readings = new Readings(words);
  }

  /** Another article, and so many terms. */
  protected beginHits(terms: number): void {
    this.epoch++;
    this.foundCount = 0;
    this.spanCount = 0;
    this.records.reserve(terms);
    if (this.marks.length < terms) {
      this.marks = new Uint8Array(terms * 2);
      this.mark = 0;
    }
    if (++this.mark > 255) {
      this.marks.fill(0);
      this.mark = 1;
    }
  }

  /** A term stands from one place to another. */
  protected hit(term: number, first: number, last: number, start: number, end: number, field: number): void {
    const records = this.records.data;
    const at = term * WIDTH;
    let before = -1;
    if (records[at] === this.epoch) {
      before = records[at + LAST] ?? -1;
      // Two readings of one word may both set a term off: the first stands for both.
      for (let span = before; span >= 0 && this.first[span] === first; span = this.previous[span] ?? -1) {
        if (this.last[span] === last) return;
      }
      records[at + FIELDS] = (records[at + FIELDS] ?? 0) | (1 << field);
    } else {
      records[at + EPOCH] = this.epoch;
      records[at + FIELDS] = 1 << field;
      this.marks[term] = this.mark;
      if (this.foundCount >= this.found.length) this.found = grown(this.found, this.foundCount);
      this.found[this.foundCount++] = term;
    }
    const span = this.addSpan(first, last, start, end, field);
    if (span >= this.previous.length) this.previous = grown(this.previous, span);
    this.previous[span] = before;
    records[at + LAST] = span;
  }

  /** Mask of the fields that a term of words was found in. */
  maskOf(term: number): number {
    return this.marks[term] === this.mark ? (this.records.data[term * WIDTH + FIELDS] ?? 0) : 0;
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

  /** The place of a term of words that stands but once; else -1. */
  onlySpan(term: number): number {
    const span = this.lastSpan(term);
    return span < 0 || (this.previous[span] ?? -1) >= 0 ? -1 : span;
  }

  private lastSpan(term: number): number {
    const at = term * WIDTH;
    return this.records.data[at] === this.epoch ? (this.records.data[at + LAST] ?? -1) : -1;
  }
}
