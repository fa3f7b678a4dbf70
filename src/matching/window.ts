import type { Hits } from "./hits.ts";
import type { Readings } from "./readings.ts";
import type { Scan } from "./scan.ts";
import { CLAUSE_BREAKS } from "./synonyms.ts";

/** Phrases of more parts than this are looked for in their own order and its reverse only. */
const MOST_SHUFFLED = 8;
/** Pairs of places that are simply all looked at. */
const FEW_PAIRS = 400;
/** Steps spent on one phrase in one article before it is given up: hostile text cannot make it slow. */
const MOST_STEPS = 20_000;

/** How near the parts of a phrase stand. */
export interface Reach {
  /** Words between neighbours at most. */
  gap: number;
  /** Not across the end of a sentence, a semicolon or a conjunction. */
  clause: boolean;
}

/**
 * Places where all parts stand, in any order, at most `gap` words between neighbours and none overlapping: for each
 * place that begins one, the shortest. `parts`: the places of each, by position.
 */
export function windowSpans(scan: Scan, parts: readonly (readonly number[])[], reach: Reach): number[] {
  if (parts.some((spans) => spans.length === 0)) return [];
  if (parts.length > MOST_SHUFFLED)
    return scan.sort([...inOrder(scan, parts, reach), ...inOrder(scan, parts.toReversed(), reach)]);

  const [one, other] = parts;
  if (
    parts.length === 2 &&
    one !== undefined &&
    other !== undefined &&
    one.length * other.length <= FEW_PAIRS
  ) {
    const found: number[] = [];
    pairs(scan, one, other, reach, found);
    pairs(scan, other, one, reach, found);
    return found.length < 2 ? found : scan.sort(found);
  }
  const places = parts
    .flatMap((spans, part) => spans.map((span) => ({ span, part })))
    .sort((a, b) => (scan.first[a.span] ?? 0) - (scan.first[b.span] ?? 0));
  const everything = (1 << parts.length) - 1;
  const found: number[] = [];
  let steps = 0;
  for (const [index, place] of places.entries()) {
    let best = -1;
    const extend = (at: number, span: number, used: number): void => {
      if (used === everything) {
        if (best < 0 || (scan.last[span] ?? 0) < (scan.last[best] ?? 0)) best = span;
        return;
      }
      const limit = (scan.last[span] ?? 0) + reach.gap + 1;
      for (let i = at + 1; i < places.length; i++) {
        const next = places[i];
        if (next === undefined || (scan.first[next.span] ?? 0) > limit || ++steps > MOST_STEPS) break;
        if ((used & (1 << next.part)) === 0 && reaches(scan, span, next.span, reach.gap, reach.clause))
          extend(i, next.span, used | (1 << next.part));
      }
    };
    extend(index, place.span, 1 << place.part);
    if (best >= 0) found.push(parts.length === 1 ? place.span : scan.join(place.span, best));
  }
  return scan.sort(found);
}

/** Whether a part that stands at `to` may follow one at `from`. */
function reaches(hits: Hits, from: number, to: number, gap: number, clause: boolean): boolean {
  return mayFollow(hits.readings, hits.last[from] ?? 0, hits.first[to] ?? 0, gap, clause);
}

/** Whether a part that begins at one position may follow one that ends at another. */
export function mayFollow(
  readings: Readings,
  end: number,
  begin: number,
  gap: number,
  clause: boolean,
): boolean {
  if (begin <= end || begin - end - 1 > gap) return false;
  if (!clause) return true;
  if (readings.parted(end, begin)) return false;
  return begin === end + 1 || !readings.between(end, begin).some((form) => CLAUSE_BREAKS.has(form));
}

/** Two parts in one order: most phrases are of two words. */
function pairs(
  scan: Scan,
  before: readonly number[],
  after: readonly number[],
  reach: Reach,
  found: number[],
): void {
  for (let i = 0; i < before.length; i++) {
    const from = before[i] ?? 0;
    let best = -1;
    for (let k = 0; k < after.length; k++) {
      const to = after[k] ?? 0;
      if (best >= 0 && (scan.last[to] ?? 0) >= (scan.last[best] ?? 0)) continue;
      if (reaches(scan, from, to, reach.gap, reach.clause)) best = to;
    }
    if (best >= 0) found.push(scan.join(from, best));
  }
}

/** The same for one order, of any length, without recursion. */
function inOrder(scan: Scan, parts: readonly (readonly number[])[], reach: Reach): number[] {
  const found: number[] = [];
  let steps = 0;
  for (const begin of parts[0] ?? []) {
    let ends: number[] = [begin];
    for (let p = 1; p < parts.length && ends.length > 0; p++) {
      const next: number[] = [];
      for (const to of parts[p] ?? []) {
        if (++steps > MOST_STEPS) return found;
        if (ends.some((from) => reaches(scan, from, to, reach.gap, reach.clause))) next.push(to);
      }
      ends = next;
    }
    let best = -1;
    for (const end of ends) if (best < 0 || (scan.last[end] ?? 0) < (scan.last[best] ?? 0)) best = end;
    if (best >= 0) found.push(scan.join(begin, best));
  }
  return found;
}
