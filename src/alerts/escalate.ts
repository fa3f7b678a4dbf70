import type { DeskView } from "../desk/desk.ts";
import { type Changes, type KeptAlert, noChanges } from "../store/store.ts";
import { deliveryKey } from "./key.ts";
import { loudMessage } from "./message.ts";
import { muted } from "./routes.ts";

/** No alert that was breaking for longer is escalated, in milliseconds: after an outage of ours it would only annoy. */
const LATEST = 2 * 3_600_000;

/** Since when, and until when, an alert must have become breaking to be late now, in the channel that waits least. */
export function lateBetween(view: DeskView): { after: number; before: number } | undefined {
  const waits = [...view.channels.values()].flatMap((c) =>
    c.escalate === undefined ? [] : [c.escalate.after],
  );
  if (waits.length === 0) return undefined;
  return { after: view.now - LATEST, before: view.now - Math.min(...waits) };
}

/** Breaking alerts that nobody has claimed in the time that their channel gives: said again, once, with its mention. */
export function decideEscalations(unclaimed: readonly KeptAlert[], view: DeskView): Changes {
  const changes = noChanges(view.now);
  for (const alert of unclaimed) {
    const escalate = view.channels.get(alert.channel)?.escalate;
    const waited = view.now - (alert.breakingAt ?? alert.createdAt);
    if (escalate === undefined || waited < escalate.after) continue;
    if (alert.message.withdrawn || alert.message.claimedBy !== undefined) continue;
    if (muted(view.desk, "story", String(alert.story), view.now) !== undefined) continue;
    const minutes = Math.round(waited / 60_000);
    const note = `Nobody has claimed this in ${minutes} minutes: ${alert.message.headline.text}`;
    const mention = escalate.mention ?? view.channels.get(alert.channel)?.mention;
    changes.alerts.push({ ...alert, escalatedAt: view.now });
    changes.deliveries.push({
      key: deliveryKey(view.deskId, `escalate:${alert.id}`, "reply", 0),
      kind: "reply",
      channel: alert.channel,
      alert: alert.id,
      message: loudMessage({ ...alert.message, ...(mention === undefined ? {} : { mention }) }, note),
      dueAt: view.now,
    });
  }
  return changes;
}
