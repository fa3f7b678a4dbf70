import type { DeskView } from "../desk/desk.ts";
import { channelNamed } from "../desk/personal.ts";
import type { DeliveryKind } from "../model/delivery.ts";
import type { Message } from "../model/message.ts";
import type { Priority } from "../model/watchlist.ts";
import type { Changes, KeptAlert, NewDelivery } from "../store/store.ts";
import { holdOf } from "./hold.ts";
import { deliveryKey } from "./key.ts";
import { loudMessage, pointerMessage, replyMessage } from "./message.ts";
import { muted } from "./routes.ts";
import { shown } from "./shown.ts";

/** An alert while a document is decided. */
export interface Pending {
  alert: KeptAlert;
  isNew: boolean;
  /** As it was told before this document; "" for a new one. */
  before: string;
  wasPriority: Priority;
  /** What is said in its thread; what is `grave`, through a mute too. */
  notes: { text: string; grave: boolean }[];
  /** The older alert of the story that this one's was merged into: this one becomes a pointer to it. */
  pointsTo?: Pending;
}

/** An alert that a channel has, or waits for. */
export function asTold(alert: KeptAlert): Pending {
  const [before, wasPriority] = [shown(alert.message), alert.message.priority];
  return { alert: { ...alert }, isNew: false, before, wasPriority, notes: [] };
}

/** An alert that no channel has heard of. */
export function asNew(alert: KeptAlert): Pending {
  return { alert, isNew: true, before: "", wasPriority: "low", notes: [] };
}

/** Turns alerts as they now are into what is owed to their channels. `alert.message` is composed already. */
export function createSettling(
  postedThisHour: ReadonlyMap<string, number>,
  view: DeskView,
  changes: Changes,
) {
  const posted = new Map(postedThisHour);

  const owed = (alert: KeptAlert, kind: DeliveryKind, message: Message): NewDelivery => ({
    key: deliveryKey(view.deskId, `alert:${alert.id}`, kind, alert.updates),
    kind,
    channel: alert.channel,
    alert: alert.id,
    message,
    dueAt: view.now,
  });

  /** A channel that was taken out of the configuration is owed nothing more; its alerts stay as they are. */
  const isConfigured = ({ channel }: KeptAlert) => channelNamed(channel, view.channels) !== undefined;

  const postOrHold = (alert: KeptAlert) => {
    const channel = channelNamed(alert.channel, view.channels);
    const lists = alert.watchLists.flatMap((name) => view.desk.watchLists.get(name) ?? []);
    const sent = posted.get(alert.channel) ?? 0;
    const held = channel && holdOf(channel, lists, alert.message.priority, sent, view.now);
    if (held === undefined) posted.set(alert.channel, sent + 1);
    else Object.assign(alert, { posted: false, held });
  };

  /** A reply as its channel wants it: in the thread, in the channel, or both. */
  const placed = (message: Message, { channel }: KeptAlert): Message => {
    const where = channelNamed(channel, view.channels)?.updates ?? "thread";
    if (where === "thread") return message;
    return where === "both" ? { ...message, loud: true } : { ...message, apart: true };
  };

  /** The newer of two alerts that prove to be of one story. */
  const point = (alert: KeptAlert, to: KeptAlert) => {
    delete alert.held;
    alert.message = pointerMessage(alert.message, to.message);
    alert.updates++;
    changes.alerts.unshift(alert); // its place is free before the older one takes it
    if (alert.posted && isConfigured(alert))
      changes.pointers.push({ alert: alert.id, edit: owed(alert, "edit", alert.message) });
  };

  return (p: Pending): void => {
    const { alert } = p;
    if (p.pointsTo !== undefined) {
      if (!p.isNew) point(alert, p.pointsTo.alert);
      return;
    }
    const state = shown(alert.message);
    if (!p.isNew && state === p.before && p.notes.length === 0) return;
    changes.alerts.push(alert);
    const owe = (kind: DeliveryKind, message: Message) => {
      if (isConfigured(alert)) changes.deliveries.push(owed(alert, kind, message));
    };
    // Muted: no new message. Its alert stays true, silently, and what is taken back is said all the same.
    const quiet = muted(view.desk, "story", String(alert.story), view.now) !== undefined;
    if (p.isNew) {
      if (quiet) alert.posted = false;
      if (alert.posted) postOrHold(alert);
      if (alert.posted) owe("post", alert.message);
      return;
    }
    const raised = alert.message.priority === "breaking" && p.wasPriority !== "breaking";
    if (raised) alert.breakingAt = view.now;
    if (alert.held !== undefined) {
      // It waits for a digest, which tells it as it is then; one that became breaking waits no longer.
      if (!raised || quiet) return;
      delete alert.held;
      alert.posted = true;
      owe("post", alert.message);
      return;
    }
    alert.updates++;
    if (alert.posted && state !== p.before) owe("edit", alert.message);
    const notes = p.notes.filter((n) => n.grave || (alert.posted && !quiet)).map((n) => n.text);
    const said = [...new Set(notes)];
    if (raised && !quiet && !alert.message.withdrawn) {
      const now = `Now breaking: ${alert.message.headline.text}`;
      owe("reply", loudMessage(alert.message, [now, ...said].join("\n")));
    } else if (said.length > 0) owe("reply", placed(replyMessage(alert.message, said.join("\n")), alert));
  };
}

/** Two alerts prove to be of one story: one stays, with both's lists, and the other points to it. */
export function pointOneToOther(one: Pending, other: Pending): void {
  const [stays, points] = staysFirst(one, other);
  stays.alert.watchLists = [...new Set([...stays.alert.watchLists, ...points.alert.watchLists])];
  points.alert.pointer = stays.alert.id;
  points.pointsTo = stays;
}

/** The one that has a message of its own, else the older. */
function staysFirst(one: Pending, other: Pending): [stays: Pending, points: Pending] {
  const [older, newer] = one.alert.id < other.alert.id ? [one, other] : [other, one];
  const isTold = ({ alert, isNew }: Pending) => alert.posted && !isNew;
  return isTold(newer) && !isTold(older) ? [newer, older] : [older, newer];
}
