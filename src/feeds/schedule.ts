import type { Feed, FeedState } from "../model/feed.ts";
import type { Instant, Millis } from "../model/time.ts";
import { parseEvery } from "./every.ts";
import { nextRun } from "./next-run.ts";
import type { FetchOutcome } from "./outcome.ts";

export interface DeskPolling {
  /** A duration or a cron expression. */
  every: string;
  /** Adapting never goes below this, nor above the ceiling. */
  floor: Millis;
  ceiling: Millis;
  /** IANA name, for cron expressions. */
  timezone: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** No server's word silences a feed for longer: such values are slips (a year's max-age on everything). */
const LONGEST_MAX_AGE = DAY;
const LONGEST_RETRY_AFTER = 7 * DAY;
/** A day of `ttl` is a template's default more often than a wish, and news would wait for it. */
const LONGEST_TTL = 6 * HOUR;
/** The end of year 9999: a retired feed is never due. */
export const NEVER: Instant = 253_402_300_799_000;

/**
 * When the feed is due next. `feed.state` is the state after the outcome (stateAfter). A feed's own `every` is
 * kept but for max-age, Retry-After and backoff; else the learnt interval counts, and what the publisher asks
 * with ttl, skipHours and skipDays. Never earlier than max-age and Retry-After allow (RFC 9111, RFC 9110).
 */
export function nextPoll(
  feed: Feed,
  outcome: FetchOutcome,
  now: Instant,
  random: () => number,
  desk: DeskPolling,
): Instant {
  if (outcome.kind === "gone") return NEVER;
  const regular = regularPoll(feed, now, random, desk);
  if (outcome.kind === "failed") {
    const { failures } = feed.state;
    const asked = now + Math.min(outcome.retryAfter ?? 0, LONGEST_RETRY_AFTER);
    const fresh = (feed.state.lastSuccessAt ?? 0) + maxAgeOf(feed.state);
    const wait = backoff(failures, Math.min(regular - now, 7 * DAY), outcome.status, random);
    const every = parseEvery(feed.settings.every ?? desk.every);
    if (every.kind === "duration") return Math.ceil(Math.max(now + wait, asked, fresh));
    // Its own times are kept, the later the more of them are passed over; a first failure costs none.
    const from = Math.max(failures <= 1 ? now : now + Math.min(wait, 4 * HOUR), asked, fresh);
    return nextRun(every.expression, Math.max(now, Math.ceil(from) - 1), desk.timezone) ?? NEVER;
  }
  return Math.ceil(Math.max(regular, now + maxAgeOf(feed.state)));
}

/** The time between polls that this feed keeps while all is well, at the least. */
export function usualInterval(feed: Feed, now: Instant, desk: DeskPolling): Millis {
  return Math.max(regularPoll(feed, now, () => 0, desk) - now, maxAgeOf(feed.state));
}

/** And at the most: what news may wait at worst. */
export function longestInterval(feed: Feed, now: Instant, desk: DeskPolling): Millis {
  return Math.max(regularPoll(feed, now, () => 1, desk) - now, maxAgeOf(feed.state));
}

/** Where the desk asks for polls within the minute it means it, and a cron expression says when: neither adapts. */
export function adapts(feed: Feed, desk: DeskPolling): boolean {
  if (feed.settings.every !== undefined) return false;
  const every = parseEvery(desk.every);
  return every.kind === "duration" && every.ms >= MINUTE;
}

function regularPoll(feed: Feed, now: Instant, random: () => number, desk: DeskPolling): Instant {
  const { settings, state } = feed;
  const every = parseEvery(settings.every ?? desk.every);
  if (every.kind === "cron") return nextRun(every.expression, now, desk.timezone) ?? NEVER;
  if (settings.every !== undefined) return now + every.ms;
  if (!adapts(feed, desk)) return now + every.ms;
  // Only a poll that costs the publisher nothing, a conditional one, may come oftener than the desk's usual.
  const conditional = state.etag !== undefined || state.lastModified !== undefined;
  const floor = Math.min(conditional ? desk.floor : every.ms, every.ms);
  const ceiling = Math.max(desk.ceiling, floor);
  const learnt = Math.min(ceiling, Math.max(floor, state.interval ?? every.ms));
  const ttl = Math.min((state.ttl ?? 0) * MINUTE, LONGEST_TTL);
  // Later by up to a tenth, never earlier, so that feeds added together drift apart.
  const interval = Math.max(learnt, ttl) * (1 + random() / 10);
  return afterSkips(now + interval, state);
}

/** RSS 2.0: hours (UTC) and days in which the publisher asks to be left alone. Naming all of them means none. */
function afterSkips(at: Instant, state: FeedState): Instant {
  const hours = new Set(state.skipHours);
  const days = new Set(state.skipDays?.map((day) => day.slice(0, 3).toLowerCase()));
  const names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
  let time = at;
  for (let step = 0; step < 7 * 24; step++) {
    const date = new Date(time);
    if (!hours.has(date.getUTCHours()) && !days.has(names[date.getUTCDay()] ?? "")) return time;
    time = Math.floor(time / HOUR) * HOUR + HOUR;
  }
  return at;
}

/**
 * Doubling with each failure, with jitter of a quarter to both sides, from the usual interval to an hour (four
 * where the server answers that it does not want us), or the usual interval if that is longer.
 */
function backoff(failures: number, usual: Millis, status: number | undefined, random: () => number): Millis {
  const unwanted = status !== undefined && status >= 400 && status < 500 && ![408, 425, 429].includes(status);
  const cap = Math.max(usual, unwanted ? 4 * HOUR : HOUR);
  const grown = Math.min(cap, usual * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return grown * (0.75 + random() / 2);
}

function maxAgeOf(state: FeedState): Millis {
  return Math.min(state.maxAge ?? 0, LONGEST_MAX_AGE);
}
