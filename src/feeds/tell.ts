import type { Feed, FeedNotice, FeedState } from "../model/feed.ts";
import type { Instant, Millis } from "../model/time.ts";
import { isSustained, standingMove } from "./health.ts";
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
): { state: FeedState; notices: FeedNotice[] } {
  const notices: FeedNotice[] = [];
  const note = (kind: FeedNotice["kind"], words: string) => notices.push({ kind, words, at: now });
  const next = { ...state };
  if (outcome.kind === "gone") {
    note("gone", outcome.reason);
    return { state: next, notices };
  }
  if (outcome.kind === "failed") {
    if (next.troubleAnnounced !== true && isSustained(next, now)) {
      next.troubleAnnounced = true;
      note("outage", outcome.reason);
    }
    return { state: next, notices };
  }
  if (feed.state.troubleAnnounced === true) {
    note("recovery", `after ${span(now - (feed.state.troubleSince ?? now))}`);
  }
  const move = standingMove({ ...feed, state: next }, now);
  if (move?.safe === false && next.moveAnnounced !== true) {
    next.moveAnnounced = true;
    note("moved", `permanently redirected to ${move.to} for a week; ${move.why}`);
  }
  if (next.silenceAnnounced !== true && isSilent(next, now)) {
    next.silenceAnnounced = true;
    const silent = span(now - (next.lastNewAt ?? now));
    note("silence", `nothing new for ${silent}; usual is one entry in ${span(next.habit ?? 0)}`);
  }
  return { state: next, notices };
}

/** A feed that brings old entries as new does so again: the admin knows by then. */
const FLOOD_AGAIN: Millis = 30 * 86_400_000;

/** What the admin is told of `held` entries that look new and are old; undefined for none, and for what is known. Pure. */
export function tellFlood(before: FeedState, held: number, now: Instant): FeedNotice | undefined {
  if (held === 0 || now - (before.floodToldAt ?? 0) < FLOOD_AGAIN) return undefined;
  const what = held === 1 ? "an entry looks new but is old" : `${held} entries look new but are old`;
  const words = `${what} (reissued guids, a moved site, or an archive): kept, and no alert made of it; more of this feed's are kept so without a word`;
  return { kind: "flood", words, at: now };
}

function span(ms: Millis): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`;
}
