import { maskOf, TEXT_MASK } from "./fields.ts";
import type { Query, QueryNode } from "./query/ast.ts";
import { printQuery } from "./query/print.ts";
import { chunksOf, prefixSequencesOf } from "./sequences.ts";
import { NEEDED, type Terms } from "./terms.ts";

/** A query over numbered terms: what is evaluated. */
export type Plan =
  /** `plain`: a term of words, in whatever letters; `label`: the term in the list's own words. */
  | { op: "term"; term: number; mask: number; caps: boolean; plain: boolean; label: string }
  /** An OR of words in the same fields, however many; `set` tells at once whether one was found. */
  | { op: "any"; terms: number[]; mask: number; labels: string[]; set: number; index?: Map<number, number> }
  | { op: "and" | "or"; nodes: Plan[] }
  | { op: "not"; node: Plan }
  | { op: "near"; ordered: boolean; distance: number; left: Plan; right: Plan }
  | { op: "atleast"; count: number; node: Plan }
  /** So many different ones of these. */
  | { op: "some"; count: number; nodes: Plan[] };

/** Finds the term of an entity's key; the caller has checked that there is one. */
export type EntityTerms = (key: string) => number;

/** Words between the words of `~...~` (DESIGN.md, "Matching"). */
const LOOSE_GAP = 2;
/** Fewer words than this in an OR are asked for one by one. */
const FEW = 4;

/** A query's plan; its terms are added to `terms`. */
export function planQuery(query: Query, terms: Terms, entity: EntityTerms): Plan {
  return plan(query, terms, entity, TEXT_MASK, false);
}

function plan(node: QueryNode, terms: Terms, entity: EntityTerms, mask: number, caps: boolean): Plan {
  const inner = (child: QueryNode) => plan(child, terms, entity, mask, caps);
  switch (node.kind) {
    case "word":
    case "quotation":
    case "prefix":
    case "loose":
    case "entity":
      return termPlan(termOf(node, terms, entity), mask, caps, printQuery(node), terms);
    case "and":
      return { op: "and", nodes: node.nodes.map(inner) };
    case "or":
      return anyOf(node.nodes.map(inner));
    case "not":
      return { op: "not", node: inner(node.node) };
    case "near":
      return {
        op: "near",
        ordered: node.ordered,
        distance: node.distance,
        left: inner(node.left),
        right: inner(node.right),
      };
    case "atleast":
      return { op: "atleast", count: node.count, node: inner(node.node) };
    case "caps":
      return plan(node.node, terms, entity, mask, true);
    case "field":
      // The innermost field holds: `title:(a OR url:b)` looks for b in the URL.
      return plan(node.node, terms, entity, maskOf(node.field), caps);
  }
}

/** A plan that asks for one term. */
export function termPlan(term: number, mask: number, caps: boolean, label: string, terms: Terms): Plan {
  return { op: "term", term, mask, caps, plain: !caps && terms.all[term]?.kind === "words", label };
}

function termOf(
  node: Extract<QueryNode, { kind: "word" | "quotation" | "prefix" | "loose" | "entity" }>,
  terms: Terms,
  entity: EntityTerms,
): number {
  switch (node.kind) {
    case "word":
    case "quotation":
      return terms.exact(node.text);
    case "prefix":
      return terms.words(prefixSequencesOf(node.text));
    case "loose":
      return looseTerm(node.text, terms, false);
    case "entity":
      return entity(node.key);
  }
}

/** An OR, its plain words told together where they are more than a few. */
function anyOf(nodes: Plan[]): Plan {
  const plain: Extract<Plan, { op: "term" }>[] = [];
  const rest: Plan[] = [];
  let mask = 0;
  for (const node of nodes) {
    if (node.op === "term" && node.plain && (mask === 0 || node.mask === mask)) {
      plain.push(node);
      mask = node.mask;
    } else rest.push(node);
  }
  if (plain.length < FEW) return { op: "or", nodes };
  const any: Plan = {
    op: "any",
    terms: plain.map((node) => node.term),
    mask,
    labels: plain.map((node) => node.label),
    set: -1,
  };
  return rest.length === 0 ? any : { op: "or", nodes: [any, ...rest] };
}

/** Words in their inflections, in any order, up to two words between. */
export function looseTerm(text: string, terms: Terms, clause: boolean): number {
  const parts = chunksOf(text, "loose").map((chunk) => terms.words(chunk.sequences));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return terms.made({ kind: "window", parts, gap: LOOSE_GAP, clause });
}

/** The fields that any term of a plan is asked for in. */
export function planMask(node: Plan): number {
  switch (node.op) {
    case "term":
    case "any":
      return node.mask;
    case "and":
    case "or":
    case "some":
      return node.nodes.reduce((mask, each) => mask | planMask(each), 0);
    case "near":
      return planMask(node.left) | planMask(node.right);
    default:
      return planMask(node.node);
  }
}

/** The terms that a plan asks for, those under NOT left out. */
export function planTerms(node: Plan): number[] {
  switch (node.op) {
    case "term":
      return [node.term];
    case "any":
      return node.terms;
    case "and":
    case "or":
    case "some":
      return node.nodes.flatMap(planTerms);
    case "near":
      return [...planTerms(node.left), ...planTerms(node.right)];
    case "not":
      return [];
    case "atleast":
      return planTerms(node.node);
  }
}

/** Says that all terms of a plan are needed, those under NOT too. */
export function needTerms(node: Plan, terms: Terms): void {
  switch (node.op) {
    case "term":
      terms.use(node.term, NEEDED);
      break;
    case "any":
      for (const term of node.terms) terms.use(term, NEEDED);
      break;
    case "and":
    case "or":
    case "some":
      for (const each of node.nodes) needTerms(each, terms);
      break;
    case "near":
      needTerms(node.left, terms);
      needTerms(node.right, terms);
      break;
    case "not":
    case "atleast":
      needTerms(node.node, terms);
      break;
  }
}
