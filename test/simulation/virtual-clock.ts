import type { Clock, Instant } from "../../src/model/time.ts";

/** Time that jumps from sleeper to sleeper: a day costs what its events cost. */
export interface VirtualClock extends Clock {
  /** Lets time go on until `until`, or until `done` says so. */
  run(until: Instant, done?: () => boolean): Promise<void>;
  /** Calls back at a moment, on its own. */
  at(when: Instant, what: () => void): void;
}

interface Sleeper {
  at: Instant;
  order: number;
  wake: () => void;
}

export function virtualClock(start: Instant): VirtualClock {
  let now = start;
  let order = 0;
  const sleepers = new Set<Sleeper>();

  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const first = (): Sleeper | undefined => {
    let best: Sleeper | undefined;
    for (const s of sleepers) {
      if (best === undefined || s.at < best.at || (s.at === best.at && s.order < best.order)) best = s;
    }
    return best;
  };

  return {
    now: () => now,
    monotonic: () => now - start,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const abort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: now + Math.max(0, ms),
          order: order++,
          wake: () => {
            signal?.removeEventListener("abort", abort);
            resolve();
          },
        };
        signal?.addEventListener("abort", abort, { once: true });
        sleepers.add(sleeper);
      });
    },
    at(when, what) {
      sleepers.add({ at: Math.max(now, when), order: order++, wake: what });
    },
    async run(until, done = () => false) {
      for (;;) {
        await settle();
        if (done()) return;
        const next = first();
        if (next === undefined || next.at > until) break;
        sleepers.delete(next);
        now = Math.max(now, next.at);
        next.wake();
      }
      now = Math.max(now, until);
      await settle();
    },
  };
}
