import type { Weights } from "../model/watchlist.ts";
import type { Finding } from "./evaluate.ts";
import type { Scan } from "./scan.ts";

/** Words of the content that count as its beginning: about two paragraphs of agency copy. */
const LEAD = 60;
/** Findings that are simply compared with each other. */
const FEW = 12;
/** What remains missing when a term is repeated in a field, for so many repetitions. */
const REPEATED = 0.97;
const MOST_REPEATS = 5;

/**
 * Of a watch list that says nothing else. Chosen so that one mention in the title, or of two terms in the summary, is
 * more likely what an article is about than not (over 50), and one deep in the content is not.
 */
export const WEIGHTS: Weights = { title: 55, summary: 35, lead: 25, content: 10 };

/** All weights of a watch list. */
export function weightsOf(said: Partial<Weights> | undefined): Weights {
  return said === undefined ? WEIGHTS : { ...WEIGHTS, ...said };
}

/**
 * 0 to 100: how much an article is about what was found. Each term adds its weight, of what is missing to 100, in each
 * field that it stands in; a repetition in the same field says a little more each time, for a while.
 */
export function scoreOf(findings: readonly Finding[], scan: Scan, weights: Weights): number {
  const seen = findings.length > FEW ? new Map<string, number>() : undefined;
  let missing = 1;
  for (let i = 0; i < findings.length; i++) {
    const finding = findings[i];
    if (finding === undefined) continue;
    const before = seen === undefined ? repeats(findings, i, scan) : countUp(seen, finding, scan);
    missing *= missingAfter(before, finding.span, scan, weights);
  }
  return Math.round(100 * (1 - missing));
}

/** The score of a match that stands on places of one term, which are by position. */
export function scoreOfPlaces(
  places: Int32Array,
  from: number,
  to: number,
  scan: Scan,
  weights: Weights,
): number {
  let missing = 1;
  let field = -1;
  let before = 0;
  for (let i = from; i < to; i++) {
    const span = places[i] ?? 0;
    before = scan.field[span] === field ? before + 1 : 0;
    field = scan.field[span] ?? 0;
    missing *= missingAfter(before, span, scan, weights);
  }
  return Math.round(100 * (1 - missing));
}

/** What of the missing a place leaves; `before`: how many places of its term and field came before. */
function missingAfter(before: number, span: number, scan: Scan, weights: Weights): number {
  if (before === 0) return 1 - weightOf(span, scan, weights) / 100;
  return before <= MOST_REPEATS ? REPEATED : 1;
}

function weightOf(span: number, scan: Scan, weights: Weights): number {
  const field = scan.field[span] ?? 0;
  if (field === 0) return weights.title;
  if (field === 1) return weights.summary;
  const leads = field === 2 && (scan.first[span] ?? 0) - (scan.fieldStart[field] ?? 0) < LEAD;
  return leads ? weights.lead : weights.content;
}

/** How many of the findings before this one are of its term and field. */
function repeats(findings: readonly Finding[], at: number, scan: Scan): number {
  const finding = findings[at];
  if (finding === undefined) return 0;
  let count = 0;
  for (let i = 0; i < at; i++) {
    const other = findings[i];
    if (other?.label === finding.label && scan.field[other.span] === scan.field[finding.span]) count++;
  }
  return count;
}

function countUp(seen: Map<string, number>, { label, span }: Finding, scan: Scan): number {
  const key = `${scan.field[span] ?? 0} ${label}`;
  const before = seen.get(key) ?? 0;
  seen.set(key, before + 1);
  return before;
}
