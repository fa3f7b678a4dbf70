import type { FeedState } from "../model/feed.ts";
import type { Draft } from "./draft.ts";

const HOUR = 3_600_000;
/** Under this many new entries nothing is a flood: a busy hour brings as many. */
const FEWEST = 10;
/** What part of a document must be new. */
const MOST = 0.8;
/** How far before the last good poll an entry may be dated and still be news: clocks differ, embargoes lift. */
const FRESH = 2 * HOUR;
/** An entry dated this long before the last good poll would have been seen then. */
const OLD = 48 * HOUR;
/** After so long an outage a document may well be all new. */
const OUTAGE = 3 * HOUR;

/**
 * Which of a known feed's new entries are no news: most of the feed turned "new" at once without fresh dates (reissued
 * guids, a moved site), or an entry is days older than a poll that did not see it. They are kept, and make no alert.
 */
export function floodOf(state: FeedState, all: number, news: readonly Draft[], now: number): Set<Draft> {
  const held = new Set<Draft>();
  const last = state.lastSuccessAt;
  if (state.firstPolledAt === undefined || state.emptySince !== undefined || last === undefined) return held;
  const fresh = (d: Draft) => d.publishedAt !== undefined && d.publishedAt > last - FRESH;
  const flood = now - last < OUTAGE && news.length >= FEWEST && news.length >= MOST * all;
  for (const draft of news) {
    const old = draft.publishedAt !== undefined && draft.publishedAt < last - OLD;
    if (old || (flood && !fresh(draft))) held.add(draft);
  }
  return held;
}

/** When a feed was first seen, and whether that shows anything yet: `entries` are those of the document that came now. */
export function firstSight(
  before: FeedState,
  entries: number,
  now: number,
): Pick<FeedState, "firstPolledAt" | "emptySince"> {
  const { firstPolledAt = now, emptySince } = before;
  const isStillEmpty = entries === 0 && (before.firstPolledAt === undefined || emptySince !== undefined);
  return { firstPolledAt, emptySince: isStillEmpty ? (emptySince ?? now) : undefined };
}

/**
 * Which of a feed's new entries are its backlog: all of the first document that has any. If empty ones came before it (a
 * site under repair, or a feed for rare warnings), what has a date since then is news, and so are a few without a date.
 */
export function backlogOf(state: FeedState, news: readonly Draft[]): Set<Draft> {
  if (state.firstPolledAt === undefined) return new Set(news);
  const since = state.emptySince;
  if (since === undefined) return new Set();
  const isOld = ({ publishedAt }: Draft) =>
    publishedAt === undefined ? news.length >= FEWEST : publishedAt < since - FRESH;
  return new Set(news.filter(isOld));
}
