import { afterEach, describe, expect, it } from "vitest";
import { item, testDesk } from "./desk.ts";

let desk: Awaited<ReturnType<typeof testDesk>> | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});
const open = async () => {
  desk = await testDesk();
  return desk;
};

describe("a feed whose servers disagree", () => {
  const old = item("1", "Putin blast: 12 dead in Moscow", { updatedAt: Date.UTC(2026, 7, 20, 8) });
  const corrected = item("1", "Putin blast: 14 dead in Moscow", { updatedAt: Date.UTC(2026, 7, 20, 9) });

  it("does not take an older version for news", async () => {
    const d = await open();
    for (const version of [old, corrected, old, corrected, old]) await d.poll(0, [version]);
    expect((await d.owed()).map((r) => [r.kind, r.headline])).toEqual([
      ["post", old.title],
      ["edit", corrected.title],
      ["reply", corrected.title],
    ]);
  });

  it("does not say the same correction again and again, where it does not date its versions", async () => {
    const d = await open();
    for (let n = 0; n < 5; n++)
      for (const { updatedAt: _, ...version } of [old, corrected]) await d.poll(0, [version]);
    expect((await d.owed()).filter((r) => r.kind === "reply").length).toBeLessThanOrEqual(2);
  });
});
