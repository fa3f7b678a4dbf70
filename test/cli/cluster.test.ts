import { expect, test } from "vitest";
import { z } from "zod";
import { wirewatch } from "./launch.ts";

const line = z.strictObject({
  id: z.string(),
  story: z.number(),
  duplicateOf: z.string().nullable(),
});

/** Two outlets' own words for one event at first, then reports that share both. */
const TOLD = [
  "Corvale ferry capsizes off northern quay",
  "Passengers rescued by Brenmoor coastguard after sinking",
  ...Array.from(
    { length: 10 },
    (_, i) => `Corvale ferry capsizes: Brenmoor coastguard rescued passengers ${i}`,
  ),
];
const articles = TOLD.map((title, i) =>
  JSON.stringify({ id: `a${i}`, title, publishedAt: new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString() }),
);

async function cluster(args: string[], lines: readonly string[]) {
  const ran = await wirewatch(["cluster", "--json", ...args], { input: lines.join("\n") });
  const out = ran.stdout.split("\n").filter((text) => text !== "");
  return { ...ran, out: out.map((text) => line.parse(JSON.parse(text))) };
}

test("prints every article once, in order, with the story that it ended in", async () => {
  const [ended, live] = await Promise.all([cluster([], articles), cluster(["--live"], articles)]);
  expect(ended.out.map(({ id }) => id)).toEqual(TOLD.map((_, i) => `a${i}`));
  expect(live.out.map(({ id }) => id)).toEqual(TOLD.map((_, i) => `a${i}`));
  const stories = (out: readonly { story: number }[]) => new Set(out.map(({ story }) => story)).size;
  expect(stories(ended.out)).toBeLessThanOrEqual(stories(live.out));
});

test("names what an article repeats, and the line that is no article", async () => {
  const again = JSON.stringify({ id: "again", title: `LIVE: ${TOLD[0]}` });
  const { code, out, stderr } = await cluster([], [articles[0] ?? "", "{", again]);
  expect(code).toBe(1);
  expect(stderr).toContain("line 2");
  expect(out.at(-1)).toEqual({ id: "again", story: out[0]?.story, duplicateOf: "a0" });
});
