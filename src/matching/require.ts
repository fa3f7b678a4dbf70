import { maskOf, TEXT_MASK, TITLE_MASK } from "./fields.ts";
import type { Plan } from "./plan.ts";
import type { Terms } from "./terms.ts";

/** Terms of words, one of which an article must hold, in these fields, if a plan is to hold. */
export interface Requirement {
  terms: number[];
  mask: number;
  /** Of a thousand articles, about how many hold one. */
  frequency: number;
  /** Requirements of one number must be met in one and the same field: operands of a NEAR, parts of a phrase. */
  place?: number;
  /** Within a place: the two may be at most so many words apart, from the end of one to the beginning of the other. */
  distance?: number;
}

/** Requirements kept of one plan: the rarest, and a second that is checked before evaluating. */
const KEPT = 2;

/**
 * What an article must hold for a plan to hold, rarest first: two sets of alternatives, found apart. Every plan of
 * a parsed query has one, for the parser refuses queries that an empty article satisfies.
 */
export function requirementsOf(node: Plan, terms: Terms): Requirement[] {
  switch (node.op) {
    case "term":
      return rarest(ofTerm(node.term, node.mask, terms));
    case "any": {
      const frequency = node.terms.reduce(
        (sum, term) => sum + scaled(terms.frequency[term] ?? 0, node.mask),
        0,
      );
      return [{ terms: [...new Set(node.terms)].sort((a, b) => a - b), mask: node.mask, frequency }];
    }
    case "and":
      return rarest(node.nodes.flatMap((each) => requirementsOf(each, terms)));
    case "near":
      return together(
        rarest([...requirementsOf(node.left, terms), ...requirementsOf(node.right, terms)]),
        isOfWords(node.left, terms) && isOfWords(node.right, terms) ? node.distance : 0,
      );
    case "atleast":
      return requirementsOf(node.node, terms);
    case "not":
      return [];
    case "or":
      return alternatives(node.nodes.map((each) => requirementsOf(each, terms)));
    case "some": {
      // Of m, n are needed: any m - n + 1 of them hold at least one.
      const each = node.nodes.map((n) => requirementsOf(n, terms));
      each.sort((a, b) => (a[0]?.frequency ?? 0) - (b[0]?.frequency ?? 0));
      return alternatives(each.slice(0, Math.max(1, each.length - node.count + 1)));
    }
  }
}

function ofTerm(id: number, mask: number, terms: Terms): Requirement[] {
  const term = terms.all[id];
  if (term === undefined) return [];
  switch (term.kind) {
    case "words":
      return [{ terms: [id], mask, frequency: scaled(terms.frequency[id] ?? 0, mask) }];
    case "union":
    case "capitals":
      return alternatives(term.parts.map((part) => rarest(ofTerm(part, mask, terms))));
    case "window":
      // Of words equally rare the later is taken: a surname more often than a given name.
      return together(
        term.parts.toReversed().flatMap((part) => ofTerm(part, mask, terms)),
        term.parts.length === 2 && term.parts.every((part) => terms.all[part]?.kind === "words")
          ? term.gap + 1
          : 0,
      );
    case "weak":
      return alternatives(term.parts.map((part) => rarest(ofTerm(part, mask, terms))));
  }
}

let places = 0;

/** Marks requirements that must be met in one field; `distance`: and so near each other, if not 0. */
function together(requirements: Requirement[], distance: number): Requirement[] {
  const place = ++places;
  return requirements.map((each) => ({ ...each, place, distance }));
}

/** Whether a plan's places are just those of its words: then what it requires stands where it stands itself. */
function isOfWords(node: Plan, terms: Terms): boolean {
  switch (node.op) {
    case "term":
      return !node.caps && terms.all[node.term]?.kind === "words";
    case "any":
      return true;
    case "or":
      return node.nodes.every((each) => isOfWords(each, terms));
    default:
      return false;
  }
}

/** A title holds a term less often than a text; other fields are guessed. */
function scaled(frequency: number, mask: number): number {
  if (mask === TITLE_MASK) return frequency * 0.3;
  if ((mask & TEXT_MASK) !== 0) return frequency;
  return mask === maskOf("language") ? 400 : mask === maskOf("outlet") ? 20 : frequency;
}

function rarest(requirements: Requirement[]): Requirement[] {
  const sorted = requirements.sort((a, b) => a.frequency - b.frequency);
  const kept: Requirement[] = [];
  for (const each of sorted) {
    if (kept.length >= KEPT) break;
    if (
      !kept.some((k) => k.terms.length === each.terms.length && k.terms.every((t, i) => t === each.terms[i]))
    ) {
      kept.push(each);
    }
  }
  return kept;
}

/** One of the branches must hold: the first requirements of all together, and the second ones. */
function alternatives(branches: Requirement[][]): Requirement[] {
  const joined: Requirement[] = [];
  if (branches.length === 0 || branches.some((branch) => branch.length === 0)) return joined;
  const second = branches.some((branch) => branch.length > 1);
  for (let k = 0; k < (second ? KEPT : 1); k++) {
    const terms = new Set<number>();
    let mask = 0;
    let frequency = 0;
    for (const branch of branches) {
      const requirement = branch[k] ?? branch[0];
      if (requirement === undefined) continue;
      for (const term of requirement.terms) terms.add(term);
      mask |= requirement.mask;
      frequency += requirement.frequency;
    }
    joined.push({ terms: [...terms].sort((a, b) => a - b), mask, frequency });
  }
  return joined;
}
