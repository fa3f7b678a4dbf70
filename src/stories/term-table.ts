/**
 * Whole weights by term, refilled for every article: open addressing, small enough for the nearest cache, emptied by
 * what was put in. A term is a hash; 0 counts as 1.
 */
export class TermTable {
  /** A term, or 0 for an empty slot. */
  #keys = new Uint32Array(ROOM);
  #values = new Int32Array(ROOM);
  #mask = ROOM - 1;
  #filled = new Uint32Array(ROOM / 2);
  #count = 0;

  clear(): void {
    for (let i = 0; i < this.#count; i++) this.#keys[this.#filled[i] ?? 0] = 0;
    this.#count = 0;
  }

  get(term: number): number {
    const slot = this.#find(term === 0 ? 1 : term);
    return this.#keys[slot] === 0 ? 0 : (this.#values[slot] ?? 0);
  }

  add(hash: number, weight: number): void {
    const term = hash === 0 ? 1 : hash;
    let slot = this.#find(term);
    if (this.#keys[slot] === term) {
      this.#values[slot] = (this.#values[slot] ?? 0) + weight;
      return;
    }
    if (this.#count === this.#filled.length) {
      this.#grow();
      slot = this.#find(term);
    }
    this.#keys[slot] = term;
    this.#values[slot] = weight;
    this.#filled[this.#count++] = slot;
  }

  /** Makes each of `count` terms from `at` on weigh nothing. */
  strike(terms: Uint32Array, at: number, count: number): void {
    for (let i = at; i < at + count; i++) {
      const slot = this.#find(terms[i] === 0 ? 1 : (terms[i] ?? 1));
      if (this.#keys[slot] !== 0) this.#values[slot] = 0;
    }
  }

  /** The scalar product with `count` terms from `at` on, whose weights begin at `weightsAt`. */
  product(terms: Uint32Array, at: number, count: number, weights: Uint8Array, weightsAt: number): number {
    const keys = this.#keys;
    const values = this.#values;
    const mask = this.#mask;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const term = terms[at + i] ?? 0;
      let slot = term & mask;
      for (;;) {
        const key = keys[slot];
        if (key === 0) break;
        if (key === term) {
          sum += (values[slot] ?? 0) * (weights[weightsAt + i] ?? 0);
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
    return sum;
  }

  /** How many terms it holds. */
  get size(): number {
    return this.#count;
  }

  /** What part of it (as a vector, squared) another has, the heaviest term that the other has, and the two heaviest that it lacks. */
  comparedTo(other: TermTable): { part: number; present: number; absent: number; next: number } {
    let [shared, all, present, absent, next] = [0, 0, 0, 0, 0];
    for (let i = 0; i < this.#count; i++) {
      const slot = this.#filled[i] ?? 0;
      const weight = this.#values[slot] ?? 0;
      all += weight * weight;
      if (other.get(this.#keys[slot] ?? 0) > 0) {
        shared += weight * weight;
        if (weight > present) present = weight;
      } else if (weight > absent) {
        next = absent;
        absent = weight;
      } else if (weight > next) next = weight;
    }
    return { part: all > 0 ? shared / all : 0, present, absent, next };
  }

  /** The length of what it holds, as a vector. */
  norm(): number {
    let sum = 0;
    for (let i = 0; i < this.#count; i++) sum += (this.#values[this.#filled[i] ?? 0] ?? 0) ** 2;
    return Math.sqrt(sum);
  }

  #find(term: number): number {
    const keys = this.#keys;
    const mask = this.#mask;
    let slot = term & mask;
    while (keys[slot] !== 0 && keys[slot] !== term) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, values, filled, count] = [this.#keys, this.#values, this.#filled, this.#count];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#values = new Int32Array(keys.length * 2);
    this.#mask = keys.length * 2 - 1;
    this.#filled = new Uint32Array(keys.length);
    this.#count = 0;
    for (let i = 0; i < count; i++) this.add(keys[filled[i] ?? 0] ?? 0, values[filled[i] ?? 0] ?? 0);
  }
}

const ROOM = 512;
