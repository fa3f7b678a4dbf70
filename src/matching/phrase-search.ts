import { TEXT_MASK } from "./fields.ts";
import { MOST_STEPS } from "./hits.ts";
import type { Plan } from "./plan.ts";
import { grown, Rows } from "./rows.ts";
import type { Scan } from "./scan.ts";
import { PAIRED, type Terms } from "./terms.ts";
import { mayFollow, type Reach, windowSpans } from "./window.ts";

/** A phrase of words, as most are: terms of words, the rarest first. `term`: the phrase itself. */
export interface WordPhrase {
  term: number;
  words: number[];
  reach: Reach;
}

/** A plan as a phrase of words; undefined if it is more than that. */
export function wordPhrase(plan: Plan, terms: Terms): WordPhrase | undefined {
  if (plan.op !== "term" || plan.caps || plan.mask !== TEXT_MASK) return undefined;
  const term = terms.all[plan.term];
  if (term?.kind === "words")
    return { term: plan.term, words: [plan.term], reach: { gap: 0, clause: false } };
  if (term?.kind !== "window" || new Set(term.parts).size < term.parts.length) return undefined;
  if (term.parts.some((part) => terms.all[part]?.kind !== "words")) return undefined;
  // Of words equally rare the later is taken: a surname more often than a given name.
  const words = term.parts.toReversed().sort((a, b) => (terms.frequency[a] ?? 0) - (terms.frequency[b] ?? 0));
  return { term: plan.term, words, reach: { gap: term.gap, clause: term.clause } };
}

/** Places of a word that are simply all looked at. */
const FEW_PLACES = 20;

/** Called with each rule whose phrase the article has: its places are `places[from]` to before `places[to]`. */
type Hold = (rule: number, order: number, from: number, to: number) => void;

/**
 * Phrases of words. Of several words, each stands under its two rarest, and is looked at only where both stand in the
 * article (see Pairs); of one word, under that.
 */
export class PhraseSearch {
  /** The places of the phrases held in the article at hand. */
  places = new Int32Array(256);
  private placeCount = 0;
  private readonly ones = new Int32Array(FEW_PLACES);
  private readonly others = new Int32Array(FEW_PLACES);
  /**
   * Under a pair, as Partners numbers it: rule, order, most words between, 1 if within a clause, and of more than two
   * words the phrase's term, else -1. `order`: the place of the rule's list; -1 once the rule is gone.
   */
  private readonly ofPair = new Rows();
  /** Under a phrase of one word, as Terms numbers them: rule, order. */
  private readonly ofWord = new Rows();
  private readonly scan: Scan;

  constructor(scan: Scan) {
    this.scan = scan;
  }

  /** `order`: the place of the rule's list among all. */
  add(rule: number, order: number, { term, words, reach }: WordPhrase): void {
    const { terms } = this.scan;
    const [rarest = term, next] = words;
    if (next === undefined) {
      this.ofWord.add(terms.alone(rarest), [rule, order]);
      return;
    }
    terms.pair(rarest, next);
    terms.use(term, PAIRED);
    const whole = words.length > 2 ? term : -1;
    const row = [rule, order, reach.gap, reach.clause ? 1 : 0, whole];
    this.ofPair.add(terms.partners.numberOf(rarest, next), row);
  }

  /** Takes out a rule that was added with this phrase. */
  remove(rule: number, { term, words }: WordPhrase): void {
    const { terms } = this.scan;
    const [rarest = term, next] = words;
    const rows = next === undefined ? this.ofWord : this.ofPair;
    const key = next === undefined ? terms.alone(rarest) : terms.partners.numberOf(rarest, next);
    const { data } = rows;
    for (let at = rows.head(key); at !== 0; at = data[at] ?? 0) if (data[at + 2] === rule) data[at + 3] = -1;
  }

  /** Calls `hold` with each rule whose phrase the article at hand has. */
  each(hold: Hold): void {
    this.placeCount = 0;
    if (this.scan.pairs.count === 0) return;
    this.eachWord(hold);
    this.eachPair(hold);
  }

  private eachPair(hold: Hold): void {
    const { pairs, terms: all } = this.scan;
    const { lists } = all.partners;
    this.ofPair.settle();
    const { count, terms, partner } = pairs;
    for (let i = 0; i < count; i++) {
      const other = partner[i] ?? 0;
      if (other === 0) continue;
      if (other > 0) {
        if (pairs.has(other - 1)) this.holdPair(i, terms[i] ?? 0, other - 1, hold);
        continue;
      }
      const end = -other + (lists[-other] ?? 0);
      for (let k = 1 - other; k <= end; k++) {
        const each = lists[k] ?? 0;
        if (pairs.has(each)) this.holdPair(i, terms[i] ?? 0, each, hold);
      }
    }
  }

  /** The phrases of two words that stand in the article, asked at a place of the rarer one. */
  private holdPair(place: number, term: number, other: number, hold: Hold): void {
    // Asked once, at the first of its places.
    if (this.scan.pairs.beforeOf(place) >= 0) return;
    const { data } = this.ofPair;
    const number = this.scan.terms.partners.numberOf(term, other);
    for (let at = this.ofPair.head(number); at !== 0; at = data[at] ?? 0) {
      const order = data[at + 3] ?? 0;
      if (order < 0) continue;
      const from = this.placeCount;
      const whole = data[at + 6] ?? 0;
      if (whole < 0) this.keepPairs(term, other, data[at + 4] ?? 0, data[at + 5] === 1);
      else this.keepWhole(whole);
      if (this.placeCount > from) hold(data[at + 2] ?? 0, order, from, this.placeCount);
    }
  }

  /** Keeps the places of two words in the article at hand. */
  private keepPairs(term: number, other: number, gap: number, clause: boolean): void {
    const { scan } = this;
    const { pairs } = scan;
    const x = pairs.lastOf(term);
    const y = pairs.lastOf(other);
    if (pairs.beforeOf(x) < 0 && pairs.beforeOf(y) < 0) {
      if (this.follows(x, y, gap, clause)) this.keep(scan.joinPair(x, y));
      else if (this.follows(y, x, gap, clause)) this.keep(scan.joinPair(y, x));
      return;
    }
    const ones = this.gather(x, this.ones);
    const others = this.gather(y, this.others);
    if (ones >= 0 && others >= 0) {
      const from = this.placeCount;
      this.keepFollowing(this.ones, ones, this.others, others, gap, clause, from);
      this.keepFollowing(this.others, others, this.ones, ones, gap, clause, from);
      return;
    }
    if (!this.areNear(x, y, gap)) return;
    scan.realise(term);
    scan.realise(other);
    const spans = scan.placesOf(term).filter((span) => (scan.field[span] ?? 0) <= 2);
    for (const span of windowSpans(scan, [spans, scan.placesOf(other)], { gap, clause })) this.keep(span);
  }

  /** The places of a word, by position, given its last; how many, or -1 if they are not few. */
  private gather(last: number, into: Int32Array): number {
    const { pairs, words } = this.scan;
    let begin = FEW_PLACES;
    for (let i = last; i >= 0; i = pairs.beforeOf(i)) {
      if (begin === 0) return -1;
      into[--begin] = i;
    }
    let count = 0;
    for (let k = begin; k < FEW_PLACES; k++) {
      const place = into[k] ?? 0;
      const first = words.first[pairs.from[place] ?? 0];
      const end = words.last[pairs.to[place] ?? 0];
      let same = false;
      // Of two readings of one word the first stands for both.
      for (let h = count - 1; h >= 0 && !same; h--) {
        const before = into[h] ?? 0;
        if (words.first[pairs.from[before] ?? 0] !== first) break;
        same = words.last[pairs.to[before] ?? 0] === end;
      }
      if (!same) into[count++] = place;
    }
    return count;
  }

  /** Keeps the places where one word follows another, for each place of the first the shortest; by position. */
  private keepFollowing(
    ones: Int32Array,
    oneCount: number,
    others: Int32Array,
    otherCount: number,
    gap: number,
    clause: boolean,
    from: number,
  ): void {
    const { scan } = this;
    const { pairs, words } = scan;
    for (let i = 0; i < oneCount; i++) {
      const one = ones[i] ?? 0;
      let best = -1;
      let end = 0;
      for (let k = 0; k < otherCount; k++) {
        const other = others[k] ?? 0;
        const last = words.last[pairs.to[other] ?? 0] ?? 0;
        if ((best >= 0 && last >= end) || !this.follows(one, other, gap, clause)) continue;
        best = other;
        end = last;
      }
      if (best >= 0) this.keepInOrder(scan.joinPair(one, best), from);
    }
  }

  /** Keeps a place among those kept from `from` on, by position; not what is there already. */
  private keepInOrder(span: number, from: number): void {
    const { first, last } = this.scan;
    const isAfter = (other: number) =>
      (first[other] ?? 0) - (first[span] ?? 0) || (last[other] ?? 0) - (last[span] ?? 0);
    let at = this.placeCount;
    for (; at > from; at--) {
      const apart = isAfter(this.places[at - 1] ?? 0);
      if (apart === 0) return;
      if (apart < 0) break;
    }
    this.keep(span);
    for (let k = this.placeCount - 1; k > at; k--) this.places[k] = this.places[k - 1] ?? 0;
    this.places[at] = span;
  }

  private follows(x: number, y: number, gap: number, clause: boolean): boolean {
    const { pairs, words, readings } = this.scan;
    const end = words.last[pairs.to[x] ?? 0] ?? 0;
    return mayFollow(readings, end, words.first[pairs.from[y] ?? 0] ?? 0, gap, clause);
  }

  /** Whether two words stand so near each other anywhere; of each the last place. Perhaps, where there are many. */
  private areNear(lastX: number, lastY: number, gap: number): boolean {
    const { pairs } = this.scan;
    let steps = 0;
    for (let x = lastX; x >= 0; x = pairs.beforeOf(x)) {
      for (let y = lastY; y >= 0; y = pairs.beforeOf(y)) {
        if (++steps > MOST_STEPS || this.follows(x, y, gap, false) || this.follows(y, x, gap, false))
          return true;
      }
    }
    return false;
  }

  /** Keeps the places of a phrase of more than two words, if all of them stand in the article at hand. */
  private keepWhole(term: number): void {
    const { scan } = this;
    const phrase = scan.terms.all[term];
    if (phrase?.kind !== "window") return;
    for (const part of phrase.parts) if (!scan.pairs.has(part)) return;
    for (const part of phrase.parts) scan.realise(part);
    for (const span of scan.spans(term)) if ((scan.field[span] ?? 0) <= 2) this.keep(span);
  }

  private eachWord(hold: Hold): void {
    const { scan, ofWord } = this;
    const { pairs } = scan;
    ofWord.settle();
    const { data } = ofWord;
    for (let i = 0; i < pairs.aloneCount; i++) {
      const place = pairs.alone[i] ?? 0;
      // Asked once, at the first of its places.
      if (pairs.beforeOf(place) >= 0) continue;
      const from = this.placeCount;
      this.keepWord(pairs.terms[place] ?? 0);
      const to = this.placeCount;
      const head = ofWord.head(pairs.aloneNumber[i] ?? 0);
      for (let at = head; at !== 0; at = data[at] ?? 0) {
        const order = data[at + 3] ?? 0;
        if (order >= 0) hold(data[at + 2] ?? 0, order, from, to);
      }
    }
  }

  /** Keeps the places of a word. */
  private keepWord(term: number): void {
    const { scan } = this;
    const count = this.gather(scan.pairs.lastOf(term), this.ones);
    for (let k = 0; k < count; k++) this.keep(scan.joinPair(this.ones[k] ?? 0, this.ones[k] ?? 0));
    if (count >= 0) return;
    scan.realise(term);
    for (const span of scan.placesOf(term)) if ((scan.field[span] ?? 0) <= 2) this.keep(span);
  }

  private keep(span: number): void {
    const at = this.placeCount++;
    if (at >= this.places.length) this.places = grown(this.places, at);
    this.places[at] = span;
  }
}
