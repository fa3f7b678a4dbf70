import type { Query, QueryNode } from "./ast.ts";

/** Binding strength, loosest first: what needs brackets inside what. */
const STRENGTH = { or: 0, and: 1, not: 2, near: 3, tight: 4 } as const;

/**
 * The query in canonical form: every AND written, straight quotes, brackets only where they are needed, long names
 * of fields. `parseQuery(printQuery(q))` is `q` again, but for columns.
 */
export function printQuery(query: Query): string {
  return print(query, STRENGTH.or);
}

function print(node: QueryNode, outside: number): string {
  const text = printBare(node);
  return strength(node) < outside ? `(${text})` : text;
}

function strength(node: QueryNode): number {
  switch (node.kind) {
    case "or":
    case "and":
    case "not":
    case "near":
      return STRENGTH[node.kind];
    default:
      return STRENGTH.tight;
  }
}

function printBare(node: QueryNode): string {
  switch (node.kind) {
    case "word":
      return node.text;
    case "prefix":
      return `${node.text}*`;
    case "quotation":
      return `"${node.text}"`;
    case "loose":
      return `~${node.text}~`;
    case "entity":
      return `@${node.key}`;
    case "and":
      return node.nodes.map((each) => print(each, STRENGTH.not)).join(" AND ");
    case "or":
      return node.nodes.map((each) => print(each, STRENGTH.and)).join(" OR ");
    case "not":
      return `NOT ${print(node.node, STRENGTH.near)}`;
    case "near": {
      const operator = `${node.ordered ? "BEFORE" : "NEAR"}/${node.distance}`;
      return `${print(node.left, STRENGTH.tight)} ${operator} ${print(node.right, STRENGTH.tight)}`;
    }
    case "atleast":
      return `atleast/${node.count}(${printBare(node.node)})`;
    case "caps":
      return `CAPS(${printBare(node.node)})`;
    case "field":
      // A field of a field needs brackets: a field takes a word, a quotation or a group.
      return `${node.field}:${node.node.kind === "field" ? `(${printBare(node.node)})` : print(node.node, STRENGTH.tight)}`;
  }
}
