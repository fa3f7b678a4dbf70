import { collect, countApart, type Finding, holds, places } from "./evaluate.ts";
import type { Plan } from "./plan.ts";
import { describeTerms, placeOf, termMatches } from "./reason.ts";
import type { Scan } from "./scan.ts";

/** How near a plan came to holding, from 0 to 1, and what was missing, in words. */
export interface Miss {
  closeness: number;
  text: string;
}

/** What kept a plan from holding; of one that holds, closeness 1 and no text. */
export function missOf(node: Plan, scan: Scan): Miss {
  if (holds(node, scan)) return { closeness: 1, text: "" };
  switch (node.op) {
    case "term":
      return missingTerm(node, scan);
    case "any":
      return { closeness: 0, text: `none of ${listed(node.labels)} was found` };
    case "and": {
      const each = node.nodes.map((child) => missOf(child, scan));
      const closeness = each.reduce((sum, miss) => sum + miss.closeness, 0) / each.length;
      // What only forbids is no step towards a match.
      const wanted = node.nodes.some((child, i) => child.op !== "not" && (each[i]?.closeness ?? 0) > 0);
      return { closeness: wanted ? closeness : 0, text: texts(each) };
    }
    case "or": {
      const each = node.nodes.map((child) => missOf(child, scan)).sort((a, b) => b.closeness - a.closeness);
      const [best] = each;
      if (best !== undefined && best.closeness > 0) return best;
      return { closeness: 0, text: `none of ${listed(node.nodes.map(planLabel))} was found` };
    }
    case "not":
      return { closeness: 0, text: `NOT failed: ${foundIn(node.node, scan)}` };
    case "near":
      return missedNear(node, scan);
    case "atleast": {
      const count = countApart(places(node.node, scan), scan);
      const text = `atleast/${node.count} failed: ${planLabel(node.node)} found ${count} ${count === 1 ? "time" : "times"}`;
      return { closeness: (0.9 * count) / node.count, text };
    }
    case "some": {
      const found = node.nodes.filter((child) => holds(child, scan)).map(planLabel);
      const text = `${found.length} of ${node.count} found${found.length > 0 ? ` (${found.join(", ")})` : ""}`;
      return { closeness: (0.9 * found.length) / node.count, text };
    }
  }
}

function missingTerm(node: Extract<Plan, { op: "term" }>, scan: Scan): Miss {
  const spans = scan.spans(node.term);
  const elsewhere = spans.find((span) => (node.mask & (1 << (scan.field[span] ?? 0))) === 0);
  if (elsewhere !== undefined && spans.length > 0) {
    return { closeness: 0.5, text: `${node.label} stands ${placeOf(scan.fieldOf(elsewhere))} only` };
  }
  const [first] = spans;
  if (first !== undefined) return { closeness: 0.5, text: `“${scan.text(first)}” is not all in capitals` };
  const near = nearestWindow(node.term, scan);
  if (near !== undefined) return { closeness: near.closeness, text: `${node.label}: ${near.text}` };
  return { closeness: 0, text: `${node.label} was not found` };
}

/** For a phrase with variation: how many of its parts are there, and whether they only stand too far apart. */
function nearestWindow(term: number, scan: Scan): Miss | undefined {
  const definition = scan.terms.all[term];
  if (definition?.kind === "union") {
    const each = definition.parts
      .map((part) => nearestWindow(part, scan))
      .filter((miss) => miss !== undefined);
    return each.sort((a, b) => b.closeness - a.closeness)[0];
  }
  if (definition?.kind !== "window") return undefined;
  const found = definition.parts.map((part) => scan.spans(part));
  const there = found.filter((spans) => spans.length > 0);
  if (there.length === 0) return undefined;
  if (there.length < found.length) {
    const [span] = there[0] ?? [];
    const text = `${there.length} of its ${found.length} parts found${span === undefined ? "" : ` (“${scan.text(span)}”)`}`;
    return { closeness: (0.7 * there.length) / found.length, text };
  }
  const [a, b] = there;
  const apart = a === undefined || b === undefined ? undefined : leastApart(a, b, scan);
  if (apart === undefined) return { closeness: 0.75, text: "its parts stand in different fields" };
  const far = apart - 1 > definition.gap;
  return {
    closeness: 0.85,
    text: far
      ? `its parts stand ${apart} words apart, at most ${definition.gap + 1} would do`
      : "its parts stand in different sentences or clauses, or too far apart",
  };
}

function missedNear(node: Extract<Plan, { op: "near" }>, scan: Scan): Miss {
  const operator = `${node.ordered ? "BEFORE" : "NEAR"}/${node.distance}`;
  const left = places(node.left, scan);
  const right = places(node.right, scan);
  if (left.length === 0 || right.length === 0) {
    const each = [missOf(node.left, scan), missOf(node.right, scan)];
    const found = left.length + right.length > 0 ? 0.5 : 0;
    return { closeness: found, text: `${operator} failed: ${texts(each)}` };
  }
  const apart = leastApart(left, right, scan);
  if (apart === undefined) {
    const one = left.some((a) => right.some((b) => scan.field[a] === scan.field[b]));
    return {
      closeness: 0.8,
      text: `${operator} failed: ${one ? "both stand in one place" : "they stand in different fields"}`,
    };
  }
  if (node.ordered && apart <= node.distance) {
    return {
      closeness: 0.85,
      text: `${operator} failed: ${planLabel(node.right)} stands before ${planLabel(node.left)}`,
    };
  }
  return { closeness: 0.85, text: `${operator} failed: ${apart} words apart` };
}

/** Distance of the nearest two, neighbours being 1; undefined if none share a field without overlapping. */
function leastApart(left: readonly number[], right: readonly number[], scan: Scan): number | undefined {
  let least: number | undefined;
  for (const a of left) {
    for (const b of right) {
      if (scan.field[a] !== scan.field[b]) continue;
      const apart = Math.max(
        (scan.first[b] ?? 0) - (scan.last[a] ?? 0),
        (scan.first[a] ?? 0) - (scan.last[b] ?? 0),
      );
      if (apart > 0 && (least === undefined || apart < least)) least = apart;
    }
  }
  return least;
}

function planLabel(node: Plan): string {
  switch (node.op) {
    case "term":
      return node.label;
    case "any":
      return listed(node.labels);
    case "and":
    case "or":
    case "some":
      return listed(node.nodes.map(planLabel));
    case "near":
      return `${planLabel(node.left)} ${node.ordered ? "BEFORE" : "NEAR"}/${node.distance} ${planLabel(node.right)}`;
    case "not":
      return `NOT ${planLabel(node.node)}`;
    case "atleast":
      return `atleast/${node.count}(${planLabel(node.node)})`;
  }
}

function listed(labels: readonly string[]): string {
  const shown = labels.slice(0, 3).join(", ");
  return labels.length > 3 ? `${shown} and ${labels.length - 3} more` : shown;
}

function texts(each: readonly Miss[]): string {
  return each
    .map((miss) => miss.text)
    .filter((text) => text !== "")
    .join("; ");
}

function foundIn(node: Plan, scan: Scan): string {
  const findings: Finding[] = [];
  collect(node, scan, findings);
  return describeTerms(termMatches(findings, scan)) || `${planLabel(node)} holds`;
}
