import fc from "fast-check";
import { expect } from "vitest";
import { compile } from "../../src/matching/compile.ts";
import { QueryError, type QueryNode } from "../../src/matching/query/ast.ts";
import { parseQuery } from "../../src/matching/query/parse.ts";
import { printQuery } from "../../src/matching/query/print.ts";
import type { Article } from "../../src/model/entry.ts";
import type { Match, WatchList } from "../../src/model/watchlist.ts";
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

/** An article that now and then says the same many times over: what is looked at one by one, and what is not. */
const wordy: fc.Arbitrary<Article> = fc
  .tuple(article, fc.constantFrom(1, 1, 3, 30))
  .map(([each, times]) => ({ ...each, content: `${each.content} `.repeat(times) }));

const phrases = fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });

function phraseList(name: string, texts: string[], within?: string): WatchList {
  const condition = within === undefined ? {} : { within };
  return { ...listOf(name, []), phrases: texts.map((text) => ({ text, wordings: {}, ...condition })) };
}

/**
 * A phrase of words is found by a short cut. With a condition that always holds it is found as any other rule: both
 * ways find the same places.
 */
export function checkPhrases(numRuns: number): void {
  fc.assert(
    fc.property(phrases, fc.array(wordy, { minLength: 1, maxLength: 3 }), (words, articles) => {
      const texts = words.map((each) => each.join(" "));
      const found = (within?: string) => {
        const lists = texts.map((text, i) => phraseList(String(i), [text], within));
        const matcher = compile(lists, []);
        return articles.map((each) =>
          matcher
            .match({ ...each, language: "en" })
            .map(({ watchList, terms }) => [watchList, terms.filter((term) => term.field !== "language")]),
        );
      };
      expect(found()).toEqual(found("language:en"));
    }),
    { numRuns },
  );
}

/** A matcher whose lists were replaced, removed and put back matches as one that was made of what they are now. */
export function checkEdits(numRuns: number): void {
  const edit = fc.record({
    list: fc.nat({ max: 3 }),
    texts: fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
    queries: fc.array(queryTree, { maxLength: 2 }),
    removed: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(edit, { minLength: 1, maxLength: 10 }),
      fc.array(article, { minLength: 1, maxLength: 2 }),
      (edits, articles) => {
        const edited = compile([], []);
        const now = new Map<string, WatchList>();
        for (const { list, texts, queries, removed } of edits) {
          const name = String(list);
          if (removed) {
            edited.remove(name);
            now.delete(name);
          } else {
            const made = phraseList(
              name,
              texts.map((words) => words.join(" ")),
            );
            made.queries = queries.map(asked).flatMap((q) => (q === undefined ? [] : [printQuery(q)]));
            edited.put(made);
            now.set(name, made);
          }
          const fresh = compile([...now.values()], []);
          for (const each of articles) expect(byName(edited.match(each))).toEqual(byName(fresh.match(each)));
        }
      },
    ),
    { numRuns },
  );
}

function byName(matches: readonly Match[]): Match[] {
  return [...matches].sort((a, b) => (a.watchList < b.watchList ? -1 : 1));
}
