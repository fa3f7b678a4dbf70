import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { QueryError, type QueryNode } from "../../src/matching/query/ast.ts";
import { checkEntities, parseQuery } from "../../src/matching/query/parse.ts";
import { printQuery } from "../../src/matching/query/print.ts";
import { queryTree } from "./generators.ts";

function fault(text: string): { column: number; found: string; expected: string } {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof QueryError)
      return { column: error.column, found: error.found, expected: error.expected };
    throw error;
  }
  throw new Error(`no fault in ${text}`);
}

function withoutColumns(node: QueryNode): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === "at" ? undefined : value)));
}

describe("reading and printing", () => {
  test.each([
    ["a b", "a AND b"],
    ["a OR b c", "a OR b AND c"],
    ["(a OR b) c", "(a OR b) AND c"],
    ["a NOT b", "a AND NOT b"],
    ["a AND NOT (b OR c)", "a AND NOT (b OR c)"],
    ["NOT NOT a", "a"],
    ["a NEAR/3 b c", "a NEAR/3 b AND c"],
    ["NOT a NEAR/3 b x", "NOT a NEAR/3 b AND x"],
    ["title:a BEFORE/2 b", "title:a BEFORE/2 b"],
    ["body:a lang:en", "content:a AND language:en"],
    ["Title:(a OR b)", "title:(a OR b)"],
    ["title: a", "title:a"],
    ["“curly  quotes” „low“ «angle»", '"curly quotes" AND "low" AND "angle"'],
    ["~direct talks~", "~direct talks~"],
    ["@Putin", "@putin"],
    ["secur*", "secur*"],
    ["atleast/2(a OR b)", "atleast/2(a OR b)"],
    ["CAPS(US)", "CAPS(US)"],
    ["and or not near before", "and AND or AND not AND near AND before"],
    ['"AND" "NOT"', '"AND" AND "NOT"'],
    ["near/5 CAPS", "near/5 AND CAPS"],
    ["a AND (b AND c)", "a AND b AND c"],
    ["((((a))))", "a"],
    ["(a NEAR/3 b) NEAR/4 c", "(a NEAR/3 b) NEAR/4 c"],
    ["title:(summary:a)", "title:(summary:a)"],
    ["url:https://news.example/x", "url:https://news.example/x"],
    ["10:30", "10:30"],
    ["a\u00a0b\tc\nd", "a AND b AND c AND d"],
    ["a(b)c", "a AND b AND c"],
  ])("%s is %s", (text, canonical) => {
    expect(printQuery(parseQuery(text))).toBe(canonical);
    expect(printQuery(parseQuery(canonical))).toBe(canonical);
  });

  test("what is printed reads back as the same query", () => {
    fc.assert(
      fc.property(queryTree, (tree) => {
        const printed = printQuery(tree);
        let query: QueryNode;
        try {
          query = parseQuery(printed);
        } catch (error) {
          // The generator also makes queries that an empty article satisfies.
          expect(error).toBeInstanceOf(QueryError);
          expect(String(error)).toContain("NOT alone");
          return;
        }
        expect(printQuery(query)).toBe(printed);
        expect(withoutColumns(parseQuery(printQuery(query)))).toEqual(withoutColumns(query));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("faults", () => {
  test.each([
    ["", 1, "an empty query"],
    ["   ", 1, "an empty query"],
    ["a AND", 6, "the end of the query"],
    ["AND a", 1, "AND"],
    ["a OR OR b", 6, "OR"],
    ["a AND )", 7, "a closing bracket that nothing opened"],
    ["a)", 2, "a closing bracket"],
    ["(a", 1, "( that is never closed"],
    ["x ()", 3, "an empty group"],
    ['a ""', 3, "an empty quotation"],
    ['a "..."', 3, "an empty quotation"],
    ["a ~ ~", 3, "an empty phrase"],
    ['a "b', 3, '" without its closing mark'],
    ["a ~b", 3, "~ without its closing mark"],
    ["titel:a", 1, "the unknown field “titel:”"],
    ["NOT a", 1, "NOT alone"],
    ["a OR NOT b", 6, "NOT alone"],
    ["NOT a NOT b", 1, "NOT alone"],
    ["title:(NOT a)", 8, "NOT alone"],
    ["*", 1, "*"],
    ["a*", 1, "a*"],
    ["*ab", 1, "* inside a word"],
    ["ab*cd", 3, "* inside a word"],
    ["ab**", 3, "* inside a word"],
    ['"ab* cd"', 4, "* inside a quotation"],
    ["a NEAR b", 3, "NEAR"],
    ["a NEAR/0 b", 3, "NEAR/0"],
    ["a NEAR/101 b", 3, "NEAR/101"],
    ["a BEFORE/x b", 3, "BEFORE/x"],
    ["a NEAR/3", 9, "the end of the query"],
    ["NEAR/3 a", 1, "NEAR/3"],
    ["a NEAR/3 b NEAR/3 c", 12, "a second NEAR/3"],
    ["(a AND b) NEAR/3 c", 2, "AND as an operand"],
    ["a NEAR/3 (b OR NOT c)", 11, "a group as an operand"],
    ["a NEAR/3 atleast/2(b)", 10, "atleast as an operand"],
    ["atleast/0(a)", 1, "atleast/0"],
    ["atleast/2 ", 11, "the end of the query"],
    ["title:", 7, "the end of the query"],
    ["title:summary:a", 7, "summary:"],
    ["@", 1, "@"],
    ["---", 1, "“---”"],
    ["a 🙂", 3, "“🙂”"],
  ])("%s at column %i: %s", (text, column, found) => {
    const said = fault(text);
    expect(said.found).toContain(found);
    expect(said.column).toBe(column);
    expect(said.expected).not.toBe("");
  });

  test("suggest the nearest field and entity", () => {
    expect(fault("titel:a").expected).toContain("title:");
    const keys = new Set(["putin", "zelenskyy"]);
    expect(() => checkEntities(parseQuery("a AND @zelensky"), keys)).toThrow(
      "column 7: found the unknown entity @zelensky, expected @zelenskyy perhaps",
    );
    expect(() => parseQuery("@xi", keys)).toThrow("unknown entity @xi");
  });

  test("64 levels and 32,768 characters are the most", () => {
    expect(printQuery(parseQuery(`${"(".repeat(64)}a${")".repeat(64)}`))).toBe("a");
    expect(fault(`${"(".repeat(65)}a${")".repeat(65)}`)).toMatchObject({ column: 65 });
    const list = `${"ab OR ".repeat(5461)}ab`;
    expect(list.length).toBe(32_768);
    expect(parseQuery(list).kind).toBe("or");
    expect(fault(`${list}c`)).toMatchObject({ column: 32_769, found: "32769 characters" });
  });

  test("no input crashes or hangs the parser", () => {
    const pieces = fc.constantFrom(
      "(",
      ")",
      '"',
      "~",
      "*",
      "@",
      "NOT",
      "AND",
      "OR",
      "NEAR/3",
      "title:",
      "atleast/2(",
      "CAPS(",
      "a",
      "ab*",
      " ",
      "\ud800",
      "“",
      "\u0000",
      "é",
    );
    const input = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.array(pieces, { maxLength: 400 }).map((p) => p.join(" ")),
      fc.array(pieces, { maxLength: 200 }).map((p) => p.join("")),
    );
    fc.assert(
      fc.property(input, (text) => {
        try {
          parseQuery(text);
        } catch (error) {
          if (!(error instanceof QueryError)) throw error;
          expect(error.column).toBeGreaterThan(0);
          expect(error.column).toBeLessThanOrEqual(text.length + 1);
        }
      }),
      { numRuns: 3000 },
    );
    for (const text of [
      "(",
      "NOT ",
      "title:",
      "a NEAR/1 ",
      "~",
      '"',
      "a OR ",
      "@a ",
      "atleast/1(",
      "CAPS(",
      "((a) OR ",
    ]) {
      for (const size of [32_768, 4_000_000]) {
        const huge = text.repeat(Math.floor(size / text.length));
        try {
          parseQuery(huge);
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError);
        }
      }
    }
  });
});
