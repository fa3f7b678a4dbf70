import { describe, expect, it } from "vitest";
import { decide } from "../../src/alerts/decide.ts";
import { USUAL_URGENCY } from "../../src/model/attention.ts";
import { item, watching } from "./desk.ts";
import { type TestDesk as Desk, deskOpener } from "./open-desk.ts";

const open = deskOpener();

/** A made-up word for each number: a stream of unlike stories, from which a desk learns what is common. */
const word = (n: number) => {
  const syllables = ["ka", "ro", "mi", "ten", "lu", "sar", "vo", "pel", "din", "gur"];
  return [n % 10, Math.floor(n / 10) % 10, Math.floor(n / 100) % 10].map((d) => syllables[d]).join("");
};
const background = (n: number) =>
  item(`b${n}`, `Minister ${word(n * 7)} says ${word(n * 3 + 1)} talks on ${word(n * 11 + 5)}`, {
    summary: `The ${word(n)} government said on Friday that Putin had no part in the ${word(n * 13)} of ${word(n * 17)}.`,
    url: `https://third.example/${n}`,
  });

async function warm(d: Desk) {
  for (let i = 0; i < 6; i++) {
    await d.poll(
      2,
      Array.from({ length: 100 }, (_, k) => background(i * 100 + k)),
    );
  }
}

const QUAKE = [
  item("q1", "Strong earthquake shakes Lisbon, buildings evacuated", {
    summary: "An earthquake of magnitude 6.1 struck off Lisbon on Tuesday; Putin offered help to Portugal.",
  }),
  item("q2", "Magnitude 6.1 earthquake off Lisbon, residents flee buildings", {
    summary:
      "Residents of Lisbon fled into the streets as an earthquake of magnitude 6.1 struck Portugal on Tuesday.",
    url: "https://other.example/q2",
  }),
];

describe("one event in different words", () => {
  it("is one alert that grows, across a restart", { timeout: 60_000 }, async () => {
    const d = await open({ lists: [watching("earthquake OR flood*")] });
    await warm(d);
    await d.poll(0, QUAKE.slice(0, 1));
    await d.restart();
    await d.poll(1, QUAKE.slice(1));
    const rows = await d.owed();
    expect(rows.map((r) => r.kind)).toEqual(["post", "edit"]);
    expect(rows[1]?.outlets).toEqual(["Example News", "Other News"]);
  });

  it("is another story days later, which says whose it carries on", async () => {
    const d = await open({ lists: [watching("earthquake OR flood*")] });
    await warm(d);
    await d.poll(0, QUAKE.slice(0, 1));
    const first = (await d.owed())[0]?.message.story ?? 0;
    d.later(80 * 3_600_000);
    await d.poll(1, QUAKE.slice(1));
    const second = (await d.owed()).at(-1)?.message.story ?? 0;
    expect(second).not.toBe(first);
    expect(await d.store.linksOf(second)).toMatchObject([{ kind: "follows", story: first, language: "en" }]);
    expect(await d.store.linksOf(first)).toMatchObject([{ kind: "followedBy", story: second }]);
  });

  it("is not guessed by a desk that has read too little", async () => {
    const d = await open({ lists: [watching("putin")] });
    await d.poll(0, [item("1", "Putin opens a bridge")]);
    await d.poll(1, [item("2", "Putin orders a ceasefire", { url: "https://other.example/2" })]);
    expect((await d.owed()).map((r) => r.kind)).toEqual(["post", "post"]);
  });
});

describe("two stories that prove to be one", () => {
  const placed = (d: Desk, from: number, into: number) => {
    const draft = {
      ...item("c", "A third report of both"),
      feed: 3,
      guid: "c",
      canonicalUrl: "",
      titleKey: "",
      textHash: "",
      contentHash: "c",
      outlet: "Third News",
      tier: 2 as const,
      firstSeenAt: d.now,
    };
    return {
      news: { kind: "new" as const, draft },
      story: { known: into },
      repeats: undefined,
      merges: [{ from, into }],
      held: false,
    };
  };

  async function twoStories(d: Desk) {
    await d.poll(0, [item("1", "Putin opens a bridge over the river")]);
    await d.poll(1, [
      item("2", "River crossing inaugurated by Putin today", { url: "https://other.example/2" }),
    ]);
    return (await d.owed()).map((r) => r.message.story ?? 0);
  }

  async function merge(d: Desk, from: number, into: number) {
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
    const snapshot = await d.store.snapshot([from, into], d.now);
    await d.store.commit(
      decide({ feed, state: feed.state, placed: [placed(d, from, into)], snapshot, view }),
    );
  }

  it("keep the older alert; the newer, already posted, points to it", async () => {
    const d = await open();
    const [older = 0, newer = 0] = await twoStories(d);
    for (const delivery of await d.store.lease(d.now, [])) {
      await d.store.record(delivery.id, { state: "sent", at: d.now, ref: { channel: "world", id: "1" } });
    }
    for (const delivery of await d.store.lease(d.now, [])) {
      await d.store.record(delivery.id, { state: "sent", at: d.now, ref: { channel: "world", id: "2" } });
    }
    await merge(d, newer, older);
    const edits = (await d.owed()).filter((r) => r.kind === "edit");
    expect(edits.map((r) => [r.headline, r.note, r.outlets])).toEqual([
      ["Putin opens a bridge over the river", "", ["Example News", "Other News", "Third News"]],
      [
        "River crossing inaugurated by Putin today",
        "One story with an earlier alert: Putin opens a bridge over the river",
        [],
      ],
    ]);
    const lines = await d.store.storyLines([older, newer]);
    expect(lines.get(older)?.outlets).toHaveLength(3);
    expect(lines.has(newer)).toBe(false);
  });

  it("drop the newer alert where it was not sent yet", async () => {
    const d = await open();
    const [older = 0, newer = 0] = await twoStories(d);
    await merge(d, newer, older);
    const waiting = (await d.owed()).filter((r) => r.state === "queued");
    expect(waiting.map((r) => [r.kind, r.headline])).toEqual([
      ["post", "Putin opens a bridge over the river"],
      ["edit", "Putin opens a bridge over the river"],
    ]);
  });

  it("keep the older alert even where its story ends in the newer", async () => {
    const d = await open();
    const [older = 0, newer = 0] = await twoStories(d);
    await merge(d, older, newer);
    const snapshot = await d.store.snapshot([newer], d.now);
    expect(snapshot.alerts.get(newer)?.map((a) => [a.id, a.message.headline.text])).toEqual([
      [1, "Putin opens a bridge over the river"],
    ]);
  });
});
