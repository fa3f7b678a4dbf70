import { describe, expect, it } from "vitest";
import { describe as describeCommand } from "../../src/commands/command.ts";
import { parseLine } from "../../src/commands/line.ts";
import { recent } from "../../src/commands/recent.ts";
import type { Channel } from "../../src/desk/desk.ts";
import type { WatchList } from "../../src/model/watchlist.ts";
import { noChanges } from "../../src/store/store.ts";
import { item, testDesk, watching } from "./desk.ts";
import { deskOpener } from "./open-desk.ts";

const open = deskOpener();
const HOUR = 3_600_000;
const world = (more: Partial<Channel>): Channel => ({
  name: "world",
  adapter: "console",
  destination: "world",
  timezone: "Europe/London",
  mention: "@desk",
  ...more,
});
const list = (more: Partial<WatchList>): WatchList => ({ ...watching("putin"), ...more });
const night = { from: "22:00", to: "07:00", days: [], isHoliday: () => false };

/** The test desk's day begins at 09:00 UTC, 10:00 in London, on Thursday 20 August 2026. */
describe("priority", () => {
  it("is the list's own, and breaking pings once", async () => {
    const d = await open({ lists: [list({ priority: "breaking" })], channels: [world({})] });
    await d.poll(0, [item("1", "Putin speaks to the nation tonight")]);
    await d.poll(1, [item("2", "Putin speaks to the nation tonight", { url: "https://other.example/2" })]);
    const rows = await d.owed();
    expect(rows.map((r) => [r.kind, r.message.priority, r.message.mention])).toEqual([
      ["post", "breaking", "@desk"],
      ["edit", "breaking", "@desk"],
    ]);
  });

  it.each([
    ["URGENT: Putin lands in Geneva", undefined, 1, "breaking"],
    ["BREAKING Putin lands in Geneva", undefined, 1, "breaking"],
    ["PUTIN LANDS IN GENEVA - KREMLIN", undefined, 1, "breaking"],
    ["Putin lands in Geneva", "1", 1, "breaking"],
    ["Putin lands in Geneva", "4", 1, "normal"],
    ["Alert system near Putin's residence tested", undefined, 1, "normal"],
    ["Breaking bread with Putin", undefined, 1, "normal"],
    ["URGENT: Putin lands in Geneva", undefined, 2, "normal"],
  ] as const)("%s (urgency %s, tier %i): %s", async (title, urgency, tier, expected) => {
    const d = await open({ lists: [list({})], tier, channels: [world({})] });
    await d.poll(0, [item("1", title, urgency === undefined ? {} : { urgency })]);
    expect((await d.owed()).map((r) => r.message.priority)).toEqual([expected]);
  });

  it("raised by a second outlet is a new visible message that pings", async () => {
    const d = await open({ lists: [list({})], tier: 1, channels: [world({})] });
    await d.poll(0, [item("1", "Putin lands in Geneva for talks")]);
    await d.poll(1, [
      item("2", "URGENT: Putin lands in Geneva for talks", { url: "https://other.example/2" }),
    ]);
    const rows = await d.owed();
    expect(rows.map((r) => [r.kind, r.message.loud])).toEqual([
      ["post", undefined],
      ["edit", undefined],
      ["reply", true],
    ]);
    expect(rows[2]?.message.mention).toBe("@desk");
  });
});

describe("quiet hours", () => {
  it("hold what is not breaking until the morning, and tell it in one message", async () => {
    const d = await open({ lists: [list({})], tier: 1, channels: [world({ quiet: night })] });
    d.later(13 * HOUR); // 23:00 in London
    await d.poll(0, [item("2", "Putin dines with farmers"), item("1", "Putin opens a bridge")]);
    await d.poll(1, [item("u", "URGENT: Putin orders a ceasefire", { url: "https://other.example/u" })]);
    d.later(7 * HOUR + 59 * 60_000);
    await d.digest();
    expect((await d.owed()).map((r) => r.headline)).toEqual(["URGENT: Putin orders a ceasefire"]);
    d.later(60_000);
    await d.digest();
    await d.digest();
    const rows = await d.owed();
    expect(rows.map((r) => r.kind)).toEqual(["post", "digest"]);
    expect(rows[1]?.headline).toBe("While it was quiet: 2 stories");
    const items = rows[1]?.message.sections.flatMap((s) => s.items.map((i) => i.headline.text));
    expect(items?.toSorted()).toEqual(["Putin dines with farmers", "Putin opens a bridge"]);
  });

  it("let through a story that becomes breaking, and do not tell it again in the morning", async () => {
    const d = await open({ lists: [list({})], tier: 1, channels: [world({ quiet: night })] });
    d.later(13 * HOUR);
    await d.poll(0, [item("1", "Putin orders a ceasefire from midnight")]);
    expect(await d.owed()).toEqual([]);
    await d.poll(1, [
      item("2", "FLASH: Putin orders a ceasefire from midnight", { url: "https://other.example/2" }),
    ]);
    d.later(9 * HOUR);
    await d.digest();
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post"]);
  });

  it("tell the story as it is by then, and not at all once it was withdrawn", async () => {
    const d = await open({ lists: [list({})], channels: [world({ quiet: night })] });
    d.later(13 * HOUR);
    await d.poll(0, [item("2", "Putin to resign, aide says"), item("1", "Putin opens a bridge")]);
    await d.poll(0, [item("2", "WITHDRAWN: Putin to resign, aide says"), item("1", "Putin opens a tunnel")]);
    d.later(9 * HOUR);
    await d.digest();
    const rows = await d.owed();
    expect(rows.map((r) => r.kind)).toEqual(["digest"]);
    expect(rows[0]?.message.sections.flatMap((s) => s.items.map((i) => i.headline.text))).toEqual([
      "Putin opens a tunnel",
    ]);
  });
});

describe("digests", () => {
  it("take a list's alerts at the channel's times", async () => {
    const times = { kind: "times", times: ["12:00"], weekdays: [] } as const;
    const d = await open({ lists: [list({ mode: "digest" })], channels: [world({ digest: times })] });
    await d.poll(0, [item("1", "Putin opens a bridge")]);
    d.later(HOUR);
    await d.digest();
    expect(await d.owed()).toEqual([]);
    d.later(HOUR); // 12:00 in London
    await d.digest();
    expect((await d.owed()).map((r) => r.headline)).toEqual(["Digest: 1 story"]);
  });

  it("do not take what another list of the channel wants at once", async () => {
    const d = await open({
      lists: [list({ mode: "digest" }), { ...watching("bridge", "now"), priority: "normal" }],
      channels: [world({})],
    });
    await d.poll(0, [item("1", "Putin opens a bridge")]);
    expect((await d.owed()).map((r) => [r.kind, r.lists])).toEqual([["post", ["list", "now"]]]);
  });

  it("survive a restart, and are not repeated when the clock jumps back", async () => {
    const d = await open({
      lists: [list({ mode: "digest" })],
      channels: [world({ digest: { kind: "hourly" } })],
    });
    await d.poll(0, [item("1", "Putin opens a bridge")]);
    await d.restart();
    d.later(HOUR);
    await d.digest();
    d.later(-2 * HOUR);
    await d.restart();
    await d.digest();
    d.later(4 * HOUR);
    await d.digest();
    expect((await d.owed()).map((r) => r.kind)).toEqual(["digest"]);
  });
});

describe("what waits for a digest", () => {
  const mode = "digest" as const;
  const told = async (d: Awaited<ReturnType<typeof open>>) => {
    d.later(24 * HOUR);
    await d.digest();
    return (await d.owed()).flatMap((r) => r.message.sections.map((s) => [s.title, s.items.length]));
  };
  const remove = async (d: Awaited<ReturnType<typeof open>>, name: string) => {
    const rows = (await d.store.watchLists()).filter((row) => row.name === name);
    await d.store.edit({
      at: d.now,
      watchLists: rows.map((row) => ({ ...row, deletedAt: d.now })),
      audit: [],
    });
    await d.refresh();
  };

  it("is told under a list that there still is, and not at all where all its lists were removed", async () => {
    const lists = [list({ mode }), list({ name: "other", title: "Other", mode })];
    const d = await open({ lists, channels: [world({})] });
    await d.poll(0, [item("1", "Putin speaks at length in Moscow")]);
    await remove(d, "list");
    expect(await told(d)).toEqual([["Other", 1]]);
    await d.poll(0, [item("2", "Putin opens a bridge over the river")]);
    await remove(d, "other");
    d.later(24 * HOUR);
    await d.digest();
    expect((await d.owed()).map((r) => r.kind)).toEqual(["digest"]);
  });
});

describe("a channel that is taken out of the configuration", () => {
  it("is owed nothing more, and what it was owed is said to the admin", async () => {
    const d = await open({ lists: [list({})], channels: [world({})], place: () => undefined });
    await d.poll(0, [item("1", "Putin speaks to the nation tonight")]);
    await d.deliver();
    expect(d.troubles).toEqual([["world", expect.stringMatching(/no longer configured/)]]);
    expect((await d.owed()).map((r) => [r.kind, r.state])).toEqual([["post", "dead"]]);
    d.reconfigure([]);
    await d.poll(1, [item("2", "Putin speaks to the nation tonight", { url: "https://other.example/2" })]);
    expect(await d.owed()).toHaveLength(1);
  });
});

describe("a cap", () => {
  it("posts so many an hour, and says how many more there were", async () => {
    const d = await open({ lists: [list({})], channels: [world({ cap: 3 })] });
    const many = Array.from({ length: 10 }, (_, i) => item(`${i}`, `Putin story with number ${i}`));
    await d.poll(0, many);
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post", "post", "post"]);
    d.later(HOUR);
    await d.digest();
    const rows = await d.owed();
    expect(rows.at(-1)?.headline).toBe("And 7 more in the last hour");
    await d.poll(0, [item("later", "Putin story of the next hour"), ...many]);
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post", "post", "post", "digest", "post"]);
  });
});

describe("a digest of more than is shown", () => {
  it("leads to all of them, by a command that can be read", async () => {
    const d = await open({ lists: [list({ mode: "digest" })], channels: [world({})] });
    const since = new Date(d.now).toISOString();
    await d.poll(
      0,
      Array.from({ length: 35 }, (_, i) => item(`${i}`, `Putin story with number ${i}`)),
    );
    d.later(24 * HOUR);
    await d.digest();
    const [digest] = await d.owed();
    expect(digest?.message.sections.map((s) => [s.items.length, s.more])).toEqual([[30, 5]]);
    expect(digest?.message.buttons).toEqual([
      { label: "All 35", action: "recent", value: `--since ${since} --limit 50` },
    ]);
    const line = `recent --since ${since} --limit 50`;
    expect(parseLine(line, [describeCommand(recent)])).toEqual({
      name: "recent",
      options: { since, limit: "50" },
    });
  });
});

describe("what a cap counts", () => {
  const numbered = (first: number, count: number) =>
    Array.from({ length: count }, (_, i) => item(`${first + i}`, `Putin story with number ${first + i}`));

  it("is what the channel was told before, by other documents and by articles that came late", async () => {
    const d = await open({ lists: [list({})], channels: [world({ cap: 3 })] });
    await d.poll(0, numbered(1, 2));
    const teaser = item("t", "From the capital", { summary: "Read on" });
    await d.poll(0, [teaser]);
    await d.poll(1, numbered(10, 1));
    await d.article(0, teaser, "In the evening Putin spoke to the nation about harvests.");
    await d.poll(1, numbered(20, 2));
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post", "post", "post"]);
    d.later(HOUR);
    await d.digest();
    expect((await d.owed()).at(-1)?.headline).toBe("And 3 more in the last hour");
  });

  it("is what a person who follows a list was told, too", async () => {
    const d = await open({ lists: [list({})], channels: [] });
    await d.store.follow({ platform: "discord", user: "U1", kind: "watch", subject: "list" }, d.now, 100, []);
    await d.refresh();
    await d.poll(0, numbered(1, 15));
    await d.poll(1, numbered(101, 15));
    expect((await d.owed()).filter((r) => r.channel === "dm:discord:U1")).toHaveLength(20);
  });
});

describe("a channel that was away for long", () => {
  it("is caught up with in one message, breaking ones apart, each recorded as told", async () => {
    const d = await open({ lists: [list({})], tier: 1, channels: [world({})] });
    await d.poll(0, [
      item("u", "URGENT: Putin orders a ceasefire"),
      ...Array.from({ length: 14 }, (_, i) => item(`${i}`, `Putin story with number ${i}`)),
    ]);
    d.later(29 * 60_000);
    await d.digest();
    expect((await d.owed()).filter((r) => r.state === "queued")).toHaveLength(15);
    d.later(2 * 60_000);
    await d.digest();
    await d.digest();
    const waiting = (await d.owed()).filter((r) => r.state === "queued");
    expect(waiting.map((r) => [r.kind, r.headline])).toEqual([
      ["post", "URGENT: Putin orders a ceasefire"],
      ["digest", "Missed while this channel could not be reached: 14 stories"],
    ]);
    // What was told there is not told again by a copy.
    await d.poll(1, [item("c", "Putin story with number 3", { url: "https://other.example/c" })]);
    expect((await d.owed()).filter((r) => r.state === "queued")).toHaveLength(2);
  });
});

describe("a channel that was away for long, and people who muted meanwhile", () => {
  it("is not told what is muted by now", async () => {
    const d = await open({ lists: [list({})], channels: [world({})] });
    await d.poll(
      0,
      Array.from({ length: 14 }, (_, i) => item(`${i}`, `Putin story with number ${i}`)),
    );
    d.later(31 * 60_000);
    const mute = { kind: "story" as const, subject: "3", since: d.now, until: d.now + HOUR, who: "u" };
    await d.store.mute(mute, []);
    await d.refresh();
    await d.digest();
    const waiting = (await d.owed()).filter((r) => r.state === "queued");
    expect(waiting.map((r) => r.headline)).toEqual([
      "Missed while this channel could not be reached: 13 stories",
    ]);
  });
});

describe("a breaking alert that nobody claims", () => {
  const late = { after: 10 * 60_000, mention: "@editors" };

  it("is said again, once, with the mention for it", async () => {
    const d = await open({ lists: [list({ priority: "breaking" })], channels: [world({ escalate: late })] });
    await d.poll(0, [item("1", "Putin orders a ceasefire")]);
    d.later(9 * 60_000);
    await d.digest();
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post"]);
    d.later(2 * 60_000);
    await d.digest();
    await d.digest();
    const rows = await d.owed();
    expect(rows.map((r) => [r.kind, r.message.mention, r.message.loud])).toEqual([
      ["post", "@desk", undefined],
      ["reply", "@editors", true],
    ]);
    expect(rows[1]?.note).toBe("Nobody has claimed this in 11 minutes: Putin orders a ceasefire");
  });

  it("is left alone once someone has it, and where the channel does not ask", async () => {
    for (const claimed of [true, false]) {
      const d = await testDesk({
        lists: [list({ priority: "breaking" })],
        channels: [world(claimed ? { escalate: late } : {})],
      });
      await d.poll(0, [item("1", "Putin orders a ceasefire")]);
      const story = (await d.owed())[0]?.message.story ?? 0;
      if (claimed) {
        const changes = { ...noChanges(d.now), basedOn: d.store.version() };
        await d.store.claimStory({ story, who: "u", name: "Ann", at: d.now }, changes, []);
      }
      d.later(HOUR);
      await d.digest();
      expect((await d.owed()).map((r) => r.kind)).toEqual(["post"]);
      await d.close();
    }
  });
});

describe("an article's picture", () => {
  it.each([
    [{}, true],
    [{ layout: "full", thumbnail: false }, false],
    [{ layout: "compact" }, false],
    [{ layout: "headline", thumbnail: true }, true],
  ] as const)("of a channel with %j: %s", async (settings, shown) => {
    const d = await open({ lists: [list({})], channels: [world(settings)] });
    await d.poll(0, [item("1", "Putin arrives", { image: "https://img.example/1.jpg" })]);
    expect((await d.owed())[0]?.message.thumbnail !== undefined).toBe(shown);
  });
});

describe("where what is new is said", () => {
  it.each([
    ["thread", undefined, undefined],
    ["channel", undefined, true],
    ["both", true, undefined],
  ] as const)("%s", async (updates, loud, apart) => {
    const d = await open({ lists: [list({})], channels: [world({ updates, layout: "compact" })] });
    await d.poll(0, [item("1", "Putin to meet envoys within 24 hours, aide says")]);
    await d.poll(0, [item("1", "Putin to meet envoys within 48 hours, aide says")]);
    const reply = (await d.owed()).find((r) => r.kind === "reply");
    expect([reply?.message.loud, reply?.message.apart, reply?.message.layout]).toEqual([
      loud,
      apart,
      "compact",
    ]);
    expect(reply?.message.mention).toBeUndefined();
  });
});
