import { isCapitals } from "./fields.ts";
import type { Plan } from "./plan.ts";
import type { Scan } from "./scan.ts";

/** Pairs of places that one NEAR makes at most in an article: hostile repetition cannot make it slow. */
const MOST_PAIRS = 10_000;

const NOWHERE: readonly number[] = [];

/** Words of an OR beyond which what was found is looked up in them, not they in it. */
const MANY = 100;

/** Whether an article, as scanned, satisfies a plan. */
export function holds(node: Plan, scan: Scan): boolean {
  switch (node.op) {
    case "term": {
      if (node.plain) return (scan.maskOf(node.term) & node.mask) !== 0;
      return places(node, scan).length > 0;
    }
    case "any":
      return scan.sets.isAwake(node.set);
    case "and":
      for (let i = 0; i < node.nodes.length; i++) {
        const each = node.nodes[i];
        if (each !== undefined && !holds(each, scan)) return false;
      }
      return true;
    case "or":
      for (let i = 0; i < node.nodes.length; i++) {
        const each = node.nodes[i];
        if (each !== undefined && holds(each, scan)) return true;
      }
      return false;
    case "not":
      return !holds(node.node, scan);
    case "near":
      return nearPairs(node, scan, 1).length > 0;
    case "atleast":
      return countApart(places(node.node, scan), scan) >= node.count;
    case "some": {
      let count = 0;
      for (const each of node.nodes) if (holds(each, scan) && ++count >= node.count) return true;
      return false;
    }
  }
}

/** The places of a plan that has places (words, entities, NEAR, and ORs of these), by position. */
export function places(node: Plan, scan: Scan): readonly number[] {
  switch (node.op) {
    case "term": {
      if (node.plain) {
        const found = scan.maskOf(node.term);
        if ((found & node.mask) === 0) return NOWHERE;
        const spans = scan.placesOf(node.term);
        return (found & ~node.mask) === 0 ? spans : inFields(spans, node.mask, scan);
      }
      const spans = scan.spans(node.term);
      return spans.filter(
        (span) =>
          ((1 << (scan.field[span] ?? 0)) & node.mask) !== 0 && (!node.caps || isCapitals(scan.text(span))),
      );
    }
    case "any":
      return scan.merge(
        foundOf(node, scan).map((i) => inFields(scan.placesOf(node.terms[i] ?? 0), node.mask, scan)),
      );
    case "or":
      return scan.merge(node.nodes.map((each) => places(each, scan)));
    case "near":
      return scan.sort(nearPairs(node, scan, MOST_PAIRS).map(([from, to]) => scan.join(from, to)));
    default:
      return [];
  }
}

/** Which of an OR's words were found: their numbers in it. */
function foundOf(node: Extract<Plan, { op: "any" }>, scan: Scan): number[] {
  const found: number[] = [];
  if (!scan.sets.isAwake(node.set)) return found;
  if (node.terms.length > MANY) {
    node.index ??= new Map(node.terms.map((term, i) => [term, i]));
    const { index } = node;
    scan.sets.someFound(node.set, (term) => {
      const i = index.get(term);
      if (i !== undefined) found.push(i);
      return false;
    });
    return found.sort((a, b) => a - b);
  }
  for (let i = 0; i < node.terms.length; i++) {
    if ((scan.maskOf(node.terms[i] ?? 0) & node.mask) !== 0) found.push(i);
  }
  return found;
}

function inFields(spans: readonly number[], mask: number, scan: Scan): readonly number[] {
  return spans.filter((span) => ((1 << (scan.field[span] ?? 0)) & mask) !== 0);
}

/** Pairs of places, earlier first, whose nearest ends are at most so far apart. */
export function nearPairs(
  node: Extract<Plan, { op: "near" }>,
  scan: Scan,
  most: number,
): [from: number, to: number][] {
  const left = places(node.left, scan);
  if (left.length === 0) return [];
  const right = places(node.right, scan);
  if (right.length === 0) return [];
  const pairs: [number, number][] = [];
  follow(left, right, node.distance, scan, most, pairs);
  if (!node.ordered && pairs.length < most) follow(right, left, node.distance, scan, most, pairs);
  return pairs;
}

/** `second` is ordered by where its places begin. */
function follow(
  first: readonly number[],
  second: readonly number[],
  distance: number,
  scan: Scan,
  most: number,
  pairs: [number, number][],
): void {
  for (const from of first) {
    const end = scan.last[from] ?? 0;
    let low = 0;
    let high = second.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((scan.first[second[middle] ?? 0] ?? 0) <= end) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < second.length; i++) {
      const to = second[i] ?? 0;
      if ((scan.first[to] ?? 0) > end + distance) break;
      pairs.push([from, to]);
      if (pairs.length >= most) return;
    }
  }
}

/** Places that do not overlap: as many as there can be. */
export function countApart(spans: readonly number[], scan: Scan): number {
  const sorted = [...spans].sort((a, b) => (scan.last[a] ?? 0) - (scan.last[b] ?? 0));
  let count = 0;
  let end = -1;
  for (const span of sorted) {
    if ((scan.first[span] ?? 0) <= end) continue;
    count++;
    end = scan.last[span] ?? 0;
  }
  return count;
}

/** What a satisfied plan stands on: each term's places that took part, in the list's words. */
export interface Finding {
  label: string;
  span: number;
}

/** Adds the findings of a plan that holds; those of branches that do not hold are left out. */
export function collect(node: Plan, scan: Scan, into: Finding[]): void {
  switch (node.op) {
    case "term":
      for (const span of places(node, scan)) into.push({ label: node.label, span });
      break;
    case "any":
      for (const i of foundOf(node, scan)) {
        const label = node.labels[i] ?? "";
        for (const span of inFields(scan.placesOf(node.terms[i] ?? 0), node.mask, scan))
          into.push({ label, span });
      }
      break;
    case "and":
      for (const each of node.nodes) collect(each, scan, into);
      break;
    case "or":
    case "some":
      for (const each of node.nodes) if (holds(each, scan)) collect(each, scan, into);
      break;
    case "not":
      break;
    case "near": {
      const used = new Set(nearPairs(node, scan, MOST_PAIRS).flat());
      collectWithin(node.left, used, scan, into);
      collectWithin(node.right, used, scan, into);
      break;
    }
    case "atleast":
      collect(node.node, scan, into);
      break;
  }
}

/** Of an operand of NEAR: the places that took part, or that stand in one that did. */
function collectWithin(node: Plan, used: ReadonlySet<number>, scan: Scan, into: Finding[]): void {
  const before = into.length;
  collect(node, scan, into);
  const spans = [...used];
  let kept = before;
  for (let i = before; i < into.length; i++) {
    const finding = into[i];
    if (finding === undefined) continue;
    const { span } = finding;
    const within = spans.some(
      (each) =>
        scan.field[each] === scan.field[span] &&
        (scan.first[each] ?? 0) <= (scan.first[span] ?? 0) &&
        (scan.last[each] ?? 0) >= (scan.last[span] ?? 0),
    );
    if (within) into[kept++] = finding;
  }
  into.length = kept;
}
