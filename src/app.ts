import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { schedule } from "node-cron";
import { adapters as modules } from "../adapters/index.ts";
import { withSettings } from "./alerts/channel-settings.ts";
import { createNotices } from "./alerts/notices.ts";
import type { CommandContext } from "./commands/command.ts";
import { createHost } from "./commands/host.ts";
import { chatCommands } from "./commands/index.ts";
import { channelsOf } from "./config/channels.ts";
import type { Config } from "./config/index.ts";
import { lostFor } from "./delivery/attempt.ts";
import { createPlatforms, keepStates } from "./delivery/platforms.ts";
import { createWorker } from "./delivery/worker.ts";
import { type Desk, loadDesk, withMutes } from "./desk/desk.ts";
import { channelNamed, personalChannels } from "./desk/personal.ts";
import { seedDesk } from "./desk/seed.ts";
import { discover } from "./feeds/discover.ts";
import { createFetcher } from "./feeds/fetch.ts";
import { createFullTexts } from "./feeds/full-text.ts";
import { htmlToText } from "./feeds/html.ts";
import { createLateTexts } from "./feeds/late-texts.ts";
import { type ArticleReader, createReader, type Reader } from "./feeds/reader.ts";
import { canonicalUrl } from "./feeds/url.ts";
import { createVanished } from "./feeds/vanished.ts";
import { createIntake } from "./intake.ts";
import type { AdapterDeps, ChatAdapter } from "./model/adapter.ts";
import type { Log } from "./model/log.ts";
import type { Clock, Millis } from "./model/time.ts";
import { packageVersion } from "./ops/package.ts";
import { createPipeline } from "./pipeline.ts";
import { lockForRun } from "./store/sqlite/lock.ts";
import { openStore } from "./store/sqlite/open.ts";
import { createStories } from "./stories/stories.ts";

export interface AppOptions {
  config: Config;
  clock: Clock;
  log: Log;
  env: Record<string, string | undefined>;
  random?: () => number;
  /** Where the console adapter writes for people. */
  terminal?: AdapterDeps["terminal"];
  /** One whose worker loads already; made here unless given, closed with the app. */
  reader?: Reader & ArticleReader;
}

export interface App {
  /** The service, until the signal: polls, tells, answers. */
  run(signal: AbortSignal): Promise<void>;
  /** Polls everything due, delivers, and returns how many messages are still owed. */
  once(signal: AbortSignal): Promise<{ owed: number }>;
  close(): Promise<void>;
}

/** How often the desk looks whether another process changed it, in milliseconds. */
const LOOK: Millis = 1_000;
/** How long `once` waits for messages that wait. */
const PATIENCE: Millis = 30_000;
/** A platform that has not started is left alone until it has. */
const FOREVER = Number.MAX_SAFE_INTEGER;

/** Builds the parts from the configuration and wires them: the only place that knows all. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, clock, log } = options;
  const random = options.random ?? Math.random;
  const lock = lockForRun(config.database);
  const newDeskId = () => randomBytes(9).toString("base64url");
  const store = openStore({ file: config.database, newDeskId });
  const reading = openStore({ file: config.database, newDeskId, existing: true });

  const seeded = await seedDesk(store, config, config.file, clock.now());
  for (const conflict of seeded.conflicts) {
    log.warn({ ...conflict }, "changed in the file and in chat: the database's stands (see doctor)");
  }
  if (config.feeds.length === 0 || config.watchLists.length === 0) {
    log.warn(
      { feeds: config.feeds.length, watchLists: config.watchLists.length },
      "the configuration names no feeds, or no watch lists",
    );
  }
  let desk: Desk = await loadDesk(store);
  for (const fault of desk.faults) log.error({ ...fault }, "a watch list cannot be used");

  const inFile = channelsOf(config);
  let channels = withSettings(inFile, desk.channelSettings);
  const storyIndex = async () => {
    const { window, count } = config.stories;
    const stories = createStories({ age: window, count });
    for await (const some of store.indexed(clock.now() - window, count)) stories.apply(some);
    return stories;
  };

  /** What was edited counts from now on. */
  async function reload() {
    desk = await loadDesk(store);
    channels = withSettings(inFile, desk.channelSettings);
    worker.wake();
  }

  const tell = (subject: string, text: string) => notices.announce(subject, text);
  const platforms = createPlatforms(buildAdapters(options, tell), clock, log, random);
  const context: Omit<CommandContext, "caller"> = {
    store: reading,
    desk: () => desk,
    clock,
    timezone: config.timezone,
    get channels() {
      return channels;
    },
    urgency: config.attention,
    backfill: config.backfill,
    polling: { ...config.poll, timezone: config.timezone },
    seeds: config,
    running: () => true,
    connections: platforms.connections,
    discover: (site) => discover(site, { fetcher, read: (bytes, source) => reader.read(bytes, source) }),
    refresh: reload,
  };
  const host = createHost(chatCommands, context, log);

  const notices = createNotices({
    store,
    deskId: store.deskId,
    clock,
    log,
    channel: config.adminChannel,
    wake: () => worker.wake(),
  });
  const fetcher = createFetcher({ version: packageVersion(), env: options.env, clock, ...config.fetch });
  const reader = options.reader ?? createReader({ early: true });
  const fullTexts = createFullTexts({ fetcher, reader, clock, log });
  const lateTexts = createLateTexts({
    fullTexts,
    clock,
    log,
    source: store,
    take: (feed, draft, article) => pipeline.takeArticle(feed, draft, article),
  });
  const vanished = createVanished({
    pages: fullTexts,
    clock,
    log,
    take: (feed, entry) => pipeline.takeVanished(feed, entry),
  });
  const pipeline = createPipeline({
    store,
    storyIndex,
    clock,
    random,
    tools: { canonicalUrl, htmlToText },
    fullTexts,
    lateTexts,
    vanished,
    giveUpAfter: config.delivery.giveUpAfter,
    view: () => ({
      deskId: store.deskId,
      desk,
      channels,
      backfill: config.backfill,
      urgency: config.attention,
      now: clock.now(),
    }),
    place: (name) => {
      const channel = channelNamed(name, channels);
      const adapter = channel && platforms.get(channel.adapter);
      return channel && adapter && { adapter, destination: channel.destination };
    },
    wake: () => worker.wake(),
    mutesMoved: async () => {
      desk = await withMutes(desk, store);
    },
    trouble: notices.announce,
  });
  const worker = createWorker({
    store,
    clock,
    log,
    deliver: pipeline.deliver,
    settleMs: (name) => lostFor(platforms.get(channelNamed(name, channels)?.adapter ?? "")),
    adapterOf: (name) => channelNamed(name, channels)?.adapter,
    channelsOf: (adapter) => [
      ...[...channels.values()].filter((c) => c.adapter === adapter).map((c) => c.name),
      ...personalChannels(desk, adapter),
    ],
  });

  const intake = createIntake({ config, clock, log, random, store, fetcher, reader, pipeline, notices });

  const connect = (signal: AbortSignal) => {
    signal.addEventListener("abort", () => fullTexts.stop(), { once: true });
    for (const { adapter } of platforms.connections()) worker.pause(adapter, FOREVER);
    platforms.start(host, signal, {
      ready: (name) => worker.resume(name),
      failed: (name, reason) => notices.announce(name, `cannot connect: ${reason}`),
    });
  };

  /** Shell commands write through the same database: what they change counts from the next look on. */
  const followEdits = async (signal: AbortSignal) => {
    let seen = store.version();
    while (!signal.aborted) {
      await clock.sleep(LOOK, signal).catch(() => undefined);
      const version = store.version();
      if (version === seen || signal.aborted) continue;
      try {
        await reload();
        seen = version;
      } catch (error) {
        log.error({ error }, "the desk could not be read again; the one before goes on");
      }
    }
  };

  /** Which digests are due is a matter of the alerts that wait; node-cron only says when to look. */
  const tidyUp = async () => {
    const now = clock.now();
    const { entries, alerts, audit, count } = config.retention;
    const pruned = await store.prune({
      entries: now - entries,
      alerts: now - alerts,
      audit: now - audit,
      count,
    });
    log.info({ ...pruned }, "dropped what has outlived its time");
  };

  const keepTime = async (signal: AbortSignal) => {
    const failed = (what: string) => (error: unknown) => log.error({ error }, what);
    const look = async () =>
      void (await pipeline.digest().catch(failed("the digests due could not be made")));
    const tidy = async () => void (await tidyUp().catch(failed("old entries could not be dropped")));
    const tasks = [
      schedule("*/5 * * * * *", look, { noOverlap: true }),
      schedule("23 */6 * * *", tidy, { noOverlap: true }),
    ];
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
    for (const task of tasks) await task.destroy();
  };

  return {
    async run(signal) {
      connect(signal);
      await Promise.all([
        lateTexts.resume(),
        intake.run(signal),
        worker.run(signal),
        followEdits(signal),
        keepStates(platforms, store, clock, log, signal),
        keepTime(signal),
      ]);
      await notices.settled();
    },

    async once(signal) {
      const stop = new AbortController();
      const until = AbortSignal.any([signal, stop.signal]);
      connect(until);
      const working = worker.run(until);
      await intake.once(signal);
      await pipeline.digest();
      await notices.settled();
      await platforms.settled();
      await worker.drain(PATIENCE);
      stop.abort();
      await working;
      const { queued, leased } = await store.counts();
      return { owed: queued + leased };
    },

    async close() {
      await intake.stop();
      await Promise.all([lateTexts.stop(), vanished.stop()]);
      await platforms.stop();
      await reader.close();
      await fetcher.close();
      await reading.close();
      await store.close();
      lock.release();
    },
  };
}

/** One adapter a configured instance that some channel uses. */
function buildAdapters(options: AppOptions, tell: AdapterDeps["tell"]): ChatAdapter[] {
  const { config, clock, log, env, terminal } = options;
  return Object.entries(config.adapters).flatMap(([name, { module: moduleName, settings }]) => {
    const module = modules.find((m) => m.name === moduleName);
    const here = Object.entries(config.channels).filter(([, c]) => c.adapter === name);
    if (module === undefined || here.length === 0) return [];
    const destinations = here.map(([, c]) => c.destination);
    const names = Object.fromEntries(here.map(([channel, c]) => [c.destination, channel]));
    const dataDir = dirname(config.database);
    const deps: AdapterDeps = { name, clock, log, env, dataDir, destinations, names, ...(tell && { tell }) };
    return [module.create(settings, terminal === undefined ? deps : { ...deps, terminal })];
  });
}
