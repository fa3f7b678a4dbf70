import type { Feed, FeedState } from "../model/feed.ts";
import type { Instant, Millis } from "../model/time.ts";
import { isSustained, standingMove } from "./health.ts";
import type { NoticeItem } from "./notices.ts";
import type { FetchOutcome } from "./outcome.ts";
import { isSilent } from "./pace.ts";

/**
 * What the admin is told of a poll, each trouble once: the marks that it was told go into the state. `feed` is as it
 * was before the poll, `state` as it is after. Pure.
 */
export function tell(
  feed: Feed,
  state: FeedState,
  outcome: FetchOutcome,
  now: Instant,
): { state: FeedState; items: NoticeItem[] } {
  const items: NoticeItem[] = [];
  const next = { ...state };
  if (outcome.kind === "gone") return { state: next, items: [{ kind: "gone", feed, words: outcome.reason }] };
  if (outcome.kind === "failed") {
    if (next.troubleAnnounced !== true && isSustained(next, now)) {
      next.troubleAnnounced = true;
      items.push({ kind: "outage", feed, words: outcome.reason });
    }
    return { state: next, items };
  }
  if (feed.state.troubleAnnounced === true) {
    items.push({ kind: "recovery", feed, words: `after ${span(now - (feed.state.troubleSince ?? now))}` });
  }
  const move = standingMove({ ...feed, state: next }, now);
  if (move?.safe === false && next.moveAnnounced !== true) {
    next.moveAnnounced = true;
    const words = `permanently redirected to ${move.to} for a week; ${move.why}`;
    items.push({ kind: "moved", feed, words });
  }
  if (next.silenceAnnounced !== true && isSilent(next, now)) {
    next.silenceAnnounced = true;
    const silent = span(now - (next.lastNewAt ?? now));
    const words = `nothing new for ${silent}; usual is one entry in ${span(next.habit ?? 0)}`;
    items.push({ kind: "silence", feed, words });
  }
  return { state: next, items };
}

function span(ms: Millis): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`;
}
