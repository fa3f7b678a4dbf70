/** Slots are of four numbers, so that one is one line of memory: two keys, the value, nothing. */
const SLOT = 4;

/** A map from two small non-negative integers to one above zero, in flat memory: the edges of the phrase trie. */
export class PairTable {
  private slots = new Int32Array(64 * SLOT);
  private mask = 63;
  private used = 0;
  /**
   * Bits by hash, two a slot, set for keys that are here: most pairs asked for are not, and are told so by memory
   * small enough for the processor's cache.
   */
  private bits = new Int32Array(4);

  /** 0 if there is none. */
  get(a: number, b: number): number {
    const { slots, mask, bits } = this;
    const h = hash(a, b);
    const bit = (h >>> 3) & (mask * 2 + 1);
    if (((bits[bit >> 5] ?? 0) & (1 << (bit & 31))) === 0) return 0;
    let slot = h & mask;
    for (;;) {
      const at = slot * SLOT;
      const value = slots[at + 2] ?? 0;
      if (value === 0 || (slots[at] === a && slots[at + 1] === b)) return value;
      slot = (slot + 1) & mask;
    }
  }

  set(a: number, b: number, value: number): void {
    if ((this.used + 1) * 2 > this.mask + 1) this.grow();
    const { slots, mask } = this;
    const h = hash(a, b);
    const bit = (h >>> 3) & (mask * 2 + 1);
    this.bits[bit >> 5] = (this.bits[bit >> 5] ?? 0) | (1 << (bit & 31));
    let slot = h & mask;
    while (slots[slot * SLOT + 2] !== 0 && (slots[slot * SLOT] !== a || slots[slot * SLOT + 1] !== b)) {
      slot = (slot + 1) & mask;
    }
    const at = slot * SLOT;
    if (slots[at + 2] === 0) this.used++;
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 2] = value;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new Int32Array(before.length * 2);
    this.mask = this.slots.length / SLOT - 1;
    this.bits = new Int32Array(this.slots.length / SLOT / 16);
    this.used = 0;
    for (let at = 0; at < before.length; at += SLOT) {
      const value = before[at + 2] ?? 0;
      if (value !== 0) this.set(before[at] ?? 0, before[at + 1] ?? 0, value);
    }
  }
}

function hash(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 13)) >>> 0;
}
