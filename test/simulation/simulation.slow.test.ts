import { describe, expect, it } from "vitest";
import { SHARES } from "../faults/shares.ts";
import { runDays } from "./run-days.ts";
import { simulateDay } from "./simulate.ts";

describe("a whole desk, day by seeded day", () => {
  it("loses nothing and repeats nothing", { timeout: SHARES.simulation + 3_600_000 }, async () => {
    console.log(
      await runDays({
        first: Number(process.env.SIMULATION_SEED ?? 1),
        count: Number(process.env.SIMULATION_DAYS ?? Number.POSITIVE_INFINITY),
        share: SHARES.simulation,
      }),
    );
  });

  it.each(["reconciliation", "stableKey", "atomicCommit"] as const)(
    "notices a desk without its %s",
    async (sabotage) => {
      const problems: string[] = [];
      for (let seed = 1; seed <= 20 && problems.length === 0; seed++) {
        problems.push(...(await simulateDay(seed, sabotage)).problems);
      }
      expect(problems).not.toEqual([]);
    },
  );
});
