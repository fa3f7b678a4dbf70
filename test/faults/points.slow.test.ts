import { afterAll, describe, expect, it } from "vitest";
import { seeded } from "../simulation/random.ts";
import { endProcesses } from "./desk-process.ts";
import { SHARES } from "./shares.ts";
import { pointsOfADay, tryPoint } from "./try-point.ts";

const SEED = Number(process.env.FAULT_SEED ?? 1);

afterAll(endProcesses);

describe("the service with a fault at one point", () => {
  it("tells every alert once wherever it fails or is killed", {
    timeout: SHARES.points + 300_000,
  }, async () => {
    const end = performance.now() + SHARES.points;
    const random = seeded(SEED);
    const days = { fail: await pointsOfADay("fail"), kill: await pointsOfADay("kill") };
    expect(days.fail).toBeGreaterThan(days.kill);
    let tried = 0;
    const hits = new Set<string>();
    // Two at a time, for two cores.
    const lane = async () => {
      while (performance.now() < end) {
        const kind = random.pick(["fail", "kill"] as const);
        const at = random.int(1, days[kind]);
        const { hit, problems } = await tryPoint(kind, at);
        expect(problems, `${kind} at point ${at} (${hit}), FAULT_SEED=${SEED}`).toEqual([]);
        tried++;
        if (hit !== undefined) hits.add(hit);
      }
    };
    await Promise.all([lane(), lane()]);
    console.log(
      `${tried} of ${days.fail} points that fail and ${days.kill} at which to be killed, seed ${SEED}`,
    );
    expect(tried).toBeGreaterThan(0);
    expect(hits.size).toBeGreaterThan(0);
  });
});
