import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  addUpDays,
  addUpKills,
  addUpPoints,
  type Chunks,
  pointsOver,
  runChunks,
  runTimed,
} from "./fault-chunks.ts";

interface Kind {
  name: string;
  file: string;
  /** What it says when it is done. */
  says: RegExp;
  /** The variables that set how much it tries, and how much `test:long` does without them. */
  set: string[];
  whole: string;
  /** Where it is tried a stretch at a time. */
  chunks?: Chunks;
}

const number = (variable: string, usual: number) => Number(process.env[variable] ?? usual);
const POINTS = 40;
const SEEDS = 50;
const DAYS = 1_000;
const YEAR = number("YEAR_DAYS", 365);

/** Of so many seeds from one on, as the variables of a test say. */
function seeds(seed: string, count: string, usual: number, size: number, addUp: Chunks["addUp"]): Chunks {
  const first = number(seed, 1);
  return {
    size,
    first,
    last: first + number(count, usual) - 1,
    env: (from, to) => ({ [seed]: `${from}`, [count]: `${to - from + 1}` }),
    isLast: () => false,
    addUp,
  };
}

const KINDS: Record<string, Kind> = {
  points: {
    name: "Every point in turn",
    file: "test/faults/points.long.test.ts",
    says: /^(?:fail|kill): points .*$/gm,
    set: ["FAULT_FROM", "FAULT_TO"],
    whole: "each point until a day passes untouched",
    chunks: {
      size: POINTS,
      first: number("FAULT_FROM", 1),
      last: number("FAULT_TO", Number.POSITIVE_INFINITY),
      env: (first, last) => ({ FAULT_FROM: `${first}`, FAULT_TO: `${last}` }),
      isLast: pointsOver,
      addUp: (said) => addUpPoints(said, POINTS),
    },
  },
  simulation: {
    name: "Simulated days",
    file: "test/simulation/simulation.long.test.ts",
    says: /^\d+ days from seed .*$/gm,
    set: ["SIMULATION_SEED", "SIMULATION_DAYS"],
    whole: "100,000 days",
    chunks: seeds("SIMULATION_SEED", "SIMULATION_DAYS", 100_000, DAYS, addUpDays),
  },
  kills: {
    name: "Kills",
    file: "test/faults/kill.long.test.ts",
    says: /^\d+ seeds from .*$/gm,
    set: ["KILL_SEED", "KILL_DAYS"],
    whole: "1,000 seeds",
    chunks: seeds("KILL_SEED", "KILL_DAYS", 1_000, SEEDS, addUpKills),
  },
  soak: {
    name: "Soak",
    file: "test/faults/soak.long.test.ts",
    says: /^\d+ minutes, .*$/gm,
    set: ["SOAK_MINUTES", "SOAK_RATE", "SOAK_WINDOW"],
    whole: "30 minutes",
  },
  year: {
    name: "A year",
    file: "test/faults/year.long.test.ts",
    says: /^\d+ days of .*$/gm,
    set: ["YEAR_DAYS", "YEAR_ENTRIES"],
    whole: "365 days",
    // In one piece, kept when it is done.
    chunks: {
      size: YEAR,
      first: 1,
      last: YEAR,
      env: () => ({ YEAR_DAYS: `${YEAR}` }),
      isLast: () => true,
      addUp: (said) => said.flat(),
    },
  },
};

/**
 * Runs the long tests of faults, at the counts that the environment sets, and says what they said. Hours: `FAULTS` names
 * the kinds to run ("kills simulation"), and of the others stays what was said before; `FAULTS_KEPT` is a folder in which
 * kills, points, days and year keep each stretch of their work, and go on from there.
 */
export async function bench(): Promise<string> {
  const wanted = process.env.FAULTS?.split(/[\s,]+/) ?? Object.keys(KINDS);
  const unknown = wanted.filter((name) => !(name in KINDS));
  if (unknown.length > 0) {
    throw new Error(`FAULTS names ${unknown.join(", ")}: there are ${Object.keys(KINDS).join(", ")}`);
  }
  const lines = Object.entries(KINDS).map(([key, kind]) =>
    wanted.includes(key) ? run(key, kind) : saidBefore(kind),
  );
  return [
    "What was run last of each kind, and what `npm run test:long` runs of it. Every alert that was due is on its platform once, entries and outbox agree; a failing seed or point would be named here.",
    "",
    ...lines,
  ].join("\n");
}

function run(key: string, kind: Kind): string {
  const { name, file, set, whole, chunks } = kind;
  const saidIn = (output: string) => plain(output).match(kind.says) ?? ["(it said nothing)"];
  const folder = process.env.FAULTS_KEPT;
  const ran =
    chunks === undefined || folder === undefined
      ? [runTimed(() => vitest(file, {}), saidIn).ran]
      : runChunks(key, chunks, folder, (env) => vitest(file, env), saidIn);
  const said = ran.length > 1 ? (chunks?.addUp(ran.map((r) => r.said)) ?? []) : (ran[0]?.said ?? []);
  const minutes = (ran.reduce((sum, { seconds }) => sum + seconds, 0) / 60).toFixed(0);
  const failed = ran.find((r) => r.status !== 0);
  const end = failed === undefined ? "passed" : `**FAILED** (${failed.said.join("; ")})`;
  const given = set.flatMap((variable) => {
    const value = process.env[variable];
    return value === undefined ? [] : [`${variable}=${value} `];
  });
  const day = new Date().toISOString().slice(0, 10);
  const commits = [...new Set(ran.map(({ commit }) => commit))].join(", ");
  const parts = ran.length > 1 ? ` in ${ran.length} parts` : "";
  return `${lead(name)} (whole: ${whole}), ${day}, ${end} in ${minutes} min${parts} at ${commits}: ${said.join("; ")}. \`${given.join("")}npx vitest run --project long ${file}\``;
}

function vitest(file: string, env: Record<string, string>): { status: number; output: string } {
  const ran = spawnSync("npx", ["vitest", "run", "--project", "long", file], {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return { status: ran.status ?? 1, output: `${ran.stdout}\n${ran.stderr}` };
}

/** Vitest colours what it passes on. */
function plain(output: string): string {
  return output.replace(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g"), "");
}

function saidBefore({ name, whole }: Kind): string {
  const results = readFileSync(join(import.meta.dirname, "RESULTS.md"), "utf8").split("\n");
  const said = results.find((line) => line.startsWith(lead(name)));
  return said ?? `${lead(name)} (whole: ${whole}): not run yet`;
}

function lead(name: string): string {
  return `- **${name}**`;
}
