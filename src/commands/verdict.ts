import { muted } from "../alerts/routes.ts";
import type { Explanation } from "../matching/explain.ts";
import type { Delivery } from "../model/delivery.ts";
import type { WithheldReason } from "../model/entry.ts";
import type { Instant } from "../model/time.ts";
import type { Match, WatchList } from "../model/watchlist.ts";
import type { Mute } from "../store/editing.ts";
import type { HoldReason, KeptAlert, KeptEntry } from "../store/store.ts";

/** What became of an entry for one watch list: how it was told, or why it was not. Every case there is. */
export type Verdict =
  | { kind: "told"; channel: string; at: Instant }
  | { kind: "owed"; channel: string; since: Instant; error?: string }
  | { kind: "undelivered"; channel: string; error: string; delivery: number }
  | { kind: "digested"; channel: string }
  | { kind: "folded"; channel: string; story: number; headline: string; at: Instant }
  | { kind: "held"; channel: string; why: HoldReason; until: Instant }
  | { kind: "muted"; mute: Mute }
  | { kind: WithheldReason }
  | { kind: "fewSources"; wanted: number; has: number }
  | { kind: "unrouted"; channels: readonly string[] }
  | { kind: "paused"; would: string }
  | { kind: "edited"; reason: string }
  | { kind: "noMatch"; text: string; misses: Explanation["misses"] };

/** What is known of the entry and of what was done about its story. */
export interface Case {
  entry: KeptEntry;
  /** As it was matched when it came; undefined if it was not. */
  match: Match | undefined;
  /** Of the entry's story. */
  alerts: readonly KeptAlert[];
  deliveries: readonly Delivery[];
  mutes: readonly Mute[];
  /** Independent sources that have its story. */
  sources: number;
  /** What the list, as it is now, says of the entry. */
  explanation: Explanation;
}

/** A pure look at a case; several verdicts where several channels were to be told. */
export function verdictsOf(list: WatchList, given: Case): Verdict[] {
  const { entry, match, explanation } = given;
  if (match === undefined) return [missOf(list, explanation)];
  if (entry.withheld === "flood") return [{ kind: "flood" }];
  const told = given.alerts.filter((a) => a.watchLists.includes(list.name));
  if (told.length > 0) return told.map((alert) => toldBy(alert, given));
  if (entry.withheld !== undefined) return [{ kind: entry.withheld }];
  const mute = muted({ mutes: given.mutes }, "watch", list.name, entry.firstSeenAt);
  if (mute !== undefined) return [{ kind: "muted", mute }];
  const wanted = list.filters?.sources ?? 1;
  if (given.sources < wanted) return [{ kind: "fewSources", wanted, has: given.sources }];
  return [{ kind: "unrouted", channels: list.channels }];
}

function missOf(list: WatchList, { match, text, misses }: Explanation): Verdict {
  if (list.paused === true && text.startsWith("the list is paused")) return { kind: "paused", would: text };
  if (match !== undefined) return { kind: "edited", reason: match.reason };
  return { kind: "noMatch", text, misses };
}

function toldBy(alert: KeptAlert, { entry, deliveries, mutes }: Case): Verdict {
  const { channel, held } = alert;
  if (held !== undefined) return { kind: "held", channel, why: held.why, until: held.until };
  const post = deliveries.find((d) => d.alert === alert.id && d.kind === "post");
  if (post === undefined || !alert.posted) {
    const mute = muted({ mutes }, "story", String(alert.story), alert.createdAt);
    return mute === undefined ? { kind: "digested", channel } : { kind: "muted", mute };
  }
  if (post.state === "dead" || post.state === "dropped") {
    return { kind: "undelivered", channel, error: post.lastError ?? "", delivery: post.id };
  }
  if (post.state === "superseded") return { kind: "digested", channel };
  if (post.state !== "sent") {
    const error = post.lastError === undefined ? {} : { error: post.lastError };
    return { kind: "owed", channel, since: post.createdAt, ...error };
  }
  const at = post.sentAt ?? post.createdAt;
  if (alert.entry === entry.id) return { kind: "told", channel, at };
  return { kind: "folded", channel, story: alert.story, headline: alert.message.headline.text, at };
}

const HELD: Record<HoldReason, string> = {
  digest: "its lists are told in digests",
  quiet: "the channel has quiet hours",
  cap: "the channel had its most alerts of the hour",
};

/** A verdict in words; `when` writes a moment for people. */
export function verdictText(verdict: Verdict, when: (at: Instant) => string): string {
  switch (verdict.kind) {
    case "told":
      return `told to ${verdict.channel} at ${when(verdict.at)}`;
    case "owed":
      return `on its way to ${verdict.channel} since ${when(verdict.since)}${verdict.error === undefined ? "" : `: ${verdict.error}`}`;
    case "undelivered":
      return `could not be delivered to ${verdict.channel}: ${verdict.error} (\`delivery retry ${verdict.delivery}\`)`;
    case "digested":
      return `told to ${verdict.channel} in a digest`;
    case "folded":
      return `folded into story ${verdict.story}, told to ${verdict.channel} at ${when(verdict.at)}: “${verdict.headline}”`;
    case "held":
      return `held for ${verdict.channel} until ${when(verdict.until)}: ${HELD[verdict.why]} (\`digest now\` sends it)`;
    case "muted":
      return `muted: ${verdict.mute.who} muted the ${verdict.mute.kind === "watch" ? "list" : "story"} until ${when(verdict.mute.until)}`;
    case "flood":
      return "kept silently: most of its feed looked new at once, or it was days old when it came (a flood)";
    case "backfill":
      return "kept silently: it stood in the feed when that was first polled (backfill)";
    case "fewSources":
      return `waits for ${verdict.wanted} independent sources: the story has ${verdict.has} (copies of one text, or of one agency's, count as one)`;
    case "unrouted":
      return verdict.channels.length === 0
        ? "told nowhere: the list has no channel (`channel route` gives it one)"
        : `told nowhere: the list had none of its channels (${verdict.channels.join(", ")}) when it came`;
    case "paused":
      return verdict.would;
    case "edited":
      return `it would match now, by ${verdict.reason}: the list was changed since it came`;
    case "noMatch":
      return `no match: ${verdict.text}`;
  }
}
