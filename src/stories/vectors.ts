import type { TermTable } from "./term-table.ts";

/**
 * What each entry of the window is compared by, one after the other in order of arrival: its terms (4 bytes each), their
 * weights (1 byte), and a bit for each that its story did not have. In chunks: growing copies nothing, and what has left
 * the window gives its chunk back.
 */
export class Vectors {
  /** Of chunk number `#first` and those after it. */
  readonly #chunks: Chunk[] = [];
  #first = 0;
  /** Where the next vector goes, in the last chunk. */
  #next = 0;

  /** Adds a vector and answers where it stands: its chunk's number times `CHUNK`, and its place there. */
  add(terms: Uint32Array, weights: Uint8Array, fresh: Uint8Array): number {
    const count = terms.length;
    const size = count + Math.ceil(count / 4) + Math.ceil(count / 32);
    const last = this.#chunks.at(-1);
    const { words, bytes } =
      last === undefined || this.#next + size > last.words.length ? this.#begin(size) : last;
    const at = this.#next;
    this.#next += size;
    words.set(terms, at);
    bytes.set(weights, (at + count) * 4);
    const bits = at + count + Math.ceil(count / 4);
    words.fill(0, bits, at + size);
    for (let i = 0; i < count; i++)
      if (fresh[i] === 1) words[bits + (i >> 5)] = (words[bits + (i >> 5)] ?? 0) | (1 << (i & 31));
    return (this.#first + this.#chunks.length - 1) * CHUNK + at;
  }

  /** Lets go of what stands before a place. */
  drop(start: number): void {
    for (const chunk = Math.floor(start / CHUNK); this.#first < chunk; this.#first++) this.#chunks.shift();
  }

  /** The scalar product of a vector with a table of weights. */
  product(start: number, count: number, table: TermTable): number {
    const { words, bytes } = this.#chunkOf(start);
    const at = placeIn(start);
    return table.product(words, at, count, bytes, (at + count) * 4);
  }

  /** Strikes a vector's terms off a table. */
  strike(start: number, count: number, table: TermTable): void {
    table.strike(this.#chunkOf(start).words, placeIn(start), count);
  }

  /** Adds a vector to a table. */
  pour(start: number, count: number, table: TermTable): void {
    const { words, bytes } = this.#chunkOf(start);
    const at = placeIn(start);
    for (let i = 0; i < count; i++) table.add(words[at + i] ?? 0, bytes[(at + count) * 4 + i] ?? 0);
  }

  /** A vector's terms, as long as nothing is added, and which of them its story did not have. */
  read(start: number, count: number): { terms: Uint32Array; fresh: Uint8Array } {
    const { words } = this.#chunkOf(start);
    const at = placeIn(start);
    const bits = at + count + Math.ceil(count / 4);
    const fresh = new Uint8Array(count);
    for (let i = 0; i < count; i++) fresh[i] = ((words[bits + (i >> 5)] ?? 0) >>> (i & 31)) & 1;
    return { terms: words.subarray(at, at + count), fresh };
  }

  #chunkOf(start: number): Chunk {
    return this.#chunks[Math.floor(start / CHUNK) - this.#first] ?? EMPTY;
  }

  /** A chunk of its own for what no longer fits the last: a document's few entries need little, a desk's many much. */
  #begin(least: number): Chunk {
    const before = this.#chunks.at(-1)?.words.length ?? SMALLEST / 2;
    const words = new Uint32Array(Math.max(least, Math.min(CHUNK, before * 2)));
    const chunk = { words, bytes: new Uint8Array(words.buffer) };
    this.#chunks.push(chunk);
    this.#next = 0;
    return chunk;
  }
}

/** Words of 4 bytes: more than the terms of one entry may ever need (65,535 of them). */
const CHUNK = 2 ** 18;
const SMALLEST = 2 ** 11;
const EMPTY: Chunk = { words: new Uint32Array(0), bytes: new Uint8Array(0) };

interface Chunk {
  words: Uint32Array;
  /** The same memory. */
  bytes: Uint8Array;
}

function placeIn(start: number): number {
  return start - Math.floor(start / CHUNK) * CHUNK;
}
