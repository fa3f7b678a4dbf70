import { describe, expect, it } from "vitest";
import type { Channel } from "../../src/desk/desk.ts";
import { noChanges } from "../../src/store/store.ts";
import { item, type Placing, watching } from "./desk.ts";
import { type TestDesk as Desk, deskOpener } from "./open-desk.ts";

const open = deskOpener();
const HOUR = 3_600_000;
const world = (more: Partial<Channel> = {}): Channel => ({
  name: "world",
  adapter: "discord",
  destination: "112233",
  mention: "@desk",
  ...more,
});
const TITLE = "Putin to meet envoys in Moscow on Friday";
/** The same story by the second outlet. */
const copy = (title = TITLE, summary = "") => item("2", title, { url: "https://other.example/2", summary });

/** What was queued since, sent. */
async function since(d: Desk) {
  const rows = (await d.owed()).filter((r) => r.state === "queued");
  for (let due = await d.store.lease(d.now, []); due.length > 0; due = await d.store.lease(d.now, []))
    for (const { id } of due)
      await d.store.record(id, { state: "sent", at: d.now, ref: { channel: "c", id: `${id}` } });
  return rows;
}

describe("a story of which a more urgent list is told", () => {
  const lists = [{ ...watching("putin", "slow"), priority: "low" as const }, watching("geneva", "fast")];

  it("says so, and by which list, in one sentence", async () => {
    const d = await open({ lists });
    await d.poll(0, [item("1", TITLE)]);
    await since(d);
    await d.poll(1, [copy(TITLE, "They come from Geneva.")]);
    const rows = await since(d);
    expect(rows.map((r) => [r.kind, r.message.priority])).toEqual([
      ["edit", "normal"],
      ["reply", "normal"],
    ]);
    expect(rows[1]?.note).toBe("Now of normal priority, by fast.");
  });

  it("joins silently by a list that is no more urgent", async () => {
    const d = await open({ lists: lists.map((l) => ({ ...l, priority: "normal" as const })) });
    await d.poll(0, [item("1", TITLE)]);
    await since(d);
    await d.poll(1, [copy(TITLE, "They come from Geneva.")]);
    expect((await since(d)).map((r) => [r.kind, r.lists])).toEqual([["edit", ["slow", "fast"]]]);
  });

  it("waits for its digest no longer once a list wants it at once", async () => {
    const d = await open({
      lists: [{ ...watching("putin", "slow"), mode: "digest" }, watching("geneva", "fast")],
    });
    await d.poll(0, [item("1", TITLE)]);
    expect(await since(d)).toEqual([]);
    await d.poll(1, [copy(TITLE, "They come from Geneva.")]);
    expect((await since(d)).map((r) => [r.kind, r.lists])).toEqual([["post", ["slow", "fast"]]]);
    d.later(24 * HOUR);
    await d.digest();
    expect(await since(d)).toEqual([]);
  });

  it("waits for the morning instead where the channel is quiet", async () => {
    const quiet = { from: "22:00", to: "07:00", days: [], isHoliday: () => false };
    const d = await open({
      lists: [{ ...watching("putin", "slow"), mode: "digest" }, watching("geneva", "fast")],
      channels: [world({ quiet })],
    });
    d.later(14 * HOUR);
    await d.poll(0, [item("1", TITLE)]);
    await d.poll(1, [copy(TITLE, "They come from Geneva.")]);
    expect(await since(d)).toEqual([]);
    d.later(8 * HOUR);
    await d.digest();
    expect((await since(d)).map((r) => r.headline)).toEqual(["While it was quiet: 1 story"]);
  });
});

describe("a story that many outlets carry", () => {
  const outlets = ["Example News", "Other News", "Third News", "Fourth News"];
  const report = (n: number, title = TITLE) => item(`${n}`, title, { url: `https://o${n}.example/` });

  it("is told again as so many carry it as the desk wants, once each; what was taken back does not count", async () => {
    const d = await open({ outlets, urgency: { outlets: [2, 3] } });
    for (const n of [0, 1]) await d.poll(n, [report(n)]);
    await d.poll(1, [report(1, `WITHDRAWN: ${TITLE}`)]);
    await since(d);
    for (const n of [2, 3]) await d.poll(n, [report(n)]);
    const notes = (await since(d)).filter((r) => r.kind === "reply").map((r) => r.note);
    expect(notes).toEqual([
      "Now carried by 2 outlets: Example News, Third News.",
      "Now carried by 3 outlets: Example News, Third News, Fourth News.",
    ]);
  });

  it("is told again too where two stories that prove to be one pass the number together", async () => {
    let merges = false;
    const placing: Placing = (_, found) =>
      merges ? { ...found, story: 1, merges: [{ from: 2, into: 1 }] } : found;
    const d = await open({ outlets, urgency: { outlets: [3] }, placing });
    await d.poll(0, [report(0)]);
    for (const n of [1, 2]) await d.poll(n, [report(n, "Kremlin awaits three guests of Putin this week")]);
    await since(d);
    merges = true;
    await d.poll(0, [report(9, "Putin's week: envoys and other guests")]);
    const notes = (await since(d)).filter((r) => r.kind === "reply").map((r) => r.note);
    expect(notes).toEqual(["Now carried by 3 outlets: Example News, Other News, Third News."]);
  });
});

describe("a raise to breaking", () => {
  it.each([
    [undefined, true, undefined],
    ["both", true, undefined],
    ["channel", true, true],
    ["thread", undefined, undefined],
  ] as const)(
    "of a channel whose updates go to %s: loud %s, apart %s, and it pings",
    async (updates, loud, apart) => {
      const d = await open({ tier: 1, channels: [world(updates === undefined ? {} : { updates })] });
      await d.poll(0, [item("1", TITLE)]);
      await since(d);
      await d.poll(1, [copy(`URGENT: ${TITLE}`)]);
      const reply = (await since(d)).find((r) => r.kind === "reply");
      expect(reply?.message).toMatchObject({ note: `Now breaking: ${TITLE}`, mention: "@desk" });
      expect([reply?.message.loud, reply?.message.apart]).toEqual([loud, apart]);
    },
  );

  it("stands alone, and pings, where the channel had the story in a digest only: it is told there once", async () => {
    const d = await open({ tier: 1, lists: [{ ...watching("putin"), mode: "digest" }], channels: [world()] });
    await d.poll(0, [item("1", TITLE)]);
    d.later(24 * HOUR);
    await d.digest();
    await since(d);
    await d.poll(1, [copy(`URGENT: ${TITLE}`)]);
    const rows = await since(d);
    expect(rows.map((r) => [r.kind, r.headline, r.message.mention, r.message.loud])).toEqual([
      ["reply", TITLE, "@desk", true],
    ]);
  });
});

describe("a correction by an outlet that the alert does not show", () => {
  it("says whose headline changed", async () => {
    const d = await open();
    await d.poll(0, [item("1", TITLE)]);
    await d.poll(1, [copy()]);
    await since(d);
    await d.poll(1, [copy("CORRECTED: Putin to meet envoys in Minsk on Friday")]);
    const reply = (await since(d)).find((r) => r.kind === "reply");
    expect(reply?.note).toBe("Other News: Headline changed: “Moscow” → “Minsk”");
    const words = reply?.message.struck?.map(({ start, end }) => reply.note.slice(start, end));
    expect(words).toEqual(["Moscow"]);
  });
});

describe("a report that is taken back", () => {
  const claimed = async (d: Desk, who: string) => {
    const changes = { ...noChanges(d.now), basedOn: d.store.version() };
    await d.store.claimStory({ story: 1, who, name: "Ann", at: d.now }, changes, []);
  };
  const kill = (d: Desk) => d.poll(0, [item("1", `WITHDRAWN: ${TITLE}`)]);

  it.each([
    [undefined, true, undefined],
    ["thread", true, undefined],
    ["both", true, undefined],
    ["channel", true, true],
  ] as const)("is seen by the whole channel, its updates going to %s", async (updates, loud, apart) => {
    const d = await open({ channels: [world(updates === undefined ? {} : { updates })] });
    await d.poll(0, [item("1", TITLE)]);
    await since(d);
    await kill(d);
    const reply = (await since(d)).find((r) => r.kind === "reply");
    expect(reply?.note).toBe("WITHDRAWN: Example News has taken this report back.");
    expect([reply?.message.loud, reply?.message.apart, reply?.message.mention]).toEqual([
      loud,
      apart,
      undefined,
    ]);
  });

  it("is told in person to who claimed the story, though it is muted and night, and so is its return", async () => {
    const quiet = { from: "22:00", to: "07:00", days: [], isHoliday: () => false };
    const d = await open({ channels: [world({ quiet })] });
    await d.poll(0, [item("1", TITLE)]);
    await since(d);
    await claimed(d, "discord:123456 (Ann (night desk))");
    await d.store.mute({ kind: "story", subject: "1", since: d.now, until: d.now + 48 * HOUR, who: "u" }, []);
    await d.refresh();
    d.later(14 * HOUR);
    await kill(d);
    const rows = await since(d);
    expect(rows.map((r) => [r.kind, r.channel])).toEqual([
      ["edit", "world"],
      ["reply", "world"],
      ["post", "dm:discord:123456"],
    ]);
    expect(rows[2]?.message).toMatchObject({
      kind: "notice",
      story: 1,
      withdrawn: true,
      headline: { text: TITLE },
    });
    expect(rows[2]?.note).toBe(
      "WITHDRAWN: Example News has taken this report back. You have claimed this story.",
    );
    d.later(HOUR);
    await d.poll(1, [copy()]);
    const again = (await since(d)).find((r) => r.channel === "dm:discord:123456");
    expect(again?.note).toContain("Other News reports it, so the story stands again");
  });

  it("is told once to a claimer who follows the story", async () => {
    const d = await open({ channels: [world()] });
    await d.store.follow(
      { platform: "discord", user: "123456", kind: "watch", subject: "list" },
      d.now,
      9,
      [],
    );
    await d.refresh();
    await d.poll(0, [item("1", TITLE)]);
    await claimed(d, "discord:123456 (Ann)");
    await since(d);
    await kill(d);
    const theirs = (await since(d)).filter((r) => r.channel === "dm:discord:123456");
    expect(theirs.map((r) => r.kind)).toEqual(["edit", "reply"]);
  });

  it.each(["shell:root", "slack:U123 (Ann)"])(
    "is told to nobody in person who is not reached: %s",
    async (who) => {
      const d = await open({ channels: [world()] });
      await d.poll(0, [item("1", TITLE)]);
      await claimed(d, who);
      await since(d);
      await kill(d);
      expect((await since(d)).map((r) => r.channel)).toEqual(["world", "world"]);
    },
  );
});
