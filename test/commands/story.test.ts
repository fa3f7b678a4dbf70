import { afterEach, describe, expect, it } from "vitest";
import { wordDiff } from "../../src/commands/story-show.ts";
import { noChanges } from "../../src/store/store.ts";
import { item, watching } from "../pipeline/desk.ts";
import { caller, commandDesk, data, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());
const MINUTE = 60_000;

async function start(options: Parameters<typeof commandDesk>[0] = {}) {
  desk = await commandDesk({ lists: [watching("putin OR locusts")], ...options });
  await desk.poll(0, [item("old", "Nothing of note")]);
  desk.later(MINUTE);
}

describe("story show", () => {
  it("tells the whole history: who had it first, who followed, what was revised", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin says six killed in blast")]);
    desk.later(12 * MINUTE);
    await desk.poll(1, [item("b", "Putin says six killed in blast", { url: "https://o.example/b" })]);
    desk.later(MINUTE);
    await desk.poll(0, [item("a", "Putin says eight killed in blast")]);
    const reply = await desk.say("story show 2");
    expect(read(reply)).toMatch(/1 \| 2026-08-20 09:01 \| Example News \| first: Putin says six killed/);
    expect(read(reply)).toMatch(/2 \| 2026-08-20 09:13 \| Other News \| \+12 min/);
    expect(read(reply)).toContain("headline: Putin says [-six-] {+eight+} killed in blast");
    expect(read(reply)).toContain("told to world, of list");
    expect(data(reply)).toMatchObject([
      {
        story: 2,
        firstOutlet: "Example News",
        outlets: ["Example News", "Other News"],
        entries: [{ revisions: [{}] }, { repeats: true }],
      },
    ]);
    expect(read(await desk.say("story show 99"))).toMatch(/no story 99/);
  });

  it("tells the stories that it carries on, and where it is told in another language", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin says six killed in blast")]);
    await desk.poll(0, [
      item("b", "Locusts ruin wheat harvests across the south", { url: "https://o.example/b" }),
    ]);
    const links = [
      { story: 3, kind: "follows" as const, other: 2 },
      { story: 3, kind: "alsoIn" as const, other: 1 },
      { story: 3, kind: "alsoIn" as const, other: 999 },
    ];
    await desk.store.commit({ ...noChanges(desk.now), links });
    expect(read(await desk.say("story show 3"))).toMatch(
      /also in English: story 1: Nothing[\s\S]*follows story 2: Putin/,
    );
    expect(data(await desk.say("story show 2"))).toMatchObject([
      { links: [{ kind: "followedBy", story: 3 }] },
    ]);
  });

  it("shows words that changed, long stretches cut", () => {
    expect(wordDiff("a b", "a c")).toBe("a [-b-] {+c+}");
    expect(
      wordDiff(
        "one two three four five six seven eight nine ten",
        "one two three four five six seven eight nine",
      ),
    ).toBe("one two three … seven eight nine [-ten-]");
  });
});

describe("story merge and story split", () => {
  it("merge: the older alert stays and grows, the newer points to it, and what comes later joins", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin visits a school")]);
    await desk.poll(1, [
      item("b", "Locusts ruin wheat harvests across the southern provinces", { url: "https://o.example/b" }),
    ]);
    expect(read(await desk.say("story merge 3 2", caller("editor")))).toMatch(
      /Story 3 is part of story 2 now/,
    );
    const after = (await desk.owed()).slice(2);
    expect(after.map((d) => [d.kind, d.headline])).toContainEqual(["edit", "Putin visits a school"]);
    expect(after.find((d) => d.headline === "Putin visits a school")?.outlets).toEqual([
      "Example News",
      "Other News",
    ]);
    expect(read(await desk.say("story show 3"))).toMatch(/Story 2:[\s\S]*Locusts/);
    await desk.poll(2, [
      item("c", "Locusts ruin wheat harvests across the southern provinces", {
        url: "https://third.example/c",
      }),
    ]);
    expect((await desk.owed()).at(-1)?.outlets).toEqual(["Example News", "Other News", "Third News"]);
    await desk.restart();
    await desk.poll(0, [
      item("d", "Locusts ruin wheat harvests across the southern provinces", {
        url: "https://news.example/d",
      }),
    ]);
    expect((await desk.store.entriesSince(0, undefined, 1))[0]?.story).toBe(2);
    expect(read(await desk.say("story merge 2 3"))).toMatch(/one story, 2, already/);
  });

  it("split: the entries get a story and an alert of their own, and the old alert loses them", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin visits a school")]);
    await desk.poll(1, [
      item("b", "Locusts ruin wheat harvests across the southern provinces", { url: "https://o.example/b" }),
    ]);
    await desk.say("story merge 2 3");
    const told = (await desk.owed()).length;
    expect(read(await desk.say("story split 2 2", caller("editor")))).toMatch(
      /1 of story 2's 2 entries are story 4 now/,
    );
    const after = (await desk.owed()).slice(told);
    expect(after.map((d) => [d.kind, d.headline, d.outlets]).sort()).toEqual([
      ["edit", "Putin visits a school", ["Example News"]],
      ["post", "Locusts ruin wheat harvests across the southern provinces", ["Other News"]],
    ]);
    await desk.poll(2, [
      item("c", "Locusts ruin wheat harvests across the southern provinces", {
        url: "https://third.example/c",
      }),
    ]);
    expect((await desk.store.entriesSince(0, undefined, 1))[0]?.story).toBe(4);
    for (const [which, words] of [
      ["1", /leaves some/],
      ["9", /none of the numbers from 1 to 1/],
      ["x", /none of the numbers/],
    ] as const)
      expect(read(await desk.run("story split", { story: "2", entries: which }))).toMatch(words);
  });

  it("is for editors, and stands in the audit trail", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin visits a school")]);
    await desk.poll(1, [
      item("b", "Locusts ruin wheat harvests across the southern provinces", { url: "https://o.example/b" }),
    ]);
    expect(read(await desk.say("story merge 2 3", caller("member")))).toMatch(/for editors/);
    await desk.say("story merge 2 3", caller("editor", "Ann"));
    expect(await desk.store.trail({ subject: "2", limit: 5 })).toMatchObject([
      { action: "story merge", who: "discord:Ann (Ann)", before: { story: 3 } },
      { action: "refused story merge" },
    ]);
  });
});
