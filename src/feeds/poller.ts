import { schedule } from "node-cron";
import type { Feed, FeedDocument, FeedNotice, FeedState } from "../model/feed.ts";
import type { Log } from "../model/log.ts";
import type { Clock, Instant } from "../model/time.ts";
import { type DocumentReader, readOutcome } from "./document-reader.ts";
import { parseEvery } from "./every.ts";
import type { Fetcher } from "./fetch.ts";
import { standingMove, stateAfter } from "./health.ts";
import { createLanes, type Lane } from "./lanes.ts";
import { hostOf, type Notice, noticesDue, type Untold, withoutSecrets } from "./notices.ts";
import { type DeskPolling, nextPoll, usualInterval } from "./schedule.ts";
import { type Followed, followIndex } from "./sitemap-index.ts";
import { tell } from "./tell.ts";
import { linksOf, type WebSub } from "./websub.ts";

/** Where feeds and their states are kept. */
export interface FeedSource {
  /** Feeds, neither paused nor retired, whose nextPollAt is not after `now`. */
  due(now: Instant): Promise<Feed[]>;
  /** For outcomes without entries; with what the admin is to be told. */
  saveState(feedId: number, state: FeedState, notices?: readonly FeedNotice[]): Promise<void>;
  /** Takes a new URL over, keeping the old. */
  move(feedId: number, url: string, notices?: readonly FeedNotice[]): Promise<void>;
  /** What the admin has not been told yet. */
  untold(): Promise<Untold[]>;
  /** Puts off feeds about to be polled, in one write, so that a crash between poll and commit repeats none early. */
  claim?(claims: { feedId: number; nextPollAt: Instant }[]): Promise<void>;
}

export interface PollerParts {
  clock: Clock;
  log: Log;
  fetcher: Pick<Fetcher, "fetch">;
  reader: DocumentReader;
  source: FeedSource;
  /** Commits the entries, the new state and the notices in one transaction: validators never outlive their entries. */
  ingest(
    feed: Feed,
    document: FeedDocument,
    state: FeedState,
    notices?: readonly FeedNotice[],
  ): Promise<void>;
  /** From 0 to below 1. */
  random: () => number;
  desk: DeskPolling;
  /** Tells the admin, and strikes off what was told, in one transaction. */
  announce(notice: Notice): Promise<void>;
  /** Subscribes to hubs, where the service has a public address. */
  websub?: Pick<WebSub, "after">;
  /** How many feeds are polled at once; 32 unless given. */
  concurrency?: number;
}

export interface Poller {
  /** Polls everything due that is not being polled; resolves, with their number, when these are done. */
  tick(signal?: AbortSignal): Promise<number>;
  /** Ticks every second until the signal aborts, then lets polls under way end. */
  run(signal: AbortSignal): Promise<void>;
  /** Polls everything due once; resolves with how many when it is done. */
  once(signal?: AbortSignal): Promise<number>;
  /** Starts nothing more, and resolves when what is under way is done. */
  stop(): Promise<void>;
}

type Leave = (rest: Promise<void>) => void;

/** A host that takes longer is polled in the troubled lane. */
const SLOW = 5_000;
/**
 * Bytes of documents that may wait to be read and stored: nothing more is fetched while they do, or the first sight of
 * ten thousand feeds would hold them all. A byte here is three once it is read.
 */
const UNSTORED = 8_000_000;
/** And of those that wait for the articles behind their teasers, half a minute at most: they hold up nobody else's. */
const AWAITING = 64_000_000;
/** Enough waits: the store is not asked again until these are under way. */
const BACKLOG = 1_000;
/** How far ahead a running service looks: each feed is polled at its own moment, not all of a second's at once. */
const AHEAD = 1_000;
/** What polls under way are given to end when the service stops. */
const GRACE = 10_000;

/** Polls feeds as they fall due. An error in one feed never stops another. */
export function createPoller(parts: PollerParts): Poller {
  const { clock, log, source, desk } = parts;
  const lanes = createLanes({
    slots: parts.concurrency ?? 32,
    perHost: 2,
    patience: 3_000,
    isFull: () => here.unstored >= UNSTORED || here.awaiting >= AWAITING,
  });
  /** Bytes of the documents that are here and not yet stored. */
  const here = { unstored: 0, awaiting: 0 };
  /** Being polled, or waiting for it. */
  const underWay = new Map<number, Promise<void>>();
  /** Where even the state could not be saved: not polled before this all the same. */
  const held = new Map<number, Instant>();
  /** Claimed, and then not begun because of a stop: given back, lest they wait an interval for nothing. */
  const unstarted: { feedId: number; nextPollAt: Instant }[] = [];
  let flushing = Promise.resolve();
  let stopped = false;
  const stopping = new AbortController();

  /** `leave` is given what goes on when the poll has left its lane. */
  async function pollSafely(feed: Feed, signal: AbortSignal | undefined, leave: Leave): Promise<void> {
    if (stopped || isAborted(signal)) {
      unstarted.push({ feedId: feed.id, nextPollAt: feed.state.nextPollAt });
      return;
    }
    await safely(feed, signal, () => poll(feed, signal, leave));
  }

  async function safely(
    feed: Feed,
    signal: AbortSignal | undefined,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isAborted(signal)) return;
      log.error({ feed: feed.id, error }, "a poll failed by our fault");
      await putOff(feed);
    }
  }

  async function poll(feed: Feed, signal: AbortSignal | undefined, leave: Leave): Promise<void> {
    const outcome = await parts.fetcher.fetch(feed, signal, lanes.waiting(hostOf(feed)) > 0);
    const bytes = outcome.kind === "document" ? outcome.bytes.byteLength : 0;
    const found = await counted("unstored", bytes, async () =>
      followIndex(parts, feed, await readOutcome(parts.reader, feed, outcome), signal),
    );
    // Whoever waits for articles needs no place at the feed's host meanwhile.
    if (feed.settings.fullText === true)
      leave(safely(feed, signal, () => counted("awaiting", bytes, () => keep(feed, found))));
    else await counted("unstored", bytes, () => keep(feed, found));
  }

  async function counted<T>(kind: keyof typeof here, bytes: number, work: () => Promise<T>): Promise<T> {
    here[kind] += bytes;
    try {
      return await work();
    } finally {
      here[kind] -= bytes;
      lanes.look();
    }
  }

  async function keep(feed: Feed, { outcome, document, sitemaps }: Followed): Promise<void> {
    const now = clock.now();
    const every = parseEvery(desk.every);
    const usual = every.kind === "duration" ? every.ms : undefined;
    const after = stateAfter(feed, outcome, document, now, usual);
    if (outcome.kind === "document" || outcome.kind === "unchanged") after.sitemaps = sitemaps;
    const nextPollAt = nextPoll({ ...feed, state: after }, outcome, now, parts.random, desk);
    const { state, notices } = tell(feed, { ...after, nextPollAt }, outcome, now);
    if (outcome.kind === "document" || outcome.kind === "unchanged") {
      state.hub = parts.websub?.after(feed, linksOf(outcome, document, feed)) ?? state.hub;
    }
    if (document !== undefined) await parts.ingest(feed, document, state, notices);
    else await source.saveState(feed.id, state, notices);
    if (state.problems !== undefined && state.problems.join() !== feed.state.problems?.join()) {
      log.info({ feed: feed.settings.url, problems: state.problems }, "a feed's document has faults");
    }
    log.debug({ feed: feed.id, outcome: outcome.kind, latency: outcome.latency, nextPollAt }, "polled");
    const move = outcome.kind === "failed" ? undefined : standingMove({ ...feed, state }, now);
    if (move?.safe !== true) return;
    const words = `permanently redirected there for a week, and polled there from now on; it was ${withoutSecrets(feed.settings.url)}`;
    await source.move(feed.id, move.to, [{ kind: "moved", words, at: now }]);
  }

  /** After a fault of ours the publisher is left alone as after one of its own. */
  async function putOff(feed: Feed): Promise<void> {
    const now = clock.now();
    const nextPollAt = now + Math.max(60_000, usualInterval(feed, now, desk));
    held.set(feed.id, nextPollAt);
    try {
      await source.saveState(feed.id, { ...feed.state, nextPollAt });
    } catch (error) {
      log.error({ feed: feed.id, error }, "a feed's state could not be saved");
    }
  }

  /** With what falls due within `ahead` milliseconds, when it does. */
  async function tick(signal?: AbortSignal, ahead = 0): Promise<number> {
    if (stopped || lanes.waiting() > BACKLOG) return 0;
    const now = clock.now();
    const due = (await source.due(now + ahead)).filter(
      ({ id, paused, state }) =>
        !underWay.has(id) && !paused && state.retiredAt === undefined && (held.get(id) ?? 0) <= now + ahead,
    );
    await source.claim?.(
      due.map((feed) => ({ feedId: feed.id, nextPollAt: now + usualInterval(feed, now, desk) })),
    );
    const polls = due.map((feed) => {
      const wait = Math.min(ahead, Math.max(feed.state.nextPollAt, held.get(feed.id) ?? 0) - now);
      held.delete(feed.id);
      let rest = Promise.resolve();
      const work = dueIn(wait).then(() =>
        lanes.run(hostOf(feed), laneOf(feed), () =>
          pollSafely(feed, signal, (left) => {
            rest = left;
          }),
        ),
      );
      const done = work.then(() => rest).finally(() => underWay.delete(feed.id));
      underWay.set(feed.id, done);
      return done;
    });
    await Promise.all(polls);
    await flush(false);
    return polls.length;
  }

  async function dueIn(ms: number): Promise<void> {
    if (ms > 0) await clock.sleep(ms, stopping.signal).catch(() => undefined); // woken: the service stops
  }

  async function tickSafely(signal: AbortSignal): Promise<void> {
    try {
      await tick(signal, AHEAD);
    } catch (error) {
      log.error({ error }, "feeds that are due could not be found");
    }
  }

  /** One after the other: two at once would tell the same. */
  function flush(all: boolean): Promise<void> {
    flushing = flushing.then(async () => {
      try {
        for (const notice of noticesDue(await source.untold(), clock.now(), all))
          await parts.announce(notice);
      } catch (error) {
        log.error({ error }, "the admin could not be told of feeds' troubles");
      }
    });
    return flushing;
  }

  async function stop(): Promise<void> {
    stopped = true;
    stopping.abort(new Error("the service stops"));
    await Promise.all(underWay.values());
    if (unstarted.length > 0) await source.claim?.(unstarted.splice(0));
    await flush(true);
  }

  return {
    tick,
    stop,
    async run(signal) {
      const hard = new AbortController();
      const ticking = () => void tickSafely(hard.signal);
      const every = schedule("* * * * * *", ticking, { suppressMissedWarning: true });
      ticking();
      await aborted(signal);
      await every.destroy();
      // An answer under way is worth waiting for: broken off, it would have to be asked for again.
      const grace = setTimeout(() => hard.abort(new Error("the service stops")), GRACE);
      await stop().finally(() => clearTimeout(grace));
    },
    async once(signal) {
      const polled = await tick(signal);
      await flush(true);
      return polled;
    },
  };
}

function laneOf({ state }: Feed): Lane {
  return state.failures > 0 || (state.latency ?? 0) > SLOW ? "troubled" : "well";
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener("abort", () => done(), { once: true }));
}
