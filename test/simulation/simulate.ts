import { type Channel, type DeskView, loadDesk } from "../../src/desk/desk.ts";
import { seedDesk } from "../../src/desk/seed.ts";
import { USUAL_URGENCY } from "../../src/model/attention.ts";
import { watching } from "../pipeline/desk.ts";
import { emptyStore } from "./empty-store.ts";
import { problemsOf } from "./judge.ts";
import { type Network, network } from "./network.ts";
import { type Random, seeded } from "./random.ts";
import { type CommitFault, type Sabotage, startService } from "./service.ts";
import { virtualClock } from "./virtual-clock.ts";
import { wire } from "./wire.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OUTLETS = ["alpha", "beta", "gamma", "delta"];

export interface Report {
  seed: number;
  /** What was found wrong, in words; empty if nothing was. */
  problems: string[];
  messages: number;
  faults: number;
  crashes: number;
}

/**
 * A day of a whole desk (ingest, store, outbox, two platforms) with its network, its crashes, its clock and its readers
 * from one seed, then a calm time until all is told; afterwards every story is on each platform exactly once, in a
 * message of its own or in a digest.
 */
export async function simulateDay(seed: number, sabotage?: Sabotage): Promise<Report> {
  const random = seeded(seed);
  const clock = virtualClock(Date.UTC(2026, 7, 20, random.int(0, 23)));
  const channels = new Map(channelsOf(random).map((c) => [c.name, c]));
  const nets = new Map([...channels.keys()].map((name) => [name, network(name, clock, random)]));
  const store = emptyStore();
  const settings = OUTLETS.map((name) => ({
    url: `https://${name}.example/rss`,
    outlet: { name, tier: 2 as const },
    language: "en",
    group: "",
  }));
  const lists = [
    watching("putin", "alerts", [...channels.keys()]),
    { ...watching("parliament", "brief", [...channels.keys()]), mode: "digest" as const },
  ];
  await seedDesk(store, { feeds: settings, watchLists: lists, entities: [] }, "simulation", clock.now());
  const desk = await loadDesk(store);
  const view = (): DeskView => ({
    deskId: store.deskId,
    desk,
    channels,
    backfill: "all",
    urgency: { ...USUAL_URGENCY, tier: 2 },
    now: clock.now(),
  });
  const day = wire(random, OUTLETS);
  const start = () => startService({ store, clock, nets, channels, view, random: random.next, sabotage });
  let service = start();
  let crashes = 0;

  const poll = async (nth: number) => {
    const feed = (await store.feeds())[nth];
    if (feed === undefined) throw new Error(`no feed ${nth}`);
    const document = {
      feed: { title: "", link: "", language: "en", kind: "rss" as const },
      entries: [...day.document(nth)],
      problems: [],
    };
    const state = { ...feed.state, lastSuccessAt: clock.now(), nextPollAt: clock.now() };
    try {
      await service.pipeline.ingest(feed, document, state);
      day.taken(nth);
    } catch (error) {
      // The disk is full, as ordered: the feed is polled again.
      if (!(error instanceof Error) || error.message !== "disk full") throw error;
    }
  };

  while (clock.monotonic() < DAY) {
    await clock.pass(random.int(1, 60) * MINUTE);
    for (let n = random.int(0, 6); n > 0; n--) day.step(clock.now());
    for (const net of nets.values()) stir(net, random);
    if (random.chance(0.02)) clock.jump(random.int(-3 * HOUR, 3 * HOUR));
    for (const nth of OUTLETS.keys()) {
      // What has not changed is mostly answered with 304, and sometimes sent again all the same.
      if (!random.chance(day.changed[nth] ? 0.6 : 0.05)) continue;
      if (random.chance(0.03))
        service.failNextCommit(random.pick<CommitFault>(["before", "within", "after"]));
      await poll(nth);
    }
    await service.pipeline.digest();
    if (random.chance(0.1)) {
      // The process dies: between two steps, with whatever it had sent on its way.
      await clock.pass(random.int(0, 20_000));
      service.die();
      crashes++;
      await clock.pass(random.int(0, 5_000));
      service = start();
    }
  }

  for (const net of nets.values()) Object.assign(net, { trouble: 0, down: false, editsRefused: false });
  for (const nth of OUTLETS.keys()) await poll(nth);
  for (let hours = 0; hours < 48; hours++) {
    await clock.pass(HOUR);
    await service.pipeline.digest();
    const { queued, leased } = await store.counts();
    if (queued + leased === 0 && (await store.heldUntil(Number.MAX_SAFE_INTEGER)).length === 0) break;
  }
  const problems = await problemsOf(store, nets, day.stories);
  service.die();
  const faults = [...nets.values()].flatMap((n) => Object.values(n.counts)).reduce((a, b) => a + b, 0);
  const messages = [...nets.values()].reduce((n, net) => n + net.model.standing.length, 0);
  return { seed, problems, messages, faults, crashes };
}

/** One place that is told all at once, one that wants its peace. */
function channelsOf(random: Random): Channel[] {
  return [
    { name: "discord", adapter: "discord", destination: "discord-1", timezone: "Europe/London" },
    {
      name: "slack",
      adapter: "slack",
      destination: "slack-1",
      timezone: random.pick(["America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
      quiet: { from: "22:00", to: "07:00", days: [], isHoliday: () => false },
      cap: random.int(1, 4),
      digest: random.chance(0.5)
        ? { kind: "hourly" }
        : { kind: "times", times: ["08:00", "17:00"], weekdays: [] },
    },
  ];
}

/** The network's weather changes. */
function stir(net: Network, random: Random): void {
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
