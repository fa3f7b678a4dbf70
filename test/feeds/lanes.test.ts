import { expect, test } from "vitest";
import { createLanes } from "../../src/feeds/lanes.ts";

test("nothing more is begun while what was fetched waits to be stored, however long that takes", async () => {
  const stored: (() => void)[] = [];
  let unstored = 0;
  const lanes = createLanes({ slots: 2, perHost: 1, patience: 1, isFull: () => unstored >= 3 });
  const polls = Array.from({ length: 10 }, (_, n) =>
    lanes.run(`host${n}`, "well", async () => {
      unstored += 1;
      await new Promise<void>((done) => stored.push(done));
      unstored -= 1;
    }),
  );
  // Patience runs out again and again: places are free, and still nothing begins.
  await new Promise((later) => setTimeout(later, 50));
  expect([stored.length, lanes.waiting()]).toEqual([3, 7]);
  stored.splice(0).forEach((done) => void done());
  const release = setInterval(() => stored.splice(0).forEach((done) => void done()), 1);
  await Promise.all(polls);
  clearInterval(release);
  expect(lanes.waiting()).toBe(0);
});
