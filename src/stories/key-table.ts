/**
 * A map from pairs of 32-bit numbers to one, in typed arrays: a fifth of the memory of a `Map`, which counts at a
 * million entries. Open addressing with linear probing; deleting shifts what follows back (Knuth 6.4, algorithm R),
 * so that no markers gather.
 */
export class KeyTable {
  #high: Uint32Array;
  #low: Uint32Array;
  #values: Float64Array;
  #used: Uint8Array;
  #mask: number;
  #size = 0;

  constructor(room = 64) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, room * 2)));
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#values = new Float64Array(slots);
    this.#used = new Uint8Array(slots);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  get(high: number, low: number): number | undefined {
    const slot = this.#find(high, low);
    return this.#used[slot] === 1 ? this.#values[slot] : undefined;
  }

  set(high: number, low: number, value: number): void {
    let slot = this.#find(high, low);
    if (this.#used[slot] !== 1) {
      if (this.#size * 3 > this.#mask * 2) {
        this.#grow();
        slot = this.#find(high, low);
      }
      this.#used[slot] = 1;
      this.#high[slot] = high;
      this.#low[slot] = low;
      this.#size++;
    }
    this.#values[slot] = value;
  }

  /** Adds to a count, which is 0 where there was none, and forgets one that comes to 0. */
  add(high: number, low: number, by: number): void {
    const slot = this.#find(high, low);
    if (this.#used[slot] !== 1) {
      if (by !== 0) this.set(high, low, by);
      return;
    }
    const value = (this.#values[slot] ?? 0) + by;
    if (value === 0) this.delete(high, low);
    else this.#values[slot] = value;
  }

  delete(high: number, low: number): void {
    let hole = this.#find(high, low);
    if (this.#used[hole] !== 1) return;
    this.#size--;
    for (let slot = (hole + 1) & this.#mask; this.#used[slot] === 1; slot = (slot + 1) & this.#mask) {
      const home = mixed(this.#high[slot] ?? 0, this.#low[slot] ?? 0) & this.#mask;
      // It may fill the hole unless its home lies between the hole and where it is.
      if (((slot - home) & this.#mask) < ((slot - hole) & this.#mask)) continue;
      this.#high[hole] = this.#high[slot] ?? 0;
      this.#low[hole] = this.#low[slot] ?? 0;
      this.#values[hole] = this.#values[slot] ?? 0;
      hole = slot;
    }
    this.#used[hole] = 0;
  }

  #find(high: number, low: number): number {
    const used = this.#used;
    const lows = this.#low;
    const highs = this.#high;
    const mask = this.#mask;
    let slot = mixed(high, low) & mask;
    while (used[slot] === 1 && (lows[slot] !== low || highs[slot] !== high)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [high, low, values, used] = [this.#high, this.#low, this.#values, this.#used];
    const slots = used.length * 2;
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#values = new Float64Array(slots);
    this.#used = new Uint8Array(slots);
    this.#mask = slots - 1;
    for (let i = 0; i < used.length; i++) {
      if (used[i] !== 1) continue;
      const slot = this.#find(high[i] ?? 0, low[i] ?? 0);
      this.#used[slot] = 1;
      this.#high[slot] = high[i] ?? 0;
      this.#low[slot] = low[i] ?? 0;
      this.#values[slot] = values[i] ?? 0;
    }
  }
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

/** A 32-bit hash of a text (FNV-1a over its UTF-16 units, then mixed). */
export function hashText(text: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return finish(h);
}
