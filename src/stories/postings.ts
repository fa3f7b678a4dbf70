import { CELL, closeUp } from "./key-table.ts";

/** How many entries of one term are remembered, the newest: more than are ever looked at for one article. */
export const MOST_HELD = 8_192;
/** Entries are told apart by so many bits: a window of half as many. */
const ENTRY_BITS = 24;
const ENTRY_MASK = 2 ** ENTRY_BITS - 1;
export const LARGEST_WINDOW = 2 ** (ENTRY_BITS - 1);

/** What a search by terms adds up to, by an entry's place (its number, masked). */
export interface Tally {
  /** What an entry shares with the article at hand; 0 for one that was not met. */
  sums: Float32Array;
  /** Places of entries that were met, in that order. */
  met: Uint32Array;
  count: number;
}

/**
 * Which entries of the window hold a term: for each term a ring of its own, oldest to newest, of four bytes an
 * occurrence (the entry's number and the term's weight in it), so that reading it is reading memory in order. Rings lie
 * in pages, in sizes of powers of two; one of a single occurrence stands in the table of terms itself.
 */
export class Postings {
  /** By slot: the term, where its ring is (or its only occurrence), and its shape; a shape of 0 is an empty slot. */
  #cells = new Uint32Array(ROOM * CELL);
  #mask = ROOM - 1;
  #size = 0;
  readonly #pages: Uint32Array[] = [];
  /** Where the last page's free part begins. */
  #free = 0;
  /** Rings that were given back, by the power of two. */
  readonly #rings: number[][] = Array.from({ length: Math.log2(MOST_HELD) + 1 }, () => []);

  /** Adds an entry's terms. Entries are numbered upwards. */
  add(entry: number, terms: Uint32Array, weights: Uint8Array): void {
    for (let i = 0; i < terms.length; i++)
      this.#push(terms[i] ?? 0, ((entry & ENTRY_MASK) << 8) | (weights[i] ?? 0));
  }

  #push(term: number, posting: number): void {
    let cell = this.#find(term);
    const shape = this.#cells[cell + 2] ?? 0;
    if (shape === 0) {
      if (this.#size * 3 > this.#mask * 2) {
        this.#grow();
        cell = this.#find(term);
      }
      this.#size++;
      this.#cells[cell] = term;
      this.#cells[cell + 1] = posting;
      this.#cells[cell + 2] = shapeOf(0, 0, 1);
      return;
    }
    const power = powerOf(shape);
    const count = countOf(shape);
    if (count === MOST_HELD) {
      // The oldest gives way.
      this.#cells[cell + 2] = shapeOf(power, (firstOf(shape) + 1) & (MOST_HELD - 1), count - 1);
    } else if (count === 1 << power) this.#resize(cell, power + 1);
    this.#put(cell, this.#cells[cell + 2] ?? 0, posting);
  }

  #put(cell: number, shape: number, posting: number): void {
    const power = powerOf(shape);
    const first = firstOf(shape);
    const count = countOf(shape);
    const at = this.#cells[cell + 1] ?? 0;
    const page = this.#pages[at >>> PAGE_BITS] ?? NONE;
    page[(at & PAGE_MASK) + ((first + count) & ((1 << power) - 1))] = posting;
    this.#cells[cell + 2] = shapeOf(power, first, count + 1);
  }

  /** Lets an entry's terms go: the oldest entry's. */
  drop(entry: number, terms: Uint32Array): void {
    for (const term of terms) {
      const cell = this.#find(term);
      const shape = this.#cells[cell + 2] ?? 0;
      if (shape === 0) continue;
      const power = powerOf(shape);
      const first = firstOf(shape);
      const count = countOf(shape);
      const at = this.#cells[cell + 1] ?? 0;
      const oldest = power === 0 ? at : this.#pages[at >>> PAGE_BITS]?.[(at & PAGE_MASK) + first];
      if ((oldest ?? 0) >>> 8 !== (entry & ENTRY_MASK)) continue;
      if (count === 1) {
        if (power > 0) this.#rings[power]?.push(at);
        this.#empty(cell / CELL);
        continue;
      }
      this.#cells[cell + 2] = shapeOf(power, (first + 1) & ((1 << power) - 1), count - 1);
      if (power > 1 && count - 1 <= 1 << (power - 2)) this.#resize(cell, power - 1);
    }
  }

  /**
   * Adds to a tally what each entry that holds the term has of it, newest first, for `most` occurrences and none of
   * more than `span` entries before `next`. Answers how many occurrences it saw.
   */
  gather(term: number, weight: number, next: number, span: number, most: number, tally: Tally): number {
    const cell = this.#find(term);
    const shape = this.#cells[cell + 2] ?? 0;
    if (shape === 0) return 0;
    const power = powerOf(shape);
    const first = firstOf(shape);
    const count = countOf(shape);
    const at = this.#cells[cell + 1] ?? 0;
    const inline = power === 0;
    const page = inline ? this.#cells : (this.#pages[at >>> PAGE_BITS] ?? NONE);
    const base = inline ? cell + 1 : at & PAGE_MASK;
    const ring = (1 << power) - 1;
    const { sums, met } = tally;
    const places = sums.length - 1;
    let touched = tally.count;
    const last = Math.max(0, count - most);
    let i = count - 1;
    for (; i >= last; i--) {
      const posting = page[base + ((first + i) & ring)] ?? 0;
      const entry = posting >>> 8;
      if (((next - entry) & ENTRY_MASK) > span) break;
      const place = entry & places;
      const sum = sums[place] ?? 0;
      if (sum === 0) met[touched++] = place;
      sums[place] = sum + weight * (posting & 0xff) + MET;
    }
    tally.count = touched;
    return count - 1 - i;
  }

  #find(term: number): number {
    const cells = this.#cells;
    const mask = this.#mask;
    // A term is a hash: its own bits serve.
    let slot = term & mask;
    for (;;) {
      const cell = slot * CELL;
      if (cells[cell + 2] === 0 || cells[cell] === term) return cell;
      slot = (slot + 1) & mask;
    }
  }

  /** Moves a term's occurrences to a ring of another size. */
  #resize(cell: number, power: number): void {
    const shape = this.#cells[cell + 2] ?? 0;
    const before = powerOf(shape);
    const first = firstOf(shape);
    const count = countOf(shape);
    const from = this.#cells[cell + 1] ?? 0;
    const to = this.#take(power);
    const target = this.#pages[to >>> PAGE_BITS] ?? NONE;
    if (before === 0) target[to & PAGE_MASK] = from;
    else {
      const source = this.#pages[from >>> PAGE_BITS] ?? NONE;
      const ring = (1 << before) - 1;
      for (let i = 0; i < count; i++)
        target[(to & PAGE_MASK) + i] = source[(from & PAGE_MASK) + ((first + i) & ring)] ?? 0;
      this.#rings[before]?.push(from);
    }
    this.#cells[cell + 1] = to;
    this.#cells[cell + 2] = shapeOf(power, 0, count);
  }

  #take(power: number): number {
    const used = this.#rings[power]?.pop();
    if (used !== undefined) return used;
    const size = 1 << power;
    const page = this.#pages.at(-1);
    if (page === undefined || this.#free + size > page.length) {
      // What is left of the last page serves for smaller rings.
      for (let rest = power - 1; page !== undefined && rest > 0; rest--)
        if (this.#free + (1 << rest) <= page.length) this.#rings[rest]?.push(this.#cut(rest));
      // A document's few entries need little.
      this.#pages.push(new Uint32Array(page === undefined && size <= SMALLEST ? SMALLEST : PAGE_MASK + 1));
      this.#free = 0;
    }
    return this.#cut(power);
  }

  #cut(power: number): number {
    const at = (this.#pages.length - 1) * (PAGE_MASK + 1) + this.#free;
    this.#free += 1 << power;
    return at;
  }

  #empty(slot: number): void {
    this.#size--;
    closeUp(this.#cells, this.#mask, slot, termAt);
  }

  #grow(): void {
    const before = this.#cells;
    this.#cells = new Uint32Array(before.length * 2);
    this.#mask = this.#mask * 2 + 1;
    for (let cell = 0; cell < before.length; cell += CELL) {
      if (before[cell + 2] === 0) continue;
      this.#cells.set(before.subarray(cell, cell + CELL), this.#find(before[cell] ?? 0));
    }
  }
}

const ROOM = 256;
const PAGE_BITS = 14;
const PAGE_MASK = 2 ** PAGE_BITS - 1;
const SMALLEST = 1_024;
const NONE = new Uint32Array(0);
/** So that an entry whose weight rounds to nothing still counts as met. */
const MET = 1e-3;

/** A term is a hash: its own bits are its home. */
function termAt(cells: Uint32Array, cell: number): number {
  return cells[cell] ?? 0;
}

/** A ring's shape in 32 bits: 4 for the power of two that it has room for, 14 for its first place, 14 for its length. */
function shapeOf(power: number, first: number, count: number): number {
  return (power << 28) | (first << 14) | count;
}
function powerOf(shape: number): number {
  return shape >>> 28;
}
function firstOf(shape: number): number {
  return (shape >>> 14) & 0x3fff;
}
function countOf(shape: number): number {
  return shape & 0x3fff;
}
