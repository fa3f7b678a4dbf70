import { type Channel, DEFAULT_DIGEST } from "../desk/desk.ts";
import type { Priority, WatchList } from "../model/watchlist.ts";
import type { Hold } from "../store/store.ts";
import { quietUntil } from "./quiet.ts";
import { nextSlot } from "./slots.ts";

const HOUR = 3_600_000;

/**
 * Whether a new alert waits for a digest, and until when. Breaking never waits. Otherwise: its lists all want digests;
 * the channel has quiet hours; the channel has had as many alerts this hour as its desk wants.
 */
export function holdOf(
  channel: Channel,
  lists: readonly WatchList[],
  priority: Priority,
  postedThisHour: number,
  now: number,
): Hold | undefined {
  if (priority === "breaking") return undefined;
  const zone = channel.timezone ?? "UTC";
  if (wantsDigest(lists)) {
    return { why: "digest", until: nextSlot(channel.digest ?? DEFAULT_DIGEST, zone, now) };
  }
  const morning = channel.quiet === undefined ? undefined : quietUntil(channel.quiet, zone, now);
  if (morning !== undefined) return { why: "quiet", until: morning };
  if (channel.cap !== undefined && postedThisHour >= channel.cap) {
    return { why: "cap", until: (Math.floor(now / HOUR) + 1) * HOUR };
  }
  return undefined;
}

/** Whether all of a story's lists want it in digests. */
export function wantsDigest(lists: readonly WatchList[]): boolean {
  return lists.length > 0 && lists.every((l) => l.mode === "digest");
}
