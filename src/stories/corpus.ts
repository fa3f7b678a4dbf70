import type { Instant } from "../model/time.ts";
import { Copies } from "./copies.ts";
import type { Features } from "./features.ts";
import { Frequencies } from "./frequencies.ts";
import { type Arrival, EXACT, type Exact, type Held, type HeldStory, type Keys, type Near } from "./held.ts";
import { KeyTable } from "./key-table.ts";
import { Postings, type TermTable } from "./postings.ts";

/** The entries of the window, and everything they are found by. */
export class Corpus {
  readonly frequencies = new Frequencies();
  readonly copies = new Copies();
  readonly stories = new Map<number, HeldStory>();
  readonly #postings = new Postings();
  readonly #exact: Record<Exact, KeyTable> = {
    url: new KeyTable(),
    text: new KeyTable(),
    headline: new KeyTable(),
  };
  readonly #byId = new Map<number, number>();
  #held: (Held | undefined)[] = new Array(ROOM).fill(undefined);
  /** By entry, as it stands in the ring: the slot of its story, and its sum while one article is looked at. */
  #slots = new Int32Array(ROOM);
  #sums = new Float32Array(ROOM);
  readonly #bySlot: (HeldStory | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  /** By slot: how near the article at hand comes; 0 between articles. */
  #near = new Float32Array(ROOM);
  #first = 0;
  #next = 0;

  get size(): number {
    return this.#next - this.#first;
  }

  held(entry: number): Held | undefined {
    return entry < this.#first || entry >= this.#next
      ? undefined
      : this.#held[entry & (this.#held.length - 1)];
  }

  /** The first entry that has a key. */
  holder(by: Exact, key: number): Held | undefined {
    const entry = key === 0 ? undefined : this.#exact[by].get(Math.floor(key / 2 ** 32), key >>> 0);
    return entry === undefined ? undefined : this.held(entry);
  }

  /** An entry by the number that the database gave it. */
  withId(id: number): Held | undefined {
    const entry = this.#byId.get(id);
    return entry === undefined ? undefined : this.held(entry);
  }

  /** Takes an entry in. A key stays with the first that has it, for as long as `until` says it counts. */
  add(arrival: Arrival, counts: (by: Exact, first: Held) => boolean): void {
    if (this.size === this.#held.length) this.#grow();
    const entry = this.#next++;
    const { terms, weights, sketch, fresh, begins, besides } = arrival.features;
    const held: Held = {
      id: arrival.id,
      at: arrival.at,
      story: arrival.story,
      language: arrival.language,
      keys: arrival.keys,
      start: this.#postings.add(entry, terms, weights, fresh),
      terms: terms.length,
      begins,
      besides,
    };
    this.#held[entry & (this.#held.length - 1)] = held;
    this.#byId.set(arrival.id, entry);
    this.frequencies.count(arrival.language, terms, fresh, begins, 1);
    this.know(held, arrival.keys, counts);
    if (!arrival.copy && sketch.length > 0) this.copies.add(entry, sketch);
    const story = this.stories.get(arrival.story) ?? this.#begin(arrival.story);
    story.members.push(entry);
    story.norm = undefined;
    this.#slots[entry & (this.#held.length - 1)] = story.slot;
  }

  #begin(id: number): HeldStory {
    const slot = this.#freeSlots.pop() ?? this.#bySlot.length;
    const story = { id, members: [], norm: undefined, slot };
    this.#bySlot[slot] = story;
    if (slot >= this.#near.length) this.#near = new Float32Array(this.#near.length * 2);
    this.stories.set(id, story);
    return story;
  }

  #end(story: HeldStory): void {
    this.stories.delete(story.id);
    this.#bySlot[story.slot] = undefined;
    this.#freeSlots.push(story.slot);
  }

  /** Lets an entry be known by keys, where no earlier one that counts is. */
  know(held: Held, keys: Keys, counts: (by: Exact, first: Held) => boolean): void {
    const entry = this.#byId.get(held.id);
    if (entry === undefined) return;
    for (const by of EXACT) {
      const key = keys[by];
      if (key === 0) continue;
      const first = this.holder(by, key);
      if (first === undefined || !counts(by, first))
        this.#exact[by].set(Math.floor(key / 2 ** 32), key >>> 0, entry);
    }
  }

  /** Lets go of what is older than `since`, and of the oldest above `most`. */
  evict(since: Instant, most: number): void {
    const before = this.#first;
    while (this.#first < this.#next) {
      const entry = this.#first;
      const held = this.#held[entry & (this.#held.length - 1)];
      if (held === undefined || (this.size <= most && held.at >= since)) break;
      this.#forget(entry, held);
      this.#first++;
    }
    if (this.#first > before) this.copies.drop(this.#first);
  }

  #forget(entry: number, held: Held): void {
    const { terms, fresh } = this.#postings.termsAt(held.start, held.terms);
    this.frequencies.count(held.language, terms, fresh, held.begins, -1);
    this.#postings.drop(held.start, held.terms);
    for (const by of EXACT) {
      const key = held.keys[by];
      const [high, low] = [Math.floor(key / 2 ** 32), key >>> 0];
      if (key !== 0 && this.#exact[by].get(high, low) === entry) this.#exact[by].delete(high, low);
    }
    if (this.#byId.get(held.id) === entry) this.#byId.delete(held.id);
    this.#held[entry & (this.#held.length - 1)] = undefined;
    const story = this.stories.get(held.story);
    if (story === undefined) return;
    if (story.members[0] === entry) story.members.shift();
    else story.members = story.members.filter((m) => m !== entry);
    story.norm = undefined;
    if (story.members.length === 0) this.#end(story);
  }

  /** Moves entries (all of a story, or one) to another story. */
  move(from: HeldStory, into: number, which: (entry: Held) => boolean = () => true): void {
    const moved = from.members.filter((m) => which(this.held(m) ?? NOBODY));
    if (moved.length === 0) return;
    const target = this.stories.get(into) ?? this.#begin(into);
    for (const m of moved) {
      const held = this.held(m);
      if (held !== undefined) held.story = into;
      this.#slots[m & (this.#held.length - 1)] = target.slot;
    }
    from.members = from.members.filter((m) => !moved.includes(m));
    from.norm = undefined;
    if (from.members.length === 0) this.#end(from);
    target.members = [...target.members, ...moved].sort((a, b) => a - b);
    target.norm = undefined;
  }

  /**
   * The stories whose entries share most with a vector, roughly: rare terms first, for so many occurrences in all.
   * `near` is the greatest sum of one entry.
   */
  nearStories(features: Features, since: Instant, occurrences: number, most: number): Near[] {
    const touched = this.#gather(features, since, occurrences);
    const mask = this.#sums.length - 1;
    const found: number[] = [];
    for (const entry of touched) {
      const sum = this.#sums[entry & mask] ?? 0;
      this.#sums[entry & mask] = 0;
      const slot = this.#slots[entry & mask] ?? 0;
      const near = this.#near[slot] ?? 0;
      if (near === 0) found.push(slot);
      if (sum > near) this.#near[slot] = sum;
    }
    const kept: Near[] = [];
    for (const slot of found) {
      const near = this.#near[slot] ?? 0;
      this.#near[slot] = 0;
      if (kept.length === most && near <= (kept[most - 1]?.near ?? 0)) continue;
      const story = this.#bySlot[slot]?.id;
      if (story === undefined) continue;
      let i = kept.length;
      while (i > 0 && (kept[i - 1]?.near ?? 0) < near) i--;
      kept.splice(i, 0, { story, near });
      if (kept.length > most) kept.pop();
    }
    return kept;
  }

  #gather(features: Features, since: Instant, occurrences: number): number[] {
    const oldest = this.#firstSince(since);
    // A term's weight tells its rarity, as it was known when the article arrived.
    const order = [...features.terms.keys()]
      .filter((i) => (features.weights[i] ?? 0) >= LIGHTEST)
      .sort((a, b) => (features.weights[b] ?? 0) - (features.weights[a] ?? 0) || a - b);
    const touched: number[] = [];
    let left = occurrences;
    for (const i of order) {
      if (left <= 0) break;
      const [term, weight] = [features.terms[i] ?? 0, features.weights[i] ?? 0];
      left -= this.#postings.gather(term, weight, oldest, left, this.#sums, touched);
    }
    return touched;
  }

  /** The first entry that arrived at a moment or later, where arrivals are in order of time. */
  #firstSince(since: Instant): number {
    let [low, high] = [this.#first, this.#next];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.held(middle)?.at ?? 0) < since) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The scalar product of an entry with a table of weights. */
  product(held: Held, table: TermTable): number {
    return this.#postings.product(held.start, held.terms, table);
  }

  /** Strikes an entry's terms off a table. */
  strike(held: Held, table: TermTable): void {
    this.#postings.strike(held.start, held.terms, table);
  }

  pour(held: Held, table: TermTable): void {
    this.#postings.pour(held.start, held.terms, table);
  }

  #grow(): void {
    const before = this.#held;
    const mask = before.length - 1;
    const slots = this.#slots;
    this.#held = new Array(before.length * 2).fill(undefined);
    this.#slots = new Int32Array(before.length * 2);
    this.#sums = new Float32Array(before.length * 2);
    for (let entry = this.#first; entry < this.#next; entry++) {
      this.#held[entry & (this.#held.length - 1)] = before[entry & mask];
      this.#slots[entry & (this.#held.length - 1)] = slots[entry & mask] ?? 0;
    }
  }
}

const ROOM = 64;
/** Terms lighter than this are not searched by: they are counted where an entry was found by others. */
const LIGHTEST = 8;
const NOBODY: Held = {
  id: 0,
  at: 0,
  story: 0,
  language: 0,
  keys: { url: 0, text: 0, headline: 0 },
  start: 0,
  terms: 0,
  begins: false,
  besides: [],
};
