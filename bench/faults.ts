import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Kind {
  name: string;
  file: string;
  /** What it says when it is done. */
  says: RegExp;
  /** The variables that set how much it tries, and how much `test:long` does without them. */
  set: string[];
  whole: string;
}

const KINDS: Record<string, Kind> = {
  points: {
    name: "Every point in turn",
    file: "test/faults/points.long.test.ts",
    says: /^(?:fail|kill): points .*$/gm,
    set: ["FAULT_FROM", "FAULT_TO"],
    whole: "each point until a day passes untouched",
  },
  simulation: {
    name: "Simulated days",
    file: "test/simulation/simulation.long.test.ts",
    says: /^\d+ days from seed .*$/gm,
    set: ["SIMULATION_SEED", "SIMULATION_DAYS"],
    whole: "100,000 days",
  },
  kills: {
    name: "Kills",
    file: "test/faults/kill.long.test.ts",
    says: /^\d+ seeds from .*$/gm,
    set: ["KILL_SEED", "KILL_DAYS"],
    whole: "1,000 seeds",
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
  },
};

/**
 * Runs the long tests of faults, at the counts that the environment sets, and says what they said. Hours: `FAULTS` names
 * the kinds to run ("kills simulation"), and of the others stays what was said before.
 */
export async function bench(): Promise<string> {
  const wanted = process.env.FAULTS?.split(/[\s,]+/) ?? Object.keys(KINDS);
  const unknown = wanted.filter((name) => !(name in KINDS));
  if (unknown.length > 0) {
    throw new Error(`FAULTS names ${unknown.join(", ")}: there are ${Object.keys(KINDS).join(", ")}`);
  }
  const lines = Object.entries(KINDS).map(([key, kind]) =>
    wanted.includes(key) ? run(kind) : saidBefore(kind),
  );
  return [
    "What was run last of each kind, and what `npm run test:long` runs of it. Every alert that was due is on its platform once, entries and outbox agree; a failing seed or point would be named here.",
    "",
    ...lines,
  ].join("\n");
}

function run({ name, file, says, set, whole }: Kind): string {
  const given = set.flatMap((variable) => {
    const value = process.env[variable];
    return value === undefined ? [] : [`${variable}=${value} `];
  });
  const started = performance.now();
  const ran = spawnSync("npx", ["vitest", "run", "--project", "long", file], {
    cwd: join(import.meta.dirname, ".."),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  // Vitest colours what it passes on.
  const plain = `${ran.stdout}\n${ran.stderr}`.replace(
    new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g"),
    "",
  );
  const said = plain.match(says) ?? ["(it said nothing)"];
  const minutes = ((performance.now() - started) / 60_000).toFixed(0);
  const end = ran.status === 0 ? "passed" : "**FAILED**";
  const day = new Date().toISOString().slice(0, 10);
  return `${lead(name)} (whole: ${whole}), ${day}, ${end} in ${minutes} min: ${said.join("; ")}. \`${given.join("")}npx vitest run --project long ${file}\``;
}

function saidBefore({ name, whole }: Kind): string {
  const results = readFileSync(join(import.meta.dirname, "RESULTS.md"), "utf8").split("\n");
  const said = results.find((line) => line.startsWith(lead(name)));
  return said ?? `${lead(name)} (whole: ${whole}): not run yet`;
}

function lead(name: string): string {
  return `- **${name}**`;
}
