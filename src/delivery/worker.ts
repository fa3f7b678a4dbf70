import type { Delivery } from "../model/delivery.ts";
import type { Log } from "../model/log.ts";
import type { Clock, Millis } from "../model/time.ts";
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
  /** Leaves an adapter alone for so long (it has not started, it asked for a pause). */
  pause(adapter: string, ms: Millis): void;
  resume(adapter: string): void;
}

/** The longest sleep: a clock that jumps is noticed within it. What another process wrote wakes the worker. */
const LONGEST_SLEEP: Millis = 30_000;
/** While nothing at all is owed, no clock can make anything due: who queues a row wakes the worker. */
const IDLE_SLEEP: Millis = 600_000;
/** How long a row waits after a fault of our own, or of the database. */
const AFTER_OWN_FAULT: Millis = 30_000;
const WOKEN = "woken";

/** Leases due rows: in order within a channel, one at a time; in parallel across channels. */
export function createWorker(parts: WorkerParts): Worker {
  const { store, clock, log } = parts;
  const inHand = new Map<string, Promise<void>>();
  // Pauses go by the monotonic clock: one that is set forward must not end the wait for what may still arrive.
  const pausedAdapters = new Map<string, Millis>();
  const pausedChannels = new Map<string, Millis>();
  let wakeUp: (() => void) | undefined;
  let woken = false;
  /** Some row may be leased that nobody has in hand: at start, and after a fault of the database. */
  let astray = true;

  const wake = () => {
    woken = true;
    wakeUp?.();
  };

  const pause = (paused: Map<string, Millis>, name: string, ms: Millis) => {
    paused.set(name, Math.max(paused.get(name) ?? 0, clock.monotonic() + ms));
  };

  /** Channels that are left alone now, and how long until the first of them is not. */
  const busy = (): { channels: string[]; freeIn: Millis } => {
    const now = clock.monotonic();
    let freeIn = LONGEST_SLEEP;
    for (const paused of [pausedAdapters, pausedChannels]) {
      for (const [name, until] of paused) {
        if (until <= now) paused.delete(name);
        else freeIn = Math.min(freeIn, until - now);
      }
    }
    const ofAdapters = [...pausedAdapters.keys()].flatMap(parts.channelsOf);
    return { channels: [...inHand.keys(), ...pausedChannels.keys(), ...ofAdapters], freeIn };
  };

  const handle = async (delivery: Delivery) => {
    try {
      const { pause: asked } = await parts.deliver(delivery);
      const adapter = parts.adapterOf(delivery.channel);
      if (asked?.scope === "channel") pause(pausedChannels, delivery.channel, asked.ms);
      if (asked?.scope === "platform" && adapter !== undefined) pause(pausedAdapters, adapter, asked.ms);
    } catch (error) {
      // The row stays leased and is not lost: it is reconciled like a row found after a crash.
      log.error(
        { error, delivery: delivery.id, channel: delivery.channel },
        "a delivery failed in our own code",
      );
      await putBack(delivery, error instanceof Error ? error.message : String(error));
    } finally {
      inHand.delete(delivery.channel);
      wake();
    }
  };

  const putBack = async ({ id, channel }: Delivery, fault: string) => {
    const dueAt = clock.now() + AFTER_OWN_FAULT;
    try {
      await store.record(id, { state: "queued", dueAt, uncertain: true, error: fault });
    } catch (error) {
      astray = true;
      log.error({ error, delivery: id, channel }, "a delivery could not be put back; its lease will be");
    }
  };

  /** Takes back the leases that nobody holds. */
  const recover = async () => {
    const recovered = await store.recover([...inHand.keys()]);
    astray = false;
    // What was sent may still be on its way: the platform is asked once that time is over.
    for (const channel of recovered) pause(pausedChannels, channel, parts.settleMs(channel));
    if (recovered.length > 0)
      log.warn({ recovered }, "it is not known whether messages in hand have arrived");
  };

  /** Leases what is due; returns how long to sleep if nothing is. */
  const start = async (): Promise<Millis> => {
    const now = clock.now();
    const { channels, freeIn } = busy();
    // Looked at first: a lease takes the write lock, and most looks find nothing due.
    const due = await store.nextDue(now, channels);
    if (due === undefined && channels.length === 0) return IDLE_SLEEP;
    if (due === undefined || due > now) return Math.min(freeIn, (due ?? Number.POSITIVE_INFINITY) - now);
    const leased = await store.lease(now, channels);
    for (const delivery of leased) inHand.set(delivery.channel, handle(delivery));
    return 0;
  };

  const sleep = async (ms: Millis) => {
    if (woken) return;
    const waking = new AbortController();
    wakeUp = () => waking.abort(WOKEN);
    await clock.sleep(Math.max(1, ms), waking.signal).catch(() => undefined);
    wakeUp = undefined;
  };

  return {
    async run(signal) {
      signal.addEventListener("abort", wake, { once: true });
      while (!signal.aborted) {
        woken = false;
        try {
          if (astray) await recover();
          const ms = await start();
          if (ms > 0) await sleep(ms);
        } catch (error) {
          log.error({ error }, "the outbox cannot be used; tried again soon");
          astray = true;
          woken = signal.aborted;
          await sleep(AFTER_OWN_FAULT);
        }
      }
      signal.removeEventListener("abort", wake);
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
        const settling = [...pausedChannels.values()].some((until) => until > clock.monotonic());
        const due = settling ? now : await store.nextDue(now, busy().channels);
        if (due === undefined || due - now > patience) return;
        await clock.sleep(Math.max(20, Math.min(due - now, LONGEST_SLEEP)));
      }
    },

    pause(adapter, ms) {
      pause(pausedAdapters, adapter, ms);
    },

    resume(adapter) {
      pausedAdapters.delete(adapter);
      wake();
    },
  };
}
