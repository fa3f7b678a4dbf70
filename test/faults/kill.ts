import { rmSync } from "node:fs";
import { type Random, seeded } from "../simulation/random.ts";
import { faultDesk } from "./desk.ts";
import { problemsOf } from "./judge.ts";
import { cutPower } from "./power.ts";

/** The steps at which a service is killed by name, and how often an untouched day comes to each. */
const STEPS: [Step, [point: string, times: number][]][] = [
  [
    "before send",
    [
      ["discord send", 3],
      ["slack send", 3],
      ["console send", 3],
    ],
  ],
  [
    "after send and before record",
    [
      ["discord send answered", 3],
      ["slack send answered", 3],
      ["console send answered", 3],
    ],
  ],
  [
    "before edit",
    [
      ["discord edit", 2],
      ["slack edit", 2],
    ],
  ],
  [
    "after edit and before record",
    [
      ["discord edit answered", 2],
      ["slack edit answered", 2],
    ],
  ],
  [
    "during ingest",
    [
      ["sql insert into entries", 4],
      ["sql insert into deliveries", 15],
      ["sql insert into alerts", 12],
    ],
  ],
  ["during lease", [["sql update deliveries as d set state = 'leased'", 15]]],
];

/** Happens to a new database; the first statement of a migration is its schema. */
const MIGRATION: (typeof STEPS)[number] = [
  "during migration",
  [
    ["exec --", 18],
    ["sql PRAGMA user_version =", 18],
  ],
];

export type Step =
  | "at random"
  | "before send"
  | "after send and before record"
  | "before edit"
  | "after edit and before record"
  | "during ingest"
  | "during lease"
  | "during migration";

export interface Killed {
  seed: number;
  steps: Step[];
  kills: number;
  /** Bytes of the WAL that power cuts took. */
  cut: number;
  problems: string[];
}

/**
 * A day of the real service that is killed two or three times, at random moments or named steps, some of them with a
 * power cut; then an untouched run to the day's end. A step that has no more to come passes untouched too: then there is
 * one more attempt at random.
 */
export async function killDay(seed: number): Promise<Killed> {
  const random = seeded(seed);
  const desk = await faultDesk();
  const killed: Killed = { seed, steps: [], kills: 0, cut: 0, problems: [] };
  const said: string[] = [];
  try {
    let tries = random.int(2, 3);
    for (let n = 0; n < tries; n++) {
      const named = random.chance(0.6) ? random.pick(n === 0 ? [...STEPS, MIGRATION] : STEPS) : undefined;
      const run =
        named === undefined
          ? await desk.run("kill", 0, random.next())
          : await desk.run("kill", pointOf(random, named[1]));
      said.push(run.err.slice(-1500));
      if (run.how !== "SIGKILL") {
        // The end of a day that was quicker than those before it.
        if (n === tries - 1 && killed.kills === 0 && tries < 10) tries++;
        continue;
      }
      killed.steps.push(named?.[0] ?? "at random");
      killed.kills++;
      if (random.chance(0.3)) killed.cut += cutPower(desk.database);
    }
    const after = await desk.run("fail", 0);
    killed.problems = await problemsOf(desk);
    if (after.how !== "0") killed.problems.push(`the untouched run ended with ${after.how}`);
    if (killed.problems.length > 0) killed.problems.push(...said, after.err.slice(-1500));
    return killed;
  } finally {
    rmSync(`${desk.database}-wal.synced`, { force: true });
    await desk.close();
  }
}

function pointOf(random: Random, points: readonly [string, number][]): string {
  const [point, times] = random.pick(points);
  return `${point}#${random.int(1, times)}`;
}
