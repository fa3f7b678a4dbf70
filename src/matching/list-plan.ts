import type { WatchList, WatchListFilters } from "../model/watchlist.ts";
import type { Entities } from "./entities.ts";
import { TEXT_MASK } from "./fields.ts";
import { phraseTerm } from "./phrases.ts";
import { type Plan, planQuery, planTerms, termPlan } from "./plan.ts";
import { entitiesOf, type Query, QueryError } from "./query/ast.ts";
import { checkEntities, parseQuery } from "./query/parse.ts";
import { printQuery } from "./query/print.ts";
import { shorten } from "./reason.ts";
import type { Terms } from "./terms.ts";

/** One way for an article to match a watch list. */
export interface Rule {
  kind: "phrase" | "query" | "entities" | "together";
  /** The phrase, the query as it was written, or what of the entities, or of phrases and queries, is enough. */
  text: string;
  /** Its name in words, once asked for. */
  said?: string;
  plan: Plan;
  /** A phrase without its condition, where it has one: for saying that only the condition failed. */
  bare?: { phrase: Plan; within: string };
}

/** A watch list as plans. */
export interface ListPlan {
  list: WatchList;
  rules: Rule[];
  exclude: { text: string; plan: Plan }[];
  must: { key: string; plan: Plan }[];
  filters: WatchListFilters;
}

/** What is wrong with a watch list, and in which of its parts. */
export class WatchListError extends Error {
  override readonly name = "WatchListError";
  readonly watchList: string;
  /** "query 2", "phrase 1, within", ... */
  readonly where: string;
  /** The query's own fault, with its column, where it is one. */
  override readonly cause?: QueryError;

  constructor(watchList: string, where: string, what: string, cause?: QueryError) {
    super(`watch list “${watchList}”, ${where}: ${what}`);
    this.watchList = watchList;
    this.where = where;
    if (cause !== undefined) this.cause = cause;
  }
}

/**
 * Whether an exclusion is a query or a phrase: operators in capitals, quotation marks, `@`, `~`, `*`, a field or a
 * function make it a query.
 */
export function isQuerySyntax(text: string): boolean {
  return (
    /["“”„«»~*]/u.test(text) ||
    /(?:^|\s)(?:AND|OR|NOT|(?:NEAR|BEFORE)\/\d+)(?:\s|$)/u.test(text) ||
    /(?:^|\s)@[\p{L}\p{N}_-]/u.test(text) ||
    /(?:^|\s)(?:title|summary|content|body|outlet|author|language|lang|category|url):\S/u.test(text)
  );
}

/** "phrase “security guarantees”", "query “a AND b”" in canonical form, "2 entities together". */
export function ruleName(rule: Rule): string {
  rule.said ??=
    rule.kind === "entities" || rule.kind === "together"
      ? rule.text
      : `${rule.kind} “${shorten(rule.kind === "query" ? printQuery(parseQuery(rule.text)) : rule.text)}”`;
  return rule.said;
}

const NO_FILTERS: WatchListFilters = {};

/** Plans a watch list. Throws WatchListError. */
export function planList(list: WatchList, terms: Terms, entities: Entities): ListPlan {
  const parse = (text: string, where: string): Query => {
    try {
      const query = parseQuery(text);
      checkEntities(query, entities);
      return query;
    } catch (error) {
      if (error instanceof QueryError) throw new WatchListError(list.name, where, error.message, error);
      throw error;
    }
  };
  for (const key of [...list.entities, ...(list.filters?.must ?? [])]) {
    if (!entities.has(key)) throw new WatchListError(list.name, "entities", `unknown entity @${key}`);
  }
  const queries = list.queries.map((text, i) => parse(text, `query ${i + 1}`));
  const conditions = list.phrases.map((phrase, i) =>
    phrase.within === undefined ? undefined : parse(phrase.within, `phrase ${i + 1}, within`),
  );
  const phrases = list.phrases.map((phrase) => phraseTerm(phrase, terms, entities, list.entities));
  const excluded = list.exclude.map((text, i) =>
    isQuerySyntax(text) ? parse(text, `exclude ${i + 1}`) : text,
  );

  const named = new Set(list.entities);
  const asked = [...queries, ...conditions, ...excluded].filter(
    (q) => q !== undefined && typeof q !== "string",
  );
  for (const query of asked) for (const key of entitiesOf(query).keys()) named.add(key);
  const entity = entityTerms(list, [...named], queries, phrases, terms, entities);
  const textPlan = (term: number, label: string) => termPlan(term, TEXT_MASK, false, label, terms);

  const rules: Rule[] = list.phrases.map((phrase, i) => {
    const bare = textPlan(phrases[i]?.term ?? 0, phrase.text);
    const condition = conditions[i];
    if (condition === undefined) return { kind: "phrase", text: phrase.text, plan: bare };
    const within = planQuery(condition, terms, entity);
    return {
      kind: "phrase",
      text: phrase.text,
      plan: { op: "and", nodes: [bare, within] },
      bare: { phrase: bare, within: printQuery(condition) },
    };
  });
  queries.forEach((query, i) => {
    const text = list.queries[i] ?? "";
    const rule: Rule = { kind: "query", text, plan: planQuery(query, terms, entity) };
    const name = list.queryNames?.[text];
    if (name !== undefined) rule.said = `query “${shorten(name)}”`;
    rules.push(rule);
  });
  const wanted = list.together === "all" ? rules.length : Math.min(list.together ?? 1, rules.length);
  if (wanted > 1) {
    const nodes = rules.map((rule) => rule.plan);
    const text = `${wanted} of its ${rules.length} phrases and queries together`;
    rules.splice(0, rules.length, { kind: "together", text, plan: { op: "some", count: wanted, nodes } });
  }
  if (list.enough !== undefined && list.entities.length >= list.enough) {
    const nodes = [...new Set(list.entities)].map((key) => textPlan(entity(key), `@${key}`));
    const text = list.enough === 1 ? "one entity" : `${list.enough} entities together`;
    rules.push({ kind: "entities", text, plan: { op: "some", count: list.enough, nodes } });
  }
  return {
    list,
    rules,
    exclude: excluded.map((item) =>
      typeof item === "string"
        ? {
            text: item,
            plan: textPlan(
              phraseTerm({ text: item, wordings: {} }, terms, entities, list.entities).term,
              item,
            ),
          }
        : { text: printQuery(item), plan: planQuery(item, terms, entity) },
    ),
    must: (list.filters?.must ?? []).map((key) => ({ key, plan: textPlan(entity(key), `@${key}`) })),
    filters: list.filters ?? NO_FILTERS,
  };
}

/** Each entity's term within this list: an ambiguous alias is supported by the list's other terms. */
function entityTerms(
  list: WatchList,
  named: readonly string[],
  queries: readonly Query[],
  phrases: readonly { term: number; entities: string[] }[],
  terms: Terms,
  entities: Entities,
): (key: string) => number {
  const made = new Map<string, number>();
  return (key) => {
    let term = made.get(key);
    if (term !== undefined) return term;
    let near: number[] = [];
    if (entities.get(key).ambiguous.length > 0) {
      const others = [...named, ...list.entities].filter((other) => other !== key);
      near = [...new Set(others)].flatMap((other) => entities.get(other).strong);
      for (const phrase of phrases) if (phrase.entities.length === 0) near.push(phrase.term);
      for (const query of queries) {
        // An entity's place does not support: planned as a term that nothing finds.
        const plan = planQuery(query, terms, () => -1);
        for (const leaf of planTerms(plan)) if (leaf >= 0) near.push(leaf);
      }
    }
    term = entities.sure(key, near);
    made.set(key, term);
    return term;
  };
}
