import { expect, it } from "vitest";
import { item, watching } from "../pipeline/desk.ts";
import { caller, commandDesk, read } from "./host.ts";

/** A small generator of numbers, the same for the same seed (mulberry32). */
function numbers(seed: number) {
  let a = seed;
  return (below: number) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const HEADLINES = [
  "Putin arrives in Geneva for talks with old friends",
  "Locusts ruin wheat harvests across the southern provinces",
  "Central bank of Norway leaves its rates where they were",
  "Ferry with two hundred aboard runs aground off Crete",
];

it.each([1, 121, 154])("people and feeds at once leave one truth (seed %i)", async (seed) => {
  const desk = await commandDesk({
    lists: [watching("putin OR locusts OR norway OR ferry", "all", ["world", "europe"])],
    channels: ["world", "europe"],
    separate: true,
  });
  const pick = numbers(seed);
  const stories = new Set<number>();
  const replies: string[] = [];
  let entry = 0;
  const say = async (line: string) =>
    void replies.push(read(await desk.say(line, caller("admin", `p${pick(3)}`))));
  const acts = [
    async () => {
      const id = `e${entry++}`;
      const title = HEADLINES[pick(HEADLINES.length)] ?? "";
      const feed = pick(3);
      await desk.poll(feed, [item(`${feed}-${id}`, title, { url: `https://f${feed}.example/${id}` })]);
      for (const e of await desk.store.entriesSince(0, undefined, 5)) stories.add(e.story);
    },
    async () => say(`claim ${1 + pick(stories.size + 1)}`),
    async () => say(`story merge ${1 + pick(stories.size + 1)} ${1 + pick(stories.size + 1)}`),
    async () => say(`story split ${1 + pick(stories.size + 1)} ${1 + pick(3)}`),
    async () => say(`mute ${1 + pick(stories.size + 1)} for 1h`),
    async () => say(`unmute ${1 + pick(stories.size + 1)}`),
  ];
  for (let round = 0; round < 40; round++) {
    desk.later(30_000);
    const chosen = Array.from({ length: 4 }, () => acts[pick(2) === 0 ? 0 : pick(acts.length)]);
    await Promise.all(chosen.map((act) => act?.()));
  }
  expect(replies.filter((r) => r.includes("log says why"))).toEqual([]);
  const entries = await desk.store.entriesSince(0, undefined, 1_000);
  expect(entries.length).toBe(entry);
  const { stories: kept, alerts } = await desk.store.snapshot(
    entries.map((e) => e.story),
    desk.now,
  );
  for (const story of kept.values()) {
    expect(story.mergedInto, `story ${story.id}`).toBeUndefined();
    const outlets = new Set(entries.filter((e) => e.story === story.id).map((e) => e.outlet));
    const own = alerts.get(story.id) ?? [];
    expect(new Set(own.map((a) => a.channel)).size).toBe(own.length);
    for (const alert of own) expect(new Set(alert.message.sources.map((s) => s.outlet))).toEqual(outlets);
  }
  await desk.close();
});
