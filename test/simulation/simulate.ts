import { attempt, lostFor } from "../../src/delivery/attempt.ts";
import { createWorker, type Worker } from "../../src/delivery/worker.ts";
import { type Channel, type DeskView, loadDesk } from "../../src/desk/desk.ts";
import { seedDesk } from "../../src/desk/seed.ts";
import { htmlToText } from "../../src/feeds/html.ts";
import { canonicalUrl } from "../../src/feeds/url.ts";
import { USUAL_URGENCY } from "../../src/model/attention.ts";
import { silentLog } from "../../src/ops/log.ts";
import { createPipeline, type Pipeline } from "../../src/pipeline.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import type { Store } from "../../src/store/store.ts";
import { createStoryIndex } from "../../src/stories/story-index.ts";
import { watching } from "../pipeline/desk.ts";
import { type Network, network } from "./network.ts";
import { seeded } from "./random.ts";
import { type VirtualClock, virtualClock } from "./virtual-clock.ts";
import { wire } from "./wire.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OUTLETS = ["alpha", "beta", "gamma", "delta"];
const WINDOW = { age: 3 * DAY, count: 10_000 };

export interface Report {
  seed: number;
  /** What was found wrong, in words; empty if nothing was. */
  problems: string[];
  messages: number;
  faults: number;
  crashes: number;
}

/** What of the desk is tried without: a simulation that does not notice is worth nothing. */
export type Sabotage = "reconciliation" | "stableKey" | "atomicCommit";

/**
 * A day of a whole desk (ingest, store, outbox, two platforms) with its network, its crashes and its readers from one
 * seed, then a calm hour; afterwards every story is on each platform exactly once.
 */
export async function simulateDay(seed: number, sabotage?: Sabotage): Promise<Report> {
  const random = seeded(seed);
  const clock = virtualClock(Date.UTC(2026, 7, 20));
  const nets = new Map(["discord", "slack"].map((name) => [name, network(name, clock, random)]));
  const channels = new Map<string, Channel>(
    [...nets.keys()].map((name) => [name, { name, adapter: name, destination: `${name}-1` }]),
  );
  const store = openStore({ file: ":memory:", newDeskId: () => "desk" });
  const settings = OUTLETS.map((name) => ({
    url: `https://${name}.example/rss`,
    outlet: { name, tier: 2 as const },
    language: "en",
    group: "",
  }));
  const lists = [watching("putin", "list", [...channels.keys()])];
  await seedDesk(store, { feeds: settings, watchLists: lists, entities: [] }, "simulation", clock.now());
  const desk = await loadDesk(store);
  const view = (): DeskView => ({
    deskId: store.deskId,
    desk,
    channels,
    backfill: "all",
    urgency: USUAL_URGENCY,
    now: clock.now(),
  });
  const day = wire(random, OUTLETS);
  const start = clock.now();
  let crashes = 0;
  let service = await startService({ store, clock, nets, channels, view, random: random.next, sabotage });

  while (clock.now() < start + DAY) {
    await clock.run(clock.now() + random.int(1, 30) * MINUTE);
    for (let n = random.int(0, 3); n > 0; n--) day.step(clock.now());
    for (const net of nets.values()) stir(net, random);
    for (const feed of await store.feeds()) {
      if (!random.chance(0.6)) continue;
      const entries = day.document(OUTLETS.indexOf(feed.settings.outlet.name));
      const state = { ...feed.state, lastSuccessAt: clock.now(), nextPollAt: clock.now() };
      const document = {
        feed: { title: "", link: "", language: "en", kind: "rss" as const },
        entries,
        problems: [],
      };
      if (random.chance(0.02)) service.failNextCommit(random.chance(0.5) ? "before" : "after");
      await service.pipeline.ingest(feed, document, state).catch(() => undefined);
    }
    if (random.chance(0.1)) {
      // The process dies: between two steps, with whatever it had sent on its way.
      await clock.run(clock.now() + random.int(0, 20_000));
      service.die();
      crashes++;
      await clock.run(clock.now() + random.int(0, 5_000));
      service = await startService({ store, clock, nets, channels, view, random: random.next, sabotage });
    }
  }

  for (const net of nets.values()) Object.assign(net, { trouble: 0, down: false, editsRefused: false });
  for (const feed of await store.feeds()) {
    const entries = day.document(OUTLETS.indexOf(feed.settings.outlet.name));
    const document = {
      feed: { title: "", link: "", language: "en", kind: "rss" as const },
      entries,
      problems: [],
    };
    await service.pipeline.ingest(feed, document, { ...feed.state, lastSuccessAt: clock.now() });
  }
  for (let i = 0; i < 24; i++) {
    await clock.run(clock.now() + HOUR);
    const { queued, leased } = await store.counts();
    if (queued + leased === 0) break;
  }
  const problems = await problemsOf(store, nets, day.stories);
  service.die();
  await store.close();
  const faults = [...nets.values()].flatMap((n) => Object.values(n.counts)).reduce((a, b) => a + b, 0);
  const messages = [...nets.values()].reduce((n, net) => n + net.model.standing.length, 0);
  return { seed, problems, messages, faults, crashes };
}

/** The network's weather changes. */
function stir(net: Network, random: ReturnType<typeof seeded>): void {
  if (random.chance(0.3)) net.trouble = random.pick([0, 0, 0.1, 0.4, 0.8]);
  if (random.chance(net.down ? 0.3 : 0.05)) net.down = !net.down;
  if (random.chance(0.1)) net.editsRefused = !net.editsRefused;
  const { standing } = net.model;
  if (standing.length > 0 && random.chance(0.02)) {
    const victim = random.pick(standing);
    net.model.delete(victim.id);
    net.model.deleted.push(victim);
  }
}

interface ServiceParts {
  store: Store;
  clock: VirtualClock;
  nets: ReadonlyMap<string, Network>;
  channels: ReadonlyMap<string, Channel>;
  view(): DeskView;
  random(): number;
  sabotage: Sabotage | undefined;
}

/** The service as a process that can die: from then on nothing that it does reaches the database. */
async function startService(parts: ServiceParts) {
  const { clock, nets, channels, sabotage } = parts;
  let alive = true;
  let commitFault: "before" | "after" | undefined;
  const dead = new Promise<never>(() => undefined);
  const real = parts.store;
  /** A dead process's steps never end; a living one's do. */
  const living =
    <A extends unknown[], R>(step: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> =>
      alive ? step(...args) : dead;
  const store: Store = {
    ...real,
    known: living(real.known),
    snapshot: living(real.snapshot),
    heldUntil: living(real.heldUntil),
    indexed: living(real.indexed),
    recover: living(real.recover),
    lease: living(real.lease),
    record: living(real.record),
    nextDue: living(real.nextDue),
    posted: living(real.posted),
    lastBefore: living(real.lastBefore),
    commit: living(async (changes) => {
      const fault = commitFault;
      commitFault = undefined;
      if (fault === "before") throw new Error("disk full");
      await real.commit(changes);
      // The worst: it stands, and we are told that it does not.
      if (fault === "after") throw new Error("disk full");
    }),
  };
  let sabotages = 0;
  const pipeline: Pipeline = createPipeline({
    store,
    async storyIndex() {
      const stories = createStoryIndex(WINDOW);
      stories.apply(await store.indexed(clock.now() - WINDOW.age, WINDOW.count));
      return stories;
    },
    clock,
    random: parts.random,
    tools: { canonicalUrl, htmlToText },
    giveUpAfter: 30 * DAY,
    view: parts.view,
    place: () => undefined,
    wake: () => worker.wake(),
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
    failNextCommit(when: "before" | "after") {
      commitFault = when;
    },
    die() {
      alive = false;
      stop.abort();
    },
  };
}

/** What is wrong at the end of the day, in words. */
async function problemsOf(
  store: Store,
  nets: ReadonlyMap<string, Network>,
  stories: ReturnType<typeof wire>["stories"],
): Promise<string[]> {
  const problems: string[] = [];
  const counts = await store.counts();
  if (counts.queued + counts.leased > 0)
    problems.push(`${counts.queued + counts.leased} messages are still owed`);
  if (counts.dead > 0) problems.push(`${counts.dead} dead letters`);
  const rows = await store.deliveries({ limit: 1_000_000 });
  for (const [name, net] of nets) {
    // Deleted by a person before we could learn that it had arrived, it is rightly looked for in vain and sent again.
    const again = new Set(net.model.standing.map((m) => m.key));
    const ever = [...net.model.standing, ...net.model.deleted.filter((m) => !again.has(m.key))];
    for (const story of stories) {
      const told = ever.filter(
        (m) => m.message.kind === "alert" && m.message.headline.text.includes(story.name),
      );
      // One withdrawn before it was ever told is rightly not told.
      const most = story.matches ? 1 : 0;
      const least = story.matches && !story.withdrawn ? 1 : 0;
      if (told.length < least || told.length > most) {
        problems.push(`${name} was told ${told.length} times of ${story.name}`);
      }
    }
    for (const [key, same] of Map.groupBy(ever, (m) => m.key)) {
      if (same.length > 1) problems.push(`${name} has ${same.length} messages with the key ${key}`);
    }
    for (const row of rows) {
      if (row.channel !== name || row.state !== "sent" || row.kind === "edit") continue;
      if (!ever.some((m) => m.key === row.key)) problems.push(`${name} lacks the ${row.kind} ${row.key}`);
    }
  }
  return problems;
}
