import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import type { Entity, Phrase, WatchList } from "../model/watchlist.ts";
import { isQuerySyntax } from "./list-plan.ts";
import { QueryError } from "./query/ast.ts";
import { parseQuery } from "./query/parse.ts";
import { nearest } from "./suggest.ts";
import { filtersSchema, watchListFileSchema, weightsSchema } from "./watchlist-schema.ts";

export { watchListFileSchema };

/** Longest watch-list file, in UTF-16 units. */
const LONGEST_FILE = 4_000_000;

/** What is wrong with a watch-list file: a line each fault, `path:line:column: what, and a hint`. Exit code 2. */
export class WatchListFileError extends Error {
  override readonly name = "WatchListFileError";
  readonly exitCode = 2;
  readonly faults: readonly Fault[];

  constructor(path: string, faults: readonly Fault[]) {
    super(faults.map((f) => `${path}:${f.line}:${f.column}: ${f.message}`).join("\n"));
    this.faults = faults;
  }
}

export interface Fault {
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  message: string;
}

/**
 * Reads a watch-list file. Throws WatchListFileError with every fault found.
 *
 * ```yaml
 * name: ukraine-peace            # needed: small letters, digits and hyphens
 * title: Ukraine peace talks     # the name, if unsaid
 * priority: normal               # breaking, normal or low
 * context: '@putin OR @zelenskyy OR Ukrain*'   # a query: what ties general phrases to the subject
 * entities:
 *   - { key: putin, name: Vladimir Putin, aliases: [Putin, Poutine, Путин] }
 *   - key: zelenskyy
 *     name: Volodymyr Zelenskyy
 *     aliases:
 *       - Zelensky
 *       - { text: Ze, ambiguous: true }   # counts only near another term of its entity or of this list
 *   - trump                      # a bare key: the entity is defined in another file or in the desk
 * phrases:
 *   - Putin-Zelenskyy meeting    # an entity's words are found by all its aliases, the rest by inflection and synonyms
 *   - phrase: security guarantees
 *     wordings: { uk: [гарантії безпеки], de: [Sicherheitsgarantien] }
 *     within: context            # or a query of its own: must hold too for the phrase to count
 *     exact: false               # true: these words in this order only
 * queries:
 *   - '@putin NEAR/10 @zelenskyy AND (talks OR summit)'
 *   - { query: 'sanction* NEAR/5 (oil OR gas)', name: energy sanctions }   # the name stands in reasons instead
 * exclude:                       # an article that one of them finds is no match
 *   - football                   # plain text is a phrase
 *   - 'title:"film review" OR poutine'   # operators in capitals, quotes, @, ~, *, field: make it a query
 * enough: 2                      # so many different entities together match by themselves; unsaid: they never do
 * together: 2                    # so many of its phrases and queries must be found, or all; unsaid: any one will do
 * channels: [world]
 * filters:
 *   minimumScore: 20             # of 100; below it a match is a passing mention
 *   weights: { title: 80, content: 5 }   # of 100; what one mention there counts (title 55, summary 35, lead 25, content 10)
 *   languages: { only: [en, uk], not: [ru] }
 *   outlets: { only: [Reuters], not: [Example Blog] }
 *   tier: 2                      # the worst outlet tier let through
 *   must: [putin]                # entities, each of which must be found
 *   sources: 2                   # independent sources a story needs
 * ```
 *
 * Everything but `name` may be left out. A phrase is plain text: nothing in it is query syntax.
 */
export function parseWatchListFile(source: string, path: string): { list: WatchList; entities: Entity[] } {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (source.length > LONGEST_FILE) {
    throw new WatchListFileError(path, [
      {
        line: 1,
        column: 1,
        message: `${source.length} characters; a watch list has at most ${LONGEST_FILE}`,
      },
    ]);
  }
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new WatchListFileError(
      path,
      document.errors.map((e) => ({
        ...at(e.pos[0]),
        message: `${e.message.split("\n")[0]} (this is not valid YAML)`,
      })),
    );
  }
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new WatchListFileError(path, [
      { line: 1, column: 1, message: error instanceof Error ? error.message : "unreadable" },
    ]);
  }
  const faults: Fault[] = [];
  const fault = (where: readonly PropertyKey[], message: string, inside = 0) => {
    const node = nodeAt(document.contents, where);
    const place = at(node?.range?.[0] ?? 0);
    // Within a plain one-line scalar the column of the query's own fault can be told.
    const quoted = isScalar(node) && (node.type === "QUOTE_SINGLE" || node.type === "QUOTE_DOUBLE") ? 1 : 0;
    const oneLine = isScalar(node) && (node.type === "PLAIN" || quoted === 1);
    faults.push({
      line: place.line,
      column: place.column + (oneLine && inside > 0 ? inside - 1 + quoted : 0),
      message,
    });
  };
  const checked = watchListFileSchema.safeParse(plain ?? {});
  if (!checked.success) {
    if (plain === null || plain === undefined) fault([], "the file is empty; expected at least `name:`");
    else for (const issue of checked.error.issues) addIssue(issue, [], fault);
    throw new WatchListFileError(path, faults);
  }
  const file = checked.data;
  const check = (query: string, where: PropertyKey[]) => {
    try {
      parseQuery(query);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      fault(where, `in this query, ${error.message}`, error.column);
    }
  };
  if (file.context !== undefined) check(file.context, ["context"]);
  const queryNames: Record<string, string> = {};
  const queries = file.queries.map((each, i) => {
    if (typeof each === "string") {
      check(each, ["queries", i]);
      return each;
    }
    check(each.query, ["queries", i, "query"]);
    queryNames[each.query] = each.name;
    return each.query;
  });
  file.exclude.forEach((item, i) => {
    if (isQuerySyntax(item)) check(item, ["exclude", i]);
  });
  const entities: Entity[] = [];
  const keys: string[] = [];
  file.entities.forEach((entity, i) => {
    const entityKey = typeof entity === "string" ? entity : entity.key;
    if (keys.includes(entityKey)) fault(["entities", i], `the entity ${entityKey} stands here twice`);
    keys.push(entityKey);
    if (typeof entity === "string") return;
    const aliases = entity.aliases.map((alias) => (typeof alias === "string" ? { text: alias } : alias));
    entities.push({ key: entity.key, name: entity.name, aliases });
  });
  const phrases = file.phrases.map((phrase, i): Phrase => {
    if (typeof phrase === "string") return { text: phrase, wordings: {} };
    const made: Phrase = { text: phrase.phrase, wordings: phrase.wordings };
    if (phrase.exact !== undefined) made.exact = phrase.exact;
    if (phrase.within === "context") {
      if (file.context === undefined)
        fault(["phrases", i, "within"], "there is no context: in this file to be within");
      else made.within = file.context;
    } else if (phrase.within !== undefined) {
      check(phrase.within, ["phrases", i, "within"]);
      made.within = phrase.within;
    }
    return made;
  });
  for (const [i, must] of (file.filters?.must ?? []).entries()) {
    if (!keys.includes(must))
      fault(["filters", "must", i], `${must} is none of this list's entities${hint(must, keys)}`);
  }
  if (file.enough !== undefined && file.enough > keys.length) {
    fault(["enough"], `${file.enough} entities would be enough, but the list has ${keys.length}`);
  }
  const terms = file.phrases.length + file.queries.length;
  if (typeof file.together === "number" && file.together > terms) {
    fault(["together"], `${file.together} are wanted, but the list has ${terms} phrases and queries`);
  }
  if (terms === 0 && file.enough === undefined) {
    fault([], "nothing to look for: expected phrases, queries, or entities with `enough`");
  }
  if (faults.length > 0) throw new WatchListFileError(path, faults);
  const list: WatchList = {
    name: file.name,
    title: file.title ?? file.name,
    priority: file.priority,
    entities: keys,
    phrases,
    queries,
    exclude: file.exclude,
    channels: file.channels,
  };
  if (Object.keys(queryNames).length > 0) list.queryNames = queryNames;
  if (file.enough !== undefined) list.enough = file.enough;
  if (file.together !== undefined) list.together = file.together;
  if (file.paused !== undefined) list.paused = file.paused;
  if (file.filters !== undefined) list.filters = file.filters;
  return { list, entities };
}

function hint(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === undefined ? "" : `; ${near} perhaps`;
}

/** A zod issue as a fault, at the key it speaks of; of a union, the branch that came furthest. */
function addIssue(
  issue: z.core.$ZodIssue,
  before: readonly PropertyKey[],
  fault: (where: readonly PropertyKey[], message: string) => void,
): void {
  const path = [...before, ...issue.path];
  const name = path.length === 0 ? "the file" : path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    for (const unknown of issue.keys) {
      fault([...path, unknown], `unknown key ${unknown}${hint(unknown, knownKeys(path))}`);
    }
  } else if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const furthest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
    for (const each of furthest) addIssue(each, path, fault);
  } else fault(path, `${name}: ${issue.message}`);
}

/** How far into the value a union's branch was right: an object is told from text by its unknown or missing keys. */
function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(...issues.map((issue) => issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0)));
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  if (path.length === 0) return Object.keys(watchListFileSchema.shape);
  if (path[0] === "entities")
    return path.includes("aliases") ? ["text", "ambiguous"] : ["key", "name", "aliases"];
  if (path[0] === "queries") return ["query", "name"];
  if (path[0] === "phrases") return ["phrase", "wordings", "within", "exact"];
  return Object.keys(path.includes("weights") ? weightsSchema.shape : filtersSchema.shape);
}

/** The node at a path, or the nearest above it; of a map's entry its key, where that is what the path ends with. */
function nodeAt(root: Node | null, path: readonly PropertyKey[]): Node | null {
  let node: Node | null = root;
  for (const [i, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (pair === undefined) return node;
      const { key, value } = pair;
      if (!isNode(value) || (i === path.length - 1 && !isScalar(value))) return isNode(key) ? key : node;
      node = value;
    } else if (isSeq(node) && typeof step === "number") {
      const item: unknown = node.items[step];
      if (!isNode(item)) return node;
      node = item;
    } else break;
  }
  return node;
}
