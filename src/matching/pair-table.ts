/** A map from two small non-negative integers to one above zero, in flat memory: the edges of the phrase trie. */
export class PairTable {
  private keys = new Int32Array(2 * 64);
  private values = new Int32Array(64);
  private mask = 63;
  private used = 0;

  /** 0 if there is none. */
  get(a: number, b: number): number {
    const { keys, values, mask } = this;
    let slot = hash(a, b) & mask;
    for (;;) {
      const value = values[slot] ?? 0;
      if (value === 0) return 0;
      if (keys[slot * 2] === a && keys[slot * 2 + 1] === b) return value;
      slot = (slot + 1) & mask;
    }
  }

  set(a: number, b: number, value: number): void {
    if ((this.used + 1) * 2 > this.values.length) this.grow();
    let slot = hash(a, b) & this.mask;
    while (this.values[slot] !== 0) {
      if (this.keys[slot * 2] === a && this.keys[slot * 2 + 1] === b) break;
      slot = (slot + 1) & this.mask;
    }
    if (this.values[slot] === 0) this.used++;
    this.keys[slot * 2] = a;
    this.keys[slot * 2 + 1] = b;
    this.values[slot] = value;
  }

  private grow(): void {
    const { keys, values } = this;
    this.keys = new Int32Array(keys.length * 2);
    this.values = new Int32Array(values.length * 2);
    this.mask = this.values.length - 1;
    this.used = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? 0;
      if (value !== 0) this.set(keys[i * 2] ?? 0, keys[i * 2 + 1] ?? 0, value);
    }
  }
}

function hash(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 13)) >>> 0;
}
