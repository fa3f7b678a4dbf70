import type { Feed, FeedDocument, FeedState } from "../model/feed.ts";
import type { Instant, Millis } from "../model/time.ts";
import type { FetchOutcome } from "./outcome.ts";
import { learntInterval, paceOf } from "./pace.ts";
import { type DeskPolling, longestInterval, NEVER } from "./schedule.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Shorter troubles are a server's restart, and nobody's business. */
const SUSTAINED_FAILURES = 3;
const SUSTAINED_TIME: Millis = 30 * MINUTE;
const MOVE_STANDS: Millis = 7 * DAY;
/** Problems of a document that are kept, each in 200 characters at most. */
const PROBLEMS = 3;

/**
 * What is known of the feed after a poll. Pure; `nextPollAt` stays for nextPoll to set. `usual`, in milliseconds,
 * is where learning an interval starts. A document that could not be read counts as `failed`, so its validators
 * are not kept: only what was read may be called unchanged.
 */
export function stateAfter(
  feed: Feed,
  outcome: FetchOutcome,
  document: FeedDocument | undefined,
  now: Instant,
  usual: Millis = 5 * MINUTE,
): FeedState {
  const before = feed.state;
  const polled: FeedState = { ...before, lastPollAt: now, ...latencyOf(outcome) };
  if (outcome.kind === "gone") {
    return { ...polled, ...troubled(before, outcome.reason, now), retiredAt: now, nextPollAt: NEVER };
  }
  if (outcome.kind === "failed") return { ...polled, ...troubled(before, outcome.reason, now) };

  const answered: FeedState = {
    ...polled,
    ...moved(feed, outcome.movedTo, now),
    lastSuccessAt: now,
    failures: 0,
    trouble: undefined,
    troubleSince: undefined,
    troubleAnnounced: undefined,
  };
  if (outcome.kind === "unchanged") {
    const kept = outcome.by === "status" ? refreshed(before, outcome) : validators(feed, outcome);
    return { ...answered, ...kept, interval: learntInterval(answered, false, now, usual) };
  }
  const read: FeedState = { ...answered, ...validators(feed, outcome), bodyHash: outcome.bodyHash };
  if (document === undefined) return read;
  const { feed: head } = document;
  const pace = paceOf(document, now);
  const lastNewAt = pace.newest === undefined ? now : Math.max(pace.newest, before.lastNewAt ?? 0);
  const known: FeedState = {
    ...read,
    title: head.title,
    link: head.link,
    problems: document.problems.length === 0 ? undefined : problemsOf(document),
    language: head.language,
    kind: head.kind,
    ttl: head.ttl,
    skipHours: head.skipHours,
    skipDays: head.skipDays,
    habit: pace.habit ?? before.habit,
    lastNewAt,
    silenceAnnounced: lastNewAt === before.lastNewAt ? before.silenceAnnounced : undefined,
    guidsUnreliable: before.guidsUnreliable === true || repeatsGuids(document) ? true : undefined,
  };
  return { ...known, interval: learntInterval(known, true, now, usual) };
}

/** Whether the trouble has lasted long enough to tell an admin. */
export function isSustained(state: FeedState, now: Instant): boolean {
  const since = state.troubleSince ?? now;
  return state.failures >= SUSTAINED_FAILURES && now - since >= SUSTAINED_TIME;
}

/** A permanent redirect that has stood for a week of polls: taken over if that is safe, else for an admin to judge. */
export type Move = { to: string; safe: true } | { to: string; safe: false; why: string };

export function standingMove(feed: Feed, now: Instant): Move | undefined {
  const { movedTo, movedSince } = feed.state;
  if (movedTo === undefined || movedSince === undefined || now - movedSince < MOVE_STANDS) return undefined;
  const from = new URL(feed.settings.url);
  const to = new URL(movedTo);
  if (from.protocol === "https:" && to.protocol === "http:") {
    return { to: movedTo, safe: false, why: "from https to http it is not taken over by itself" };
  }
  // A feed's secrets go to the host they were given for, and no other, whatever that host says.
  if ((feed.settings.credentials ?? feed.settings.headers) !== undefined && from.host !== to.host) {
    return {
      to: movedTo,
      safe: false,
      why: "to another host it would take the feed's secrets along, so change its URL yourself",
    };
  }
  return { to: movedTo, safe: true };
}

/** A feed's health, for people to read. */
export interface FeedHealth {
  words: string;
  ok: boolean;
  lastSuccessAt?: Instant;
  /** Undefined for a feed that is no longer polled. */
  nextPollAt?: Instant;
  /** How long a new entry may wait for a poll while all is well. */
  worstDelay: Millis;
  /** As the dates of its entries show it; undefined where they show nothing. */
  entriesPerDay?: number;
  /** Of the last answer. */
  latency?: Millis;
}

export function healthOf(feed: Feed, now: Instant, desk: DeskPolling): FeedHealth {
  const { state } = feed;
  const polled = !feed.paused && state.retiredAt === undefined;
  return {
    words: healthWords(feed, now, desk.timezone),
    ok: state.trouble === undefined && state.retiredAt === undefined,
    lastSuccessAt: state.lastSuccessAt,
    nextPollAt: polled ? state.nextPollAt : undefined,
    worstDelay: Math.round(longestInterval(feed, now, desk)),
    entriesPerDay: state.habit === undefined ? undefined : Math.round((10 * DAY) / state.habit) / 10,
    latency: state.latency,
  };
}

/** "403 since Tuesday 14:05: a challenge page of the publisher's; try ...", or "well" and when it last answered. */
export function healthWords(feed: Feed, now: Instant, timezone: string): string {
  const { state } = feed;
  if (feed.paused) return "paused";
  if (state.retiredAt !== undefined)
    return `retired ${when(state.retiredAt, now, timezone)}: ${state.trouble ?? "410"}`;
  if (state.trouble !== undefined) {
    const since = `since ${when(state.troubleSince ?? now, now, timezone)}`;
    const status = /^(\d{3})(?=[:;,]| )/.exec(state.trouble)?.[1];
    return status === undefined
      ? `failing ${since}: ${state.trouble}`
      : `${status} ${since}${state.trouble.slice(status.length)}`;
  }
  if (state.lastSuccessAt === undefined) return "not polled yet";
  const move =
    state.movedTo === undefined
      ? ""
      : `; permanently redirected to ${state.movedTo} since ${when(state.movedSince ?? now, now, timezone)}`;
  const faults = state.problems === undefined ? "" : `; ${state.problems.join("; ")}`;
  const empty =
    state.emptySince === undefined ? "" : `; no entry in it since ${when(state.emptySince, now, timezone)}`;
  return `well, last answer ${when(state.lastSuccessAt, now, timezone)}${empty}${move}${faults}`;
}

function when(at: Instant, now: Instant, timeZone: string): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(at);
  const time = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (now - at < 6 * DAY) return `${format({ weekday: "long" })} ${time}`;
  return `${format({ day: "numeric", month: "long", ...(now - at < 300 * DAY ? {} : { year: "numeric" }) })} ${time}`;
}

function troubled(before: FeedState, reason: string, now: Instant): Partial<FeedState> {
  return { failures: before.failures + 1, trouble: reason, troubleSince: before.troubleSince ?? now };
}

type Answered = Extract<FetchOutcome, { kind: "document" | "unchanged" }>;

/** Those of this answer and no other: what it did not send is forgotten. */
function validators(feed: Feed, outcome: Answered): Partial<FeedState> {
  return {
    etag: outcome.etag,
    lastModified: outcome.lastModified,
    maxAge: outcome.maxAge,
    validatorsUrl: outcome.url === new URL(feed.settings.url).href ? undefined : outcome.url,
  };
}

/** A 304 freshens what is kept (RFC 9111, 4.3.4): fields it sends replace theirs, the others stand. */
function refreshed(before: FeedState, outcome: Answered): Partial<FeedState> {
  return {
    etag: outcome.etag ?? before.etag,
    lastModified: outcome.lastModified ?? before.lastModified,
    maxAge: outcome.maxAge ?? before.maxAge,
  };
}

function moved(feed: Feed, movedTo: string | undefined, now: Instant): Partial<FeedState> {
  const { movedTo: before, movedSince } = feed.state;
  if (movedTo === undefined || movedTo !== before) {
    return { movedTo, movedSince: movedTo === undefined ? undefined : now, moveAnnounced: undefined };
  }
  return { movedSince: movedSince ?? now };
}

function latencyOf(outcome: FetchOutcome): { latency?: Millis } {
  return outcome.latency === undefined ? {} : { latency: Math.round(outcome.latency) };
}

/** The first of what was passed over or capped while reading: a feed's faults are seldom many kinds. */
function problemsOf({ problems }: FeedDocument): string[] {
  const shown = problems.slice(0, PROBLEMS).map((problem) => problem.slice(0, 200));
  return problems.length > PROBLEMS ? [...shown, `and ${problems.length - PROBLEMS} more`] : shown;
}

function repeatsGuids(document: FeedDocument): boolean {
  const guids = document.entries.filter(({ idKind }) => idKind === "guid").map(({ id }) => id);
  return new Set(guids).size < guids.length;
}
