import type { Scan } from "./scan.ts";
import { CLAUSE_BREAKS } from "./synonyms.ts";

/** Phrases of more parts than this are looked for in their own order and its reverse only. */
const MOST_SHUFFLED = 8;
/** Pairs of places that are simply all looked at. */
const FEW_PAIRS = 400;
/** Steps spent on one phrase in one article before it is given up: hostile text cannot make it slow. */
const MOST_STEPS = 20_000;

/**
 * Places where all parts stand, in any order, at most `gap` words between neighbours and none overlapping: for each
 * place that begins one, the shortest.
 */
export function windowSpans(
  scan: Scan,
  term: { parts: readonly number[]; gap: number; clause: boolean },
): number[] {
  const parts = term.parts.map((part) => scan.spans(part));
  if (parts.some((spans) => spans.length === 0)) return [];
  const reaches = (from: number, to: number): boolean => {
    const end = scan.last[from] ?? 0;
    const begin = scan.first[to] ?? 0;
    if (begin <= end || begin - end - 1 > term.gap) return false;
    if (!term.clause) return true;
    if (scan.readings.parted(end, begin)) return false;
    return !scan.readings.between(end, begin).some((form) => CLAUSE_BREAKS.has(form));
  };
  if (parts.length > MOST_SHUFFLED)
    return scan.sort([...inOrder(scan, parts, reaches), ...inOrder(scan, parts.toReversed(), reaches)]);

  const [one, other] = parts;
  if (
    parts.length === 2 &&
    one !== undefined &&
    other !== undefined &&
    one.length * other.length <= FEW_PAIRS
  ) {
    return scan.sort([...pairs(scan, one, other, reaches), ...pairs(scan, other, one, reaches)]);
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
      const limit = (scan.last[span] ?? 0) + term.gap + 1;
      for (let i = at + 1; i < places.length; i++) {
        const next = places[i];
        if (next === undefined || (scan.first[next.span] ?? 0) > limit || ++steps > MOST_STEPS) break;
        if ((used & (1 << next.part)) === 0 && reaches(span, next.span))
          extend(i, next.span, used | (1 << next.part));
      }
    };
    extend(index, place.span, 1 << place.part);
    if (best >= 0) found.push(parts.length === 1 ? place.span : scan.join(place.span, best));
  }
  return scan.sort(found);
}

/** Two parts in one order: most phrases are of two words. */
function pairs(
  scan: Scan,
  before: readonly number[],
  after: readonly number[],
  reaches: (from: number, to: number) => boolean,
): number[] {
  const found: number[] = [];
  for (const from of before) {
    let best = -1;
    for (const to of after) {
      if (reaches(from, to) && (best < 0 || (scan.last[to] ?? 0) < (scan.last[best] ?? 0))) best = to;
    }
    if (best >= 0) found.push(scan.join(from, best));
  }
  return found;
}

/** The same for one order, of any length, without recursion. */
function inOrder(
  scan: Scan,
  parts: readonly (readonly number[])[],
  reaches: (from: number, to: number) => boolean,
): number[] {
  const found: number[] = [];
  let steps = 0;
  for (const begin of parts[0] ?? []) {
    let ends: number[] = [begin];
    for (let p = 1; p < parts.length && ends.length > 0; p++) {
      const next: number[] = [];
      for (const to of parts[p] ?? []) {
        if (++steps > MOST_STEPS) return found;
        if (ends.some((from) => reaches(from, to))) next.push(to);
      }
      ends = next;
    }
    let best = -1;
    for (const end of ends) if (best < 0 || (scan.last[end] ?? 0) < (scan.last[best] ?? 0)) best = end;
    if (best >= 0) found.push(scan.join(begin, best));
  }
  return found;
}
