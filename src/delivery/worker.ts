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
  /** Leaves an adapter alone for so long (it has not started, it asked for a pause). */
  pause(adapter: string, ms: Millis): void;
  resume(adapter: string): void;
}

/** The longest sleep: a clock that jumps is noticed within it. What another process wrote wakes the worker. */
const LONGEST_SLEEP: Millis = 30_000;
/**
 * Rows of a channel that are leased together. Each lease waits for the disk, some 5 to 20 ms; after a crash the platform
 * is asked after each of them, which Slack may limit to one question a minute.
 */
const AT_ONCE = 4;
/** While nothing at all is owed, no clock can make anything due: who queues a row wakes the worker. */
const IDLE_SLEEP: Millis = 600_000;
/** How long a row waits after a fault of our own, or of the database. */
const AFTER_OWN_FAULT: Millis = 30_000;
const WOKEN = "woken";

/** Leases due rows, a few of a channel at once: sent in order within it, one at a time; in parallel across channels. */
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
  /** A lease that waits for the disk: its rows are not queued any more, nor in hand yet. */
  let leasing: Promise<readonly Delivery[]> | undefined;
  /** Channels in hand of which such a row is left. */
  const lost = new Set<string>();
  let stopping = false;
  /** Nothing is due before both of these, by the wall clock and by the monotonic one, unless someone wakes us. */
  let rest: { due: Instant; freeAt: Millis } | undefined;

  const wake = () => {
    woken = true;
    wakeUp?.();
  };

  const pause = (paused: Map<string, Millis>, name: string, ms: Millis) => {
    paused.set(name, Math.max(paused.get(name) ?? 0, clock.monotonic() + ms));
  };

  /** Channels that are left alone now, and when, by the monotonic clock, the first pause is over. */
  const busy = (): { channels: string[]; freeAt: Millis } => {
    const now = clock.monotonic();
    let freeAt = Number.POSITIVE_INFINITY;
    for (const paused of [pausedAdapters, pausedChannels]) {
      for (const [name, until] of paused) {
        if (until <= now) paused.delete(name);
        else freeAt = Math.min(freeAt, until);
      }
    }
    const ofAdapters = [...pausedAdapters.keys()].flatMap(parts.channelsOf);
    return { channels: [...inHand.keys(), ...pausedChannels.keys(), ...ofAdapters], freeAt };
  };

  const isPaused = (channel: string): boolean => {
    const now = clock.monotonic();
    const adapter = parts.adapterOf(channel) ?? "";
    return Math.max(pausedChannels.get(channel) ?? 0, pausedAdapters.get(adapter) ?? 0) > now;
  };

  /** Delivers a channel's rows one after the other; gives back what must wait for one that must be tried again. */
  const work = async (channel: string, batch: readonly Delivery[]) => {
    let done = 0;
    for (const delivery of batch) {
      const settled = await handle(delivery);
      done++;
      if (!settled || stopping || isPaused(channel)) break;
    }
    const left = batch.slice(done).map((delivery) => delivery.id);
    try {
      if (left.length > 0) await store.release(left);
    } catch (error) {
      lost.add(channel);
      log.error({ error, channel }, "deliveries could not be given back; their leases will be");
    }
    inHand.delete(channel);
    // Not before: what is in hand is not looked at.
    if (lost.delete(channel)) astray = true;
    wake();
  };

  /** False for a message that must be tried again before another. */
  const handle = async (delivery: Delivery): Promise<boolean> => {
    try {
      const { outcome, pause: asked } = await parts.deliver(delivery);
      const adapter = parts.adapterOf(delivery.channel);
      if (asked?.scope === "channel") pause(pausedChannels, delivery.channel, asked.ms);
      if (asked?.scope === "platform" && adapter !== undefined) pause(pausedAdapters, adapter, asked.ms);
      return outcome.state !== "queued";
    } catch (error) {
      // The row stays leased and is not lost: it is reconciled like a row found after a crash.
      log.error(
        { error, delivery: delivery.id, channel: delivery.channel },
        "a delivery failed in our own code",
      );
      await putBack(delivery, error instanceof Error ? error.message : String(error));
      return false;
    }
  };

  const putBack = async ({ id, channel }: Delivery, fault: string) => {
    const dueAt = clock.now() + AFTER_OWN_FAULT;
    try {
      await store.record(id, { state: "queued", dueAt, uncertain: true, error: fault });
    } catch (error) {
      lost.add(channel);
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

  /** A clock that is set forward is noticed within the longest sleep, by a look at it alone. */
  const untilRested = (now: Instant): Millis =>
    rest === undefined ? 0 : Math.min(LONGEST_SLEEP, rest.due - now, rest.freeAt - clock.monotonic());

  /** Leases what is due; returns how long to sleep if nothing is. */
  const start = async (): Promise<Millis> => {
    const now = clock.now();
    const left = untilRested(now);
    if (left > 0) return left;
    const { channels, freeAt } = busy();
    // Looked at first: a lease takes the write lock, and most looks find nothing due.
    const due = await store.nextDue(now, channels);
    if (due === undefined && channels.length === 0) return IDLE_SLEEP;
    if (due === undefined || due > now) {
      rest = { due: due ?? Number.POSITIVE_INFINITY, freeAt };
      return untilRested(now);
    }
    rest = undefined;
    leasing = store.lease(now, channels, AT_ONCE);
    try {
      for (const [channel, batch] of Map.groupBy(await leasing, (d) => d.channel)) {
        inHand.set(channel, work(channel, batch));
      }
    } finally {
      leasing = undefined;
    }
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
      const stop = () => {
        stopping = true;
        wake();
      };
      stopping = signal.aborted;
      signal.addEventListener("abort", stop, { once: true });
      while (!signal.aborted) {
        if (woken || astray) rest = undefined;
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
      signal.removeEventListener("abort", stop);
      await Promise.all(inHand.values());
    },

    wake,

    async drain(patience) {
      for (;;) {
        if (inHand.size > 0 || leasing !== undefined) {
          // A lease that fails is told where it was asked for.
          await Promise.allSettled([leasing, ...inHand.values()]);
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
