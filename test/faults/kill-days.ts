import { expect } from "vitest";
import { killDay } from "./kill.ts";

/** So many seeded days of a service that is killed, two at a time, or as many as the time allows; says how many. */
export async function killDays(first: number, count: number, share: number): Promise<string> {
  const end = performance.now() + share;
  let [next, days, kills, cut] = [first, 0, 0, 0];
  const steps = new Map<string, number>();
  const lane = async () => {
    while (next < first + count && performance.now() < end) {
      const seed = next++;
      const day = await killDay(seed);
      expect(day.problems, `KILL_SEED=${seed} KILL_DAYS=1: ${day.steps.join(", ")}`).toEqual([]);
      days++;
      kills += day.kills;
      cut += day.cut;
      for (const step of day.steps) steps.set(step, (steps.get(step) ?? 0) + 1);
      if (days % 100 === 0) console.log(`${days} days, ${kills} kills`);
    }
  };
  await Promise.all([lane(), lane()]);
  expect(kills).toBeGreaterThan(0);
  const tried = [...steps].map(([step, n]) => `${n} ${step}`).join(", ");
  return `${days} seeds from ${first} on Discord, Slack and the console: ${kills} kills (${tried}), ${cut} bytes of WAL lost to power cuts, 0 alerts lost, 0 repeated`;
}
