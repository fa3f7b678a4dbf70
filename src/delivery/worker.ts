import type { Delivery } from "../model/delivery.ts";
import type { Log } from "../model/log.ts";
import type { Clock, Instant, Millis } from "../model/time.ts";
import type { OutboxStore } from "../store/store.ts";
import type { Attempted } from "./attempt.ts";

export interface WorkerParts {
  store: OutboxStore;
  clock: Clock;
  log: Log;
  /** Makes one attempt and records it. */
  deliver(delivery: Delivery): Promise<Attempted>;
  /** The adapter's name of a channel; undefined for one that is no longer configured. */
  adapterOf(channel: string): string | undefined;
  /** How long a request to a channel may still take effect after this process lost sight of it, in milliseconds. */
  settleMs(channel: string): Millis;
  /** Channels that an adapter serves: all of them wait while it is paused. */
  channelsOf(adapter: string): readonly string[];
}

export interface Worker {
  /** Delivers what is due until the signal, then finishes what is in hand. */
  run(signal: AbortSignal): Promise<void>;
  /** Something was queued. */
  wake(): void;
  /** Resolves when nothing is due, or in hand, or waits for less than `patience`. */
  drain(patience: Millis): Promise<void>;
  /** Leaves an adapter alone until then (it has not started, it asked for a pause). */
  pause(adapter: string, until: Instant): void;
  resume(adapter: string): void;
}

/** The longest sleep: a clock that jumps is noticed within it. What another process wrote wakes the worker. */
const LONGEST_SLEEP: Millis = 30_000;

/** Leases due rows: in order within a channel, one at a time; in parallel across channels. */
export function createWorker(parts: WorkerParts): Worker {
  const { store, clock, log } = parts;
  const inHand = new Map<string, Promise<void>>();
  const pausedAdapters = new Map<string, Instant>();
  const pausedChannels = new Map<string, Instant>();
  let wakeUp: (() => void) | undefined;
  let woken = false;

  const wake = () => {
    woken = true;
    wakeUp?.();
  };

  const busy = (now: Instant): string[] => {
    for (const paused of [pausedAdapters, pausedChannels]) {
      for (const [name, until] of paused) if (until <= now) paused.delete(name);
    }
    return [
      ...inHand.keys(),
      ...pausedChannels.keys(),
      ...[...pausedAdapters.keys()].flatMap(parts.channelsOf),
    ];
  };

  const handle = async (delivery: Delivery) => {
    try {
      const { pause } = await parts.deliver(delivery);
      const adapter = parts.adapterOf(delivery.channel);
      if (pause?.scope === "channel") pausedChannels.set(delivery.channel, pause.until);
      if (pause?.scope === "platform" && adapter !== undefined) pausedAdapters.set(adapter, pause.until);
    } catch (error) {
      // The row stays leased and is not lost: it is reconciled like a row found after a crash.
      log.error(
        { error, delivery: delivery.id, channel: delivery.channel },
        "a delivery failed in our own code",
      );
      const message = error instanceof Error ? error.message : String(error);
      const dueAt = clock.now() + 30_000;
      await store.record(delivery.id, { state: "queued", dueAt, uncertain: true, error: message });
    } finally {
      inHand.delete(delivery.channel);
      wake();
    }
  };

  const start = async (): Promise<number> => {
    const now = clock.now();
    const leased = await store.lease(now, busy(now));
    for (const delivery of leased) inHand.set(delivery.channel, handle(delivery));
    return leased.length;
  };

  const sleep = async (ms: Millis, signal: AbortSignal) => {
    if (woken || signal.aborted) return;
    const waking = new AbortController();
    wakeUp = () => waking.abort();
    const stop = AbortSignal.any([waking.signal, signal]);
    await clock.sleep(Math.max(1, Math.min(LONGEST_SLEEP, ms)), stop).catch(() => undefined);
    wakeUp = undefined;
  };

  return {
    async run(signal) {
      const recovered = await store.recover();
      // What a killed process sent may still be on its way: the platform is asked once that time is over.
      for (const channel of recovered) pausedChannels.set(channel, clock.now() + parts.settleMs(channel));
      if (recovered.length > 0)
        log.warn({ recovered }, "messages were in hand when the service last stopped");
      while (!signal.aborted) {
        woken = false;
        try {
          if ((await start()) > 0) continue;
          const now = clock.now();
          const due = await store.nextDue(now, busy(now));
          await sleep(due === undefined ? LONGEST_SLEEP : due - now, signal);
        } catch (error) {
          log.error({ error }, "the outbox cannot be read");
          await sleep(LONGEST_SLEEP, signal);
        }
      }
      await Promise.all(inHand.values());
    },

    wake,

    async drain(patience) {
      for (;;) {
        if (inHand.size > 0) {
          await Promise.all(inHand.values());
          continue;
        }
        const now = clock.now();
        const due = await store.nextDue(now, busy(now));
        if (due === undefined || due - now > patience) return;
        await clock.sleep(Math.max(20, Math.min(due - now, LONGEST_SLEEP)));
      }
    },

    pause(adapter, until) {
      pausedAdapters.set(adapter, until);
    },

    resume(adapter) {
      pausedAdapters.delete(adapter);
      wake();
    },
  };
}
