import { attempt, lostFor } from "../../src/delivery/attempt.ts";
import { createWorker, type Worker } from "../../src/delivery/worker.ts";
import type { Channel, DeskView } from "../../src/desk/desk.ts";
import { htmlToText } from "../../src/feeds/html.ts";
import { canonicalUrl } from "../../src/feeds/url.ts";
import { silentLog } from "../../src/ops/log.ts";
import { createPipeline, type Pipeline } from "../../src/pipeline.ts";
import type { Changes, Store } from "../../src/store/store.ts";
import { createStories } from "../../src/stories/stories.ts";
import type { Network } from "./network.ts";
import type { VirtualClock } from "./virtual-clock.ts";

const DAY = 86_400_000;
const WINDOW = { age: 3 * DAY, count: 10_000 };

/** What of the desk is tried without: a simulation that does not notice is worth nothing. */
export type Sabotage = "reconciliation" | "stableKey" | "atomicCommit";

/**
 * How a commit goes wrong: nothing of it stands; all of it stands, and we are told that it does not; or its writing
 * breaks off in the middle, which is the first of these for a database that is worth the name.
 */
export type CommitFault = "before" | "within" | "after";

export interface ServiceParts {
  store: Store;
  clock: VirtualClock;
  nets: ReadonlyMap<string, Network>;
  channels: ReadonlyMap<string, Channel>;
  view(): DeskView;
  random(): number;
  sabotage: Sabotage | undefined;
}

export interface SimulatedService {
  pipeline: Pipeline;
  failNextCommit(how: CommitFault): void;
  /** From now on nothing that it does reaches the database. What it sent may still arrive. */
  die(): void;
}

/** The service as a process that can die. */
export function startService(parts: ServiceParts): SimulatedService {
  const { clock, nets, channels, sabotage } = parts;
  let alive = true;
  let commitFault: CommitFault | undefined;
  const real = parts.store;
  /** A dead process's steps never end; a living one's do. */
  const living =
    <A extends unknown[], R>(step: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      alive ? step(...args) : new Promise<never>(() => undefined);
  const store: Store = {
    ...real,
    known: living(real.known),
    snapshot: living(real.snapshot),
    heldUntil: living(real.heldUntil),
    overdue: living(real.overdue),
    recover: living(real.recover),
    lease: living(real.lease),
    release: living(real.release),
    record: living(real.record),
    nextDue: living(real.nextDue),
    posted: living(real.posted),
    lastBefore: living(real.lastBefore),
    commit: living(async (changes) => {
      const fault = commitFault;
      commitFault = undefined;
      if (fault === "within" && sabotage === "atomicCommit") await real.commit(halfOf(changes));
      if (fault === "after") await real.commit(changes);
      if (fault !== undefined) throw new Error("disk full");
      await real.commit(changes);
    }),
  };
  let sabotages = 0;
  const pipeline = createPipeline({
    store,
    async storyIndex() {
      const stories = createStories(WINDOW);
      for await (const some of store.indexed(clock.now() - WINDOW.age, WINDOW.count)) stories.apply(some);
      return stories;
    },
    clock,
    random: parts.random,
    tools: { canonicalUrl, htmlToText },
    giveUpAfter: 30 * DAY,
    view: parts.view,
    place: () => undefined,
    wake: () => worker.wake(),
    mutesMoved: async () => undefined,
    trouble: () => undefined,
  });
  const worker: Worker = createWorker({
    store,
    clock,
    log: silentLog,
    settleMs: (name) => lostFor(nets.get(channels.get(name)?.adapter ?? "")?.adapter),
    adapterOf: (name) => channels.get(name)?.adapter,
    channelsOf: (adapter) => [...channels.values()].filter((c) => c.adapter === adapter).map((c) => c.name),
    async deliver(given) {
      const channel = channels.get(given.channel);
      const net = nets.get(channel?.adapter ?? "");
      if (channel === undefined || net === undefined) throw new Error(`no channel ${given.channel}`);
      const delivery = { ...given };
      if (sabotage === "reconciliation") delivery.uncertain = false;
      if (sabotage === "stableKey") delivery.key = `${given.key}${sabotages++}`;
      const place = { adapter: net.adapter, destination: channel.destination };
      const tools = { store, now: clock.now, random: parts.random, giveUpAfter: 30 * DAY };
      const attempted = await attempt(delivery, place, tools);
      await store.record(delivery.id, attempted.outcome);
      return attempted;
    },
  });
  const stop = new AbortController();
  void worker.run(stop.signal);
  return {
    pipeline,
    failNextCommit(how) {
      commitFault = how;
    },
    die() {
      alive = false;
      stop.abort();
    },
  };
}

/** What of a commit is written first: the outbox comes last. */
function halfOf(changes: Changes): Changes {
  return { ...changes, deliveries: [], superseded: [], amended: [] };
}
