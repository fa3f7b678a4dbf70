import type { DeskView } from "../desk/desk.ts";
import { channelNamed } from "../desk/personal.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Button, DigestSection, Message } from "../model/message.ts";
import type { Priority } from "../model/watchlist.ts";
import { type Changes, type HoldReason, type KeptAlert, noChanges } from "../store/store.ts";
import { deliveryKey } from "./key.ts";
import { noticeMessage } from "./message.ts";
import { muted } from "./routes.ts";

/** Stories that one digest shows; the rest are counted. */
const SHOWN = 30;
/** So many fit on every platform. */
const FEW = 10;
const RANK: Record<Priority, number> = { breaking: 0, normal: 1, low: 2 };

/**
 * One message a channel of the alerts that waited for this moment, grouped by watch list, the weightiest first. What
 * was withdrawn or muted while it waited is not told, nor what only lists found that were removed since.
 */
export function decideDigests(due: readonly KeptAlert[], view: DeskView): Changes {
  const changes = noChanges(view.now);
  for (const [channel, alerts] of Map.groupBy(due, (a) => a.channel)) {
    // Told here: an alert without a message of its own.
    for (const { held: _, ...alert } of alerts) changes.alerts.push(alert);
    const standing = alerts.filter((a) => !a.message.withdrawn && !isUnwanted(a, view));
    if (standing.length === 0 || channelNamed(channel, view.channels) === undefined) continue;
    const slot = Math.max(...alerts.map((a) => a.held?.until ?? 0));
    // A clock that was set back comes to the same slot again, with other alerts.
    const first = Math.min(...alerts.map((a) => a.id));
    changes.deliveries.push({
      key: deliveryKey(view.deskId, `digest:${channel}:${slot}:${first}`, "digest", 0),
      kind: "digest",
      channel,
      message: digestMessage(standing, view),
      dueAt: view.now,
    });
  }
  return changes;
}

/** Its story is muted, or each of the lists that it is told for is muted or gone. */
function isUnwanted({ story, watchLists }: KeptAlert, { desk, now }: DeskView): boolean {
  if (muted(desk, "story", String(story), now) !== undefined) return true;
  const isSilent = (list: string) =>
    !desk.watchLists.has(list) || muted(desk, "watch", list, now) !== undefined;
  return watchLists.length > 0 && watchLists.every(isSilent);
}

/** A channel is caught up with one message where more alerts than this waited for longer than the time, in ms. */
const CATCH_UP = { more: 10, after: 30 * 60_000 };

/** Before when an alert must have been due for its channel to be behind. */
export function behindSince(now: number): number {
  return now - CATCH_UP.after;
}

/**
 * A platform that was away for long is caught up with, not flooded: one message of what it missed, each alert recorded
 * as told there. What is breaking is still told by itself.
 */
export function decideCatchUp(
  overdue: ReadonlyMap<string, readonly { delivery: Delivery; alert: KeptAlert }[]>,
  view: DeskView,
): Changes {
  const changes = noChanges(view.now);
  for (const [channel, rows] of overdue) {
    const missed = rows.filter(({ alert }) => alert.message.priority !== "breaking");
    if (missed.length <= CATCH_UP.more || channelNamed(channel, view.channels) === undefined) continue;
    const alerts = missed.map(({ alert }) => ({ ...alert, posted: false }));
    changes.alerts.push(...alerts);
    changes.superseded.push(...missed.map(({ delivery }) => delivery.id));
    const standing = alerts.filter((a) => !a.message.withdrawn && !isUnwanted(a, view));
    if (standing.length === 0) continue;
    const last = missed.at(-1)?.delivery.id ?? 0;
    changes.deliveries.push({
      key: deliveryKey(view.deskId, `catch-up:${channel}:${last}`, "digest", 0),
      kind: "digest",
      channel,
      message: digestMessage(
        standing,
        view,
        `Missed while this channel could not be reached: ${standing.length} stories`,
      ),
      dueAt: view.now,
    });
  }
  return changes;
}

function digestMessage(
  alerts: readonly KeptAlert[],
  { desk }: Pick<DeskView, "desk">,
  title = titleOf(alerts),
): Message {
  const ranked = alerts.toSorted(byWeight);
  const shown = new Set(ranked.slice(0, SHOWN));
  const sections: DigestSection[] = [];
  for (const [title, group] of Map.groupBy(ranked, (a) => listTitle(a, desk))) {
    const items = group
      .filter((a) => shown.has(a))
      .map(({ message: m }) => ({
        headline: m.headline,
        url: m.url,
        outlet: m.outlet,
        sources: m.sources.length,
        ...(m.at === undefined ? {} : { at: m.at }),
        ...(m.story === undefined ? {} : { story: m.story }),
      }));
    sections.push({ title, items, more: group.length - items.length });
  }
  const notice = noticeMessage(title, "");
  return { ...notice, kind: "digest", sections, buttons: alerts.length > FEW ? [theRest(alerts)] : [] };
}

/** Leads to all of them: what a platform has room for is its own matter. */
function theRest(alerts: readonly KeptAlert[]): Button {
  const since = new Date(Math.min(...alerts.map((a) => a.createdAt))).toISOString();
  return { label: `All ${alerts.length}`, action: "recent", value: `--since ${since} --limit 50` };
}

/** Of the first list that there still is; a person may also follow the story itself. */
function listTitle({ watchLists, message }: KeptAlert, desk: DeskView["desk"]): string {
  const titles = watchLists.flatMap((name) => desk.watchLists.get(name)?.title ?? []);
  return titles[0] ?? message.watchLists[0]?.title ?? "Stories you follow";
}

function titleOf(alerts: readonly KeptAlert[]): string {
  const reasons = new Set(alerts.map((a): HoldReason => a.held?.why ?? "digest"));
  const stories = `${alerts.length} ${alerts.length === 1 ? "story" : "stories"}`;
  if (reasons.size > 1 || reasons.has("digest")) return `Digest: ${stories}`;
  return reasons.has("quiet")
    ? `While it was quiet: ${stories}`
    : `And ${alerts.length} more in the last hour`;
}

/** By priority, then by how many outlets have it, then the newest. */
function byWeight(a: KeptAlert, b: KeptAlert): number {
  const [x, y] = [a.message, b.message];
  return (
    RANK[x.priority] - RANK[y.priority] || y.sources.length - x.sources.length || b.createdAt - a.createdAt
  );
}
