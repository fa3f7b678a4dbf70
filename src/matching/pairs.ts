import { grown } from "./rows.ts";

/** So many chains of places, by the last bits of the term: few enough to stay in the processor's nearest cache. */
const CHAINS = 4096;
const MOST_NUMBERS = 2 ** 30;

/**
 * Where the words of phrases stand in an article, by position. Nearly all of them stand there without another word of
 * any phrase of theirs: they are told so from memory that is at hand, and cost nothing more.
 */
export class Pairs {
  count = 0;
  /** Of each place its term, its first and last reading, its field, and of a rarer word what Partners has of it. */
  terms = new Int32Array(256);
  from = new Int32Array(256);
  to = new Int32Array(256);
  field = new Int32Array(256);
  partner = new Int32Array(256);
  /** The place before in the same chain; less than `base`: none in this article. */
  private before = new Int32Array(256);
  /** Of each chain its last place; places are numbered on from one article to the next, from `base`. */
  private readonly heads = new Int32Array(CHAINS);
  private base = 1;
  /** Places of terms that are phrases by themselves, and their numbers among those. */
  alone = new Int32Array(64);
  aloneNumber = new Int32Array(64);
  aloneCount = 0;

  clear(): void {
    this.base += this.count;
    this.count = 0;
    this.aloneCount = 0;
    if (this.base < MOST_NUMBERS) return;
    this.heads.fill(0);
    this.base = 1;
  }

  add(term: number, from: number, to: number, field: number, partner: number): void {
    const i = this.count++;
    if (i >= this.terms.length) this.grow(i);
    this.terms[i] = term;
    this.from[i] = from;
    this.to[i] = to;
    this.field[i] = field;
    this.partner[i] = partner;
    const chain = term & (CHAINS - 1);
    this.before[i] = this.heads[chain] ?? 0;
    this.heads[chain] = i + this.base;
  }

  /** Says that the place added last is one of a phrase by itself. */
  addAlone(number: number): void {
    const i = this.aloneCount++;
    if (i >= this.alone.length) {
      this.alone = grown(this.alone, i);
      this.aloneNumber = grown(this.aloneNumber, i);
    }
    this.alone[i] = this.count - 1;
    this.aloneNumber[i] = number;
  }

  /** Whether a term stands in the article. */
  has(term: number): boolean {
    return this.lastOf(term) >= 0;
  }

  /** The last place of a term; -1: it has none. */
  lastOf(term: number): number {
    return this.find(term, this.heads[term & (CHAINS - 1)] ?? 0);
  }

  /** The place of the same term before this one; -1: there is none. */
  beforeOf(place: number): number {
    return this.find(this.terms[place] ?? 0, this.before[place] ?? 0);
  }

  private find(term: number, from: number): number {
    const { base } = this;
    for (let at = from; at >= base; at = this.before[at - base] ?? 0)
      if (this.terms[at - base] === term) return at - base;
    return -1;
  }

  private grow(count: number): void {
    this.terms = grown(this.terms, count);
    this.from = grown(this.from, count);
    this.to = grown(this.to, count);
    this.field = grown(this.field, count);
    this.partner = grown(this.partner, count);
    this.before = grown(this.before, count);
  }
}
