import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { z } from "zod";
import { LAUNCHER, wirewatch } from "./launch.ts";

const line = z.strictObject({
  id: z.string(),
  story: z.number(),
  duplicateOf: z.string().nullable(),
});

/** Other news, then two tellings of one event that share no word, then reports that share words with both. */
const OTHERS =
  `budget vote delayed in Arlon; striker signs for Velmont United; heatwave closes schools in Tarn;
bank lifts rates to four percent; film festival opens in Dorne; volcano ash grounds flights; court frees editor Kessler;
vaccine trial halted in Osmar; wheat prices fall again; telescope spots distant comet; farmers block roads to Pellin;
minister of Quorra resigns`.split(/;\s/);
const FERRY = "Corvale ferry capsizes off northern quay";
const RESCUE = "Brenmoor coastguard rescues passengers near Haldane lighthouse";
const HOW = ["today", "hundreds", "dozens", "late", "night", "again", "safe", "feared", "missing", "storm"];
const TOLD = [
  ...OTHERS,
  ...HOW.slice(0, 4).flatMap((how, i) => [`${FERRY} in heavy swell ${how}`, `${RESCUE} ${HOW[i + 4]}`]),
  ...HOW.map((how, i) =>
    i % 2 === 0
      ? `${RESCUE} as Corvale ferry capsizes ${how}`
      : `${FERRY}, Brenmoor coastguard rescues passengers ${how}`,
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

test("answers each article at once, and again where its story becomes another's", async () => {
  const { out } = await cluster([], articles);
  const first = out.filter(({ id }, i) => out.findIndex((other) => other.id === id) === i);
  expect(first.map(({ id }) => id)).toEqual(TOLD.map((_, i) => `a${i}`));
  const last = new Map(out.map(({ id, story }) => [id, story]));
  const ferry = first.slice(OTHERS.length);
  expect(new Set(ferry.map(({ story }) => story)).size).toBe(2);
  expect(new Set(ferry.map(({ id }) => last.get(id))).size).toBe(1);
  // Only what moved is said again, before the next article is answered.
  const again = out.filter((line) => !first.includes(line));
  expect(again.every(({ id, story }) => story !== first.find((line) => line.id === id)?.story)).toBe(true);
  expect(out.at(-1)).toEqual(first.at(-1));
});

test("answers before its input ends", async () => {
  const child = spawn(process.execPath, [LAUNCHER, "cluster", "--json"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.write(`${articles[0]}\n`);
  const [chunk] = await once(child.stdout.setEncoding("utf8"), "data");
  expect(chunk).toContain('"a0"');
  child.stdin.end();
  expect(await once(child, "close")).toEqual([0, null]);
});

test("names what an article repeats, and the line that is no article", async () => {
  const again = JSON.stringify({ id: "again", title: `LIVE: ${TOLD[0]}` });
  const { code, out, stderr } = await cluster([], [articles[0] ?? "", "{", again]);
  expect(code).toBe(1);
  expect(stderr).toContain("line 2");
  expect(out.at(-1)).toEqual({ id: "again", story: out[0]?.story, duplicateOf: "a0" });
});
