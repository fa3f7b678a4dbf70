import type { Clock, Instant, Millis } from "../../src/model/time.ts";

/** Time that jumps from sleeper to sleeper: a day costs what its events cost. */
export interface VirtualClock extends Clock {
  /** Lets so much time go by. */
  pass(ms: Millis): Promise<void>;
  /** Calls back after so much time, on its own. */
  after(ms: Millis, what: () => void): void;
  /** The wall clock is set forward or back; time itself goes on as before. */
  jump(ms: Millis): void;
}

interface Sleeper {
  at: Millis;
  order: number;
  wake: () => void;
  gone?: boolean;
}

/** A clock that starts at `start`. Its sleepers wait in a binary heap, by time and then in the order they came. */
export function virtualClock(start: Instant): VirtualClock {
  let elapsed = 0;
  let skew = 0;
  let order = 0;
  const heap: Sleeper[] = [];

  const before = (a: Sleeper, b: Sleeper) => a.at < b.at || (a.at === b.at && a.order < b.order);
  const put = (sleeper: Sleeper) => {
    let at = heap.length;
    heap.push(sleeper);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || before(parent, sleeper)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = sleeper;
  };
  const take = (): Sleeper | undefined => {
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const down = right !== undefined && left !== undefined && before(right, left) ? 2 * at + 2 : 2 * at + 1;
      const child = heap[down];
      if (child === undefined || before(last, child)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
    return first;
  };
  // What was woken waits for nothing but promises, so it has come to rest once their queue is empty.
  const settle = () => new Promise<void>((resolve) => process.nextTick(resolve));

  return {
    now: () => start + elapsed + skew,
    monotonic: () => elapsed,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const abort = () => {
          sleeper.gone = true;
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: elapsed + Math.max(0, ms),
          order: order++,
          wake: () => {
            signal?.removeEventListener("abort", abort);
            resolve();
          },
        };
        signal?.addEventListener("abort", abort, { once: true });
        put(sleeper);
      });
    },
    after(ms, wake) {
      put({ at: elapsed + Math.max(0, ms), order: order++, wake });
    },
    jump(ms) {
      skew += ms;
    },
    async pass(ms) {
      const until = elapsed + ms;
      await settle();
      while (heap[0] !== undefined && heap[0].at <= until) {
        const next = take();
        if (next === undefined || next.gone === true) continue;
        elapsed = Math.max(elapsed, next.at);
        next.wake();
        await settle();
      }
      elapsed = until;
    },
  };
}
