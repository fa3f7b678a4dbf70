import { describe, expect, it } from "vitest";
import { describe as described } from "../../src/commands/command.ts";
import { commands } from "../../src/commands/index.ts";
import { parseLine } from "../../src/commands/line.ts";

const all = commands.map(described);
const options = (line: string) => {
  const parsed = parseLine(line, all);
  return "name" in parsed ? { [parsed.name]: parsed.options } : parsed;
};

describe("a line of chat", () => {
  it.each([
    ["recent ukraine-peace since:2h", { recent: { watch: "ukraine-peace", since: "2h" } }],
    ["recent --since 2h ukraine-peace", { recent: { watch: "ukraine-peace", since: "2h" } }],
    ["  Recent   since: 2h", { recent: { since: "2h" } }],
    [
      'search putin AND "direct talks" since:3d',
      { search: { query: 'putin AND "direct talks"', since: "3d" } },
    ],
    ['search "since: 3d ago"', { search: { query: '"since: 3d ago"' } }],
    ["search “putin since:2h”", { search: { query: "“putin since:2h”" } }],
    [
      "search '@putin NEAR/10 summit' --since 3d",
      { search: { query: "@putin NEAR/10 summit", since: "3d" } },
    ],
    [
      "watch edit x add query title:putin OR outlet:dw",
      { "watch edit": { name: "x", change: "add", part: "query", value: "title:putin OR outlet:dw" } },
    ],
    ['watch edit x --title "New name"', { "watch edit": { name: "x", title: "New name" } }],
    [
      "watch add x title:“New name” queries:'a OR b'",
      { "watch add": { name: "x", title: "New name", queries: "a OR b" } },
    ],
    ["watch remove x --yes", { "watch remove": { name: "x", yes: "true" } }],
    ["watch   list", { "watch list": {} }],
    ["mute 12 for 2h", { mute: { subject: "12", for: "for 2h" } }],
    ["mute 12 for:2h", { mute: { subject: "12", for: "2h" } }],
    ["why https://news.example/a?b=c", { why: { what: "https://news.example/a?b=c" } }],
    [
      'feed add https://n.example/rss outlet:"The News" tier:1',
      { "feed add": { url: "https://n.example/rss", outlet: "The News", tier: "1" } },
    ],
  ])("%s", (line, expected) => {
    expect(options(line)).toEqual(expected);
  });

  it("says what is wrong", () => {
    expect(options("watch list too many")).toMatchObject({ kind: "error", usage: true });
    expect(options("wach list")).toMatchObject({ kind: "error", text: expect.stringContaining('"wach"') });
  });

  it.each(all.map((c) => [c.example, c] as const))(
    "%s: the example is one that the command takes",
    (example, c) => {
      const parsed = parseLine(example, all);
      expect(parsed).toMatchObject({ name: c.name });
      const command = commands.find((each) => each.name === c.name);
      if ("name" in parsed) expect(command?.options.safeParse(parsed.options).success).toBe(true);
    },
  );
});
