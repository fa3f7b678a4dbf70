import { describe, expect, it } from "vitest";
import { configOf, faultsOf } from "./desk.ts";

const TALKS = `
name: talks
title: Talks
priority: low
entities:
  - { key: putin, name: Vladimir Putin, aliases: [Putin, { text: Vlad, ambiguous: true }] }
phrases: [direct talks]
`;

describe("watch lists in the configuration", () => {
  it("come from files, with the channels and priority that are said beside them", async () => {
    const config = await configOf(
      "channels: { a: console:a }\nwatchLists: [{ file: lists/talks.yaml, channels: [a], priority: breaking }]",
      { "lists/talks.yaml": TALKS },
    );
    expect(config.watchLists).toMatchObject([
      { name: "talks", title: "Talks", priority: "breaking", channels: ["a"], entities: ["putin"] },
    ]);
    expect(config.entities).toMatchObject([{ key: "putin", name: "Vladimir Putin" }]);
  });

  it("stand in the configuration itself, in the same keys", async () => {
    const config = await configOf(`
channels: { a: console:a }
watchLists:
  - name: strikes
    phrases: [rail strike, { phrase: walkout, exact: true }]
    queries: ['(rail OR train*) NEAR/8 strike*']
    exclude: [hunger strike]
    channels: [a]
    paused: true
`);
    expect(config.watchLists).toMatchObject([
      {
        name: "strikes",
        title: "strikes",
        priority: "normal",
        phrases: [{ text: "rail strike" }, { text: "walkout", exact: true }],
        queries: ["(rail OR train*) NEAR/8 strike*"],
        exclude: ["hunger strike"],
        channels: ["a"],
        paused: true,
      },
    ]);
  });

  it("share entities: aliases add up, and the careful one holds", async () => {
    const other =
      "name: other\nentities: [{ key: putin, name: Vladimir Putin, aliases: [Путин, Vlad] }]\nenough: 1\n";
    const config = await configOf("watchLists: [{ file: a.yaml }, { file: b.yaml }]", {
      "a.yaml": TALKS,
      "b.yaml": other,
    });
    expect(config.entities).toHaveLength(1);
    expect(config.entities[0]?.aliases).toEqual([
      { text: "Putin" },
      { text: "Vlad", ambiguous: true },
      { text: "Путин" },
    ]);
  });

  it.each([
    [
      "watchLists: [{ file: a.yaml, channels: [b] }]",
      'wirewatch.yaml:1:41: watchLists[0].channels: no channel "b"',
    ],
    [
      "watchLists: [{ file: a.yaml, phrases: [c] }]",
      'wirewatch.yaml:1:30: watchLists[0]: "phrases" beside "file"',
    ],
    [
      "watchLists: [{ file: a.yaml }, { file: a.yaml }]",
      'watchLists[1]: a list named "talks" is there already',
    ],
    ["watchLists: [{ file: bad.yaml }]", "bad.yaml:2:1: unknown key phrase"],
    ["watchLists: [{ file: query.yaml }]", "query.yaml:2:"],
    ["watchLists:\n  - name: b\n    queries: ['(a']", "wirewatch.yaml:2:5: watchLists[0]: in this query, "],
    ["watchLists:\n  - phrases: [a]", "wirewatch.yaml:2:5: watchLists[0].name: is missing (expected text)"],
    [
      "watchLists:\n  - name: b\n    phrass: [a]",
      'wirewatch.yaml:3:5: unknown key "phrass" in watchLists[0] (did you mean phrases? there are name, ',
    ],
    [
      "watchLists:\n  - name: b\n    phrases: [{ phrase: a, exakt: true }]",
      'wirewatch.yaml:3:28: unknown key "exakt"',
    ],
    [
      "watchLists: [{ file: a.yaml }, { file: clash.yaml }]",
      '@putin is "Vladimir Putin" in one list and "Putin the dish"',
    ],
    ["watchLists: [{ file: routed.yaml }]", 'routed names no channel of this desk: "gone"'],
  ])("%j is told with its place", async (yaml, expected) => {
    const faults = await faultsOf(yaml, {
      "a.yaml": TALKS,
      "bad.yaml": "name: bad\nphrase: [a]\n",
      "query.yaml": "name: query\nqueries: ['a AND']\n",
      "clash.yaml": "name: clash\nentities: [{ key: putin, name: Putin the dish }]\nenough: 1\n",
      "routed.yaml": "name: routed\nphrases: [a]\nchannels: [gone]\n",
    });
    expect(faults).toContainEqual(expect.stringContaining(expected));
  });
});
