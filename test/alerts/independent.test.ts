import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { independentSources } from "../../src/alerts/independent.ts";
import { commandDesk, read } from "../commands/host.ts";
import { item, watching } from "../pipeline/desk.ts";

const entry = (id: number, outlet: string, more: object = {}) => ({ id, outlet, textHash: "", ...more });

describe("independent sources", () => {
  it.each([
    ["nobody", [], 0],
    ["two reports of one outlet", [entry(1, "A"), entry(2, "a ")], 1],
    ["two outlets", [entry(1, "A"), entry(2, "B")], 2],
    ["one text", [entry(1, "A", { textHash: "x" }), entry(2, "B", { textHash: "x" })], 1],
    ["a near copy", [entry(1, "A"), entry(2, "B", { duplicateOf: 1 })], 1],
    ["one agency's", [entry(1, "A", { agency: "Reuters" }), entry(2, "B", { agency: "REUTERS" })], 1],
    [
      "copies that a third one joins",
      [entry(1, "A"), entry(2, "B", { textHash: "x" }), entry(3, "A", { textHash: "x" })],
      1,
    ],
    ["one that was taken back", [entry(1, "A"), entry(2, "B", { withdrawnAt: 5 })], 1],
  ])("%s: %j are %i", (_what, entries, count) => {
    expect(independentSources(entries)).toBe(count);
  });
});

describe("a list that wants two of them", () => {
  let desk: Awaited<ReturnType<typeof commandDesk>>;
  afterEach(() => desk.close());

  it("waits, says so, and is told once its story has another outlet's own report", async () => {
    desk = await commandDesk({ lists: [{ ...watching("putin"), filters: { sources: 2 } }] });
    for (const feed of [0, 1, 2]) await desk.poll(feed, [item("old", `Nothing of note ${feed}`)]);
    const posts = async () => (await desk.owed()).filter((d) => d.kind === "post").map((d) => d.channel);
    const title = "Putin arrives in Geneva for talks";
    await desk.poll(0, [item("a", title, { summary: "He came by train, aides said on Friday." })]);
    expect(await posts()).toEqual([]);
    expect(read(await desk.run("why", { what: title }))).toMatch(
      /waits for 2 independent sources: the story has 1/,
    );
    const copy = { url: "https://o.example/b", summary: "He came by train, aides said on Friday." };
    await desk.poll(1, [item("b", title, copy)]);
    expect(await posts()).toEqual([]);
    const own = { url: "https://t.example/c", summary: "The airport road was closed for an hour." };
    await desk.poll(2, [item("c", "Swiss police escort Putin past lakeside protest", own)]);
    expect(await posts()).toEqual([]);
    const numberOf = async (what: string) =>
      /story (\d+), first seen/.exec(read(await desk.run("why", { what })))?.[1] ?? "";
    const [one, other] = [
      await numberOf(title),
      await numberOf("Swiss police escort Putin past lakeside protest"),
    ];
    await desk.say(`story merge ${one} ${other}`);
    expect(await posts()).toEqual(["world"]);
    expect(read(await desk.run("why", { what: title }))).not.toMatch(/waits for/);
    expect(read(await desk.say("watch edit list set sources 3"))).toMatch(/sources/);
    expect(read(await desk.run("watch preview", { name: "list" }))).toMatch(/0 stories/);
  });
});

describe("an alert whose outlets copied one text", () => {
  it("says how many sources that is, and so does the story's history", async () => {
    const desk = await commandDesk({ lists: [watching("putin")] });
    onTestFinished(() => desk.close());
    const told = { summary: "He came by train, aides said on Friday." };
    await desk.poll(0, [item("a", "Putin arrives in Geneva for talks", told)]);
    expect((await desk.owed()).at(-1)?.message).not.toHaveProperty("independent");
    await desk.poll(1, [
      item("b", "Putin arrives in Geneva for talks", { ...told, url: "https://o.example/b" }),
    ]);
    expect((await desk.owed()).at(-1)?.message).toMatchObject({ sources: [{}, {}], independent: 1 });
    await desk.poll(2, [item("c", "Swiss police escort Putin past protest", { url: "https://t.example/c" })]);
    await desk.say("story merge 1 2");
    const [alert] = (await desk.store.snapshot([1], desk.now)).alerts.get(1) ?? [];
    expect(alert?.message).toMatchObject({ sources: [{}, {}, {}], independent: 2 });
    expect(read(await desk.say("story show 1"))).toMatch(/^Story 1: .* · 3 outlets, 2 independent\n/);
  });
});
