import { describe, expect, it } from "vitest";
import { item, watching } from "./desk.ts";
import { type TestDesk as Desk, deskOpener } from "./open-desk.ts";

const open = deskOpener();
const HOUR = 3_600_000;
const told = (d: Desk) =>
  d.owed().then((rows) => rows.map((r) => `${r.kind} ${r.channel}: ${r.note || r.headline}`));

describe("one alert a story", () => {
  it("tells a matching entry once, however often it is polled", async () => {
    const d = await open();
    for (let i = 0; i < 3; i++) await d.poll(0, [item("1", "Putin speaks"), item("2", "Weather tomorrow")]);
    expect(await told(d)).toEqual(["post world: Putin speaks"]);
    expect((await d.store.totals()).entries).toBe(2);
  });

  it("tells the oldest first", async () => {
    const d = await open();
    await d.poll(0, [item("3", "Putin three"), item("2", "Putin two"), item("1", "Putin one")]);
    expect(await told(d)).toEqual([
      "post world: Putin one",
      "post world: Putin two",
      "post world: Putin three",
    ]);
  });

  it("edits the alert when another outlet has the same text, across a restart", async () => {
    const d = await open();
    await d.poll(0, [item("1", "Putin to meet envoys in Moscow on Friday")]);
    await d.restart();
    await d.poll(1, [
      item("x", "UPDATE 2-Putin to meet envoys in Moscow on Friday", { url: "https://other.example/x" }),
    ]);
    const rows = await d.owed();
    expect(rows.map((r) => r.kind)).toEqual(["post", "edit"]);
    expect(rows[1]?.outlets).toEqual(["Example News", "Other News"]);
    expect(rows[0]?.key).not.toBe(rows[1]?.key);
  });

  it("knows a link in every dress", async () => {
    const d = await open();
    await d.poll(0, [
      item("1", "Putin in the Kremlin", { url: "https://www.news.example/a/1?utm_source=rss#top" }),
    ]);
    await d.poll(1, [item("9", "The Kremlin and Putin", { url: "http://m.news.example/a/1/" })]);
    expect((await told(d)).filter((line) => line.startsWith("post"))).toHaveLength(1);
  });

  it("takes a known link under a new guid for a revision", async () => {
    const d = await open();
    await d.poll(0, [item("1", "Putin speaks in Moscow today", { url: "https://news.example/a" })]);
    await d.poll(0, [item("reissued-1", "Putin speaks in Moscow today", { url: "https://news.example/a" })]);
    await d.poll(0, [item("reissued-1", "Putin spoke in Moscow today", { url: "https://news.example/a" })]);
    expect(await told(d)).toEqual([
      "post world: Putin speaks in Moscow today",
      "edit world: Putin spoke in Moscow today",
    ]);
    expect((await d.store.totals()).entries).toBe(1);
  });

  it("does not trust guids that a document repeats", async () => {
    const d = await open();
    const entries = [1, 2, 3].map((n) =>
      item("same", `Putin story number ${n}`, { url: `https://news.example/${n}` }),
    );
    await d.poll(0, entries);
    await d.poll(0, entries);
    expect((await d.store.totals()).entries).toBe(3);
    expect(await told(d)).toHaveLength(3);
  });

  it("does not merge entries that all link to the front page", async () => {
    const d = await open();
    await d.poll(0, [
      item("1", "Putin flies to the far east", { url: "https://news.example/" }),
      item("2", "Putin signs a law on taxes", { url: "https://news.example/" }),
    ]);
    expect((await d.store.totals()).stories).toBe(2);
  });

  it("never merges a recurring headline beyond a day, nor a short one at all", async () => {
    const d = await open();
    await d.poll(0, [item("1", "What Putin said in his weekly address")]);
    d.later(25 * HOUR);
    await d.poll(0, [item("2", "What Putin said in his weekly address")]);
    await d.poll(1, [item("3", "Putin briefing", { url: "https://other.example/3" })]);
    await d.poll(2, [item("4", "Putin briefing", { url: "https://third.example/4" })]);
    expect((await d.store.totals()).stories).toBe(4);
  });

  it("knows a text under another headline", async () => {
    const d = await open();
    const summary =
      "The president told reporters on Friday that Putin had agreed to a first round of talks to be held next week in Geneva.";
    await d.poll(0, [item("1", "Talks with Putin agreed for next week", { summary })]);
    await d.poll(1, [item("2", "Geneva to host a first round", { summary, url: "https://other.example/2" })]);
    expect((await told(d)).map((l) => l.split(":")[0])).toEqual(["post world", "edit world"]);
  });

  it("joins two lists in one alert of a channel, and tells each channel once", async () => {
    const d = await open({
      lists: [watching("putin", "a", ["world"]), watching("kremlin", "b", ["world", "desk2"])],
      channels: ["world", "desk2"],
    });
    await d.poll(0, [item("1", "Putin leaves the Kremlin")]);
    const rows = await d.owed();
    expect(rows.map((r) => [r.kind, r.channel, r.lists])).toEqual([
      ["post", "world", ["a", "b"]],
      ["post", "desk2", ["b"]],
    ]);
  });

  it("matches a revision that did not match before", async () => {
    const d = await open();
    await d.poll(0, [item("1", "A leader speaks to the nation")]);
    await d.poll(0, [item("1", "Putin speaks to the nation")]);
    expect(await told(d)).toEqual(["post world: Putin speaks to the nation"]);
  });
});

describe("an article that comes after its teaser", () => {
  const teaser = (title = "Talks in Geneva") => item("1", title, { summary: "What is known so far." });
  const ARTICLE =
    "Putin would be there, an aide said on Monday, and stay until Thursday. Correction: an earlier version of this said Tuesday.";

  it("is matched, told as no correction, and no revision to the next poll", async () => {
    const d = await open();
    await d.poll(0, [teaser()]);
    expect(await d.owed()).toEqual([]);
    await d.article(0, teaser(), ARTICLE);
    expect((await d.owed()).map((m) => [m.kind, m.headline])).toEqual([["post", "Talks in Geneva"]]);
    await d.article(0, teaser(), ARTICLE);
    await d.restart();
    d.later(HOUR);
    await d.poll(0, [teaser()]);
    expect(await d.owed()).toHaveLength(1);
    const [entry] = await d.store.entriesSince(0, undefined, 10);
    expect(entry).toMatchObject({ textFrom: "article", content: ARTICLE, summary: "What is known so far." });
  });

  it("is dropped where the entry was revised or taken back meanwhile, or is not there", async () => {
    const d = await open();
    await d.article(0, teaser(), ARTICLE);
    await d.poll(0, [teaser()]);
    d.later(HOUR);
    await d.poll(0, [teaser("Talks in Geneva are over")]);
    await d.article(0, teaser(), ARTICLE);
    const withdrawn = item("2", "Storm ahead", { summary: "Soon." });
    await d.poll(1, [withdrawn]);
    d.later(HOUR);
    await d.poll(1, [{ ...withdrawn, status: "canceled" }]);
    await d.article(1, withdrawn, ARTICLE);
    expect(await d.owed()).toEqual([]);
  });
});

describe("what a hub pushes", () => {
  it("is told, once, and leaves the feed's state to its polls", async () => {
    const d = await open();
    await d.poll(0, [item("0", "Nothing to see")]);
    const before = (await d.store.feed(1))?.state;
    d.later(HOUR);
    await d.push(0, [item("1", "Putin lands in Geneva")]);
    await d.push(0, [item("1", "Putin lands in Geneva")]);
    expect((await d.store.feed(1))?.state).toEqual(before);
    await d.poll(0, [item("1", "Putin lands in Geneva"), item("0", "Nothing to see")]);
    expect((await d.owed()).map((m) => m.kind)).toEqual(["post"]);
    await d.store.saveHub(1, { url: "https://hub.example/", topic: "https://a.example/", lease: 9 });
    expect((await d.store.feed(1))?.state).toMatchObject({ lastSuccessAt: d.now, hub: { lease: 9 } });
  });
});

describe("a report taken back", () => {
  it("strikes the alert and replies, keeping the headline that was told", async () => {
    const d = await open();
    await d.poll(0, [item("1", "Putin to resign on Monday, aide says")]);
    await d.poll(0, [item("1", "WITHDRAWN: Putin to resign on Monday, aide says")]);
    const rows = await d.owed();
    expect(rows.map((r) => r.kind)).toEqual(["post", "edit", "reply"]);
    expect(rows[1]?.message.withdrawn).toBe(true);
    expect(rows[1]?.headline).toBe("Putin to resign on Monday, aide says");
    expect(rows[2]?.note).toContain("Example News has taken this report back");
  });

  it("goes on with the others where one of several takes it back", async () => {
    const d = await open();
    await d.poll(0, [item("1", "Putin to visit the new bridge")]);
    await d.poll(1, [item("2", "Putin to visit the new bridge", { url: "https://other.example/2" })]);
    await d.poll(0, [item("1", "KILL: Putin to visit the new bridge")]);
    const last = (await d.owed()).slice(-2);
    expect(last.map((r) => r.kind)).toEqual(["edit", "reply"]);
    expect(last[0]?.message).toMatchObject({ withdrawn: false, outlet: "Other News" });
    expect(last[0]?.outlets).toEqual(["Other News"]);
    expect(last[1]?.note).toContain("Others still carry the story");
  });

  it("hears a kill that comes as an entry of its own", async () => {
    const d = await open();
    await d.poll(0, [item("1", "Putin to visit the new bridge")]);
    await d.poll(0, [
      item("kill-1", "KILL: Putin to visit the new bridge", { url: "https://news.example/k" }),
    ]);
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post", "edit", "reply"]);
    await d.poll(0, [
      item("kill-1", "KILL: Putin to visit the new bridge", { url: "https://news.example/k" }),
    ]);
    expect(await d.owed()).toHaveLength(3);
  });
});

describe("a feed's first sight", () => {
  const backlog = (d: Desk) => [
    item("2", "Putin speaks in the evening", { publishedAt: d.now - HOUR }),
    item("1", "Putin spoke last month", { publishedAt: d.now - 700 * HOUR }),
  ];

  it("digest: the last day's matches in one message, shared by feeds that come together", async () => {
    const d = await open({ backfill: "digest" });
    await d.poll(0, backlog(d));
    d.later(2000);
    await d.poll(1, [
      item("x", "Putin meets the press", { url: "https://other.example/x", publishedAt: d.now }),
    ]);
    const rows = await d.owed();
    expect(rows.map((r) => r.kind)).toEqual(["digest"]);
    const items = rows[0]?.message.sections.flatMap((s) => s.items.map((i) => i.headline.text));
    expect(items).toEqual(["Putin speaks in the evening", "Putin meets the press"]);
  });

  it("digest: what it told is not told again, what comes later is", async () => {
    const d = await open({ backfill: "digest" });
    await d.poll(0, backlog(d));
    await d.poll(0, [item("3", "Putin arrives in Beijing", { publishedAt: d.now }), ...backlog(d)]);
    await d.poll(1, [
      item("c", "Putin speaks in the evening", { url: "https://other.example/c", publishedAt: d.now }),
    ]);
    expect((await told(d)).filter((l) => !l.startsWith("digest"))).toEqual([
      "post world: Putin arrives in Beijing",
    ]);
  });

  it("none: nothing is told, all is kept and can be found", async () => {
    const d = await open({ backfill: "none" });
    await d.poll(0, backlog(d));
    expect(await told(d)).toEqual([]);
    expect((await d.store.recent({ limit: 10 })).map((l) => l.entry.title)).toHaveLength(2);
  });

  it("is still to come where the first documents were empty: a site under repair", async () => {
    const d = await open({ backfill: "digest" });
    const entries = (dated: boolean) =>
      Array.from({ length: 12 }, (_, i) =>
        item(`${dated}${i}`, `Putin item ${dated} number ${i}`, {
          ...(dated ? { publishedAt: d.now - (5 + i) * HOUR } : {}),
        }),
      );
    await d.poll(0, []);
    await d.poll(1, []);
    d.later(HOUR);
    await d.poll(0, []);
    d.later(HOUR);
    await d.poll(0, entries(true));
    await d.poll(1, entries(false));
    expect((await d.owed()).map((m) => m.kind)).toEqual(["digest"]);
    expect(await d.store.untold()).toEqual([]);
    // From now on it is a feed like any other.
    d.later(HOUR);
    await d.poll(0, [item("new", "Putin says something else entirely"), ...entries(true)]);
    expect((await d.owed()).map((m) => m.kind)).toEqual(["digest", "post"]);
  });

  it("holds back nothing of what comes later to a feed that is mostly empty", async () => {
    const d = await open({ backfill: "none" });
    await d.poll(0, []);
    await d.poll(1, []);
    d.later(30 * HOUR);
    await d.poll(0, [item("w1", "Putin: storm warning for the coast", { publishedAt: d.now - 60_000 })]);
    await d.poll(1, [item("w2", "Putin: bridge closed after an accident")]);
    expect((await d.owed()).map((m) => m.kind)).toEqual(["post", "post"]);
  });

  it("all: everything is told", async () => {
    const d = await open({ backfill: "all" });
    await d.poll(0, backlog(d));
    expect(await told(d)).toHaveLength(2);
  });
});

describe("floods", () => {
  it("keeps, and does not tell, a feed that turns new at once", async () => {
    const d = await open();
    const entries = (prefix: string) =>
      Array.from({ length: 12 }, (_, i) =>
        item(`${prefix}${i}`, `Putin item ${prefix} number ${i}`, {
          url: `https://news.example/${prefix}/${i}`,
          publishedAt: d.now - 72 * HOUR + i,
        }),
      );
    await d.poll(0, [item("0", "Nothing to see")]);
    d.later(HOUR);
    await d.poll(0, entries("moved"));
    expect(await told(d)).toEqual([]);
    expect(await d.store.untold()).toMatchObject([
      { kind: "flood", feed: { id: 1 }, words: expect.stringContaining("12 entries look new but are old") },
    ]);
    // A feed that goes on so is known for it.
    d.later(HOUR);
    await d.poll(0, entries("again"));
    expect(await told(d)).toEqual([]);
    expect(await d.store.untold()).toHaveLength(1);
    d.later(31 * 24 * HOUR);
    await d.poll(0, [item("nothing", "Nothing new")]);
    d.later(HOUR);
    await d.poll(0, entries("later"));
    expect(await d.store.untold()).toHaveLength(2);
    expect((await d.store.totals()).entries).toBe(38);
  });

  it("takes a template's zero for no date: such news is told", async () => {
    const d = await open();
    await d.poll(0, [item("0", "Nothing to see", { publishedAt: 0 })]);
    d.later(HOUR);
    await d.poll(0, [item("1", "Putin lands in Geneva", { publishedAt: 0, updatedAt: -1e12 })]);
    expect(await told(d)).toHaveLength(1);
    const [entry] = await d.store.entriesSince(d.now, undefined, 10);
    expect(entry).not.toHaveProperty("publishedAt");
  });

  it("tells a busy hour", async () => {
    const d = await open();
    await d.poll(0, [item("0", "Nothing to see")]);
    d.later(HOUR);
    await d.poll(
      0,
      Array.from({ length: 12 }, (_, i) =>
        item(`b${i}`, `Putin item number ${i}`, { publishedAt: d.now - 60_000 }),
      ),
    );
    expect(await told(d)).toHaveLength(12);
  });
});

describe("what is new of a story told", () => {
  const grown = async (d: Desk) => (await d.owed()).filter((r) => r.kind === "reply").map((r) => r.note);
  const copy = (id: string, title: string) => item(id, title, { url: `https://other.example/${id}` });

  it("a number corrected in the headline shown is said in its thread, another wording is not", async () => {
    const d = await open();
    await d.poll(0, [item("1", "Putin to meet envoys within 24 hours, aide says")]);
    await d.poll(0, [item("1", "Putin to meet envoys within 48 hours, aide says")]);
    await d.poll(0, [item("1", "Envoys will see Putin in two days, according to the Kremlin")]);
    expect(await grown(d)).toEqual(["Headline changed: “24” → “48”"]);
    expect((await told(d)).map((l) => l.split(" ")[0])).toEqual(["post", "edit", "reply", "edit"]);
  });

  it("a correction of an outlet that is not shown is said too, once", async () => {
    const d = await open();
    await d.poll(0, [item("1", "Putin to visit the new bridge on Friday")]);
    await d.poll(1, [copy("2", "Putin to visit the new bridge on Friday")]);
    const corrected = { ...copy("2", "CORRECTED: Putin to visit the new bridge on Friday") };
    await d.poll(1, [corrected]);
    await d.poll(1, [corrected]);
    expect(await grown(d)).toEqual(["Corrected by Other News."]);
  });
});

describe("after an outage", () => {
  it("a feed without dates tells all of what came overnight", async () => {
    const d = await open();
    await d.poll(0, [item("0", "Nothing to see")]);
    d.later(10 * HOUR);
    await d.poll(
      0,
      Array.from({ length: 20 }, (_, i) => item(`n${i}`, `Putin item number ${i}`)),
    );
    expect(await told(d)).toHaveLength(20);
  });
});
