import { afterEach, describe, expect, it } from "vitest";
import { keepApart } from "../../src/stories/apart.ts";
import type { PlacedNews } from "../../src/stories/place.ts";
import { item, watching } from "../pipeline/desk.ts";
import { commandDesk } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>> | undefined;
afterEach(() => desk?.close());

describe("stories that a person split", () => {
  it("are not merged by likeness, whichever way round; others are", () => {
    const placed = [
      {
        merges: [
          { from: 4, into: 2 },
          { from: 2, into: 4 },
          { from: 5, into: 2 },
        ],
      },
    ].map((p): PlacedNews => ({ news: NEWS, story: { known: 2 }, repeats: undefined, held: false, ...p }));
    expect(keepApart(placed, [{ story: 2, other: 4 }])[0]?.merges).toEqual([{ from: 5, into: 2 }]);
    expect(keepApart(placed, [])[0]?.merges).toHaveLength(3);
  });

  it("are remembered, until a person merges them again", async () => {
    desk = await commandDesk({ lists: [watching("putin OR locusts")] });
    await desk.poll(0, [item("a", "Putin visits a school")]);
    await desk.poll(1, [item("b", "Locusts ruin harvests", { url: "https://o.example/b" })]);
    await desk.say("story merge 1 2");
    await desk.say("story split 1 2");
    expect(await desk.store.apart()).toEqual([{ story: 1, other: 3 }]);
    await desk.say("story merge 3 1");
    expect(await desk.store.apart()).toEqual([]);
  });
});

const NEWS: PlacedNews["news"] = {
  kind: "reguided",
  draft: {
    feed: 1,
    guid: "",
    url: "",
    canonicalUrl: "",
    title: "",
    titleKey: "",
    summary: "",
    content: "",
    author: "",
    outlet: "",
    tier: 2,
    language: "",
    categories: [],
    firstSeenAt: 0,
    contentHash: "",
    textHash: "",
  },
  entry: {
    id: 1,
    story: 1,
    feed: 1,
    guid: "",
    url: "",
    canonicalUrl: "",
    title: "",
    titleKey: "",
    summary: "",
    content: "",
    author: "",
    outlet: "",
    tier: 2,
    language: "",
    categories: [],
    firstSeenAt: 0,
    contentHash: "",
    textHash: "",
  },
};
