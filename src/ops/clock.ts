import { setTimeout as wait } from "node:timers/promises";
import type { Clock, Millis } from "../model/time.ts";

/** Longer waits overflow a timer (2^31 - 1 ms) and would fire at once. */
const LONGEST: Millis = 2_147_483_647;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    const until = performance.now() + Math.max(0, ms);
    for (let left = until - performance.now(); left > 0; left = until - performance.now()) {
      try {
        await wait(Math.min(Math.ceil(left), LONGEST), undefined, signal === undefined ? {} : { signal });
      } catch (fault) {
        signal?.throwIfAborted(); // the signal's own reason, not the timer's AbortError
        throw fault;
      }
    }
  },
};
