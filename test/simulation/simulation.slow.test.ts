import { describe, expect, it } from "vitest";
import { simulateDay } from "./simulate.ts";

/** How long the seeded days may take in `test:slow`, in milliseconds; or how many there are to be. */
const SHARE = Number(process.env.SIMULATION_MS ?? 120_000);
const DAYS = Number(process.env.SIMULATION_DAYS ?? Number.POSITIVE_INFINITY);
const FIRST = Number(process.env.SIMULATION_SEED ?? 1);

describe("a whole desk, day by seeded day", () => {
  it("loses nothing and repeats nothing", { timeout: SHARE + 3_600_000 }, async () => {
    const start = performance.now();
    const sum = { days: 0, messages: 0, faults: 0, crashes: 0 };
    for (let seed = FIRST; sum.days < DAYS && performance.now() - start < SHARE; seed++) {
      const report = await simulateDay(seed);
      expect(report.problems, `SIMULATION_SEED=${seed} SIMULATION_DAYS=1 replays it`).toEqual([]);
      sum.days++;
      sum.messages += report.messages;
      sum.faults += report.faults;
      sum.crashes += report.crashes;
    }
    console.log(
      `${sum.days} days from seed ${FIRST}: ${sum.messages} messages through ${sum.faults} faults and ${sum.crashes} crashes, 0 lost, 0 repeated`,
    );
    expect(sum.faults).toBeGreaterThan(sum.days);
  });

  it.each(["reconciliation", "stableKey"] as const)("notices a desk without its %s", async (sabotage) => {
    const problems: string[] = [];
    for (let seed = 1; seed <= 20 && problems.length === 0; seed++) {
      problems.push(...(await simulateDay(seed, sabotage)).problems);
    }
    expect(problems).not.toEqual([]);
  });
});
