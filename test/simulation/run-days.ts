import { expect } from "vitest";
import { simulateDay } from "./simulate.ts";

export interface Days {
  first: number;
  /** So many, or as many as the time allows. */
  count: number;
  /** In milliseconds. */
  share: number;
}

/** Simulates day by seeded day, fails at the first that goes wrong, and returns what was gone through, in words. */
export async function runDays({ first, count, share }: Days): Promise<string> {
  const start = performance.now();
  const sum = { days: 0, messages: 0, faults: 0, crashes: 0 };
  for (let seed = first; sum.days < count && performance.now() - start < share; seed++) {
    const report = await simulateDay(seed);
    expect(report.problems, `SIMULATION_SEED=${seed} SIMULATION_DAYS=1 replays it`).toEqual([]);
    sum.days++;
    sum.messages += report.messages;
    sum.faults += report.faults;
    sum.crashes += report.crashes;
  }
  expect(sum.faults).toBeGreaterThan(0);
  const seconds = Math.round((performance.now() - start) / 1000);
  return `${sum.days} days from seed ${first} in ${seconds} s: ${sum.messages} messages through ${sum.faults} faults and ${sum.crashes} crashes, 0 lost, 0 repeated`;
}
