import type { FeedDocument, FeedState } from "../model/feed.ts";
import type { Instant, Millis } from "../model/time.ts";

const HOUR = 3_600_000;
/** Dates a little ahead are clocks that differ; further ahead they are embargoes or mistakes. */
const AHEAD = HOUR;
const NEWEST = 12;

export interface Pace {
  /** The usual time between entries; undefined where dates show none. */
  habit?: Millis;
  /** When the newest entry was published. */
  newest?: Instant;
}

/** How often a document's publisher publishes, from the dates of its newest entries. */
export function paceOf(document: FeedDocument, now: Instant): Pace {
  const times = document.entries
    .map(({ publishedAt, updatedAt }) => publishedAt ?? updatedAt)
    .filter((time) => time !== undefined && time <= now + AHEAD && time > 0)
    .sort((a = 0, b = 0) => b - a)
    .slice(0, NEWEST);
  const [newest] = times;
  if (newest === undefined) return {};
  const gaps: Millis[] = [];
  times.forEach((time, index) => {
    const next = times[index + 1];
    if (time !== undefined && next !== undefined) gaps.push(time - next);
  });
  // Fewer than three gaps are no habit; equal dates (a batch, or the day alone) say nothing.
  const telling = gaps.filter((gap) => gap > 0).sort((a, b) => a - b);
  const middle = telling[Math.floor(telling.length / 2)];
  return {
    newest: Math.min(newest, now),
    ...(telling.length < 3 || middle === undefined ? {} : { habit: middle }),
  };
}

/**
 * The interval that suits the feed, before the desk's floor and ceiling: a quarter of its habit, so that news
 * waits a small part of the usual gap, but a twentieth of the time it has been silent if that is more. Without
 * dates it shrinks with each change and grows with each poll in vain. One poll changes it by half at most.
 */
export function learntInterval(state: FeedState, changed: boolean, now: Instant, start: Millis): Millis {
  const before = state.interval ?? start;
  const wanted =
    state.habit === undefined
      ? before * (changed ? 0.7 : 1.15)
      : Math.max(state.habit / 4, (now - (state.lastNewAt ?? now)) / 20);
  return Math.round(Math.min(before * 1.5, Math.max(before / 2, wanted)));
}

/** Whether the feed has been silent far longer than its habit: ten times, and a day at the least. */
export function isSilent(state: FeedState, now: Instant): boolean {
  if (state.habit === undefined || state.lastNewAt === undefined) return false;
  return now - state.lastNewAt > Math.max(24 * HOUR, 10 * state.habit);
}
