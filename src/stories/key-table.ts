/**
 * A map from pairs of 32-bit numbers to a whole number of 1 to 2^32 - 1, in one typed array: a seventh of the memory of
 * a `Map`, which counts at a million entries, and one place in memory a look. Open addressing with linear probing;
 * deleting shifts what follows back (Knuth 6.4, algorithm R), so that no markers gather.
 */
export class KeyTable {
  /** By slot: high, low, value; a value of 0 is an empty slot. */
  #cells: Uint32Array;
  #mask: number;
  #size = 0;

  constructor(room = 21) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(8, room * 1.5)));
    this.#cells = new Uint32Array(slots * CELL);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** True if one key more would make it grow. */
  get isFull(): boolean {
    return this.#size * 3 > this.#mask * 2;
  }

  /** The value of a key, 0 if there is none. */
  get(high: number, low: number): number {
    return this.#cells[this.#find(high >>> 0, low >>> 0) + 2] ?? 0;
  }

  set(high: number, low: number, value: number): void {
    let cell = this.#find(high >>> 0, low >>> 0);
    if (this.#cells[cell + 2] === 0) {
      if (this.isFull) {
        this.#rebuild((this.#mask + 1) * 2, 0);
        cell = this.#find(high >>> 0, low >>> 0);
      }
      this.#cells[cell] = high;
      this.#cells[cell + 1] = low;
      this.#size++;
    }
    this.#cells[cell + 2] = value;
  }

  /** Adds to a count, which is 0 where there was none, and forgets one that comes to 0. */
  add(high: number, low: number, by: number): void {
    const cell = this.#find(high >>> 0, low >>> 0);
    const before = this.#cells[cell + 2] ?? 0;
    if (before === 0) {
      if (by > 0) this.set(high, low, by);
    } else if (before + by <= 0) this.#empty(cell / CELL);
    else this.#cells[cell + 2] = before + by;
  }

  delete(high: number, low: number): void {
    const cell = this.#find(high >>> 0, low >>> 0);
    if (this.#cells[cell + 2] !== 0) this.#empty(cell / CELL);
  }

  /** Forgets every key whose value is below `least`. */
  prune(least: number): void {
    let kept = 0;
    for (let cell = 2; cell < this.#cells.length; cell += CELL) if ((this.#cells[cell] ?? 0) >= least) kept++;
    // Room for as many again, so that it is not full again at once.
    const slots = 2 ** Math.ceil(Math.log2(Math.max(8, kept * 3)));
    this.#rebuild(slots, least);
  }

  #empty(slot: number): void {
    this.#size--;
    closeUp(this.#cells, this.#mask, slot, homeOf);
  }

  /** Where a key's cell is, or would be. */
  #find(high: number, low: number): number {
    const cells = this.#cells;
    const mask = this.#mask;
    let slot = mixed(high, low) & mask;
    for (;;) {
      const cell = slot * CELL;
      if (cells[cell + 2] === 0 || (cells[cell + 1] === low && cells[cell] === high)) return cell;
      slot = (slot + 1) & mask;
    }
  }

  #rebuild(slots: number, least: number): void {
    const before = this.#cells;
    this.#cells = new Uint32Array(slots * CELL);
    this.#mask = slots - 1;
    this.#size = 0;
    for (let cell = 0; cell < before.length; cell += CELL) {
      const value = before[cell + 2] ?? 0;
      if (value === 0 || value < least) continue;
      const to = this.#find(before[cell] ?? 0, before[cell + 1] ?? 0);
      this.#cells[to] = before[cell] ?? 0;
      this.#cells[to + 1] = before[cell + 1] ?? 0;
      this.#cells[to + 2] = value;
      this.#size++;
    }
  }
}

/** Numbers of a cell; the last is 0 where it is empty. */
export const CELL = 3;

/**
 * Empties a cell of an open-addressed table with linear probing, and shifts back what follows it. `homeOf`: where the
 * key of the cell that begins at a place hashes to, before the mask.
 */
export function closeUp(
  cells: Uint32Array,
  mask: number,
  slot: number,
  homeOf: (cells: Uint32Array, cell: number) => number,
): void {
  let hole = slot;
  for (let at = (hole + 1) & mask; cells[at * CELL + 2] !== 0; at = (at + 1) & mask) {
    const home = homeOf(cells, at * CELL) & mask;
    // It may fill the hole unless its home lies between the hole and where it is.
    if (((at - home) & mask) < ((at - hole) & mask)) continue;
    cells.copyWithin(hole * CELL, at * CELL, at * CELL + CELL);
    hole = at;
  }
  cells[hole * CELL + 2] = 0;
}

function homeOf(cells: Uint32Array, cell: number): number {
  return mixed(cells[cell] ?? 0, cells[cell + 1] ?? 0);
}

/** MurmurHash3's finaliser (Appleby, public domain) over both halves. */
function mixed(high: number, low: number): number {
  return finish(low ^ Math.imul(high, 0x9e3779b1));
}

export function finish(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export const FNV_START = 0x811c9dc5;
export const FNV_PRIME = 0x01000193;

/** A 32-bit hash of a text (FNV-1a over its UTF-16 units, then mixed). */
export function hashText(text: string, seed: number): number {
  let h = FNV_START ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), FNV_PRIME);
  return finish(h);
}
