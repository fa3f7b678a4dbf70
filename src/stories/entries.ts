import type { Instant } from "../model/time.ts";

/** What the corpus remembers of an entry but its terms. */
export interface Remembered {
  id: number;
  at: Instant;
  language: number;
  /** Whether it began its story. */
  begins: boolean;
  /** Where its terms stand, and how many they are. */
  start: number;
  terms: number;
  besides: readonly number[];
}

/**
 * The entries of the window, numbered upwards in order of arrival: a ring of columns, since a million objects would cost
 * four times the memory, and a pause at each collection of garbage.
 */
export class Entries {
  /** Numbers of the oldest, and of the one that comes next. */
  first = 0;
  next = 0;
  /** An entry stands in each column at its number, masked with this. */
  mask = ROOM - 1;
  ids = new Float64Array(ROOM);
  ats = new Float64Array(ROOM);
  languages = new Uint32Array(ROOM);
  begins = new Uint8Array(ROOM);
  starts = new Float64Array(ROOM);
  terms = new Uint16Array(ROOM);
  /** The slot of its story, and the entry of that story that came before it. */
  stories = new Uint32Array(ROOM);
  before = new Uint32Array(ROOM);
  /** Other stories that an entry would have joined: few would. */
  readonly besides = new Map<number, readonly number[]>();

  get size(): number {
    return this.next - this.first;
  }

  has(entry: number): boolean {
    return entry >= this.first && entry < this.next;
  }

  at(entry: number): Instant {
    return this.ats[entry & this.mask] ?? 0;
  }

  language(entry: number): number {
    return this.languages[entry & this.mask] ?? 0;
  }

  /** Puts the next entry in and answers its place. */
  add({ id, at, language, begins, start, terms, besides }: Remembered): number {
    if (this.size > this.mask) this.#grow();
    const place = this.next & this.mask;
    this.ids[place] = id;
    this.ats[place] = at;
    this.languages[place] = language;
    this.begins[place] = begins ? 1 : 0;
    this.starts[place] = start;
    this.terms[place] = terms;
    if (besides.length > 0) this.besides.set(this.next, besides);
    this.next++;
    return place;
  }

  /** Lets the oldest go. */
  drop(): void {
    this.besides.delete(this.first++);
  }

  /** The first entry that arrived at a moment or later, where arrivals are in order of time. */
  firstSince(since: Instant): number {
    let [low, high] = [this.first, this.next];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.at(middle) < since) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const room = (this.mask + 1) * 2;
    this.ids = this.#moved(this.ids, new Float64Array(room));
    this.ats = this.#moved(this.ats, new Float64Array(room));
    this.languages = this.#moved(this.languages, new Uint32Array(room));
    this.begins = this.#moved(this.begins, new Uint8Array(room));
    this.starts = this.#moved(this.starts, new Float64Array(room));
    this.terms = this.#moved(this.terms, new Uint16Array(room));
    this.stories = this.#moved(this.stories, new Uint32Array(room));
    this.before = this.#moved(this.before, new Uint32Array(room));
    this.mask = room - 1;
  }

  #moved<Column extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(
    from: Column,
    to: Column,
  ): Column {
    const mask = to.length - 1;
    for (let entry = this.first; entry < this.next; entry++) to[entry & mask] = from[entry & this.mask] ?? 0;
    return to;
  }
}

const ROOM = 32;
