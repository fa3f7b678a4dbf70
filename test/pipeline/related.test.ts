import { describe, expect, it } from "vitest";
import type { StoryLink } from "../../src/model/story.ts";
import { platformModel } from "../delivery/platform-model.ts";
import { item, type Placing, watching } from "./desk.ts";
import { type TestDesk as Desk, deskOpener } from "./open-desk.ts";

const open = deskOpener();
const HOUR = 3_600_000;

/** Grouping by order: what the next entries are linked with, or prove to be one. */
function orders() {
  const next: Partial<Pick<StoryLink, "kind" | "other"> & { merge: [from: number, into: number] }>[] = [];
  const placing: Placing = (_, found) => {
    const order = next.shift();
    const [from, into] = order?.merge ?? [];
    if (from !== undefined && into !== undefined) {
      return { ...found, story: into, merges: [{ from, into }] };
    }
    return order?.kind === undefined ? found : { ...found, [order.kind]: order.other };
  };
  return {
    placing,
    follows: (other: number) => void next.push({ kind: "follows", other }),
    alsoIn: (other: number) => void next.push({ kind: "alsoIn", other }),
    merge: (from: number, into: number) => void next.push({ merge: [from, into] }),
  };
}

const russian = (id: string, title: string, more = {}) =>
  item(id, title, { language: "ru", url: `https://mayak.example/${id}`, ...more });

/** A desk whose third feed is Russian and whose alerts reach a platform. */
async function desk(options: Parameters<typeof open>[0] = {}) {
  const order = orders();
  const platform = platformModel();
  const d = await open({
    lists: [watching("putin OR путин")],
    languages: ["en", "en", "ru"],
    outlets: ["Example News", "Other News", "Маяк"],
    placing: order.placing,
    place: (channel) => ({ adapter: platform.adapter, destination: channel }),
    ...options,
  });
  /** What each channel shows, oldest first. */
  const shows = async (channel = "world") => {
    await d.deliver();
    return platform.standing.filter((m) => m.channel === channel);
  };
  return { d, order, platform, shows };
}

const queued = async (d: Desk) => (await d.owed()).filter((r) => r.state === "queued");

describe("a story that follows another", () => {
  it("says so in its alert, with the earlier message, in a channel that was told of that", async () => {
    const lists = [watching("putin", "all", ["world"]), watching("visit", "visits", ["world", "europe"])];
    const { d, order, shows } = await desk({ lists, channels: ["world", "europe"] });
    await d.poll(0, [item("1", "Putin to meet envoys in Moscow")]);
    const [first] = await shows();
    order.follows(1);
    await d.poll(1, [item("2", "Putin ends visit of envoys", { url: "https://o.example/2" })]);
    const [, second] = await shows();
    expect(second?.message.follows).toEqual({
      story: 1,
      headline: "Putin to meet envoys in Moscow",
      ref: { channel: "world", id: first?.id },
    });
    const [elsewhere] = await shows("europe");
    expect(elsewhere?.message.story).toBe(2);
    expect(elsewhere?.message.follows).toBeUndefined();
  });

  it("says the same in an edit after a restart", async () => {
    const { d, order, shows } = await desk();
    await d.poll(0, [item("1", "Putin to meet envoys in Moscow")]);
    await shows();
    order.follows(1);
    await d.poll(1, [item("2", "Putin ends talks with envoys", { url: "https://o.example/2" })]);
    const before = (await shows())[1]?.message.follows;
    await d.restart();
    await d.poll(0, [item("3", "Putin ends talks with envoys")]);
    const after = (await shows())[1];
    expect(after).toMatchObject({ edits: 1, message: { follows: before, sources: [{}, {}] } });
    expect(before?.ref).toBeDefined();
  });

  it("names the earlier one as it is told by now, silently, and not once it was taken back", async () => {
    const { d, order, shows } = await desk();
    await d.poll(0, [item("1", "Putin to meet envoys within 24 hours")]);
    order.follows(1);
    await d.poll(1, [item("2", "Putin ends talks with envoys", { url: "https://o.example/2" })]);
    await shows();
    await d.poll(0, [item("1", "Putin to meet envoys within 48 hours")]);
    const edits = (await queued(d)).filter((r) => r.message.story === 2);
    expect(edits.map((r) => [r.kind, r.message.follows?.headline])).toEqual([
      ["edit", "Putin to meet envoys within 48 hours"],
    ]);
    await shows();
    await d.poll(0, [item("1", "WITHDRAWN: Putin to meet envoys within 48 hours")]);
    const after = (await queued(d)).filter((r) => r.message.story === 2);
    expect(after.map((r) => [r.kind, r.message.follows])).toEqual([["edit", undefined]]);
  });

  it("names none that waits to be told there", async () => {
    const slow = { ...watching("envoys", "slow"), mode: "digest" as const };
    const { d, order, shows } = await desk({ lists: [slow, watching("putin", "fast")] });
    await d.poll(0, [item("1", "Moscow awaits envoys of three countries")]);
    order.follows(1);
    await d.poll(1, [item("2", "Putin ends long talks at night", { url: "https://o.example/2" })]);
    expect((await shows())[0]?.message.follows).toBeUndefined();
    d.later(24 * HOUR);
    await d.digest();
    await d.poll(0, [item("3", "Putin ends long talks at night")]);
    const now = (await shows()).find((m) => m.message.story === 2);
    expect(now?.message.follows).toEqual({ story: 1, headline: "Moscow awaits envoys of three countries" });
  });
});

describe("a story that is told in another language", () => {
  const title = "Путин начал готовить встречу";

  /** An English story, and two Russian ones that are linked with it. */
  const toldTwice = async (d: Desk, order: ReturnType<typeof orders>) => {
    await d.poll(0, [item("1", "Putin begins to arrange a meeting")]);
    for (const [id, words] of [
      ["2", title],
      ["3", "Кремль готовит саммит"],
    ] as const) {
      order.alsoIn(1);
      await d.poll(2, [russian(id, words)]);
    }
  };

  it("says so in the alert, by a silent edit, and the other's alert likewise", async () => {
    const { d, order, shows } = await desk();
    await d.poll(0, [item("1", "Putin begins to arrange a meeting")]);
    await shows();
    order.alsoIn(1);
    await d.poll(2, [russian("2", title)]);
    expect((await queued(d)).map((r) => [r.kind, r.message.story])).toEqual([
      ["post", 2],
      ["edit", 1],
    ]);
    const [english, other] = await shows();
    expect(english?.message.alsoIn).toEqual([
      { story: 2, language: "Russian", headline: title, outlet: "Маяк", url: "https://mayak.example/2" },
    ]);
    expect(other?.message.alsoIn).toMatchObject([{ story: 1, language: "English" }]);
  });

  it("says so where nobody is told of the other story, and as its headline is by now", async () => {
    const { d, order, shows } = await desk({ lists: [watching("putin")] });
    await d.poll(0, [item("1", "Putin begins to arrange a meeting")]);
    order.alsoIn(1);
    await d.poll(2, [russian("2", title)]);
    const mute = { kind: "story" as const, subject: "1", since: d.now, until: d.now + HOUR, who: "u" };
    await d.store.mute(mute, []);
    await d.refresh();
    await d.poll(2, [russian("2", "Путин начал готовить встречу в верхах")]);
    const [english, ...others] = await shows();
    expect(others).toEqual([]);
    expect(english?.message.alsoIn).toMatchObject([{ headline: "Путин начал готовить встречу в верхах" }]);
    await d.poll(2, [russian("2", "WITHDRAWN: Путин начал готовить встречу в верхах")]);
    expect((await shows())[0]?.message.alsoIn).toBeUndefined();
  });

  it("names no language that it is told in itself", async () => {
    const { d, order, shows } = await desk();
    await toldTwice(d, order);
    order.merge(3, 1);
    await d.poll(0, [item("4", "Meeting in the making, Kremlin says")]);
    expect((await shows())[0]?.message).toMatchObject({ outlet: "Example News" });
    expect((await shows())[0]?.message.alsoIn).toBeUndefined();
    // Nor does the alert of a story that is no part of the document.
    await d.poll(2, [russian("2", "Путин начал готовить встречу в верхах")]);
    expect((await shows())[0]?.message.alsoIn).toBeUndefined();
  });

  it("names each language once, and no copy of a text that was taken back", async () => {
    const { d, order, shows } = await desk();
    await toldTwice(d, order);
    expect((await shows())[0]?.message.alsoIn?.map((s) => s.story)).toEqual([2]);
    await d.poll(2, [russian("2", `WITHDRAWN: ${title}`)]);
    expect((await shows())[0]?.message.alsoIn?.map((s) => s.story)).toEqual([3]);
  });
});

describe("links of a story that proves to be one with another", () => {
  it("lead to the one that lives on, be it merged by likeness or by hand", async () => {
    const { d, order, shows } = await desk({ lists: [watching("putin OR kremlin OR путин")] });
    await d.poll(0, [item("1", "Putin begins to arrange a meeting")]);
    await d.poll(1, [item("2", "Kremlin calls for a summit", { url: "https://o.example/2" })]);
    await shows();
    order.alsoIn(2);
    await d.poll(2, [russian("3", "Путин начал готовить встречу")]);
    order.follows(2);
    await d.poll(0, [item("4", "Envoys of the Kremlin leave early")]);
    await shows();
    order.merge(2, 1);
    await d.poll(0, [item("5", "Meeting arranged, says Putin's aide")]);
    const stands = await shows();
    const of = (story: number) => stands.findLast((m) => m.message.story === story)?.message;
    expect(stands[0]?.message.alsoIn).toMatchObject([{ story: 3 }]);
    expect(of(3)?.alsoIn).toMatchObject([{ story: 1, headline: "Putin begins to arrange a meeting" }]);
    expect(of(4)?.follows).toEqual({
      story: 1,
      headline: "Putin begins to arrange a meeting",
      ref: { channel: "world", id: stands[0]?.id },
    });
    expect((await d.store.linksOf(1)).map((l) => [l.kind, l.story])).toEqual([
      ["alsoIn", 3],
      ["followedBy", 4],
    ]);
    expect(await d.store.linksOf(2)).toEqual([]);
    order.merge(3, 1);
    await d.poll(2, [russian("6", "Встреча готовится, сказали в Кремле")]);
    const [first, second, third] = await shows();
    expect(first?.message.alsoIn).toBeUndefined();
    expect([second, third].map((m) => m?.message.follows ?? m?.message.alsoIn)).toEqual([
      undefined,
      undefined,
    ]);
    expect(third?.message.note).toContain("One story with an earlier alert");
  });

  it("lead there too where a document merges in two steps", async () => {
    const { d, order } = await desk({ lists: [watching("putin")] });
    for (const [n, words] of [
      "Putin opens a bridge",
      "Putin visits a school",
      "Putin feeds a tiger",
    ].entries())
      await d.poll(0, [item(`${n}`, words)]);
    order.alsoIn(3);
    await d.poll(2, [russian("r", "Тигр накормлен")]);
    order.merge(3, 2);
    order.merge(2, 1);
    await d.poll(0, [item("b", "Tiger opens a school bridge"), item("a", "Bridge to a school for tigers")]);
    expect((await d.store.linksOf(1)).map((l) => [l.kind, l.story])).toEqual([["alsoIn", 4]]);
  });
});
