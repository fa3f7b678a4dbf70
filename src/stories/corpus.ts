import type { Instant } from "../model/time.ts";
import { Copies } from "./copies.ts";
import { Entries } from "./entries.ts";
import type { Features } from "./features.ts";
import type { Frequencies } from "./frequencies.ts";
import { type Arrival, EXACT, type Exact, type Held, type Keys, type Near, PROFILE } from "./held.ts";
import { KeyTable } from "./key-table.ts";
import { LARGEST_WINDOW, MOST_HELD, Postings } from "./postings.ts";
import { StoryTable } from "./story-table.ts";
import type { TermTable } from "./term-table.ts";
import { Vectors } from "./vectors.ts";

/** The entries of the window, and everything they are found by. */
export class Corpus {
  readonly copies = new Copies();
  readonly entries = new Entries();
  readonly #stories = new StoryTable();
  readonly #vectors = new Vectors();
  readonly #postings = new Postings();
  /** By what is exact, and by id: an entry's number, plus one. What has left the window is forgotten as room is needed. */
  readonly #exact: Record<Exact, KeyTable> = {
    url: new KeyTable(),
    text: new KeyTable(),
    headline: new KeyTable(),
  };
  readonly #byId = new KeyTable();
  readonly #tally = { sums: new Float32Array(0), met: new Uint32Array(0), count: 0 };
  readonly #frequencies: Frequencies | undefined;

  /** `frequencies` learn what comes and goes, where anybody asks for them. */
  constructor(frequencies?: Frequencies) {
    this.#frequencies = frequencies;
  }

  get size(): number {
    return this.entries.size;
  }

  held(entry: number): Held | undefined {
    if (!this.entries.has(entry)) return undefined;
    const place = entry & this.entries.mask;
    return {
      entry,
      id: this.entries.ids[place] ?? 0,
      at: this.entries.ats[place] ?? 0,
      story: this.#stories.ids[this.entries.stories[place] ?? 0] ?? 0,
    };
  }

  /** The first entry that has a key. */
  holder(by: Exact, key: number): Held | undefined {
    return key === 0 ? undefined : this.held(this.#exact[by].get(Math.floor(key / 2 ** 32), key) - 1);
  }

  /** An entry by the number that the database gave it. */
  withId(id: number): Held | undefined {
    return this.held(this.#byId.get(Math.floor(id / 2 ** 32), id) - 1);
  }

  /** Takes an entry in. A key stays with the first that has it, for as long as `counts` says it does. */
  add(arrival: Arrival, counts: (by: Exact, first: Held) => boolean): void {
    const { id, at, language } = arrival;
    const { terms, weights, sketch, fresh, begins, besides } = arrival.features;
    const entry = this.entries.next;
    const start = this.#vectors.add(terms, weights, fresh);
    const place = this.entries.add({ id, at, language, begins, start, terms: terms.length, besides });
    this.#postings.add(entry, terms, weights);
    this.#frequencies?.count(language, terms, fresh, begins, 1);
    this.#set(this.#byId, id, entry);
    this.know(entry, arrival.keys, counts);
    if (!arrival.copy && sketch.length > 0) this.copies.add(entry, sketch);
    this.#join(place, entry, this.#stories.begin(arrival.story));
  }

  #join(place: number, entry: number, slot: number): void {
    const stories = this.#stories;
    this.entries.stories[place] = slot;
    this.entries.before[place] = stories.newest[slot] ?? 0;
    stories.newest[slot] = entry;
    stories.sizes[slot] = (stories.sizes[slot] ?? 0) + 1;
    stories.norms[slot] = Number.NaN;
  }

  /** Lets an entry be known by keys, where no earlier one that counts is. */
  know(entry: number, keys: Keys, counts: (by: Exact, first: Held) => boolean): void {
    for (const by of EXACT) {
      const key = keys[by];
      if (key === 0) continue;
      const first = this.holder(by, key);
      if (first === undefined || !counts(by, first)) this.#set(this.#exact[by], key, entry);
    }
  }

  #set(table: KeyTable, key: number, entry: number): void {
    if (table.isFull) table.prune(this.entries.first + 1);
    table.set(Math.floor(key / 2 ** 32), key, entry + 1);
  }

  /** Lets go of what is older than `since`, and of the oldest above `most` (or `LARGEST_WINDOW`). */
  evict(since: Instant, most: number): void {
    const entries = this.entries;
    const limit = Math.min(most, LARGEST_WINDOW);
    const before = entries.first;
    while (this.size > 0 && (this.size > limit || entries.at(entries.first) < since))
      this.#forget(entries.first);
    if (entries.first === before) return;
    this.copies.drop(entries.first);
    if (this.size > 0) this.#vectors.drop(entries.starts[entries.first & entries.mask] ?? 0);
  }

  /** Lets the oldest entry go: it is its story's oldest, too. */
  #forget(entry: number): void {
    const entries = this.entries;
    const place = entry & entries.mask;
    const { terms, fresh } = this.#vectors.read(entries.starts[place] ?? 0, entries.terms[place] ?? 0);
    this.#frequencies?.count(entries.languages[place] ?? 0, terms, fresh, entries.begins[place] === 1, -1);
    this.#postings.drop(entry, terms);
    entries.drop();
    this.#shrink(entries.stories[place] ?? 0, 1);
  }

  #shrink(slot: number, by: number): void {
    const left = (this.#stories.sizes[slot] ?? 0) - by;
    this.#stories.sizes[slot] = left;
    this.#stories.norms[slot] = Number.NaN;
    if (left === 0) this.#stories.end(slot);
  }

  /** Moves entries (all of a story, or one) to another story. */
  move(story: number, into: number, only?: number): void {
    const from = this.#stories.slotOf(story);
    const all = from < 0 ? [] : this.members(story, Number.POSITIVE_INFINITY);
    const moved = only === undefined ? all : all.filter((entry) => entry === only);
    if (moved.length === 0 || story === into) return;
    const target = this.#stories.begin(into);
    const there = this.members(into, Number.POSITIVE_INFINITY);
    this.#shrink(from, all.length);
    this.#shrink(target, there.length);
    const stays = only === undefined ? [] : all.filter((entry) => entry !== only);
    for (const entry of stays) this.#join(entry & this.entries.mask, entry, this.#stories.begin(story));
    for (const entry of [...there, ...moved].sort((a, b) => a - b))
      this.#join(entry & this.entries.mask, entry, this.#stories.begin(into));
  }

  /** How many entries of the window a story has. */
  sizeOf(story: number): number {
    const slot = this.#stories.slotOf(story);
    return slot < 0 ? 0 : (this.#stories.sizes[slot] ?? 0);
  }

  /** The newest entries of a story, at most so many, oldest first. */
  members(story: number, most = PROFILE): number[] {
    const slot = this.#stories.slotOf(story);
    if (slot < 0) return [];
    const count = Math.min(most, this.#stories.sizes[slot] ?? 0);
    const members = new Array<number>(count);
    let entry = this.#stories.newest[slot] ?? 0;
    for (let i = count - 1; i >= 0; i--) {
      members[i] = entry;
      entry = this.entries.before[entry & this.entries.mask] ?? 0;
    }
    return members;
  }

  /** The remembered length of the sum of a story's vectors, else what `make` answers, remembered. */
  norm(story: number, make: () => number): number {
    const slot = this.#stories.slotOf(story);
    const known = this.#stories.norms[slot] ?? Number.NaN;
    if (!Number.isNaN(known)) return known;
    const norm = make();
    if (slot >= 0) this.#stories.norms[slot] = norm;
    return norm;
  }

  /**
   * The stories whose entries share most with a vector, roughly: rare terms first, for so many occurrences in all (at
   * most `MOST_HELD`). `near` is the greatest sum of one entry.
   */
  nearStories(features: Features, since: Instant, occurrences: number, most: number): Near[] {
    this.#gather(features, since, occurrences);
    const { sums, met, count } = this.#tally;
    const { near, ids } = this.#stories;
    const found: number[] = [];
    for (let i = 0; i < count; i++) {
      const place = met[i] ?? 0;
      const sum = sums[place] ?? 0;
      sums[place] = 0;
      const slot = this.entries.stories[place] ?? 0;
      const nearest = near[slot] ?? 0;
      if (nearest === 0) found.push(slot);
      if (sum > nearest) near[slot] = sum;
    }
    const kept: Near[] = [];
    for (const slot of found) {
      const nearest = near[slot] ?? 0;
      near[slot] = 0;
      if (kept.length === most && nearest <= (kept[most - 1]?.near ?? 0)) continue;
      let i = kept.length;
      while (i > 0 && (kept[i - 1]?.near ?? 0) < nearest) i--;
      kept.splice(i, 0, { story: ids[slot] ?? 0, near: nearest });
      if (kept.length > most) kept.pop();
    }
    return kept;
  }

  #gather({ terms, weights }: Features, since: Instant, occurrences: number): void {
    const tally = this.#tally;
    const room = this.entries.mask + 1;
    if (tally.sums.length !== room) {
      tally.sums = new Float32Array(room);
      tally.met = new Uint32Array(Math.min(room, MOST_HELD));
    }
    tally.count = 0;
    const next = this.entries.next;
    const span = next - this.entries.firstSince(since);
    // A term's weight tells its rarity, as it was known when the article arrived: rarest first.
    const order = new Uint32Array(terms.length);
    for (let i = 0; i < terms.length; i++) order[i] = ((HEAVIEST - (weights[i] ?? 0)) << 16) | i;
    order.sort();
    let left = Math.min(occurrences, MOST_HELD);
    for (const rank of order) {
      const weight = HEAVIEST - (rank >>> 16);
      if (left <= 0 || weight < LIGHTEST) break;
      left -= this.#postings.gather(terms[rank & 0xffff] ?? 0, weight, next, span, left, tally);
    }
  }

  /** The scalar product of an entry with a table of weights. */
  product(entry: number, table: TermTable): number {
    const place = entry & this.entries.mask;
    return this.#vectors.product(this.entries.starts[place] ?? 0, this.entries.terms[place] ?? 0, table);
  }

  /** Strikes an entry's terms off a table. */
  strike(entry: number, table: TermTable): void {
    const place = entry & this.entries.mask;
    this.#vectors.strike(this.entries.starts[place] ?? 0, this.entries.terms[place] ?? 0, table);
  }

  /** Adds an entry's weights to a table. */
  pour(entry: number, table: TermTable): void {
    const place = entry & this.entries.mask;
    this.#vectors.pour(this.entries.starts[place] ?? 0, this.entries.terms[place] ?? 0, table);
  }
}

const HEAVIEST = 255;
/** Terms lighter than this are not searched by: they are counted where an entry was found by others. */
const LIGHTEST = 8;
