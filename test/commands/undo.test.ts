import { afterEach, describe, expect, it } from "vitest";
import { item, watching } from "../pipeline/desk.ts";
import { caller, commandDesk, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function start(options: Parameters<typeof commandDesk>[0] = {}) {
  desk = await commandDesk(options);
  await desk.poll(0, [item("old", "Nothing of note")]);
  desk.later(MINUTE);
  await desk.poll(0, [item("a", "Putin arrives in Geneva for talks")]);
}
const say = async (line: string, who = caller("admin")) => read(await desk.say(line, who));
/** Takes back the last change. */
async function undo(): Promise<string> {
  const [last] = await desk.store.trail({ limit: 1 });
  return say(`undo ${last?.id}`);
}
const mutes = async () =>
  (await desk.store.mutes({ at: desk.now, limit: 9 })).map((m) => [m.subject, m.until]);

describe("undo", () => {
  it("of a channel's setting: the one before, or the file's", async () => {
    await start();
    await say("channel layout world compact");
    await say("channel layout world headline");
    expect(await undo()).toContain("layout was headline, and is compact");
    const [first] = (await desk.store.trail({ limit: 9 }))
      .toReversed()
      .filter((r) => r.action === "channel layout");
    expect(await say(`undo ${first?.id}`)).toContain("is full from now on (as wirewatch.yaml has it)");
    await say("channel quiet world 22:00-07:00 sat");
    expect(await undo()).toContain("is none from now on (as wirewatch.yaml has it)");
    await say("digest schedule world hourly");
    expect(await undo()).toContain("is 08:00,17:00 from now on (as wirewatch.yaml has it)");
    await say("channel route list remove world");
    expect(await undo()).toContain("+ channels: world");
    expect(desk.channels.get("world")?.inFile).toBeUndefined();
  });

  it("of a mute: told again, or muted as long as before", async () => {
    await start();
    await say("mute 2 for 1h");
    const first = await mutes();
    await say("mute 2 for 5h");
    expect(await undo()).toMatch(/Story 2 is muted until .* again/);
    expect(await mutes()).toEqual(first);
    await say("unmute 2");
    expect(await undo()).toMatch(/Story 2 is muted until/);
    expect(await mutes()).toEqual(first);
    await say("unmute 2");
    const [unmuted] = await desk.store.trail({ limit: 1 });
    await say("mute list for 1h");
    expect(await undo()).toContain("list is told again");
    expect(await mutes()).toEqual([]);
    desk.later(2 * HOUR);
    expect(await say(`undo ${unmuted?.id}`)).toMatch(/cannot be taken back: the mute would be over by now/);
    await say("mute 2 for 1h");
    const [muted] = await desk.store.trail({ limit: 1 });
    await say("mute 2 for 9h");
    expect(await say(`undo ${muted?.id}`)).toMatch(/muted anew since/);
  });

  it("of a claim: nobody's, or whose it was", async () => {
    await start();
    const ann = caller("editor", "Ann");
    await say("claim 2", ann);
    const [claimed] = await desk.store.trail({ limit: 1 });
    expect(await undo()).toBe("Story 2 is free again.");
    expect(await desk.store.claimOf(2)).toBeUndefined();
    expect(await undo()).toBe("Story 2 is Ann's.");
    expect(await desk.store.claimOf(2)).toMatchObject({ who: "discord:Ann (Ann)", name: "Ann" });
    await say("claim 2", ann);
    await say("claim 2", caller("editor", "Ben"));
    expect(await say(`undo ${claimed?.id}`)).toMatch(/cannot be taken back: Ben has it now/);
  });

  it("of what was marked not relevant, and of following", async () => {
    await start();
    await say("irrelevant 2", caller("editor", "Ann"));
    expect(await undo()).toContain("Story 2 counts against list no longer");
    expect(await desk.store.feedbackOf("list", 0)).toEqual([]);
    expect(await undo()).toMatch(/cannot be taken back: `irrelevant` marks/);
    await say("follow list", caller("member", "Max"));
    expect(await undo()).toContain("Max (Max) no longer follows list");
    expect(await desk.store.follows()).toEqual([]);
    expect(await undo()).toContain("follows list");
    expect(await desk.store.follows()).toMatchObject([{ user: "Max", subject: "list" }]);
  });

  it("of a mute whose story became part of another: that one is told again", async () => {
    await start({ lists: [watching("putin OR grain")] });
    await desk.poll(1, [item("b", "Grain harvest fails in Odesa")]);
    await say("mute 3 for 1h");
    const [muted] = await desk.store.trail({ limit: 1 });
    await say("story merge 2 3");
    expect((await mutes()).map(([subject]) => subject)).toEqual(["2"]);
    expect(await say(`undo ${muted?.id}`)).toMatch(/Story 2 is told again/);
    expect(await mutes()).toEqual([]);
  });

  it("of a merge: a story of its own again; of a split: one story again", async () => {
    await start({ lists: [watching("putin OR grain")] });
    await desk.poll(1, [item("b", "Grain harvest fails in Odesa")]);
    await say("story merge 2 3");
    expect(await say("story show 2")).toContain("Grain harvest");
    expect(await undo()).toMatch(/1 of story 2's 2 entries are story 4 now: Grain harvest/);
    expect(await say("story show 2")).not.toContain("Grain harvest");
    expect(await undo()).toMatch(/Story 4 is part of story 2 now/);
    expect(await say("story show 2")).toContain("Grain harvest");
  });

  it("of a message that was given up", async () => {
    await start();
    const [post] = await desk.store.deliveries({ limit: 1 });
    await desk.store.record(post?.id ?? 0, { state: "dead", error: "the channel is gone" });
    await say(`delivery drop ${post?.id}`);
    expect(await desk.store.trail({ limit: 1 })).toMatchObject([
      { action: "delivery drop", before: { state: "dead" }, after: { state: "dropped" } },
    ]);
    expect(await undo()).toMatch(/is a dead letter again: `delivery retry/);
    expect((await desk.store.deliveries({ state: "dead", limit: 9 })).map((d) => d.id)).toEqual([post?.id]);
    await say(`delivery retry ${post?.id}`);
    expect(await undo()).toMatch(/delivery retry \d+\) cannot be taken back: what was sent stands/);
  });

  it("says in words what cannot be: what was refused, what went out", async () => {
    await start({ lists: [{ ...watching("putin"), mode: "digest" }] });
    await say("watch pause list", caller("member"));
    expect(await undo()).toMatch(/refused watch pause list\) cannot be taken back: it was refused/);
    await say("digest now");
    expect(await undo()).toMatch(/cannot be taken back: what went out stands/);
    expect(await say("undo 9999")).toContain("There is no change 9999");
  });
});
