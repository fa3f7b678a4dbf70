import { TEXT_MASK } from "./fields.ts";
import { MOST_STEPS, PHRASE_ROWS } from "./hits.ts";
import type { Plan } from "./plan.ts";
import { grown, Rows } from "./rows.ts";
import type { Scan } from "./scan.ts";
import { NEEDED, type Terms } from "./terms.ts";
import { mayFollow, type Reach, windowSpans } from "./window.ts";

/** A phrase of one or two words, as most are: terms of words, `other` -1 where there is but one. */
export interface ShortPhrase {
  term: number;
  other: number;
  reach: Reach;
}

/** A plan as a short phrase, the rarer word first; undefined if it is more than that. */
export function shortPhrase(plan: Plan, terms: Terms): ShortPhrase | undefined {
  if (plan.op !== "term" || plan.caps || plan.mask !== TEXT_MASK) return undefined;
  const term = terms.all[plan.term];
  if (term?.kind === "words") return { term: plan.term, other: -1, reach: { gap: 0, clause: false } };
  if (term?.kind !== "window" || term.parts.length !== 2) return undefined;
  const [one = 0, two = 0] = term.parts;
  if (one === two || term.parts.some((part) => terms.all[part]?.kind !== "words")) return undefined;
  // Of words equally rare the later is taken: a surname more often than a given name.
  const second = (terms.frequency[two] ?? 0) <= (terms.frequency[one] ?? 0);
  const { gap, clause } = term;
  return { term: second ? two : one, other: second ? one : two, reach: { gap, clause } };
}

/** Calls with each rule whose phrase the article has: its places are `places[from]` to before `places[to]`. */
type Hold = (rule: number, from: number, to: number) => void;

/**
 * Short phrases. Of two words, each stands under its rarer one, and is looked at only where both stand in the article
 * (see Pairs); of one word, under that.
 */
export class PhraseSearch {
  /** The places of the phrases held in the article at hand. */
  places = new Int32Array(256);
  private placeCount = 0;
  /** Under a term: rule, the other word, most words between, 1 if within a clause. */
  private readonly ofPair = new Rows();
  private pairCount = 0;
  /** Of each term, the article whose phrases it was asked for last. */
  private asked = new Int32Array(64);
  private epoch = 0;
  /** Under a term: rule. */
  private readonly ofTerm: Rows;
  private termCount = 0;
  private readonly scan: Scan;

  constructor(scan: Scan) {
    this.scan = scan;
    this.ofTerm = new Rows(scan.records, PHRASE_ROWS);
  }

  add(rule: number, { term, other, reach }: ShortPhrase): void {
    const { scan } = this;
    if (other < 0) {
      this.ofTerm.add(term, [rule]);
      scan.markRows(term, PHRASE_ROWS);
      scan.terms.use(term, NEEDED);
      this.termCount++;
      return;
    }
    this.ofPair.add(term, [rule, other, reach.gap, reach.clause ? 1 : 0]);
    scan.terms.pair(term, other);
    if (term >= this.asked.length) this.asked = grown(this.asked, term);
    this.pairCount++;
  }

  /** Calls `hold` with each rule whose phrase the article at hand has. */
  each(hold: Hold): void {
    this.placeCount = 0;
    if (this.termCount > 0) this.eachOfTerm(hold);
    if (this.pairCount > 0) this.eachPair(hold);
  }

  private eachPair(hold: Hold): void {
    const { pairs, terms: all } = this.scan;
    const { lists } = all.partners;
    this.ofPair.settle();
    this.epoch++;
    const { count, terms, partner } = pairs;
    for (let i = 0; i < count; i++) {
      const other = partner[i] ?? 0;
      if (other === 0) continue;
      if (other > 0) {
        if (pairs.has(other - 1)) this.holdPairs(terms[i] ?? 0, hold);
        continue;
      }
      const end = -other + (lists[-other] ?? 0);
      for (let k = 1 - other; k <= end; k++) {
        if (!pairs.has(lists[k] ?? 0)) continue;
        this.holdPairs(terms[i] ?? 0, hold);
        break;
      }
    }
  }

  /** The phrases under a word, which stands in the article. */
  private holdPairs(term: number, hold: Hold): void {
    const { pairs } = this.scan;
    if (this.asked[term] === this.epoch) return;
    this.asked[term] = this.epoch;
    const { data } = this.ofPair;
    for (let at = this.ofPair.head(term); at !== 0; at = data[at] ?? 0) {
      const other = data[at + 3] ?? 0;
      if (!pairs.has(other)) continue;
      const from = this.placeCount;
      this.keepPairs(term, other, data[at + 4] ?? 0, data[at + 5] === 1);
      if (this.placeCount > from) hold(data[at + 2] ?? 0, from, this.placeCount);
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
    if (!this.areNear(x, y, gap)) return;
    scan.realise(term);
    scan.realise(other);
    const spans = scan.placesOf(term).filter((span) => (scan.field[span] ?? 0) <= 2);
    for (const span of windowSpans(scan, [spans, scan.placesOf(other)], { gap, clause })) this.keep(span);
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

  private eachOfTerm(hold: Hold): void {
    const { scan, ofTerm } = this;
    ofTerm.settle();
    const { data } = ofTerm;
    const { found, foundCount, field } = scan;
    for (let i = 0; i < foundCount; i++) {
      const term = found[i] ?? 0;
      if (!scan.hasRows(term, PHRASE_ROWS)) continue;
      const from = this.placeCount;
      const only = scan.onlySpan(term);
      if (only < 0) {
        for (const span of scan.placesOf(term)) if ((field[span] ?? 0) <= 2) this.keep(span);
      } else if ((field[only] ?? 0) <= 2) this.keep(only);
      const to = this.placeCount;
      if (to === from) continue;
      for (let at = ofTerm.head(term); at !== 0; at = data[at] ?? 0) hold(data[at + 2] ?? 0, from, to);
    }
  }

  private keep(span: number): void {
    const at = this.placeCount++;
    if (at >= this.places.length) this.places = grown(this.places, at);
    this.places[at] = span;
  }
}
