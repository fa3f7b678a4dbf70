import type { Clock, Instant, Millis } from "../src/model/time.ts";

export interface ManualClock extends Clock {
  /** Moves time on by `ms`, waking each sleeper at its own moment, in order. */
  advance(ms: Millis): Promise<void>;
  /** How many sleep. */
  readonly sleepers: number;
}

/** A clock that stands still until it is told to move. A minute of it costs no time. */
export function createManualClock(start: Instant = Date.UTC(2026, 0, 5, 8)): ManualClock {
  let time = start;
  let next = 0;
  const sleeping = new Map<number, { at: Instant; wake: () => void }>();
  return {
    now: () => time,
    monotonic: () => time - start,
    get sleepers() {
      return sleeping.size;
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const id = next++;
        const giveUp = () => {
          sleeping.delete(id);
          reject(signal?.reason);
        };
        signal?.addEventListener("abort", giveUp, { once: true });
        sleeping.set(id, {
          at: time + Math.max(0, ms),
          wake: () => {
            sleeping.delete(id);
            signal?.removeEventListener("abort", giveUp);
            resolve();
          },
        });
      });
    },
    async advance(ms) {
      const until = time + ms;
      for (;;) {
        await settle();
        const due = [...sleeping.values()]
          .filter((sleeper) => sleeper.at <= until)
          .sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        time = Math.max(time, due.at);
        due.wake();
      }
      time = until;
      await settle();
    },
  };
}

/** Lets what was woken run on until it sleeps again. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
