import { TEXT_MASK } from "./fields.ts";
import { PHRASE_OTHER, PHRASE_ROWS } from "./hits.ts";
import type { Plan } from "./plan.ts";
import { Rows } from "./rows.ts";
import type { Scan } from "./scan.ts";
import type { Terms } from "./terms.ts";
import { type Reach, reaches, windowSpans } from "./window.ts";

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

/** The places of a short phrase in the article at hand. */
function placesOf(term: number, other: number, gap: number, clause: boolean, scan: Scan): number[] {
  const { field } = scan;
  const x = scan.onlySpan(term);
  const y = other < 0 ? -1 : scan.onlySpan(other);
  if (x >= 0 && (y >= 0 || other < 0)) {
    if ((field[x] ?? 0) > 2) return [];
    if (other < 0) return [x];
    if (reaches(scan, x, y, gap, clause)) return [scan.join(x, y)];
    return reaches(scan, y, x, gap, clause) ? [scan.join(y, x)] : [];
  }
  const places = scan.placesOf(term).filter((span) => (field[span] ?? 0) <= 2);
  return other < 0 ? places : windowSpans(scan, [places, scan.placesOf(other)], { gap, clause });
}

/**
 * Short phrases, each under its rarer word: with so many of them, time goes into places of memory read, so all that
 * decides one stands in its row, and of a word that but one phrase has, the other word in its own record.
 */
export class PhraseSearch {
  /** Rule, the other word (-1: none), most words between, 1 if within a clause. */
  private readonly rows: Rows;
  private count = 0;
  private readonly scan: Scan;

  constructor(scan: Scan) {
    this.scan = scan;
    this.rows = new Rows(scan.records, PHRASE_ROWS);
  }

  add(rule: number, { term, other, reach }: ShortPhrase): void {
    const { records } = this.scan;
    const first = this.rows.head(term) === 0;
    this.rows.add(term, [rule, other, reach.gap, reach.clause ? 1 : 0]);
    records.data[term * records.width + PHRASE_OTHER] = first && other >= 0 ? other + 1 : 0;
    this.count++;
  }

  /** Calls `hold` with each rule whose phrase the article at hand has, and where. */
  each(hold: (rule: number, spans: number[]) => void): void {
    if (this.count === 0) return;
    const { scan, rows } = this;
    rows.settle();
    const { data } = rows;
    const { found, foundCount, records } = scan;
    for (let i = 0; i < foundCount; i++) {
      const term = found[i] ?? 0;
      let at = rows.head(term);
      if (at === 0) continue;
      const only = records.data[term * records.width + PHRASE_OTHER] ?? 0;
      if (only > 0 && scan.maskOf(only - 1) === 0) continue;
      for (; at !== 0; at = data[at] ?? 0) {
        const other = data[at + 3] ?? 0;
        if (other >= 0 && scan.maskOf(other) === 0) continue;
        const spans = placesOf(term, other, data[at + 4] ?? 0, data[at + 5] === 1, scan);
        if (spans.length > 0) hold(data[at + 2] ?? 0, spans);
      }
    }
  }
}
