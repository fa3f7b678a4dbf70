import type { TextField } from "../../model/watchlist.ts";

/** What a query is made of. `at` is the column of its first character, from 1, in UTF-16 units. */
export type QueryNode =
  | { kind: "word"; text: string; at: number }
  /** `text` without the star. */
  | { kind: "prefix"; text: string; at: number }
  | { kind: "quotation"; text: string; at: number }
  | { kind: "loose"; text: string; at: number }
  | { kind: "entity"; key: string; at: number }
  | { kind: "and" | "or"; nodes: QueryNode[]; at: number }
  | { kind: "not"; node: QueryNode; at: number }
  | { kind: "near"; ordered: boolean; distance: number; left: QueryNode; right: QueryNode; at: number }
  | { kind: "atleast"; count: number; node: QueryNode; at: number }
  | { kind: "caps"; node: QueryNode; at: number }
  | { kind: "field"; field: TextField; node: QueryNode; at: number };

/** A parsed query: it always asks for something, so an empty article never satisfies it. */
export type Query = QueryNode;

/** Longest query, in UTF-16 units, and deepest nesting of brackets (DESIGN.md, "Matching"). */
export const LONGEST_QUERY = 32_768;
export const DEEPEST_QUERY = 64;

/** Names of fields as they are written, short forms included. */
export const FIELDS: ReadonlyMap<string, TextField> = new Map([
  ["title", "title"],
  ["summary", "summary"],
  ["content", "content"],
  ["body", "content"],
  ["outlet", "outlet"],
  ["author", "author"],
  ["language", "language"],
  ["lang", "language"],
  ["category", "category"],
  ["url", "url"],
]);

/** What is wrong with a query, and where. */
export class QueryError extends Error {
  override readonly name = "QueryError";
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** What stands there, in words. */
  readonly found: string;
  /** What would have been right, in words. */
  readonly expected: string;

  constructor(column: number, found: string, expected: string) {
    super(`column ${column}: found ${found}, expected ${expected}`);
    this.column = column;
    this.found = found;
    this.expected = expected;
  }
}

/** Places in a text: what NEAR, BEFORE, atleast and CAPS take. */
export function isPlace(node: QueryNode): boolean {
  switch (node.kind) {
    case "word":
    case "prefix":
    case "quotation":
    case "loose":
    case "entity":
    case "near":
      return true;
    case "or":
      return node.nodes.every(isPlace);
    case "caps":
    case "field":
      return isPlace(node.node);
    case "and":
    case "not":
    case "atleast":
      return false;
  }
}

/** The keys of the entities a query names, each once, with the column of the first. */
export function entitiesOf(query: Query): Map<string, number> {
  const found = new Map<string, number>();
  const visit = (node: QueryNode): void => {
    switch (node.kind) {
      case "entity":
        if (!found.has(node.key)) found.set(node.key, node.at);
        break;
      case "and":
      case "or":
        for (const each of node.nodes) visit(each);
        break;
      case "not":
      case "atleast":
      case "caps":
      case "field":
        visit(node.node);
        break;
      case "near":
        visit(node.left);
        visit(node.right);
        break;
      default:
    }
  };
  visit(query);
  return found;
}
