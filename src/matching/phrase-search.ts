import { TEXT_MASK } from "./fields.ts";
import { PHRASE_ROWS } from "./hits.ts";
import type { Plan } from "./plan.ts";
import { Rows } from "./rows.ts";
import type { Scan } from "./scan.ts";
import type { Terms } from "./terms.ts";
import { type Reach, windowSpans } from "./window.ts";

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
export function placesOfPhrase({ term, other, reach }: ShortPhrase, scan: Scan): number[] {
  const one = scan.placesOf(term).filter((span) => (scan.field[span] ?? 0) <= 2);
  return other < 0 ? one : windowSpans(scan, [one, scan.placesOf(other)], reach);
}

/**
 * Short phrases, each under its rarer word: with so many of them, time goes into places of memory read, so all that
 * decides one stands in its row.
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
    this.rows.add(term, [rule, other, reach.gap, reach.clause ? 1 : 0]);
    this.count++;
  }

  /** Calls `hold` with each rule whose phrase the article at hand has. */
  each(hold: (rule: number) => void): void {
    if (this.count === 0) return;
    const { scan, rows } = this;
    rows.settle();
    const { data } = rows;
    const { found, foundCount } = scan;
    for (let i = 0; i < foundCount; i++) {
      const term = found[i] ?? 0;
      for (let at = rows.head(term); at !== 0; at = data[at] ?? 0) {
        const other = data[at + 3] ?? 0;
        if (other >= 0 && (scan.maskOf(other) & TEXT_MASK) === 0) continue;
        if ((scan.maskOf(term) & TEXT_MASK) === 0) break;
        if (other >= 0 && !scan.makePhrase(term, other, data[at + 4] ?? 0, data[at + 5] === 1)) continue;
        hold(data[at + 2] ?? 0);
      }
    }
  }
}
