import { afterEach, describe, expect, it } from "vitest";
import { item, type Placing, watching } from "../pipeline/desk.ts";
import { commandDesk, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());

/** A story whose first report matched no list, and whose second did: wrongly grouped. */
async function start() {
  let joins: number | undefined;
  const placing: Placing = (_, found) => {
    const story = joins;
    joins = undefined;
    return story === undefined ? found : { ...found, story };
  };
  desk = await commandDesk({
    lists: [watching("putin"), watching("geneva", "other", ["europe"])],
    placing,
    channels: ["world", "europe"],
  });
  await desk.poll(0, [item("a", "School opens by the river in Geneva")]);
  joins = 1;
  await desk.poll(1, [item("b", "Putin visits a school", { url: "https://o.example/b" })]);
  for (
    let due = await desk.store.lease(desk.now, []);
    due.length > 0;
    due = await desk.store.lease(desk.now, [])
  )
    for (const { id } of due)
      await desk.store.record(id, { state: "sent", at: desk.now, ref: { channel: "c", id: `${id}` } });
}

describe("a report that is split off", () => {
  it("takes with it the alert of a channel that was told of nothing else: no second message", async () => {
    await start();
    const told = (await desk.owed()).length;
    expect(read(await desk.say("story split 1 2"))).toMatch(/1 of story 1's 2 entries are story 2 now/);
    const rows = (await desk.owed())
      .slice(told)
      .map((r) => [r.kind, r.channel, r.headline, r.outlets, r.message.story]);
    expect(rows.sort()).toEqual([
      ["edit", "europe", "School opens by the river in Geneva", ["Example News"], 1],
      ["edit", "world", "Putin visits a school", ["Other News"], 2],
    ]);
    const { alerts } = await desk.store.snapshot([1, 2], desk.now);
    expect([...alerts].map(([story, all]) => [story, all.map((a) => a.channel)])).toEqual([
      [1, ["europe"]],
      [2, ["world"]],
    ]);
  });

  it("brings it back once the split is taken back", async () => {
    await start();
    await desk.say("story split 1 2");
    const [change] = await desk.store.trail({ kind: "story", limit: 1 });
    const told = (await desk.owed()).length;
    await desk.say(`undo ${change?.id}`);
    const rows = (await desk.owed()).slice(told).map((r) => [r.kind, r.channel, r.outlets, r.message.story]);
    expect(rows.sort()).toEqual([
      ["edit", "europe", ["Example News", "Other News"], 1],
      ["edit", "world", ["Example News", "Other News"], 1],
    ]);
  });
});
