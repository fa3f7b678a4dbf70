import { afterEach, describe, expect, it } from "vitest";
import { loadDesk } from "../../src/desk/desk.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { noChanges } from "../../src/store/store.ts";
import { item, watching } from "../pipeline/desk.ts";
import { caller, commandDesk, data, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function start(options: Parameters<typeof commandDesk>[0] = {}) {
  desk = await commandDesk(options);
  await desk.poll(0, [item("old", "Nothing of note")]);
  desk.later(MINUTE);
}
const owed = async () => (await desk.owed()).map((d) => `${d.kind} ${d.headline}`);

describe("claim", () => {
  it("has one winner, however many ask at once, and shows who in every alert", async () => {
    await start({ channels: ["world", "europe"], lists: [watching("putin", "list", ["world", "europe"])] });
    await desk.poll(0, [item("a", "Putin arrives")]);
    const people = ["Ann", "Ben", "Cid", "Dee"].map((name) => caller("editor", name));
    const replies = await Promise.all(people.map((who) => desk.run("claim", { story: "2" }, who)));
    const won = replies.filter((r) => /is yours/.test(read(r)));
    expect(won).toHaveLength(1);
    const name = (await desk.store.claimOf(2))?.name;
    expect(replies.filter((r) => read(r) === `${name} has story 2 already.`)).toHaveLength(3);
    const edits = (await desk.owed()).filter((d) => d.kind === "edit");
    expect(edits.map((d) => [d.channel, d.message.claimedBy]).sort()).toEqual([
      ["europe", name],
      ["world", name],
    ]);
    expect(await desk.store.trail({ kind: "claim", limit: 9 })).toHaveLength(1);
  });

  it("has one winner between two processes", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin arrives")]);
    const other = openStore({ file: desk.file, newDeskId: () => "", existing: true });
    const look = async (store: typeof other) => ({
      basedOn: store.version(),
      alerts: (await store.snapshot([2], 0)).alerts,
    });
    const [mine, theirs] = [await look(desk.store), await look(other)];
    const take = (store: typeof other, who: string, seen: typeof mine) => {
      const changes = { ...noChanges(desk.now), basedOn: seen.basedOn };
      return store.claimStory({ story: 2, who, name: who, at: desk.now }, changes, []);
    };
    expect((await take(other, "theirs", theirs)).who).toBe("theirs");
    expect((await take(desk.store, "mine", mine)).who).toBe("theirs");
    await other.close();
  });

  it("is freed by who has it, stays through growth, and is for editors", async () => {
    await start();
    await desk.poll(0, [item("a", "Putin arrives in Geneva for talks")]);
    const ann = caller("editor", "Ann");
    await desk.run("claim", { story: "2" }, ann);
    await desk.poll(1, [item("b", "Putin arrives in Geneva for talks", { url: "https://other.example/b" })]);
    expect((await desk.owed()).at(-1)?.message).toMatchObject({ claimedBy: "Ann", sources: [{}, {}] });
    expect(read(await desk.run("claim", { story: "#2" }, ann))).toMatch(/free again/);
    expect((await desk.owed()).at(-1)?.message).not.toHaveProperty("claimedBy");
    await desk.run("claim", { story: "2" }, ann);
    const ben = caller("editor", "Ben");
    expect(read(await desk.run("claim", { story: "2", free: "true" }, ben))).toBe("Ann has story 2 already.");
    expect(read(await desk.run("claim", { story: "2", free: "true" }))).toMatch(/free again/);
    expect(read(await desk.run("claim", { story: "2", free: "true" }))).toBe("Nobody has story 2.");
    expect(read(await desk.run("claim", { story: "2" }, caller("member")))).toMatch(/for editors/);
    expect(read(await desk.run("claim", { story: "77" }, ann))).toMatch(/no story 77/);
  });
});

describe("mute", () => {
  it("keeps a list's stories from being told until it is over", async () => {
    await start();
    expect(read(await desk.say("mute list for 2h"))).toMatch(/list is muted until 2026-08-20 11:01/);
    await desk.poll(0, [item("a", "Putin arrives")]);
    expect(await owed()).toEqual([]);
    expect(read(await desk.run("why", { what: "https://news.example/a" }))).toMatch(
      /muted: discord:admin .* muted the list/,
    );
    expect(read(await desk.say("mute"))).toContain("watch list | 2026-08-20 11:01");
    desk.later(3 * HOUR);
    await desk.poll(0, [item("b", "Putin leaves again")]);
    expect(await owed()).toEqual(["post Putin leaves again"]);
  });

  it("keeps a story quiet but true, and says all the same that it was withdrawn", async () => {
    await start({
      channels: ["world", "europe"],
      lists: [watching("putin"), watching("geneva", "other", ["europe"])],
    });
    await desk.poll(0, [item("a", "Putin arrives for talks with old friends")]);
    await desk.say("mute 2 for 1d");
    await desk.poll(1, [
      item("b", "Putin arrives for talks with old friends", {
        url: "https://o.example/b",
        summary: "He came to Geneva.",
      }),
    ]);
    expect(await owed()).toEqual([
      "post Putin arrives for talks with old friends",
      "edit Putin arrives for talks with old friends",
    ]);
    await desk.poll(0, [item("a", "WITHDRAWN: Putin arrives for talks with old friends")]);
    expect((await owed()).some((o) => o.startsWith("reply"))).toBe(true);
    expect(read(await desk.say("unmute 2"))).toMatch(/told again/);
    expect(read(await desk.say("unmute 2"))).toMatch(/was not muted/);
  });

  it.each([
    ["mute list for ever", /no length of time/],
    ["mute list for 90d", /31 days at most/],
    ["mute nolist", /no watch list "nolist"/],
    ["mute 99", /no story 99/],
  ])("says what is wrong with %s", async (line, words) => {
    await start();
    expect(await desk.say(line)).toMatchObject({ kind: "error", usage: true });
    expect(read(await desk.say(line))).toMatch(words);
  });
});

describe("irrelevant", () => {
  it("asks which list where several matched, counts each person once, and hints what to tighten", async () => {
    await start({ lists: [watching("putin"), watching("supper", "food")] });
    await desk.poll(0, [item("a", "Putin has supper")]);
    const asked = await desk.say("irrelevant 2");
    expect(asked).toMatchObject({ kind: "page", actions: [{}, {}] });
    if (asked.kind !== "page") return;
    const call = asked.actions?.find((a) => a.call.options.watch === "list")?.call;
    for (const who of ["Ann", "Ann", "Ben"])
      await desk.run(call?.command ?? "", call?.options, caller("editor", who));
    expect(await desk.store.feedbackOf("list", 0)).toEqual([{ story: 2, people: 2 }]);
    expect(await desk.store.feedbackOf("food", 0)).toEqual([]);
    expect(read(await desk.say("watch show list"))).toMatch(
      /1 of 1 in 30 days were not relevant \| tighten or exclude what brought them most often \(1\): putin/,
    );
    expect(read(await desk.say("irrelevant 2 nolist"))).toMatch(/did not match nolist/);
    expect(read(await desk.say("irrelevant 1"))).toMatch(/matched no watch list/);
  });
});

describe("digests and channels", () => {
  it("sends now what waits", async () => {
    await start({ lists: [{ ...watching("putin"), mode: "digest" }] });
    await desk.poll(0, [item("a", "Putin arrives")]);
    expect(data(await desk.say("digest schedule"))).toEqual([
      {
        channel: "world",
        schedule: "08:00, 17:00",
        next: "2026-08-20T17:00:00.000Z",
        waiting: 1,
        set: "file",
      },
    ]);
    expect(read(await desk.say("digest now moon"))).toMatch(/no channel "moon"/);
    expect(read(await desk.say("digest now"))).toMatch(/1 story goes out/);
    await desk.digest();
    expect((await desk.owed()).map((d) => d.kind)).toEqual(["digest"]);
    expect(read(await desk.say("digest now"))).toBe("Nothing waits.");
  });

  it("routes lists, and says what stands in the configuration", async () => {
    const europe = { name: "europe", adapter: "slack", destination: "C1", cap: 5, timezone: "Europe/Paris" };
    const quiet = { from: "22:00", to: "07:00", days: [6, 7], isHoliday: () => false };
    await start({ channels: ["world", { ...europe, quiet }] });
    expect(read(await desk.say("channel route list add europe"))).toContain("list goes to world, europe.");
    expect(read(await desk.say("channel route list remove world"))).toContain("list goes to europe.");
    expect(read(await desk.say("channel route list"))).toBe("list goes to europe.");
    const listed = read(await desk.say("channel list"));
    expect(listed).toContain(
      "europe | slack:C1 | list | quiet from 22:00 to 07:00, and all of Sat, Sun (Europe/Paris); at most 5 an hour",
    );
    expect(read(await desk.say("channel quiet europe"))).toMatch(
      /quiet from 22:00 .*as wirewatch.yaml has it/,
    );
    expect(read(await desk.say("channel layout world"))).toMatch(/full layout.*as wirewatch.yaml has it/);
    await desk.poll(0, [item("a", "Putin arrives")]);
    expect((await desk.owed()).map((d) => d.channel)).toEqual(["europe"]);
    expect((await loadDesk(desk.store)).watchLists.get("list")?.channels).toEqual(["europe"]);
  });
});
