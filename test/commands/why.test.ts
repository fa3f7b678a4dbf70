import { afterEach, describe, expect, it } from "vitest";
import type { Channel } from "../../src/desk/desk.ts";
import { item, watching } from "../pipeline/desk.ts";
import { commandDesk, data, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const quiet: Channel["quiet"] = { from: "08:00", to: "12:00", days: [], isHoliday: () => false };
const world = (more: Partial<Channel> = {}): Channel => ({
  name: "world",
  adapter: "console",
  destination: "world",
  ...more,
});

/** Everything owed is delivered. */
async function deliver() {
  for (const row of await desk.store.lease(desk.now, [])) {
    await desk.store.record(row.id, {
      state: "sent",
      at: desk.now,
      ref: { channel: "world", id: String(row.id) },
    });
  }
}

async function start(options: Parameters<typeof commandDesk>[0] = {}) {
  desk = await commandDesk({ lists: [watching("putin NEAR/3 summit")], ...options });
  await desk.poll(0, [item("old", "Nothing of note")]);
  desk.later(MINUTE);
}

describe("why", () => {
  it("names every term of a match, and where it was told", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin arrives for summit")]);
    await deliver();
    for (const what of [
      "2",
      "story 2",
      "https://news.example/a?utm_source=x",
      "Putin arrives for summit",
      "<https://news.example/a|a>",
    ]) {
      const reply = await desk.run("why", { what });
      expect(read(reply), what).toMatch(/matched, score \d+ of 100/);
      expect(read(reply)).toMatch(/“Putin” \(title\)/);
      expect(read(reply)).toMatch(/“summit” \(title\)/);
      expect(read(reply)).toContain("told to world at 2026-08-20 09:01");
    }
    expect(data(await desk.run("why", { what: "2" }))).toMatchObject({
      kind: "entry",
      lists: [
        { watchList: "list", matched: true, verdicts: [{ kind: "told", at: "2026-08-20T09:01:00.000Z" }] },
      ],
    });
  });

  it("tells every rule that holds, of which the alert has the first in few words and the others by name", async () => {
    const list = watching("putin NEAR/3 summit");
    const queries = [...list.queries, "putin AND geneva", "summit", "geneva", "arrives"];
    await start({ lists: [{ ...list, queries }] });
    await desk.poll(0, [item("a", "Putin arrives in Geneva for the summit of the year")]);
    const alert = (await desk.owed()).at(-1)?.message.reason ?? "";
    expect(alert).toMatch(
      /^query “putin AND geneva”: “Putin” in the title, “Geneva” in the title; also “summit”, “geneva” and 1 more$/,
    );
    const told = read(await desk.run("why", { what: "2" }));
    for (const query of ["putin AND geneva", "summit", "geneva", "arrives"])
      expect(told).toContain(`query “${query}”: `);
  });

  it("says the nearest miss of what matched nothing", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin spoke at length on Tuesday about the coming summit")]);
    const reply = await desk.run("why", { what: "https://news.example/a" });
    expect(read(reply)).toMatch(/no match: the nearest miss is .*NEAR\/3 failed: 9 words apart/);
    expect(data(reply)).toMatchObject({ lists: [{ verdicts: [{ kind: "noMatch" }] }] });
  });

  it("says of an article that never came how the site's feeds are", async () => {
    desk = await commandDesk();
    expect(read(await desk.run("why", { what: "https://feed0.example/x" }))).toMatch(
      /No such entry[\s\S]*not polled yet/,
    );
    const [feed] = await desk.store.feeds();
    expect(feed).toBeDefined();
    if (feed === undefined) return;
    const trouble = { trouble: "503: unavailable", troubleSince: desk.now, failures: 9 };
    await desk.store.saveState(feed.id, { ...feed.state, ...trouble });
    expect(read(await desk.run("why", { what: "https://feed0.example/x" }))).toMatch(
      /503 since Thursday 09:00/,
    );
    await desk.store.saveState(feed.id, { ...feed.state, lastSuccessAt: desk.now });
    expect(read(await desk.run("why", { what: "https://www.feed0.example/x" }))).toMatch(
      /has not listed that article/,
    );
    expect(read(await desk.run("why", { what: "https://elsewhere.example.org/x" }))).toMatch(
      /No feed of elsewhere/,
    );
  });

  it("says which story an entry was folded into", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin arrives for summit in Geneva")]);
    await deliver();
    await desk.poll(1, [item("b", "Putin arrives for summit in Geneva", { url: "https://other.example/b" })]);
    const reply = await desk.run("why", { what: "https://other.example/b" });
    expect(read(reply)).toMatch(/folded into story 2, told to world/);
  });

  it.each([
    ["quiet hours", [world({ quiet })], /held for world until 2026-08-20 12:00: the channel has quiet hours/],
    ["a cap", [world({ cap: 1 })], /held for world until .*most alerts of the hour/],
  ])("says that %s hold it", async (_name, channels, words) => {
    await start({ channels, lists: [watching("putin OR locusts")] });
    await desk.poll(0, [item("first", "Putin visits a school")]);
    await desk.poll(0, [item("a", "Locusts ruin harvests")]);
    expect(read(await desk.run("why", { what: "https://news.example/a" }))).toMatch(words);
  });

  it("says that its lists want digests", async () => {
    await start({ lists: [{ ...watching("putin"), mode: "digest" }] });
    await desk.poll(0, [item("a", "Putin arrives")]);
    expect(read(await desk.run("why", { what: "https://news.example/a" }))).toMatch(/told in digests/);
    desk.later(24 * HOUR);
    await desk.digest();
    expect(read(await desk.run("why", { what: "https://news.example/a" }))).toMatch(
      /told to world in a digest/,
    );
  });

  it("says that a flood or a backfill was kept silently", async () => {
    desk = await commandDesk({ lists: [watching("putin")], backfill: "none" });
    await desk.poll(0, [item("a", "Putin in the past")]);
    expect(read(await desk.run("why", { what: "https://news.example/a" }))).toMatch(/backfill/);
    desk.later(HOUR);
    await desk.poll(0, [item("b", "Putin long ago", { publishedAt: desk.now - 30 * 24 * HOUR })]);
    expect(read(await desk.run("why", { what: "https://news.example/b" }))).toMatch(/flood/);
  });

  it("says that a list is paused, was changed since, or has no channel", async () => {
    await start({
      lists: [watching("putin"), watching("summit", "nowhere", []), watching("geneva", "later")],
    });
    await desk.run("watch pause", { name: "list" });
    await desk.poll(0, [item("a", "Putin arrives for summit")]);
    const reply = read(await desk.run("why", { what: "https://news.example/a" }));
    expect(reply).toMatch(/list: the list is paused; it would match/);
    expect(reply).toMatch(/nowhere: matched[\s\S]*the list has no channel/);
    await desk.say("watch edit later add query arrives");
    expect(read(await desk.run("why", { what: "https://news.example/a", watch: "later" }))).toMatch(
      /it would match now/,
    );
  });

  it("says what could not be delivered, and what is on its way", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin arrives for summit")]);
    expect(read(await desk.run("why", { what: "2" }))).toMatch(/on its way to world/);
    const [row] = await desk.store.lease(desk.now, []);
    await desk.store.record(row?.id ?? 0, { state: "dead", error: "no permission" });
    expect(read(await desk.run("why", { what: "2" }))).toMatch(
      /could not be delivered to world: no permission/,
    );
  });

  it("takes any text", async () => {
    await start();
    expect(read(await desk.run("why", { what: "Putin to hold summit" }))).toMatch(/list: matched/);
    expect(read(await desk.run("why", { what: "Putin has supper" }))).toMatch(/No watch list would match/);
    expect(read(await desk.run("why", { what: "x", watch: "nolist" }))).toMatch(/no watch list "nolist"/);
    expect(read(await desk.run("why", { what: "99" }))).toMatch(/no story 99/);
  });
});

describe("watch test and watch preview", () => {
  it("test one list on a text", async () => {
    await start();
    expect(read(await desk.say("watch test list Putin at the summit"))).toMatch(/matched/);
    expect(read(await desk.say("watch test list Putin at home"))).toMatch(/no match: the nearest miss/);
  });

  it("say what an edit adds and removes, before it is saved", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin arrives for summit")]);
    await desk.poll(0, [item("b", "Grain deal holds")]);
    await desk.poll(0, [item("c", "Grain is traded in a deal")]);
    const reply = await desk.say('watch preview list add query "grain deal"');
    expect(reply).toMatchObject({
      kind: "page",
      body: { kind: "list", about: { stories: 2, before: { stories: 1 }, added: 1, removed: 0 } },
      actions: [{ call: { command: "watch edit" } }],
    });
    expect(read(reply)).toMatch(/Grain deal holds \| NEW/);
    expect(read(await desk.say("watch show list"))).not.toContain("grain");
    if (reply.kind !== "page") return;
    const call = reply.actions?.[0]?.call;
    expect(read(await desk.run(call?.command ?? "", call?.options))).toContain('+ queries: "grain deal"');
    const gone = read(await desk.say("watch preview list remove query putin NEAR/3 summit"));
    expect(gone).toMatch(/Putin arrives for summit \| GONE/);
  });

  it("show near misses, samples, and a list that is not there yet", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin arrives for summit")]);
    await desk.poll(0, [item("b", "Locusts eat farmers’ crops in the south and ruin harvests")]);
    const reply = await desk.say("watch preview list add query locusts NEAR/3 ruin");
    expect(read(await desk.say("watch preview list"))).toMatch(/Putin arrives for summit \| query/);
    expect(read(reply)).toMatch(/NEAR MISS: .*words apart/);
    const fresh = await desk.say("watch preview grain queries:farmers");
    expect(fresh).toMatchObject({
      kind: "page",
      body: { about: { stories: 1 } },
      actions: [{ call: { command: "watch add" } }],
    });
    expect(read(await desk.say("watch preview grain"))).toMatch(/no watch list/);
  });
});
