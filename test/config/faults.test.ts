import { describe, expect, it } from "vitest";
import { faultsOf } from "./desk.ts";

describe("a fault in the configuration", () => {
  it.each([
    ["pol: { every: 5m }", '1:1: unknown key "pol" (did you mean poll? there are database, '],
    ["poll:\n  evry: 5m", '2:3: unknown key "evry" in poll (did you mean every?'],
    ["poll: { every: 5 }", "1:16: poll.every: expected text, found 5"],
    ["poll: { every: 5 fortnights }", '1:16: poll.every: "5 fortnights" is neither a duration'],
    ['poll: { every: "99 * * * *" }', '1:16: poll.every: "99 * * * *" is neither a duration'],
    [
      "poll: { floor: 0s }",
      '1:16: poll.floor: expected a duration of at least 1 s, found "0s" (write a number',
    ],
    ["poll: { concurrency: 0 }", "1:22: poll.concurrency: expected at least 1, found 0"],
    ["timezone: Europe/Londn", '1:11: timezone: no time zone "Europe/Londn" (an IANA name'],
    ["backfill: some", '1:11: backfill: expected digest, none or all, found "some"'],
    ["fetch: { maxBytes: lots }", '1:20: fetch.maxBytes: expected a size, found "lots" (write bytes'],
    ["feeds: none", '1:8: feeds: expected a list, found "none"'],
    ["feeds:\n  - outlet: A", '2:5: feeds[0]: expected either "url" or "file"'],
    ["feeds:\n  - url: ftp://a.example/", "2:10: feeds[0].url: expected an http or https address, found"],
    ["feeds:\n  - url: https://me:pw@a.example/", "2:10: feeds[0].url: holds a secret (use"],
    [
      "feeds: [{ url: 'https://a.example/', proxy: 'http://me:pw@b.example:8080' }]",
      "1:45: feeds[0].proxy: holds a secret (use",
    ],
    ["feeds: [{ url: 'https://a.example/', proxy: 'b:8080' }]", "1:45: feeds[0].proxy: expected an http or"],
    ["feeds:\n  - { url: https://a.example/, tier: 4 }", "2:38: feeds[0].tier: expected 1, 2 or 3, found 4"],
    [
      "feeds:\n  - { url: https://a.example/ }\n  - { url: https://a.example/ }",
      "3:12: feeds[1].url: this feed is named twice",
    ],
    [
      "feeds:\n  - { url: https://a.example/, headers: { Cookie: a } }",
      '2:43: feeds[0].headers: "Cookie" holds a secret',
    ],
    ["feeds:\n  - file: no.opml", "2:11: feeds[0].file: no.opml: there is no such file"],
    [
      "adapters:\n  discrod: {}",
      '2:3: no adapter "discrod" (did you mean discord? there are console, discord, slack',
    ],
    ["adapters:\n  sport: { type: slak }", '2:18: no adapter "slak" (did you mean slack?'],
    [
      "adapters:\n  slack: { token: xoxb-1 }",
      '2:12: unknown key "token" in adapters.slack (there is apiBase)',
    ],
    ["adapters:\n  slack: { apiBase: 5 }", "2:21: adapters.slack.apiBase: expected text, found 5"],
    ["channels:\n  a: slck:C1", '2:6: channels.a: no adapter "slck" (did you mean slack?'],
    ["channels:\n  a: slack", '2:6: channels.a: expected "adapter:destination", found "slack"'],
    ["channels:\n  a: 5", "2:6: channels.a: expected text or keys and values, found 5"],
    ["channels:\n  a: { too: slack:C1 }", '2:8: unknown key "too" in channels.a (did you mean to?'],
    ["channels:\n  a b: slack:C1", "2:8: channels.a b: expected a name: letters, digits, - and _"],
    [
      "channels: { a: slack:C1 }\nadminChannel: b",
      '2:15: adminChannel: no channel "b" (did you mean a? there is a)',
    ],
    ["watchLists:\n  - file: no.yaml", "2:11: watchLists[0]: no.yaml: there is no such file"],
    ["database: postgres://localhost/desk", "1:11: database: expected a file (this version"],
    ["- a list", "1:1: expected keys and values, found a list"],
    ["a: b: c", "1:4: Nested mappings are not allowed"],
    ["poll: {}\npoll: {}", "2:1: Map keys must be unique"],
  ])("in %j is told with its place and its mend", async (yaml, expected) => {
    const faults = await faultsOf(yaml);
    expect(faults).toContainEqual(expect.stringContaining(`wirewatch.yaml:${expected}`));
  });

  it("is a file of feeds without feeds", async () => {
    const faults = await faultsOf("feeds: [{ file: a.opml }]", { "a.opml": "hello" });
    expect(faults).toEqual(["wirewatch.yaml:1:17: feeds[0].file: a.opml: there is no feed in it"]);
  });

  it("is a file that is not there: others beside it, or shipped under that name, are named", async () => {
    const own = await faultsOf("feeds: [{ file: lists/wrld.opml }]", {
      "lists/world.opml": "",
      "lists/a.txt": "",
    });
    expect(own[0]).toContain(
      "lists/wrld.opml: there is no such file; did you mean world.opml? there is world.opml",
    );
    const shipped = await faultsOf("watchLists: [{ file: config/watchlists/ukrain-peace.yaml }]");
    expect(shipped[0]).toContain("did you mean ukraine-peace.yaml?");
  });

  it("never hides another one", async () => {
    const faults = await faultsOf(
      "timezone: Mars\nbackfil: all\nfeeds:\n  - { url: nonsense }\nchannels: { a: slck:1 }\nadminChannel: b\n",
    );
    expect(faults.map((line) => line.split(":").slice(0, 2).join(":"))).toEqual([
      "wirewatch.yaml:1",
      "wirewatch.yaml:2",
      "wirewatch.yaml:4",
      "wirewatch.yaml:5",
      "wirewatch.yaml:6",
    ]);
  });

  it("does not make the sound sections faulty", async () => {
    const faults = await faultsOf(
      "channels: { a: 5, b: console:desk }\nwatchLists: []\nadminChannel: b\npoll: { every: 1m }\n",
    );
    expect(faults).toHaveLength(1);
  });

  it("is told of aliases that expand without measure", async () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `x${i + 1}: &x${i + 1} [${Array(9).fill(`*x${i}`).join(",")}]`,
    );
    const faults = await faultsOf(["x0: &x0 [lol]", ...levels].join("\n"));
    expect(faults[0]).toMatch(/alias/i);
  });
});
