import fc from "fast-check";
import { expect } from "vitest";
import { compile } from "../../src/matching/compile.ts";
import { QueryError, type QueryNode } from "../../src/matching/query/ast.ts";
import { parseQuery } from "../../src/matching/query/parse.ts";
import { printQuery } from "../../src/matching/query/print.ts";
import type { Article } from "../../src/model/entry.ts";
import type { WatchList } from "../../src/model/watchlist.ts";
import { article, queryTree, word } from "./generators.ts";
import { referenceMatches } from "./reference.ts";

function listOf(name: string, queries: string[]): WatchList {
  return {
    name,
    title: name,
    priority: "normal",
    entities: [],
    phrases: [],
    queries,
    exclude: [],
    channels: [],
  };
}

/** The query as the parser reads it from its own canonical form, or undefined where it refuses it. */
function asked(tree: QueryNode): QueryNode | undefined {
  try {
    return parseQuery(printQuery(tree));
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

function fieldText(from: Article, field: string): string {
  const fields: Record<string, unknown> = { ...from, category: from.categories.join(", ") };
  return String(fields[field]);
}

/** The matcher and the plain reference agree on random queries and articles, and offsets cut the shown text. */
export function checkAgreement(numRuns: number): void {
  fc.assert(
    fc.property(
      fc.array(queryTree, { minLength: 1, maxLength: 12 }),
      fc.array(article, { minLength: 1, maxLength: 3 }),
      (trees, articles) => {
        const queries = trees.map(asked).filter((query) => query !== undefined);
        const matcher = compile(
          queries.map((query, i) => listOf(String(i), [printQuery(query)])),
          [],
        );
        for (const each of articles) {
          const want = queries.flatMap((query, i) =>
            referenceMatches(query, each) ? [printQuery(query) + i] : [],
          );
          const matches = matcher.match(each);
          const got = matches.map(({ watchList }) => {
            const query = queries[Number(watchList)];
            return query === undefined ? "" : printQuery(query) + watchList;
          });
          expect(got).toEqual(want);
          for (const term of matches.flatMap((match) => match.terms)) {
            expect(fieldText(each, term.field).slice(term.start, term.end)).toBe(term.text);
            expect(term.text).not.toBe("");
            // Never half a character.
            expect(term.text.isWellFormed()).toBe(true);
            expect(fieldText(each, term.field).slice(term.end)).not.toMatch(/^\p{M}/u);
          }
        }
      },
    ),
    { numRuns },
  );
}

/**
 * A phrase of one or two words is found by a short cut. With a condition that always holds it is found as any other
 * rule: both ways find the same places.
 */
export function checkPhrases(numRuns: number): void {
  fc.assert(
    fc.property(
      fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 }),
      fc.array(article, { minLength: 1, maxLength: 3 }),
      (phrases, articles) => {
        const texts = phrases.map((words) => words.join(" "));
        const found = (within?: string) => {
          const lists = texts.map((text, i) => ({
            ...listOf(String(i), []),
            phrases: [{ text, wordings: {}, ...(within === undefined ? {} : { within }) }],
          }));
          const matcher = compile(lists, []);
          return articles.map((each) =>
            matcher
              .match({ ...each, language: "en" })
              .map(({ watchList, terms }) => [watchList, terms.filter((term) => term.field !== "language")]),
          );
        };
        expect(found()).toEqual(found("language:en"));
      },
    ),
    { numRuns },
  );
}
