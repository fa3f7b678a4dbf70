import { KeyTable } from "./key-table.ts";

/**
 * Which entries of the window hold a term: for each term a chain from its newest occurrence back to its oldest, all in
 * one ring of typed arrays (13 bytes an occurrence). What leaves the window is cut off at the ring's end, and
 * every chain ends where the ring does, so that nothing is ever searched for to be deleted.
 */
export class Postings {
  readonly #heads = new KeyTable();
  #terms = new Uint32Array(ROOM);
  #weights = new Uint8Array(ROOM);
  #entries = new Uint32Array(ROOM);
  /** How far back the term's occurrence before this one lies (0 for none), doubled; plus 1 for one that its story did not have. */
  #back = new Uint32Array(ROOM);
  #mask = ROOM - 1;
  #first = 0;
  #next = 0;

  /** Adds an entry's terms, and answers where they stand. Entries are numbered upwards. */
  add(entry: number, terms: Uint32Array, weights: Uint8Array, fresh: Uint8Array): number {
    const start = this.#next;
    while (start + terms.length - this.#first > this.#mask + 1) this.#grow();
    for (const [i, term] of terms.entries()) {
      const at = this.#next++;
      const slot = at & this.#mask;
      const before = this.#heads.get(term, 0);
      this.#terms[slot] = term;
      this.#weights[slot] = weights[i] ?? 0;
      this.#entries[slot] = entry;
      this.#back[slot] = (before === undefined ? 0 : at - before) * 2 + (fresh[i] ?? 0);
      this.#heads.set(term, 0, at);
    }
    return start;
  }

  /** Lets the oldest entry go. */
  drop(start: number, count: number): void {
    for (let at = start; at < start + count; at++) {
      const term = this.#terms[at & this.#mask] ?? 0;
      if (this.#heads.get(term, 0) === at) this.#heads.delete(term, 0);
    }
    this.#first = start + count;
  }

  /**
   * Adds to `sums` (by entry, masked) what each entry that holds the term has of it, newest first, for `most`
   * occurrences and no entry before `oldest`. Entries met for the first time are put on `touched`. Answers how many
   * occurrences it saw.
   */
  gather(
    term: number,
    weight: number,
    oldest: number,
    most: number,
    sums: Float32Array,
    touched: number[],
  ): number {
    let at = this.#heads.get(term, 0);
    if (at === undefined) return 0;
    const sumMask = sums.length - 1;
    const entries = this.#entries;
    const weights = this.#weights;
    const backs = this.#back;
    const mask = this.#mask;
    const first = this.#first;
    let seen = 0;
    while (at >= first && seen < most) {
      const slot: number = at & mask;
      const entry = entries[slot] ?? 0;
      if (entry < oldest) break;
      seen++;
      const place = entry & sumMask;
      const sum = sums[place] ?? 0;
      if (sum === 0) touched.push(entry);
      sums[place] = sum + weight * (weights[slot] ?? 0) + TOUCHED;
      const back: number = (backs[slot] ?? 0) >>> 1;
      if (back === 0) break;
      at -= back;
    }
    return seen;
  }

  /** The scalar product of an entry's terms with those of a table. */
  product(start: number, count: number, table: TermTable): number {
    const terms = this.#terms;
    const weights = this.#weights;
    const mask = this.#mask;
    let sum = 0;
    for (let at = start; at < start + count; at++) {
      const slot = at & mask;
      const weight = table.get(terms[slot] ?? 0);
      if (weight !== 0) sum += weight * (weights[slot] ?? 0);
    }
    return sum;
  }

  /** Strikes an entry's terms off a table. */
  strike(start: number, count: number, table: TermTable): void {
    for (let at = start; at < start + count; at++) table.strike(this.#terms[at & this.#mask] ?? 0);
  }

  /** Adds an entry's weights to a table. */
  pour(start: number, count: number, table: TermTable): void {
    for (let at = start; at < start + count; at++) {
      const slot = at & this.#mask;
      table.add(this.#terms[slot] ?? 0, this.#weights[slot] ?? 0);
    }
  }

  /** The terms of an entry, as they stand, and which of them its story did not have. */
  termsAt(start: number, count: number): { terms: Uint32Array; fresh: Uint8Array } {
    const slots = Array.from({ length: count }, (_, i) => (start + i) & this.#mask);
    return {
      terms: Uint32Array.from(slots, (slot) => this.#terms[slot] ?? 0),
      fresh: Uint8Array.from(slots, (slot) => (this.#back[slot] ?? 0) & 1),
    };
  }

  #grow(): void {
    const size = (this.#mask + 1) * 2;
    const [terms, weights, entries, back] = [this.#terms, this.#weights, this.#entries, this.#back];
    this.#terms = new Uint32Array(size);
    this.#weights = new Uint8Array(size);
    this.#entries = new Uint32Array(size);
    this.#back = new Uint32Array(size);
    for (let at = this.#first; at < this.#next; at++) {
      const [from, to] = [at & this.#mask, at & (size - 1)];
      this.#terms[to] = terms[from] ?? 0;
      this.#weights[to] = weights[from] ?? 0;
      this.#entries[to] = entries[from] ?? 0;
      this.#back[to] = back[from] ?? 0;
    }
    this.#mask = size - 1;
  }
}

const ROOM = 1024;
/** So that an entry whose weight rounds to nothing still counts as touched. */
const TOUCHED = 1e-3;

/** Weights by term, refilled for every article: open addressing, emptied by a new stamp. */
export class TermTable {
  #keys = new Uint32Array(8192);
  #stamps = new Uint32Array(8192);
  #values = new Float64Array(8192);
  #stamp = 1;
  #filled: number[] = [];

  clear(): void {
    this.#stamp++;
    this.#filled = [];
  }

  get(term: number): number {
    const slot = this.#find(term);
    return this.#stamps[slot] === this.#stamp ? (this.#values[slot] ?? 0) : 0;
  }

  add(term: number, weight: number): void {
    let slot = this.#find(term);
    if (this.#stamps[slot] === this.#stamp) {
      this.#values[slot] = (this.#values[slot] ?? 0) + weight;
      return;
    }
    if (this.#filled.length * 2 > this.#keys.length) {
      this.#grow();
      slot = this.#find(term);
    }
    this.#keys[slot] = term;
    this.#stamps[slot] = this.#stamp;
    this.#values[slot] = weight;
    this.#filled.push(slot);
  }

  /** Makes a term that it holds weigh nothing. */
  strike(term: number): void {
    const slot = this.#find(term);
    if (this.#stamps[slot] === this.#stamp) this.#values[slot] = 0;
  }

  /** The length of what it holds, as a vector. */
  norm(): number {
    let sum = 0;
    for (const slot of this.#filled) sum += (this.#values[slot] ?? 0) ** 2;
    return Math.sqrt(sum);
  }

  #find(term: number): number {
    const mask = this.#keys.length - 1;
    let slot = term & mask;
    while (this.#stamps[slot] === this.#stamp && this.#keys[slot] !== term) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, values, filled] = [this.#keys, this.#values, this.#filled];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#stamps = new Uint32Array(keys.length * 2);
    this.#values = new Float64Array(keys.length * 2);
    this.#stamp = 1;
    this.#filled = [];
    for (const slot of filled) this.add(keys[slot] ?? 0, values[slot] ?? 0);
  }
}
