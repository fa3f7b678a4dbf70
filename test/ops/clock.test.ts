import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/ops/clock.ts";
import { createManualClock } from "../manual-clock.ts";

describe("the system's clock", () => {
  it("ends a sleep with the reason of the signal", async () => {
    const controller = new AbortController();
    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(new Error("stopped by SIGTERM"));
    await expect(sleep).rejects.toThrow("stopped by SIGTERM");
    await expect(systemClock.sleep(1, controller.signal)).rejects.toThrow("stopped by SIGTERM");
  });

  it("sleeps longer than a timer can", async () => {
    const controller = new AbortController();
    let woke = false;
    const sleep = systemClock.sleep(40 * 86_400_000, controller.signal).then(
      () => {
        woke = true;
      },
      () => undefined,
    );
    await systemClock.sleep(20);
    expect(woke).toBe(false);
    controller.abort();
    await sleep;
  });
});

describe("a manual clock", () => {
  it("wakes sleepers in the order of their moments, at their moments", async () => {
    const clock = createManualClock(1_000);
    const woken: [string, number][] = [];
    const sleeper = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push([name, clock.now()]);
      if (name === "a") await sleeper("a again", 10);
    };
    const all = [sleeper("b", 50), sleeper("a", 20), sleeper("late", 500)];
    await clock.advance(100);
    expect(woken).toEqual([
      ["a", 1_020],
      ["a again", 1_030],
      ["b", 1_050],
    ]);
    expect([clock.now(), clock.sleepers]).toEqual([1_100, 1]);
    await clock.advance(1_000);
    await Promise.all(all);
  });
});
