/** Numbers of each slot, so that one is one line of memory: hash, value (0: free), other hash, length. */
const SLOT_BITS = 2;
const SLOT = 1 << SLOT_BITS;

/**
 * Numbers under pieces of text, each known by two hashes and its length, without looking at it. Two of a million
 * pieces share all three about once in ten million times.
 */
export class Fingerprints {
  private slots = new Int32Array(SLOT << 12);
  private count = 0;

  clear(): void {
    this.slots.fill(0);
    this.count = 0;
  }

  /** 0 if there is none. */
  get(hash: number, check: number, length: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = ((hash ^ (check >>> 13)) << SLOT_BITS) & mask;
    for (;;) {
      const value = slots[slot + 1] ?? 0;
      if (value === 0) return 0;
      if (slots[slot] === hash && slots[slot + 2] === check && slots[slot + 3] === length) return value;
      slot = (slot + SLOT) & mask;
    }
  }

  /** Adds what is not here; `value` is above 0. */
  add(hash: number, check: number, length: number, value: number): void {
    if (++this.count * 4 * SLOT > this.slots.length) this.grow();
    this.put(hash, check, length, value);
  }

  private put(hash: number, check: number, length: number, value: number): void {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = ((hash ^ (check >>> 13)) << SLOT_BITS) & mask;
    while (slots[slot + 1] !== 0) slot = (slot + SLOT) & mask;
    slots[slot] = hash;
    slots[slot + 1] = value;
    slots[slot + 2] = check;
    slots[slot + 3] = length;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new Int32Array(before.length * 2);
    for (let at = 0; at < before.length; at += SLOT) {
      const value = before[at + 1] ?? 0;
      if (value !== 0) this.put(before[at] ?? 0, before[at + 2] ?? 0, before[at + 3] ?? 0, value);
    }
  }
}
