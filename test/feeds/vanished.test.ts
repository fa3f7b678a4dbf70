import { describe, expect, it } from "vitest";
import { createVanished, leftFrom } from "../../src/feeds/vanished.ts";
import { silentLog } from "../../src/ops/log.ts";
import type { KeptEntry } from "../../src/store/store.ts";
import { item } from "../pipeline/desk.ts";
import { deskOpener } from "../pipeline/open-desk.ts";
import { feedAt } from "./loopback.ts";

const open = deskOpener();
const HOUR = 3_600_000;
const feed = feedAt("https://f.example/rss");

/** A desk whose entries that left their feed are noted. */
async function desk() {
  const looked: string[][] = [];
  const d = await open({
    vanished: { look: (_, entries) => void looked.push(entries.map((e) => e.title)) },
  });
  const [a, b, c] = ["Putin opens a bridge", "Putin visits a school", "Putin feeds a tiger"].map((title, n) =>
    item(`${n}`, title),
  );
  if (a === undefined || b === undefined || c === undefined) throw new Error("no items");
  return { d, looked, a, b, c };
}

describe("an entry that leaves its feed", () => {
  it("is looked into where older ones stay, and was told", async () => {
    const { d, looked, a, b, c } = await desk();
    const untold = item("u", "Nothing of note");
    await d.poll(0, [c, untold, b, a]);
    await d.poll(0, [c, a]);
    await d.poll(0, [c, a]);
    expect(looked.flat()).toEqual(["Putin visits a school"]);
  });

  it("is not where newer ones pushed it off, the feed is empty or new throughout, a hub pushes, or it is old", async () => {
    const { d, looked, a, b, c } = await desk();
    await d.poll(0, [b, a]);
    await d.poll(0, [c, b]);
    await d.push(0, [item("h", "Putin sleeps")]);
    await d.poll(0, []);
    await d.poll(0, [item("n", "Putin wakes up early"), item("m", "Putin goes to bed late")]);
    d.later(49 * HOUR);
    await d.poll(0, [item("m", "Putin goes to bed late")]);
    expect(looked.flat()).toEqual([]);
  });

  it("by ids: what is newer than the oldest that is listed still", () => {
    expect(leftFrom([1, 2, 3, 4], [2, 4, 5])).toEqual([3]);
    expect(leftFrom([1, 2], [])).toEqual([]);
    expect(leftFrom([1, 2, 3], { named: [], read: {} })).toEqual([]);
  });
});

describe("an article that is gone", () => {
  /** What is taken, where the page is asked for and answers so. */
  async function taken(...gone: boolean[]) {
    const slept: number[] = [];
    const told: number[] = [];
    const vanished = createVanished({
      pages: { isGone: async () => gone.shift() ?? false },
      clock: { now: () => 0, monotonic: () => 0, sleep: async (ms) => void slept.push(ms) },
      log: silentLog,
      take: async (_, entry) => void told.push(entry),
    });
    const { d, a } = await desk();
    await d.poll(0, [a]);
    const [entry] = await d.store.entriesSince(0, undefined, 1);
    if (entry === undefined) throw new Error("no entry");
    const entries: KeptEntry[] = [entry];
    for (let times = 0; times < 2; times++) vanished.look(feed, entries);
    await new Promise(setImmediate);
    await vanished.stop();
    return { told, slept, left: gone.length };
  }

  it("is one that is gone after ten minutes still, looked into once", async () => {
    expect(await taken(true, true, true)).toEqual({ told: [1], slept: [600_000], left: 1 });
    expect(await taken(true, false)).toMatchObject({ told: [] });
    expect(await taken(false)).toMatchObject({ told: [], slept: [] });
  });

  it("is said in the thread and in the story's history, once, and strikes nothing", async () => {
    const { d, a, b, c } = await desk();
    await d.poll(0, [c, b, a]);
    await d.poll(0, [c, a]);
    const told = (await d.owed()).length;
    for (let times = 0; times < 2; times++) await d.vanish(0, 2);
    const rows = (await d.owed()).slice(told);
    expect(rows.map((r) => [r.kind, r.message.withdrawn, r.note])).toEqual([
      [
        "reply",
        false,
        "Example News no longer has this article: its page is gone, and its feed does not list it any more.",
      ],
    ]);
    expect((await d.store.revisions([2])).map((r) => r.change)).toEqual(["vanished"]);
  });

  it("is not where its feed lists it again, or it was taken back", async () => {
    const { d, a, b, c } = await desk();
    await d.poll(0, [c, b, a]);
    await d.vanish(0, 2);
    await d.poll(0, [c, { ...b, title: "WITHDRAWN: Putin visits a school" }, a]);
    await d.poll(0, [c, a]);
    await d.vanish(0, 2);
    expect((await d.store.revisions([2])).map((r) => r.change)).toEqual(["withdrawn"]);
  });
});
