import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { noChanges } from "../../src/store/store.ts";
import { item, type Placing, watching } from "../pipeline/desk.ts";
import { caller, commandDesk, data, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());
const ann = caller("editor", "Ann");
const ben = caller("editor", "Ben");
const say = async (line: string, who = caller("admin")) => read(await desk.say(line, who));

/** Stories 1, 2 and 3, each told. The next entry of the third feed proves, where a test says so, two of them one. */
async function start(options: Parameters<typeof commandDesk>[0] = {}) {
  let proved: [from: number, into: number] | undefined;
  const placing: Placing = (_, found) => {
    const [from, into] = proved ?? [];
    proved = undefined;
    return from === undefined || into === undefined
      ? found
      : { ...found, story: into, merges: [{ from, into }] };
  };
  desk = await commandDesk({ lists: [watching("putin OR locusts OR ferry OR third")], placing, ...options });
  await desk.poll(0, [item("a", "Putin visits a school")]);
  await desk.poll(1, [item("b", "Locusts ruin harvests", { url: "https://o.example/b" })]);
  await desk.poll(1, [item("c", "Ferry runs aground off Crete", { url: "https://o.example/c" })]);
  let reports = 0;
  return {
    async prove(from: number, into: number) {
      proved = [from, into];
      const n = ++reports;
      await desk.poll(2, [item(`p${n}`, `A third report, the ${n}th`, { url: `https://t.example/${n}` })]);
    },
  };
}

describe("a story that was merged away", () => {
  it("is shown, explained, claimed, muted and marked as the one that lives on, after two merges too", async () => {
    await start();
    await say("story merge 3 2");
    await say("story merge 2 1");
    expect(await say("story show 3")).toMatch(/^Story 1: Putin[\s\S]*Ferry runs aground/);
    expect(await say("why 3")).toMatch(/^“Putin visits a school”.* story 1,/);
    expect(await say("claim 3", ann)).toBe("Story 1 is yours.");
    expect(await say("mute 3 for 2h")).toMatch(/^Story 1 is muted/);
    expect(await say("unmute 2")).toMatch(/^Story 1 is told again/);
    expect(await say("irrelevant 3", ann)).toMatch(/^Noted: story 1 is not relevant/);
    expect(await say("story split 3 2")).toMatch(/^1 of story 1's 3 entries are story 4 now/);
  });

  it("is told once, and followed as the one that lives on", async () => {
    await start();
    const max = caller("member", "Max");
    for (const story of ["2", "3"]) await say(`follow ${story}`, max);
    await say("story merge 3 2");
    expect(data(await desk.say("follow", max))).toEqual([{ kind: "story", subject: "2" }]);
    expect(await say("unfollow 3", max)).toBe("You follow 2 no longer.");
    const told = (await desk.owed()).length;
    await desk.poll(2, [item("d", "Locusts ruin harvests", { url: "https://t.example/d" })]);
    expect((await desk.owed()).slice(told).map((d) => d.channel)).toEqual(["world"]);
  });

  it("is followed no longer once its follow is taken back", async () => {
    await start();
    await say("follow 3", caller("member", "Max"));
    const [followed] = await desk.store.trail({ limit: 1 });
    await say("story merge 3 2");
    expect(await say(`undo ${followed?.id}`)).toContain("no longer follows");
    expect(await desk.store.follows()).toEqual([]);
    expect((await desk.store.snapshot([2], desk.now)).alerts.get(2)?.map((a) => a.channel)).toEqual([
      "world",
    ]);
  });

  it("keeps what people found of it, each once", async () => {
    await start();
    for (const who of [ann, ben]) await say("irrelevant 3", who);
    await say("irrelevant 2", ann);
    const bens = (await desk.store.trail({ limit: 9 })).find((row) => row.who.includes("Ben"));
    await say("story merge 3 2");
    expect(await desk.store.feedbackOf("list", 0)).toEqual([{ story: 2, people: 2 }]);
    expect(await say(`undo ${bens?.id}`)).toContain("Story 2 counts against list no longer");
    expect(await desk.store.feedbackOf("list", 0)).toEqual([{ story: 2, people: 1 }]);
  });

  it("stays apart from what a person split from it, though it lives on in another", async () => {
    const { prove } = await start();
    await say("story merge 3 2");
    await say("story split 2 2"); // story 4, apart from 2
    await prove(2, 1);
    expect(await desk.store.apart()).toEqual([{ story: 1, other: 4 }]);
    await prove(4, 1);
    expect(await say("story show 4")).toMatch(/^Story 4: Ferry/);
  });
});

describe("two claimed stories that prove to be one", () => {
  it.each(["by hand", "by likeness"])(
    "are the older one's claimer's in every alert, and it is said, %s",
    async (how) => {
      const { prove } = await start({
        channels: ["world", "europe"],
        lists: [watching("putin OR third", "list", ["world"]), watching("locusts", "other", ["europe"])],
      });
      await say("claim 1", ann);
      await say("claim 2", ben);
      if (how === "by hand") await say("story merge 1 2");
      else await prove(2, 1);
      expect(await desk.store.claimOf(1)).toMatchObject({ name: "Ann" });
      const alerts = (await desk.store.snapshot([1], desk.now)).alerts.get(1) ?? [];
      expect(alerts.map((a) => [a.channel, a.message.claimedBy])).toEqual([
        ["world", "Ann"],
        ["europe", "Ann"],
      ]);
      const replies = (await desk.owed()).filter((d) => d.kind === "reply");
      expect(new Set(replies.map((d) => d.channel))).toEqual(new Set(["world", "europe"]));
      for (const { note } of replies)
        expect(note).toContain("Two had claimed what is one story: Ann has it, no longer Ben.");
    },
  );

  it("are the claimer's of the newer, where nobody had the older", async () => {
    const { prove } = await start();
    await say("claim 2", ben);
    await prove(2, 1);
    expect(await desk.store.claimOf(1)).toMatchObject({ name: "Ben" });
    const [alert] = (await desk.store.snapshot([1], desk.now)).alerts.get(1) ?? [];
    expect(alert?.message.claimedBy).toBe("Ben");
    expect((await desk.owed()).filter((d) => d.kind === "reply")).toEqual([]);
  });
});

describe("a merge that is taken back", () => {
  const max = caller("member", "Max");
  const held = async () => {
    const mutes = await desk.store.mutes({ at: desk.now, limit: 9 });
    const claims = await Promise.all([1, 2, 4].map(async (n) => (await desk.store.claimOf(n))?.name));
    const follows = (await desk.store.follows()).map((f) => `${f.user} ${f.subject}`);
    return { mutes: mutes.map((m) => m.subject), claims, follows };
  };

  it("gives the story what held for it alone: its mute, its claim, who followed it", async () => {
    await start();
    await say("claim 2", ben);
    await say("follow 2", max);
    await say("mute 2 for 2h");
    await say("story merge 1 2");
    expect(await held()).toEqual({ mutes: ["1"], claims: ["Ben", undefined, undefined], follows: ["Max 1"] });
    const [change] = await desk.store.trail({ kind: "story", limit: 1 });
    const told = (await desk.owed()).length;
    expect(await say(`undo ${change?.id}`)).toMatch(/1 of story 1's 2 entries are story 4 now/);
    expect(await held()).toEqual({ mutes: ["4"], claims: [undefined, undefined, "Ben"], follows: ["Max 4"] });
    const since = (await desk.owed()).slice(told).filter((d) => d.kind !== "edit");
    expect(since.map((d) => [d.channel, d.message.claimedBy])).toEqual([["dm:discord:Max", "Ben"]]);
  });

  it("leaves the other what was its own", async () => {
    await start();
    await say("claim 1", ann);
    await say("claim 2", ben);
    for (const n of [1, 2]) await say(`follow ${n}`, max);
    await say("mute 1 for 3h");
    await say("story merge 1 2");
    const [change] = await desk.store.trail({ kind: "story", limit: 1 });
    await say(`undo ${change?.id}`);
    expect(await held()).toEqual({ mutes: ["1"], claims: ["Ann", undefined, undefined], follows: ["Max 1"] });
  });
});

describe("a database whose stories were merged before", () => {
  it("has what was said of them for the ones that live on", async () => {
    await start();
    await desk.store.commit({
      ...noChanges(desk.now),
      links: [
        { story: 3, kind: "alsoIn", other: 1 },
        { story: 3, kind: "follows", other: 2 },
      ],
    });
    const db = new Database(desk.file);
    db.exec(`update stories set merged_into = 2 where id = 3;
      insert into follows values ('slack', 'U1', 'story', '3', 0);
      insert into feedback values (3, 'list', 'u', ${desk.now});`);
    db.exec(readFileSync(join(import.meta.dirname, "../../migrations/sqlite/0019_links_moved.sql"), "utf8"));
    db.close();
    expect(await desk.store.linksOf(2)).toMatchObject([{ kind: "alsoIn", story: 1 }]);
    expect(await desk.store.follows()).toMatchObject([{ subject: "2" }]);
    expect(await desk.store.feedbackOf("list", 0)).toEqual([{ story: 2, people: 1 }]);
  });
});
