import { nearest } from "../suggest.ts";
import {
  DEEPEST_QUERY,
  entitiesOf,
  isPlace,
  LONGEST_QUERY,
  type Query,
  QueryError,
  type QueryNode,
} from "./ast.ts";
import { type QueryToken, tokeniseQuery } from "./tokenise.ts";

const OPERAND = "a word, a quotation, @entity or (";

/**
 * Parses a query (DESIGN.md, "Matching"; docs/queries.md).
 *
 * Throws QueryError with column, what was found and what was expected. Recursion is bounded by DEEPEST_QUERY,
 * so no input can overflow the stack. With `entities`, an unknown @entity is an error too.
 */
export function parseQuery(
  text: string,
  entities?: { has(key: string): boolean; keys(): Iterable<string> },
): Query {
  if (text.length > LONGEST_QUERY) {
    throw new QueryError(LONGEST_QUERY + 1, `${text.length} characters`, `at most ${LONGEST_QUERY}`);
  }
  const parser = new Parser(tokeniseQuery(text));
  const query = parser.parse();
  const alone = lonelyNot(query);
  if (alone !== undefined) {
    throw new QueryError(
      alone,
      "NOT alone, which matches everything else",
      "something to look for beside it, such as war NOT game",
    );
  }
  if (entities !== undefined) checkEntities(query, entities);
  return query;
}

/** Throws QueryError for an @entity that is none of `entities`, suggesting the nearest. */
export function checkEntities(
  query: Query,
  entities: { has(key: string): boolean; keys(): Iterable<string> },
): void {
  for (const [key, at] of entitiesOf(query)) {
    if (entities.has(key)) continue;
    const near = nearest(key, entities.keys());
    throw new QueryError(
      at,
      `the unknown entity @${key}`,
      near === undefined ? "the key of an entity that a watch list defines" : `@${near} perhaps`,
    );
  }
}

class Parser {
  private readonly tokens: QueryToken[];
  private next = 0;
  private depth = 0;

  constructor(tokens: QueryToken[]) {
    this.tokens = tokens;
  }

  parse(): QueryNode {
    if (this.peek().type === "end") throw new QueryError(1, "an empty query", OPERAND);
    const node = this.parseOr();
    const rest = this.peek();
    if (rest.type !== "end")
      throw new QueryError(rest.at, said(rest), "AND, OR, NOT or the end of the query");
    return node;
  }

  private peek(): QueryToken {
    const token = this.tokens[this.next];
    if (token === undefined) throw new Error("a query's tokens end with an end");
    return token;
  }

  private parseOr(): QueryNode {
    const at = this.peek().at;
    const nodes = [this.parseAnd()];
    while (this.peek().type === "or") {
      this.next++;
      nodes.push(this.parseAnd());
    }
    return flat("or", nodes, at);
  }

  private parseAnd(): QueryNode {
    const at = this.peek().at;
    const nodes = [this.parseNot()];
    for (;;) {
      const token = this.peek();
      if (token.type === "and") this.next++;
      else if (token.type === "or" || token.type === "close" || token.type === "end") break;
      nodes.push(this.parseNot());
    }
    return flat("and", nodes, at);
  }

  private parseNot(): QueryNode {
    const at = this.peek().at;
    let negative = false;
    while (this.peek().type === "not") {
      negative = !negative;
      this.next++;
    }
    const node = this.parseNear();
    if (!negative) return node;
    return node.kind === "not" ? node.node : { kind: "not", node, at };
  }

  private parseNear(): QueryNode {
    const left = this.parseTight();
    const operator = this.peek();
    if (operator.type !== "near") return left;
    this.next++;
    checkPlace(left, operator.text);
    const right = this.parseTight();
    checkPlace(right, operator.text);
    const chained = this.peek();
    if (chained.type === "near") {
      throw new QueryError(
        chained.at,
        `a second ${said(chained)} in a row`,
        "brackets that say which two belong together",
      );
    }
    return { kind: "near", ordered: operator.ordered, distance: operator.distance, left, right, at: left.at };
  }

  /** A field or function and what it takes, or a bare operand. */
  private parseTight(): QueryNode {
    const token = this.peek();
    switch (token.type) {
      case "word":
      case "prefix":
      case "quotation":
      case "loose":
        this.next++;
        return { kind: token.type, text: token.text, at: token.at };
      case "entity":
        this.next++;
        return { kind: "entity", key: token.text, at: token.at };
      case "open":
        return this.parseGroup();
      case "field": {
        this.next++;
        const operand = this.peek();
        if (operand.type === "field") {
          throw new QueryError(operand.at, said(operand), "a word, a quotation or a group after a field");
        }
        return { kind: "field", field: token.field, node: this.parseTight(), at: token.at };
      }
      case "atleast":
      case "caps": {
        this.next++;
        const open = this.peek();
        if (open.type !== "open") throw new QueryError(open.at, said(open), `( after ${token.text}`);
        const node = this.parseGroup();
        checkPlace(node, token.text);
        return token.type === "caps"
          ? { kind: "caps", node, at: token.at }
          : { kind: "atleast", count: token.count, node, at: token.at };
      }
      case "close":
        if (this.depth > 0) throw new QueryError(token.at, "a closing bracket", OPERAND);
        throw new QueryError(token.at, "a closing bracket that nothing opened", OPERAND);
      default:
        throw new QueryError(token.at, said(token), OPERAND);
    }
  }

  private parseGroup(): QueryNode {
    const open = this.peek();
    this.next++;
    if (++this.depth > DEEPEST_QUERY) {
      throw new QueryError(
        open.at,
        `more than ${DEEPEST_QUERY} levels of brackets`,
        `at most ${DEEPEST_QUERY}`,
      );
    }
    if (this.peek().type === "close")
      throw new QueryError(open.at, "an empty group", `${OPERAND} between its brackets`);
    if (this.peek().type === "end")
      throw new QueryError(open.at, "( that is never closed", "a closing bracket");
    const node = this.parseOr();
    const close = this.peek();
    if (close.type === "end") throw new QueryError(open.at, "( that is never closed", "a closing bracket");
    if (close.type !== "close") throw new QueryError(close.at, said(close), "a closing bracket");
    this.next++;
    this.depth--;
    return node;
  }
}

function said(token: QueryToken): string {
  switch (token.type) {
    case "end":
      return "the end of the query";
    case "open":
      return "an opening bracket";
    case "close":
      return "a closing bracket";
    default:
      return token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text;
  }
}

function checkPlace(node: QueryNode, operator: string): void {
  if (isPlace(node)) return;
  const what =
    node.kind === "not"
      ? "NOT"
      : node.kind === "atleast"
        ? "atleast"
        : node.kind === "and"
          ? "AND"
          : "a group";
  throw new QueryError(
    node.at,
    `${what} as an operand of ${operator}`,
    "a word, a prefix, a quotation, a phrase, an entity, or an OR of these",
  );
}

/** One list for neighbours of one kind, so that `a AND (b AND c)` and `a b c` are one query. */
function flat(kind: "and" | "or", nodes: QueryNode[], at: number): QueryNode {
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined) return only;
  return { kind, nodes: nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node])), at };
}

/** The column of a NOT that makes the query hold for an article that says nothing; undefined if it does not. */
function lonelyNot(query: QueryNode): number | undefined {
  switch (query.kind) {
    case "not":
      return lonelyNot(query.node) === undefined ? query.at : undefined;
    case "and": {
      const columns = query.nodes.map(lonelyNot);
      return columns.includes(undefined) ? undefined : columns[0];
    }
    case "or":
      return query.nodes.map(lonelyNot).find((column) => column !== undefined);
    case "field":
      return lonelyNot(query.node);
    default:
      return undefined;
  }
}
