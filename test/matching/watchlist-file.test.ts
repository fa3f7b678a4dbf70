import { describe, expect, test } from "vitest";
import { compile } from "../../src/matching/compile.ts";
import { parseWatchListFile, WatchListFileError } from "../../src/matching/watchlist-file.ts";
import { articleOf } from "./articles.ts";

function faults(text: string): string {
  try {
    parseWatchListFile(text, "list.yaml");
  } catch (error) {
    if (error instanceof WatchListFileError) {
      expect(error.exitCode).toBe(2);
      return error.message;
    }
    throw error;
  }
  return "";
}

test("a whole file", () => {
  const { list, entities } = parseWatchListFile(
    `name: peace
context: '@putin OR ukrain*'
entities:
  - { key: putin, name: Vladimir Putin, aliases: [Putin, { text: Poutine, ambiguous: true }] }
  - trump
phrases:
  - Putin's "peace" AND meeting
  - { phrase: security guarantees, wordings: { uk: [гарантії безпеки] }, within: context, exact: true }
queries: ['@putin NEAR/10 talks']
exclude: [football]
enough: 2
filters: { minimumScore: 20, weights: { title: 80 }, must: [putin], languages: { only: [en] } }
`,
    "list.yaml",
  );
  expect(list).toEqual({
    name: "peace",
    title: "peace",
    priority: "normal",
    entities: ["putin", "trump"],
    phrases: [
      { text: `Putin's "peace" AND meeting`, wordings: {} },
      {
        text: "security guarantees",
        wordings: { uk: ["гарантії безпеки"] },
        within: "@putin OR ukrain*",
        exact: true,
      },
    ],
    queries: ["@putin NEAR/10 talks"],
    exclude: ["football"],
    enough: 2,
    channels: [],
    filters: { minimumScore: 20, weights: { title: 80 }, must: ["putin"], languages: { only: ["en"] } },
  });
  expect(entities).toEqual([
    {
      key: "putin",
      name: "Vladimir Putin",
      aliases: [{ text: "Putin" }, { text: "Poutine", ambiguous: true }],
    },
  ]);
});

describe("faults say where and what", () => {
  test.each([
    ["", "list.yaml:1:1: the file is empty"],
    ["name: [", "(this is not valid YAML)"],
    ["name: Not A Key\nphrases: [x]", "list.yaml:1:7: name: expected small letters, digits and hyphens"],
    ["name: x\nphrase: [x]", "list.yaml:2:1: unknown key phrase; phrases perhaps"],
    ["name: x\nphrases: [x]\nfilters: { weights: { titel: 80 } }", "unknown key titel; title perhaps"],
    ["name: x", "list.yaml:1:1: nothing to look for"],
    [
      "name: x\nqueries:\n  - a\n  - 'a AND'",
      "list.yaml:4:11: in this query, column 6: found the end of the query",
    ],
    ["name: x\nqueries: [titel:a]", "list.yaml:2:11: in this query, column 1: found the unknown field"],
    [
      "name: x\nphrases: [{ phrase: x, within: context }]",
      "list.yaml:2:32: there is no context: in this file",
    ],
    ["name: x\nphrases: [x]\nenough: 3", "list.yaml:3:9: 3 entities would be enough, but the list has 0"],
    ["name: x\nphrases: [x]\nentities: [{ key: putin }]", "list.yaml:3:12: entities.0.name"],
    ["name: x\nphrases: [x]\nentities: [putin, putin]", "list.yaml:3:19: the entity putin stands here twice"],
    [
      "name: x\nphrases: [x]\nentities: [putin]\nfilters: { must: [putni] }",
      "putni is none of this list's entities; putin perhaps",
    ],
    ["name: x\nphrases: [x]\npriority: loud", "list.yaml:3:11: priority"],
    ["name: x\nphrases: [x]\nexclude: ['a OR']", "in this query, column 5"],
  ])("%j", (text, said) => {
    expect(faults(text)).toContain(said);
  });

  test("all of them at once", () => {
    expect(faults("name: x\nqueries: ['a AND', '(b']").split("\n")).toHaveLength(2);
  });
});

test("a query's name stands in reasons instead of the query", () => {
  const { list } = parseWatchListFile(
    "name: energy\nqueries:\n  - { query: 'sanction* NEAR/5 (oil OR gas)', name: energy sanctions }\n  - coal\n",
    "energy.yaml",
  );
  expect(list.queries).toEqual(["sanction* NEAR/5 (oil OR gas)", "coal"]);
  const reason = compile([list], []).match(articleOf("Sanctions on oil and coal"))[0]?.reason;
  expect(reason).toMatch(/^query “energy sanctions”: .*; also “coal”$/);
});

test("a fault in a named query is found where it stands", () => {
  const source = "name: energy\nqueries:\n  - { query: 'a AND', name: x }\n";
  expect(() => parseWatchListFile(source, "energy.yaml")).toThrow(/energy\.yaml:3:/);
});
