import { rmSync } from "node:fs";
import { seeded } from "../simulation/random.ts";
import { faultDesk } from "./desk.ts";
import { problemsOf } from "./judge.ts";
import { cutPower } from "./power.ts";

/** The steps at which a service is killed by name; the first statement of a migration is its schema. */
const STEPS: [Step, string[]][] = [
  ["before send", ["discord send#", "slack send#", "console send#"]],
  [
    "after send and before record",
    ["discord send answered#", "slack send answered#", "console send answered#"],
  ],
  ["before edit", ["discord edit#", "slack edit#"]],
  ["after edit and before record", ["discord edit answered#", "slack edit answered#"]],
  ["during ingest", ["sql insert into entries#", "sql insert into deliveries#", "sql insert into alerts#"]],
  ["during lease", ["sql update deliveries as d set state = 'leased'#"]],
  ["during migration", ["exec --#", "sql PRAGMA user_version =#"]],
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

const AT_RANDOM: [Step, string[]] = ["at random", []];

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
 * power cut; then an untouched run to the day's end.
 */
export async function killDay(seed: number): Promise<Killed> {
  const random = seeded(seed);
  const desk = await faultDesk();
  const killed: Killed = { seed, steps: [], kills: 0, cut: 0, problems: [] };
  const said: string[] = [];
  try {
    for (let n = random.int(2, 3); n > 0; n--) {
      const [step, points] = random.chance(0.4) ? AT_RANDOM : random.pick(STEPS);
      killed.steps.push(step);
      // A process needs some 700 ms to start on an idle core, and is done after some 2,500.
      const run =
        step === "at random"
          ? await desk.run("kill", 0, { killAfter: random.int(300, 3_000) })
          : await desk.run("kill", `${random.pick(points)}${random.int(1, 4)}`);
      said.push(run.err.slice(-1500));
      if (run.how !== "SIGKILL") continue;
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
