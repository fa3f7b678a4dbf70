import { finish } from "./key-table.ts";
import { SKETCH_BINS } from "./sketch.ts";

/**
 * Equal bins, three at a time, find a candidate: at a similarity of 0.4 in 96 of 100 cases, at 0.5 in 998 of 1,000, at
 * 0.05 (two texts of different things) once in 170. More bands found next to no copies that these do not.
 */
const BANDS = 48;
const BAND_BINS = 3;
/**
 * The bins of each band lie far apart: a short text fills few, and neighbours then borrow from one word. The first 43
 * bands use each bin once.
 */
const SPREAD = Math.ceil(SKETCH_BINS / BAND_BINS);
const BINS = Uint8Array.from({ length: BANDS * BAND_BINS }, (_, i) => {
  const [band, bin] = [Math.floor(i / BAND_BINS), i % BAND_BINS];
  return (band < SPREAD ? band + bin * SPREAD : (band - SPREAD) * 6 + ([0, 29, 67][bin] ?? 0)) % SKETCH_BINS;
});
/** How many representatives of one band are looked at, newest first: a text that thousands nearly share has no end. */
const MOST_OF_BAND = 16;
/** How far a chain is followed, which holds others by chance. */
const LONGEST_CHAIN = 128;
/** Heads of chains a representative: one in each band, so that most chains are short. */
const CHAINS = BANDS;
const PAIRS = SKETCH_BINS / 2;
const ROOM = 16;
/** A link: the representative's number in so many bits, counted from 1, and above them a mark of its band's bins. */
const NUMBER_BITS = 24;
const NUMBER_MASK = 2 ** NUMBER_BITS - 1;

/** A text that others are compared with, and how like it a text is (0 to 1). */
export interface Likeness {
  entry: number;
  likeness: number;
}

/**
 * Sketches of the texts of the window that are no copies themselves: the representatives. For each band and hash of its
 * bins a chain from the newest representative back, cut off where the window ends. A link shows part of the hash, so
 * that a chain is followed without looking at texts that only share it by chance.
 */
export class Copies {
  #entries = new Uint32Array(ROOM);
  #sketches = new Uint16Array(ROOM * SKETCH_BINS);
  /** The same memory, two bins at a time. */
  #pairs = new Uint32Array(this.#sketches.buffer);
  /** By place and band: the link to the representative before this one. */
  #before = new Uint32Array(ROOM * BANDS);
  /** By band and hash: the link to the newest; 0 for none. */
  #heads = new Uint32Array(ROOM * CHAINS);
  /** By place: the search that last looked at it. */
  #looked = new Uint32Array(ROOM);
  #looks = 0;
  /** The sketch that is searched for, bin by bin and in pairs. */
  readonly #asked = new Uint16Array(SKETCH_BINS);
  readonly #askedPairs = new Uint32Array(this.#asked.buffer);
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
    const chains = this.#heads.length / BANDS;
    for (let band = 0; band < BANDS; band++) {
      const hash = hashOf(band, this.#sketches, place * SKETCH_BINS);
      // Each band has chains of its own: a link says which representative comes next in this band only.
      const head = band * chains + (hash & (chains - 1));
      this.#before[place * BANDS + band] = this.#heads[head] ?? 0;
      this.#heads[head] = ((number + 1) & NUMBER_MASK) | (hash & ~NUMBER_MASK);
    }
  }

  /** Lets representatives go that are older than an entry. */
  drop(oldest: number): void {
    while (this.#first < this.#next && (this.#entries[this.#first & this.#mask] ?? 0) < oldest) this.#first++;
  }

  /** The representative that a text is most like, if it is like any; of equals the oldest. */
  nearest(sketch: Uint16Array, least: number): Likeness | undefined {
    const before = this.#before;
    const heads = this.#heads;
    const mask = this.#mask;
    const first = this.#first;
    const next = this.#next;
    const chains = heads.length / BANDS;
    const look = this.#look();
    this.#asked.set(sketch);
    let most = Math.ceil(least * SKETCH_BINS);
    let found = -1;
    for (let band = 0; band < BANDS; band++) {
      const hash = hashOf(band, sketch, 0);
      const mark = hash >>> NUMBER_BITS;
      let link = heads[band * chains + (hash & (chains - 1))] ?? 0;
      let same = 0;
      for (let steps = 0; link !== 0 && steps < LONGEST_CHAIN && same < MOST_OF_BAND; steps++) {
        // Numbers are of the window, and a window is far smaller than their bits tell apart.
        const number = next - ((next - (link - 1)) & NUMBER_MASK);
        if (number < first) break;
        const place = number & mask;
        const likely = link >>> NUMBER_BITS === mark;
        link = before[place * BANDS + band] ?? 0;
        if (!likely || !this.#sameBand(place, sketch, band)) continue;
        same++;
        if (this.#looked[place] === look) continue;
        this.#looked[place] = look;
        const equal = this.#equalBins(place, most);
        if (equal > most || (equal === most && (found < 0 || number < found))) {
          most = equal;
          found = number;
        }
      }
    }
    return found < 0 ? undefined : { entry: this.#entries[found & mask] ?? 0, likeness: most / SKETCH_BINS };
  }

  /** The number of this search, by which representatives are marked that it has looked at. */
  #look(): number {
    this.#looks = (this.#looks + 1) >>> 0;
    if (this.#looks === 0) this.#looked.fill(0);
    return this.#looks;
  }

  #sameBand(place: number, sketch: Uint16Array, band: number): boolean {
    const sketches = this.#sketches;
    for (let i = band * BAND_BINS; i < (band + 1) * BAND_BINS; i++) {
      const bin = BINS[i] ?? 0;
      if (sketches[place * SKETCH_BINS + bin] !== sketch[bin]) return false;
    }
    return true;
  }

  /** How many bins are equal to the asked ones, two at a time; 0 once it is clear that fewer than `least` are. */
  #equalBins(place: number, least: number): number {
    const pairs = this.#pairs;
    const asked = this.#askedPairs;
    const from = place * PAIRS;
    let equal = 0;
    for (let i = 0; i < PAIRS; ) {
      for (const stop = i + PAIRS / 4; i < stop; i++) {
        const differ = (pairs[from + i] ?? 0) ^ (asked[i] ?? 0);
        if ((differ & 0xffff) === 0) equal++;
        if (differ >>> 16 === 0) equal++;
      }
      if (equal + 2 * (PAIRS - i) < least) return 0;
    }
    return equal;
  }

  #grow(): void {
    const [entries, sketches, mask] = [this.#entries, this.#sketches, this.#mask];
    const size = (mask + 1) * 2;
    this.#entries = new Uint32Array(size);
    this.#sketches = new Uint16Array(size * SKETCH_BINS);
    this.#pairs = new Uint32Array(this.#sketches.buffer);
    this.#looked = new Uint32Array(size);
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

function hashOf(band: number, sketches: Uint16Array, from: number): number {
  const at = band * BAND_BINS;
  const one = sketches[from + (BINS[at] ?? 0)] ?? 0;
  const two = sketches[from + (BINS[at + 1] ?? 0)] ?? 0;
  const three = sketches[from + (BINS[at + 2] ?? 0)] ?? 0;
  return finish(((one << 16) | two) ^ Math.imul(three + 1, 0x9e3779b1));
}
