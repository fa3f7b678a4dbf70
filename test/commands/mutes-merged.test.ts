import { afterEach, describe, expect, it } from "vitest";
import { item, type Placing, watching } from "../pipeline/desk.ts";
import { caller, commandDesk, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const say = async (line: string, who = caller("admin")) => read(await desk.say(line, who));
const mutes = async () =>
  (await desk.store.mutes({ at: desk.now, limit: 9 }))
    .map((m) => [m.subject, (m.until - desk.now) / HOUR])
    .sort();
const lastChange = async () => (await desk.store.trail({ limit: 1 }))[0]?.id;

/** Two stories, each told; as a document proves them one, or a person says so, both are told in the older. */
async function start(options: { fails?: (looks: number) => boolean } = {}) {
  let proved = false;
  let looks = 0;
  const placing: Placing = (_, found) => {
    if (!proved) return found;
    proved = false;
    return { ...found, story: 1, merges: [{ from: 2, into: 1 }] };
  };
  desk = await commandDesk({
    lists: [watching("putin OR locusts OR third")],
    placing,
    mutesMoved: () => {
      if (options.fails?.(looks++) === true) throw new Error("database is locked");
    },
  });
  await desk.poll(0, [item("a", "Putin visits 99 schools")]);
  await desk.poll(1, [item("b", "Locusts ruin harvests", { url: "https://o.example/b" })]);
  desk.later(MINUTE);
  const prove = async () => {
    proved = true;
    await desk.poll(2, [item("c", "A third report of both", { url: "https://t.example/c" })]);
  };
  return { prove };
}

/** Whether a correction of the first story is said, as it would be were nothing muted. */
async function isHeard(): Promise<boolean> {
  const told = (await desk.owed()).length;
  await desk.poll(0, [item("a", `Putin visits ${told} schools`)]);
  return (await desk.owed()).slice(told).some((d) => d.kind !== "edit");
}

describe("a muted story that proves to be one with another", () => {
  it("keeps that one quiet from the same moment on", async () => {
    const { prove } = await start();
    await say("mute 2 for 1h");
    await prove();
    expect(await mutes()).toEqual([["1", 1]]);
    expect(await isHeard()).toBe(false);
  });

  it("keeps it quiet where a person merged the two", async () => {
    await start();
    await say("mute 2 for 1h");
    await say("story merge 1 2");
    expect(await isHeard()).toBe(false);
  });

  it.each([1, 3])("keeps it quiet though its mutes could not be read %i times", async (times) => {
    const { prove } = await start({ fails: (looks) => looks < times });
    await say("mute 2 for 1h");
    await prove();
    // What cannot be decided rightly is not decided: the poll is made again.
    for (let tries = 1; tries < times; tries++) await expect(isHeard()).rejects.toThrow("locked");
    expect(await isHeard()).toBe(false);
  });

  it("is heard where nothing is muted: the test can tell", async () => {
    const { prove } = await start();
    await prove();
    expect(await isHeard()).toBe(true);
  });
});

describe("two mutes that land on one story", () => {
  const both = async (first: string, second: string) => {
    const { prove } = await start();
    await say(`mute 1 for ${first}`, caller("editor", "Ann"));
    const older = await lastChange();
    desk.later(MINUTE);
    await say(`mute 2 for ${second}`, caller("editor", "Ben"));
    const newer = await lastChange();
    await prove();
    return { older, newer };
  };

  it("hold both: the story is heard once the longer is over", async () => {
    await both("1h", "3h");
    desk.later(2 * HOUR);
    expect(await isHeard()).toBe(false);
    desk.later(2 * HOUR);
    expect(await isHeard()).toBe(true);
  });

  it("are both ended by unmute, and the longer is back once that is taken back", async () => {
    await both("3h", "1h");
    await say("unmute 1");
    expect(await mutes()).toEqual([]);
    expect(await say(`undo ${await lastChange()}`)).toMatch(/Story 1 is muted until 2026-08-20 12:01 again/);
    expect(await mutes()).toEqual([["1", 3 - 1 / 60]]);
  });

  it.each([
    ["older", "1h", "3h"],
    ["older", "3h", "1h"],
    ["newer", "1h", "3h"],
    ["newer", "3h", "1h"],
  ] as const)("are taken back each by itself: the %s, of %s and %s", async (which, first, second) => {
    const changes = await both(first, second);
    const other = which === "older" ? "Ben" : "Ann";
    expect(await say(`undo ${changes[which]}`)).toMatch(
      new RegExp(`Story 1 is muted until .* still, by discord:${other}`),
    );
    expect(await mutes()).toHaveLength(1);
    expect(await isHeard()).toBe(false);
    const rest = which === "older" ? changes.newer : changes.older;
    expect(await say(`undo ${rest}`)).toMatch(/Story 1 is told again/);
    expect(await isHeard()).toBe(true);
    expect(await say(`undo ${rest}`)).toMatch(/the mute is over/);
  });

  it("of which one had replaced another: that one is back, and the other story's stays", async () => {
    const { prove } = await start();
    await say("mute 2 for 5h");
    desk.later(MINUTE);
    await say("mute 2 for 1h");
    const shortened = await lastChange();
    await say("mute 1 for 2h");
    await prove();
    expect(await say(`undo ${shortened}`)).toMatch(/Story 1 is muted until 2026-08-20 14:01 again/);
    expect(await mutes()).toEqual([
      ["1", 2],
      ["1", 5 - 1 / 60],
    ]);
  });
});
