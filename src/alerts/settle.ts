import { type Channel, type DeskView, mostUrgent } from "../desk/desk.ts";
import { channelNamed } from "../desk/personal.ts";
import type { DeliveryKind } from "../model/delivery.ts";
import type { Message } from "../model/message.ts";
import type { Priority } from "../model/watchlist.ts";
import type { Changes, KeptAlert, NewDelivery } from "../store/store.ts";
import { holdOf, wantsDigest } from "./hold.ts";
import { deliveryKey } from "./key.ts";
import { loudMessage, pointerMessage, replyMessage } from "./message.ts";
import { type Note, together } from "./notes.ts";
import { muted } from "./routes.ts";
import { shown } from "./shown.ts";

/** An alert while a document is decided. */
export interface Pending {
  alert: KeptAlert;
  isNew: boolean;
  /** As it was told before this document; "" for a new one. */
  before: string;
  wasPriority: Priority;
  wasLists: readonly string[];
  /** What is said under it. */
  notes: Note[];
  /** The older alert of the story that this one's was merged into: this one becomes a pointer to it. */
  pointsTo?: Pending;
}

/** An alert that a channel has, or waits for. */
export function asTold(alert: KeptAlert): Pending {
  const { message, watchLists: wasLists } = alert;
  const before = shown(message);
  return { alert: { ...alert }, isNew: false, before, wasPriority: message.priority, wasLists, notes: [] };
}

/** An alert that no channel has heard of. */
export function asNew(alert: KeptAlert): Pending {
  return { alert, isNew: true, before: "", wasPriority: "low", wasLists: [], notes: [] };
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

  const listsOf = (alert: KeptAlert) =>
    alert.watchLists.flatMap((name) => view.desk.watchLists.get(name) ?? []);

  const postOrHold = (alert: KeptAlert) => {
    const channel = channelNamed(alert.channel, view.channels);
    const lists = listsOf(alert);
    const sent = posted.get(alert.channel) ?? 0;
    const held = channel && holdOf(channel, lists, alert.message.priority, sent, view.now);
    if (held === undefined) posted.set(alert.channel, sent + 1);
    else Object.assign(alert, { posted: false, held });
  };

  /** Where its channel wants what is new. */
  const placeOf = ({ channel }: KeptAlert) => channelNamed(channel, view.channels)?.updates;

  /** A reply in the thread, in the channel, or both. */
  const placed = (message: Message, where: NonNullable<Channel["updates"]>): Message => {
    const { loud: _, ...quiet } = message;
    if (where === "thread") return quiet;
    return where === "both" ? { ...quiet, loud: true } : { ...message, apart: true };
  };

  /** A raise: to be seen, unless the channel wants all that is new in the thread. It pings there too. */
  const raise = (alert: KeptAlert, notes: readonly Note[]): Message => {
    const said = together([{ text: `Now breaking: ${alert.message.headline.text}` }, ...notes]);
    return placed({ ...loudMessage(alert.message, said.note), ...said }, placeOf(alert) ?? "both");
  };

  /** What is taken back is seen by the channel, whatever it wants of the rest. */
  const reply = (alert: KeptAlert, notes: readonly Note[]): Message => {
    const said = together(notes);
    const message = { ...replyMessage(alert.message, said.note), ...said };
    const wanted = placeOf(alert) ?? "thread";
    if (!notes.some((n) => n.grave)) return placed(message, wanted);
    return placed({ ...message, loud: true }, wanted === "thread" ? "both" : wanted);
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
      // It waits for a digest, which tells it as it is then, unless it is breaking by now or another list is in a hurry.
      const hurries = alert.held.why === "digest" && !wantsDigest(listsOf(alert));
      if ((!raised && !hurries) || quiet) return;
      delete alert.held;
      alert.posted = true;
      postOrHold(alert);
      if (alert.posted) owe("post", alert.message);
      return;
    }
    alert.updates++;
    if (alert.posted && state !== p.before) owe("edit", alert.message);
    const urgent = raised ? undefined : moreUrgent(p);
    const notes = urgent === undefined ? p.notes : [...p.notes, { text: urgent, grave: false }];
    const heard = notes.filter((n) => n.grave || (alert.posted && !quiet));
    if (raised && !quiet && !alert.message.withdrawn) owe("reply", raise(alert, heard));
    else if (heard.length > 0) owe("reply", reply(alert, heard));
  };
}

/** A list of more urgent priority found the story too, or a wire's own sign did. */
function moreUrgent({ alert: { message, watchLists }, wasPriority, wasLists }: Pending): string | undefined {
  if (mostUrgent([message.priority, wasPriority]) === wasPriority) return undefined;
  const fresh = message.watchLists.filter((l) => watchLists.includes(l.name) && !wasLists.includes(l.name));
  const by = fresh.map((l) => l.title).join(", ");
  return by === ""
    ? `Now of ${message.priority} priority.`
    : `Now of ${message.priority} priority, by ${by}.`;
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
