import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** What each says when it is done, and the variables that set how much it tries. */
const KINDS: { name: string; file: string; says: RegExp; set: string[] }[] = [
  {
    name: "Every point in turn",
    file: "test/faults/points.long.test.ts",
    says: /^(?:fail|kill): points .*$/gm,
    set: ["FAULT_FROM", "FAULT_TO"],
  },
  {
    name: "Simulated days",
    file: "test/simulation/simulation.long.test.ts",
    says: /^\d+ days from seed .*$/gm,
    set: ["SIMULATION_SEED", "SIMULATION_DAYS"],
  },
  {
    name: "Kills",
    file: "test/faults/kill.long.test.ts",
    says: /^\d+ seeds from .*$/gm,
    set: ["KILL_SEED", "KILL_DAYS"],
  },
  {
    name: "Soak",
    file: "test/faults/soak.long.test.ts",
    says: /^\d+ minutes, .*$/gm,
    set: ["SOAK_MINUTES", "SOAK_RATE", "SOAK_WINDOW"],
  },
  {
    name: "A year",
    file: "test/faults/year.long.test.ts",
    says: /^\d+ days of .*$/gm,
    set: ["YEAR_DAYS", "YEAR_ENTRIES"],
  },
];

/** Runs the long tests of faults, at the counts that the environment sets, and says what they said. Hours. */
export async function bench(): Promise<string> {
  const root = join(import.meta.dirname, "..");
  const lines: string[] = [];
  for (const { name, file, says, set } of KINDS) {
    const given = set.flatMap((variable) => {
      const value = process.env[variable];
      return value === undefined ? [] : [`${variable}=${value} `];
    });
    const started = performance.now();
    const ran = spawnSync("npx", ["vitest", "run", "--project", "long", file], {
      cwd: root,
      encoding: "utf8",
    });
    // Vitest colours what it passes on.
    const plain = `${ran.stdout}\n${ran.stderr}`.replace(
      new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g"),
      "",
    );
    const said = plain.match(says) ?? ["(it said nothing)"];
    const minutes = ((performance.now() - started) / 60_000).toFixed(0);
    const end = ran.status === 0 ? "passed" : "**FAILED**";
    lines.push(
      `- **${name}**, ${end} in ${minutes} min: ${said.join("; ")}. \`${given.join("")}npx vitest run --project long ${file}\``,
    );
  }
  return lines.join("\n");
}
