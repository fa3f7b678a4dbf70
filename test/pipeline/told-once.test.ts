import { describe, expect, it } from "vitest";
import { decide } from "../../src/alerts/decide.ts";
import { attempt } from "../../src/delivery/attempt.ts";
import { USUAL_URGENCY } from "../../src/model/attention.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { noChanges } from "../../src/store/store.ts";
import type { News } from "../../src/stories/news.ts";
import type { PlacedNews } from "../../src/stories/place.ts";
import { platformModel } from "../delivery/platform-model.ts";
import { item, watching } from "./desk.ts";
import { type TestDesk as Desk, deskOpener } from "./open-desk.ts";

const open = deskOpener();
const HOUR = 3_600_000;
const world = { name: "world", adapter: "console", destination: "world" };

/** Everything queued goes out. */
async function sendAll(d: Desk) {
  for (;;) {
    const leased = await d.store.lease(d.now, []);
    if (leased.length === 0) return;
    for (const { id } of leased)
      await d.store.record(id, { state: "sent", at: d.now, ref: { channel: "c", id: `${id}` } });
  }
}

/** Two stories prove to be one as the third feed is read, and what else that document brings. */
async function merge(
  d: Desk,
  from: number,
  into: number,
  after: PlacedNews[] = [],
  first?: PlacedNews["story"],
) {
  const feed = (await d.store.feeds())[2];
  if (feed === undefined) throw new Error("no third feed");
  const view = {
    deskId: "desk",
    desk: d.desk(),
    channels: d.channels,
    backfill: "all" as const,
    urgency: USUAL_URGENCY,
    now: d.now,
  };
  const { id: _, ...summit } = item("m", "Weather tomorrow in the north");
  const draft = {
    ...summit,
    feed: feed.id,
    guid: "m",
    canonicalUrl: summit.url,
    titleKey: "",
    textHash: "",
    contentHash: "m",
    outlet: "Third News",
    tier: 2 as const,
    firstSeenAt: d.now,
  };
  const placed: PlacedNews = {
    news: { kind: "new", draft },
    story: { known: into },
    repeats: undefined,
    merges: [{ from, into }],
    held: false,
  };
  const snapshot = await d.store.snapshot([from, into], d.now);
  const other = { ...draft, guid: "f", url: "", canonicalUrl: "" };
  const before: PlacedNews[] =
    first === undefined ? [] : [{ ...placed, merges: [], story: first, news: { kind: "new", draft: other } }];
  const all = [...before, placed, ...after];
  const changes = decide({ feed, state: feed.state, placed: all, snapshot, view });
  await d.store.commit(changes);
  return changes;
}

async function twoStories(d: Desk) {
  await d.poll(0, [item("1", "Putin opens a bridge over the river")]);
  await d.poll(1, [item("2", "River crossing inaugurated by Putin today", { url: "https://o.example/2" })]);
  const rows = await d.store.recent({ limit: 10 });
  const ids = rows.map((r) => r.story.id).sort((a, b) => a - b);
  return [ids[0] ?? 0, ids[1] ?? 0] as const;
}

describe("a story that was taken back", () => {
  it("stands again, and says so, once another outlet reports it", async () => {
    const d = await open();
    await d.poll(0, [item("1", "Putin to meet envoys in Moscow on Friday")]);
    await d.poll(0, [item("1", "WITHDRAWN: Putin to meet envoys in Moscow on Friday")]);
    await sendAll(d);
    await d.poll(1, [
      item("2", "Putin to meet envoys in Moscow on Friday", { url: "https://other.example/2" }),
    ]);
    const rows = (await d.owed()).filter((r) => r.state === "queued");
    expect(rows.map((r) => [r.kind, r.message.withdrawn, r.message.outlet])).toEqual([
      ["edit", false, "Other News"],
      ["reply", false, "Other News"],
    ]);
    expect(rows[1]?.note).toContain("Other News reports it");
  });

  it("is told as news to a channel that had not heard of it", async () => {
    const d = await open({ lists: [watching("putin AND envoys")] });
    await d.poll(0, [item("1", "Talks with Moscow are to begin on Friday")]);
    await d.poll(0, [item("1", "WITHDRAWN: Talks with Moscow are to begin on Friday")]);
    await d.poll(1, [
      item("2", "Talks with Moscow are to begin on Friday", {
        url: "https://other.example/2",
        summary: "Putin is to see the envoys himself.",
      }),
    ]);
    expect((await d.owed()).map((r) => [r.kind, r.message.withdrawn])).toEqual([["post", false]]);
  });

  it("stands again once its own outlet has put its report back, not where a cache still has it", async () => {
    const d = await open();
    const title = "Putin to meet envoys in Moscow on Friday";
    await d.poll(0, [item("1", title)]);
    await d.poll(0, [item("1", `WITHDRAWN: ${title}`)]);
    await sendAll(d);
    d.later(60_000);
    await d.poll(0, [item("1", title)]);
    expect((await d.owed()).filter((r) => r.state === "queued")).toEqual([]);
    d.later(HOUR);
    await d.poll(0, [item("1", title)]);
    const rows = (await d.owed()).filter((r) => r.state === "queued");
    expect(rows.map((r) => [r.kind, r.message.withdrawn, r.note])).toEqual([
      ["edit", false, ""],
      ["reply", false, `Example News has put back what it had withdrawn: “${title}”`],
    ]);
    await sendAll(d);
    await d.poll(0, [item("1", `WITHDRAWN: ${title}`)]);
    const again = (await d.owed()).filter((r) => r.state === "queued");
    expect(again.map((r) => [r.kind, r.message.withdrawn])).toEqual([
      ["edit", true],
      ["reply", true],
    ]);
  });

  it("stays so where another outlet has but the copy of it", async () => {
    const d = await open();
    const summary =
      "Putin is to meet envoys of three countries in Moscow on Friday, an aide to the president said on Wednesday.";
    await d.poll(0, [item("1", "Putin to meet envoys in Moscow on Friday", { summary })]);
    await d.poll(0, [item("1", "WITHDRAWN: Putin to meet envoys in Moscow on Friday", { summary })]);
    await sendAll(d);
    const other = { summary, url: "https://other.example/2" };
    await d.poll(1, [item("2", "Putin to meet envoys in Moscow on Friday", other)]);
    const rows = (await d.owed()).filter((r) => r.state === "queued");
    expect(rows.map((r) => [r.kind, r.message.withdrawn])).toEqual([["edit", true]]);
  });

  it("stays so where the same outlet's other feed still has the old text", async () => {
    const d = await open({ outlets: ["Example News", "Example News"] });
    await d.poll(0, [item("1", "Putin to meet envoys in Moscow on Friday")]);
    await d.poll(0, [item("1", "WITHDRAWN: Putin to meet envoys in Moscow on Friday")]);
    await sendAll(d);
    await d.poll(1, [item("2", "Putin to meet envoys in Moscow on Friday")]);
    expect((await d.owed()).filter((r) => r.state === "queued")).toEqual([]);
  });
});

describe("another outlet's copy that is first seen more than a day later", () => {
  const title = "Putin to meet envoys in Moscow on Friday";
  const told = async (published: number) => {
    const d = await open();
    const at = d.now;
    await d.poll(0, [item("1", title, { publishedAt: at })]);
    d.later(26 * HOUR);
    const copy = { url: "https://other.example/2", publishedAt: at + published };
    await d.poll(1, [item("2", `UPDATE 1-${title}`, { ...copy, summary: "The aide spoke to reporters." })]);
    return (await d.owed()).filter((r) => r.kind === "post").length;
  };

  it("is a copy where it was published within the day: the desk was away", async () => {
    expect(await told(5 * HOUR)).toBe(1);
  });

  it("is news where it was published after it: the headline came again", async () => {
    expect(await told(26 * HOUR)).toBe(2);
  });
});

describe("a raise to breaking", () => {
  it("pings also when something else is new of the story", async () => {
    const d = await open({ tier: 1, channels: [{ ...world, mention: "@desk" }] });
    await d.poll(0, [item("1", "Putin visits Geneva: 12 dead in blast")]);
    await sendAll(d);
    await d.poll(0, [item("1", "URGENT: Putin visits Geneva: 40 dead in blast")]);
    const replies = (await d.owed()).filter((r) => r.kind === "reply");
    expect(replies.map((r) => [r.message.loud, r.message.mention])).toEqual([[true, "@desk"]]);
    expect(replies[0]?.note).toContain("Now breaking");
    expect(replies[0]?.note).toContain("Headline changed");
  });
});

describe("two stories that prove to be one", () => {
  it("are one to the story index too, with what the document brought before", async () => {
    const d = await open();
    const [older, newer] = await twoStories(d);
    const changes = await merge(d, newer, older, [], { known: newer });
    expect(changes.entries.map((e) => e.story)).toEqual([older, older]);
  });

  it("keep the message that people have, where the older alert still waits for a digest", async () => {
    const slow = { ...watching("bridge", "slow"), mode: "digest" as const };
    const d = await open({ lists: [slow, watching("crossing", "fast")], channels: [world] });
    const [older, newer] = await twoStories(d);
    await sendAll(d);
    await merge(d, newer, older);
    d.later(24 * HOUR);
    await d.digest();
    const rows = await d.owed();
    expect(rows.map((r) => [r.kind, r.headline, r.note])).toEqual([
      ["post", "River crossing inaugurated by Putin today", ""],
      ["edit", "River crossing inaugurated by Putin today", ""],
    ]);
  });

  it("stay claimed", async () => {
    const escalate = { after: 600_000 };
    const lists = [{ ...watching("putin"), priority: "breaking" as const }];
    const d = await open({ lists, channels: [{ ...world, escalate }] });
    const [older, newer] = await twoStories(d);
    await sendAll(d);
    const [alert] = (await d.store.snapshot([newer], d.now)).alerts.get(newer) ?? [];
    if (alert === undefined) throw new Error("no alert");
    const claimed = { ...alert, message: { ...alert.message, claimedBy: "Ann" } };
    const changes = { ...noChanges(d.now), alerts: [claimed], basedOn: d.store.version() };
    await d.store.claimStory({ story: newer, who: "u", name: "Ann", at: d.now }, changes, []);
    await merge(d, newer, older);
    const edit = (await d.owed()).find((r) => r.kind === "edit" && r.note === "");
    expect(edit?.message.claimedBy).toBe("Ann");
    expect(await d.store.claimOf(older)).toMatchObject({ name: "Ann" });
    d.later(HOUR);
    await d.digest();
    expect((await d.owed()).filter((r) => r.kind === "reply")).toEqual([]);
  });

  it("are told once, also of a revision in the document that showed it", async () => {
    const d = await open();
    const [older, newer] = await twoStories(d);
    await sendAll(d);
    const [entry] = (await d.store.snapshot([newer], d.now)).entries.get(newer) ?? [];
    if (entry === undefined) throw new Error("no entry");
    const { story: _, id: __, ...rest } = entry;
    const draft = { ...rest, title: "River crossing inaugurated by Putin in rain", contentHash: "changed" };
    const news: News = { kind: "revision", draft, entry, change: "headline" };
    await merge(d, newer, older, [{ news, story: undefined, repeats: undefined, merges: [], held: false }]);
    expect((await d.owed()).filter((r) => r.kind === "post")).toHaveLength(2);
    const rows = (await d.owed()).filter((r) => r.state === "queued");
    expect(rows.map((r) => r.kind)).toEqual(["edit", "edit"]);
  });
});

describe("a post that an admin sends again", () => {
  it("and that may have arrived is pointed to the older story's, not left to stand", async () => {
    const d = await open();
    const [older, newer] = await twoStories(d);
    const lost = { state: "dead", error: "given up", uncertain: true } as const;
    const [first, second] = [...(await d.store.lease(d.now, [])), ...(await d.store.lease(d.now, []))];
    await d.store.record(first?.id ?? 0, { state: "sent", at: d.now, ref: { channel: "c", id: "1" } });
    await d.store.record(second?.id ?? 0, lost);
    expect((await d.store.redo(second?.id ?? 0, "retry", d.now))?.uncertain).toBe(true);
    await merge(d, newer, older);
    const rows = (await d.owed()).filter((r) => r.state === "queued");
    expect(rows.map((r) => [r.kind, r.headline])).toContainEqual([
      "post",
      "River crossing inaugurated by Putin today",
    ]);
    expect(rows.filter((r) => r.kind === "edit" && r.note !== "")).toHaveLength(1);
  });
});

describe("a muted story", () => {
  it("is not said again because nobody claims it", async () => {
    const lists = [{ ...watching("putin"), priority: "breaking" as const }];
    const d = await open({ lists, channels: [{ ...world, escalate: { after: 600_000 } }] });
    await d.poll(0, [item("1", "Putin orders a ceasefire")]);
    const mute = { kind: "story" as const, subject: "1", since: d.now, until: d.now + 2 * HOUR, who: "u" };
    await d.store.mute(mute, []);
    await d.refresh();
    d.later(HOUR);
    await d.digest();
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post"]);
  });

  it.each([
    ["story", "1"],
    ["watch", "list"],
  ] as const)("is in no digest, be it muted as a %s", async (kind, subject) => {
    const d = await open({ lists: [{ ...watching("putin"), mode: "digest" as const }] });
    await d.poll(0, [item("1", "Putin speaks at length in Moscow")]);
    await d.store.mute({ kind, subject, since: d.now, until: d.now + 48 * HOUR, who: "u" }, []);
    await d.refresh();
    d.later(24 * HOUR);
    await d.digest();
    expect(await d.owed()).toEqual([]);
  });

  it("stays muted as it proves to be one with another, and people can let it be told again", async () => {
    const d = await open({ tier: 1 });
    const [older, newer] = await twoStories(d);
    await sendAll(d);
    const mute = { kind: "story" as const, subject: `${newer}`, since: d.now, until: d.now + HOUR, who: "u" };
    await d.store.mute(mute, []);
    await d.refresh();
    await merge(d, newer, older);
    expect((await d.store.mutes({ at: d.now, limit: 5 })).map((m) => m.subject)).toEqual([`${older}`]);
    await d.refresh();
    d.later(1_000);
    await sendAll(d);
    const urgent = item("u", "URGENT: Putin opens a bridge over the river", { url: "https://o.example/u" });
    const told = (await d.owed()).length;
    await d.poll(1, [urgent]);
    const since = (await d.owed()).slice(told);
    expect(since.map((r) => r.kind)).toEqual(["edit"]);
    expect(await d.store.unmute("story", `${older}`, d.now, [])).toBe(1);
  });

  it("that was merged and dropped does not silence the next one", async () => {
    const d = await open();
    const [older, newer] = await twoStories(d);
    const mute = { kind: "story" as const, subject: `${newer}`, since: d.now, until: d.now + HOUR, who: "u" };
    await d.store.mute(mute, []);
    await d.refresh();
    await merge(d, newer, older);
    const keep = { entries: 0, alerts: 0, audit: 0, count: 1_000_000 };
    await d.store.prune(keep);
    expect((await d.store.snapshot([newer], d.now)).stories.get(newer)?.mergedInto).toBe(older);
    d.later(2 * HOUR);
    await d.store.prune({ ...keep, entries: d.now - HOUR });
    await d.restart();
    await d.poll(0, [item("3", "Putin resigns after long night of talks")]);
    expect((await d.owed()).map((r) => r.headline)).toContain("Putin resigns after long night of talks");
  });
});

describe("a guid given to another article", () => {
  const first = item("top-1", "Putin opens a bridge over the river", {
    url: "https://news.example/bridge",
    publishedAt: Date.UTC(2026, 7, 20, 8),
  });
  const second = item("top-1", "Kremlin reshuffle: Putin dismisses ministers", {
    url: "https://news.example/reshuffle",
    publishedAt: Date.UTC(2026, 7, 20, 9),
  });

  it("is told as the news it is, once, and the first keeps its own", async () => {
    const d = await open();
    await d.poll(0, [first]);
    for (let n = 0; n < 3; n++) await d.poll(0, [second]);
    await d.poll(0, [first]);
    await d.poll(0, [second]);
    expect((await d.owed()).map((r) => `${r.kind}: ${r.headline}`)).toEqual([
      `post: ${first.title}`,
      `post: ${second.title}`,
    ]);
  });

  it("is a revision where only the headline and its link changed", async () => {
    const d = await open();
    await d.poll(0, [first]);
    const title = "Putin opens river bridge amid protests";
    await d.poll(0, [{ ...first, title, url: "https://news.example/bridge-protests" }]);
    expect((await d.owed()).map((r) => `${r.kind}: ${r.headline}`)).toEqual([
      `post: ${first.title}`,
      `edit: ${title}`,
    ]);
  });
});

describe("a headline that only begins like a kill", () => {
  it.each([
    ["Withdrawal: Putin pulls troops from Syria", true],
    ["Kill – Putin's new film of the war", true],
    ["WITHDRAWN: Putin pulls troops from Syria", false],
    ["[Retraction] Putin pulls troops from Syria", false],
    ["KILL: Putin pulls troops from Syria", false],
  ])("%s: told %s", async (title, isTold) => {
    const d = await open();
    await d.poll(0, [item("1", title)]);
    expect((await d.owed()).length > 0).toBe(isTold);
  });
});

describe("a text in whose place its publisher says that it stands no longer", () => {
  const title = "Putin to meet envoys in Moscow on Friday";
  const text = "Putin is to meet envoys of three countries in Moscow on Friday, an aide said on Wednesday.";

  it.each([
    ["This story has been withdrawn. The source could not be confirmed.", true],
    ["Editor’s note: This article was removed after its author withdrew it.", true],
    ["[Retraction] This report has been retracted.", true],
    ["The report was withdrawn by the ministry on Friday, an aide said.", false],
    ["Putin is to meet envoys. This story has been updated.", false],
  ])("%s: taken back %s, and not once the text is back", async (notice, isTaken) => {
    const d = await open();
    await d.poll(0, [item("1", title, { summary: text })]);
    await sendAll(d);
    d.later(HOUR);
    await d.poll(0, [item("1", title, { summary: notice })]);
    const told = (await d.owed()).slice(1).filter((r) => r.kind === "reply");
    expect(told.map((r) => r.message.withdrawn)).toEqual(isTaken ? [true] : []);
    if (!isTaken) return;
    await sendAll(d);
    d.later(HOUR);
    await d.poll(0, [item("1", title, { summary: text })]);
    expect((await d.owed()).at(-1)?.note).toContain("has put back what it had withdrawn");
  });
});

describe("what people do while digests are made", () => {
  it("stands: a claim that came in between is seen", async () => {
    const lists = [{ ...watching("putin"), priority: "breaking" as const }];
    const d = await open({ lists, channels: [{ ...world, escalate: { after: 600_000 } }] });
    await d.poll(0, [item("1", "Putin orders a ceasefire")]);
    d.later(HOUR);
    const person = openStore({ file: d.file, newDeskId: () => "", existing: true });
    const look = d.store.unclaimed;
    let looks = 0;
    d.store.unclaimed = async (between) => {
      const found = await look(between);
      if (looks++ === 0) {
        const claim = { story: 1, who: "u", name: "Ann", at: d.now };
        await person.claimStory(claim, { ...noChanges(d.now), basedOn: person.version() }, []);
      }
      return found;
    };
    await d.digest();
    await person.close();
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post"]);
  });
});

describe("a desk that was away", () => {
  it("tells what it owes, though the platform fails it once", async () => {
    const d = await open();
    await d.poll(0, [item("1", "Putin orders a ceasefire")]);
    const [delivery] = await d.store.lease(d.now + 72 * HOUR, []);
    if (delivery === undefined) throw new Error("nothing is owed");
    const { adapter, order } = platformModel();
    order({ kind: "timeOut" });
    const tools = { store: d.store, now: () => d.now + 72 * HOUR, random: () => 0.5, giveUpAfter: 48 * HOUR };
    const { outcome } = await attempt(delivery, { adapter, destination: "world" }, tools);
    expect(outcome.state).toBe("queued");
  });
});

describe("an alert raised late", () => {
  it("is said again when nobody claimed it since it was raised", async () => {
    const escalate = { after: 600_000 };
    const d = await open({ tier: 1, channels: [{ ...world, escalate }] });
    await d.poll(0, [item("1", "Putin visits Geneva for talks with envoys")]);
    await sendAll(d);
    d.later(HOUR);
    await d.poll(1, [
      item("2", "URGENT: Putin visits Geneva for talks with envoys", { url: "https://o.example/2" }),
    ]);
    await d.digest();
    const escalated = async () =>
      (await d.owed()).filter((r) => r.note.startsWith("Nobody")).map((r) => r.note);
    expect(await escalated()).toEqual([]);
    d.later(600_000);
    await d.digest();
    await d.digest();
    expect(await escalated()).toEqual([
      "Nobody has claimed this in 10 minutes: Putin visits Geneva for talks with envoys",
    ]);
  });

  it("is said again too if the first two hours are over", async () => {
    const d = await open({ tier: 1, channels: [{ ...world, escalate: { after: 600_000 } }] });
    await d.poll(0, [item("1", "Putin visits Geneva for talks with envoys")]);
    await sendAll(d);
    d.later(3 * HOUR);
    await d.poll(1, [
      item("2", "URGENT: Putin visits Geneva for talks with envoys", { url: "https://o.example/2" }),
    ]);
    d.later(600_000);
    await d.digest();
    expect((await d.owed()).filter((r) => r.note.startsWith("Nobody"))).toHaveLength(1);
  });
});

describe("an entry without a link", () => {
  it("is told once, though its guid is another at every poll", async () => {
    const d = await open();
    for (const id of ["a", "b", "c"]) await d.poll(0, [item(id, "Putin speaks", { url: "" })]);
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post"]);
    expect((await d.store.totals()).entries).toBe(1);
  });

  it("is told once, though its feed's guids prove to be none", async () => {
    const d = await open();
    const known = [item("1", "Putin speaks", { url: "" }), item("2", "Putin sleeps", { url: "" })];
    await d.poll(0, known);
    for (let n = 0; n < 2; n++) await d.poll(0, [...known, item("2", "Putin eats", { url: "" })]);
    expect((await d.owed()).map((r) => `${r.kind}: ${r.headline}`)).toEqual([
      "post: Putin sleeps",
      "post: Putin speaks",
      "post: Putin eats",
    ]);
  });

  it("is another where the feed lists both, or dates it anew", async () => {
    const d = await open();
    const dated = (id: string, day: number) =>
      item(id, "Putin speaks", { url: "", publishedAt: Date.UTC(2026, 7, day, 8) });
    await d.poll(0, [dated("a", 19)]);
    await d.poll(0, [dated("b", 20), dated("a", 19)]);
    await d.poll(0, [dated("c", 20), dated("b", 20)]);
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post", "post", "post"]);
  });
});
