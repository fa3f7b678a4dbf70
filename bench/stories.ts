import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measureCopies } from "./story-copies.ts";
import { background, STORIES } from "./story-data.ts";
import { measureSpeed } from "./story-speed.ts";

const SETS = [
  { name: "events", what: "772 articles of 66 events, two look-alikes a topic", flags: [] },
  { name: "headlines", what: "3,285 headlines of 43 stories, noisy gold", flags: [] },
  { name: "olympics", what: "4,659 headlines of 666 stories in nine languages", flags: ["--keep-times"] },
] as const;
const SCORER = fileURLToPath(new URL("../../shared/score/stories.mjs", import.meta.url));
const LAUNCHER = join(import.meta.dirname, "..", "bin", "wirewatch.js");
const WINDOWS = [10_000, 100_000, 1_000_000];
const SEEDS = [7, 8, 9];

/** Markdown for bench/RESULTS.md. `STORIES_WINDOW=10000` measures speed at that window only. */
export async function bench(): Promise<string> {
  const texts = background();
  if (texts === undefined || !existsSync(SCORER))
    return "Skipped: there is no `../shared/data/stories` or no `../shared/score/stories.mjs` here.";
  const only = Number(process.env.STORIES_WINDOW ?? 0);
  return [
    "**One event** (B-cubed, mean of five orders of arrival; Olympics in their own order): one configuration for all,",
    "scored by `stories.mjs` on `wirewatch cluster --json`, alone and among 7,600 unlabelled articles.",
    "",
    "| set | what | precision | recall | F1 | F1 among others |",
    "| --- | --- | --- | --- | --- | --- |",
    ...SETS.map(({ name, what, flags }) => {
      const [alone, among] = [
        score(name, flags),
        score(name, [...flags, "--background", path("background")]),
      ];
      return `| ${name} | ${what} | ${alone.precision} | ${alone.recall} | ${alone.f1} | ${among.f1} |`;
    }),
    "",
    "**One text**: 200 articles of four texts each, 20 edited copies of each (dropped and moved paragraphs, cut ends, new",
    "headlines, agency prefixes, local inserts), 6,400 distractors; pairs by `duplicateOf`. See bench/story-copies.ts.",
    "",
    "| seed | articles | precision | recall | F1 |",
    "| --- | --- | --- | --- | --- |",
    ...SEEDS.map((seed) => {
      const { articles, precision, recall, f1 } = measureCopies(texts, seed);
      return `| ${seed} | ${articles} | ${precision.toFixed(4)} | ${recall.toFixed(4)} | ${f1.toFixed(4)} |`;
    }),
    "",
    "**Speed** (features, placing and applying, with the window full; processor time of one core):",
    "",
    "| window | articles/s | median ms | p99 ms | memory MB | rebuild s |",
    "| --- | --- | --- | --- | --- | --- |",
    ...WINDOWS.filter((window) => only === 0 || window === only).map((window) => {
      const { perSecond, median, p99, megabytes, rebuild } = measureSpeed(texts, window);
      const figures = [Math.round(perSecond), median.toFixed(2), p99.toFixed(2), Math.round(megabytes)];
      return `| ${window} | ${figures.join(" | ")} | ${rebuild === undefined ? "" : rebuild.toFixed(1)} |`;
    }),
  ].join("\n");
}

function path(name: string): string {
  return fileURLToPath(new URL(`${name}.ndjson`, STORIES));
}

function score(name: string, flags: readonly string[]): Record<"precision" | "recall" | "f1", string> {
  const command = [process.execPath, LAUNCHER, "cluster", "--json"];
  const run = spawnSync(process.execPath, [SCORER, path(name), ...flags, "--", ...command], {
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(`the scorer failed on ${name}: ${run.stderr}`);
  const mean = (label: string) =>
    run.stdout.match(new RegExp(`^B-cubed ${label}\\s+([\\d.]+)`, "m"))?.[1] ?? "?";
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("F1") };
}
