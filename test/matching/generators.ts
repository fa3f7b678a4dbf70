import fc from "fast-check";
import type { QueryNode } from "../../src/matching/query/ast.ts";
import type { Article } from "../../src/model/entry.ts";

/** Few words, so that random queries find something in random texts. */
const WORDS = [
  "war",
  "peace",
  "Peace",
  "talks",
  "talk",
  "talking",
  "guarantee",
  "guarantees",
  "security",
  "cease-fire",
  "ceasefire",
  "cease",
  "fire",
  "U.S.",
  "US",
  "us",
  "Putin's",
  "Putin",
  "Зеленський",
  "l'Ukraine",
  "Ukraine",
  "O'Brien",
  "COVID-19",
  "COVID",
  "19",
  "10,000",
  "AT&T",
  "Straße",
  "STRASSE",
  "ситуация",
  "普京",
  "京都",
  "é",
  "e\u0301t\u00e9",
  "state-of-the-art",
  "art",
  "fire-fire",
];
const GAPS = [" ", ", ", ". ", " 🕊️ ", "–", " — ", "\u00a0", " (", ") ", "\n", "; "];

export const word = fc.constantFrom(...WORDS);

/** A text of those words with all manner of things between. */
export const text = fc
  .array(fc.tuple(word, fc.constantFrom(...GAPS)), { maxLength: 14 })
  .map((pairs) => pairs.flat().join(""));

export const article: fc.Arbitrary<Article> = fc.record({
  id: fc.constant("1"),
  title: text,
  summary: text,
  content: text,
  url: fc.constantFrom("", "https://news.example/us/war-peace", "https://peace.example/"),
  outlet: fc.constantFrom("", "Peace Wire", "War Desk"),
  author: fc.constantFrom("", "Art O'Brien"),
  language: fc.constantFrom("en", "en-GB", "ru", "fr", "zz", "de"),
  categories: fc.constantFrom([], ["War"], ["Peace", "Talks"]),
});

const column = fc.constant(0);
const leaf: fc.Arbitrary<QueryNode> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("word" as const), text: word, at: column }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("prefix" as const),
      text: fc.constantFrom("pea", "guar", "cease-f", "Stra", "普京", "OB", "st"),
      at: column,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("quotation" as const),
      text: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" ")),
      at: column,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("loose" as const),
      text: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" ")),
      at: column,
    }),
  },
);

const field = fc.constantFrom(
  "title",
  "summary",
  "content",
  "outlet",
  "author",
  "category",
  "url",
  "language",
);

/** Something with places, as NEAR takes it. */
function place(depth: number): fc.Arbitrary<QueryNode> {
  if (depth === 0) return leaf;
  const inner = place(depth - 1);
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    {
      weight: 1,
      arbitrary: fc
        .array(
          inner.filter((n) => n.kind !== "or"),
          { minLength: 2, maxLength: 6 },
        )
        .map((nodes) => ({ kind: "or" as const, nodes, at: 0 })),
    },
    { weight: 1, arbitrary: near(inner) },
    { weight: 1, arbitrary: inner.map((node) => ({ kind: "caps" as const, node, at: 0 })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(field, inner)
        .map(([f, node]) => ({ kind: "field" as const, field: f, node, at: 0 })),
    },
  );
}

function near(operand: fc.Arbitrary<QueryNode>): fc.Arbitrary<QueryNode> {
  return fc.record({
    kind: fc.constant("near" as const),
    ordered: fc.boolean(),
    distance: fc.integer({ min: 1, max: 6 }),
    left: operand,
    right: operand,
    at: column,
  });
}

function any(depth: number): fc.Arbitrary<QueryNode> {
  if (depth === 0) return place(1);
  const inner = any(depth - 1);
  const many = (kind: "and" | "or") =>
    fc
      .array(
        inner.filter((n) => n.kind !== kind),
        { minLength: 2, maxLength: 4 },
      )
      .map((nodes): QueryNode => ({ kind, nodes, at: 0 }));
  return fc.oneof(
    { weight: 2, arbitrary: place(2) },
    { weight: 2, arbitrary: many("and") },
    { weight: 2, arbitrary: many("or") },
    {
      weight: 1,
      arbitrary: inner
        .filter((n) => n.kind !== "not")
        .map((node): QueryNode => ({ kind: "not", node, at: 0 })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.integer({ min: 1, max: 3 }), place(1))
        .map(([count, node]): QueryNode => ({ kind: "atleast", count, node, at: 0 })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(field, inner)
        .map(([f, node]): QueryNode => ({ kind: "field", field: f, node, at: 0 })),
    },
  );
}

/** Any query tree; some hold for an empty article, and are no queries: the caller asks the parser. */
export const queryTree: fc.Arbitrary<QueryNode> = any(2);
