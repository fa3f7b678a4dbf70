import { finish } from "./key-table.ts";
import { SKETCH_BINS } from "./sketch.ts";

/**
 * Equal bins, three at a time, find a candidate: at a similarity of 0.4 in 98 of 100 cases, at 0.5 always but for a
 * few in ten thousand, at 0.05 (two texts of different things) once in 125.
 */
const BANDS = 64;
const BAND_BINS = 3;
/** The first bands are of neighbours, in which each bin is used once; the others take every 42nd. */
const NEIGHBOURS = Math.floor(SKETCH_BINS / BAND_BINS);
/** How many of a chain are looked at, newest first: a text that thousands nearly share may fill one. */
const LONGEST_CHAIN = 24;
const ROOM = 64;

/** A text that others are compared with, and how like it a text is (0 to 1). */
export interface Likeness {
  entry: number;
  likeness: number;
}

/**
 * Sketches of the texts of the window that are no copies themselves: the representatives. Chains of bands as in
 * `Postings`: the newest first, cut off where the window ends.
 */
export class Copies {
  #entries = new Uint32Array(ROOM);
  #sketches = new Uint16Array(ROOM * SKETCH_BINS);
  /** The representative before this one in its band's chain, plus one; 0 for none. */
  #before = new Uint32Array(ROOM * BANDS);
  #heads = new Uint32Array(ROOM * CHAINS);
  #mask = ROOM - 1;
  #first = 0;
  #next = 0;

  /** Adds a representative. Entries are numbered upwards. */
  add(entry: number, sketch: Uint16Array): void {
    if (this.#next - this.#first > this.#mask) this.#grow();
    const place = this.#next & this.#mask;
    this.#entries[place] = entry;
    this.#sketches.set(sketch, place * SKETCH_BINS);
    this.#link(this.#next++);
  }

  #link(number: number): void {
    const place = number & this.#mask;
    for (let band = 0; band < BANDS; band++) {
      const head = this.#headOf(band, this.#sketches, place * SKETCH_BINS);
      this.#before[place * BANDS + band] = this.#heads[head] ?? 0;
      this.#heads[head] = number + 1;
    }
  }

  /** Lets representatives go that are older than an entry. */
  drop(oldest: number): void {
    while (this.#first < this.#next && (this.#entries[this.#first & this.#mask] ?? 0) < oldest) this.#first++;
  }

  /** The representative that a text is most like, if it is like any; of equals the oldest. */
  nearest(sketch: Uint16Array, least: number): Likeness | undefined {
    let best: Likeness | undefined;
    const seen = new Set<number>();
    const [before, mask, first] = [this.#before, this.#mask, this.#first];
    for (let band = 0; band < BANDS; band++) {
      let link = this.#heads[this.#headOf(band, sketch, 0)] ?? 0;
      for (let steps = 0; link > first && steps < LONGEST_CHAIN; steps++) {
        const number = link - 1;
        const place = number & mask;
        link = before[place * BANDS + band] ?? 0;
        if (seen.has(number) || !this.#sameBand(place, sketch, band)) continue;
        seen.add(number);
        const likeness = this.#likeness(place, sketch);
        const entry = this.#entries[place] ?? 0;
        if (likeness < least) continue;
        if (
          best === undefined ||
          likeness > best.likeness ||
          (likeness === best.likeness && entry < best.entry)
        )
          best = { entry, likeness };
      }
    }
    return best;
  }

  #sameBand(place: number, sketch: Uint16Array, band: number): boolean {
    for (let i = 0; i < BAND_BINS; i++) {
      const bin = binOf(band, i);
      if (this.#sketches[place * SKETCH_BINS + bin] !== sketch[bin]) return false;
    }
    return true;
  }

  #likeness(place: number, sketch: Uint16Array): number {
    let equal = 0;
    for (let i = 0; i < SKETCH_BINS; i++) if (this.#sketches[place * SKETCH_BINS + i] === sketch[i]) equal++;
    return equal / SKETCH_BINS;
  }

  #headOf(band: number, sketches: Uint16Array, from: number): number {
    const one = sketches[from + binOf(band, 0)] ?? 0;
    const two = sketches[from + binOf(band, 1)] ?? 0;
    const three = sketches[from + binOf(band, 2)] ?? 0;
    const hash = finish(((one << 16) | two) ^ Math.imul(three + 1, 0x9e3779b1));
    // Each band has chains of its own: a link says which representative comes next in this band only.
    const chains = this.#heads.length / BANDS;
    return band * chains + (hash & (chains - 1));
  }

  #grow(): void {
    const [entries, sketches, mask] = [this.#entries, this.#sketches, this.#mask];
    const size = (mask + 1) * 2;
    this.#entries = new Uint32Array(size);
    this.#sketches = new Uint16Array(size * SKETCH_BINS);
    this.#before = new Uint32Array(size * BANDS);
    this.#heads = new Uint32Array(size * CHAINS);
    this.#mask = size - 1;
    for (let number = this.#first; number < this.#next; number++) {
      const [from, to] = [number & mask, number & this.#mask];
      this.#entries[to] = entries[from] ?? 0;
      this.#sketches.set(sketches.subarray(from * SKETCH_BINS, (from + 1) * SKETCH_BINS), to * SKETCH_BINS);
      this.#link(number);
    }
  }
}

function binOf(band: number, i: number): number {
  return band < NEIGHBOURS ? band * BAND_BINS + i : band - NEIGHBOURS + i * NEIGHBOURS;
}

/** Heads of chains a representative: half of one in each band, so that a chain holds two in the mean. */
const CHAINS = BANDS / 2;
