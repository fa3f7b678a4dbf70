import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { STORIES } from "./story-data.ts";

const SETS = [
  { name: "events", what: "772 articles of 66 events, two look-alikes a topic", flags: [] },
  { name: "headlines", what: "3,285 headlines of 43 stories, noisy gold", flags: [] },
  { name: "olympics", what: "4,659 headlines of 666 stories in nine languages", flags: ["--keep-times"] },
] as const;
const SCORER = fileURLToPath(new URL("../../shared/score/stories.mjs", import.meta.url));
const LAUNCHER = join(import.meta.dirname, "..", "bin", "wirewatch.js");

/** Markdown for bench/RESULTS.md: how well stories are told apart. Copies and speed: story-copies.ts, story-speed.ts. */
export async function bench(): Promise<string> {
  if (!existsSync(path("background")) || !existsSync(SCORER))
    return "Skipped: there is no `../shared/data/stories` or no `../shared/score/stories.mjs` here.";
  return [
    "One event (B-cubed, mean of five orders of arrival; Olympics in their own order): one configuration for all,",
    "scored by `stories.mjs` on `wirewatch cluster --json`, alone and among 7,600 unlabelled articles. The trees that judge",
    "were taught on events and headlines, never on the Olympics; `npm run train` prints what they reach on articles of the",
    "two that they had not seen (docs/decisions/0008-stories.md).",
    "",
    "| set | what | precision | recall | F1 | F1 among others |",
    "| --- | --- | --- | --- | --- | --- |",
    ...SETS.map(({ name, what, flags }) => {
      const alone = score(name, flags);
      // The others have no times of their own to keep.
      const among = flags.length > 0 ? "" : score(name, ["--background", path("background")]).f1;
      return `| ${name} | ${what} | ${alone.precision} | ${alone.recall} | ${alone.f1} | ${among} |`;
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
