import type { DeskView } from "../desk/desk.ts";
import { channelNamed } from "../desk/personal.ts";
import type { Message } from "../model/message.ts";
import type { Story } from "../model/story.ts";
import type { Match, Priority } from "../model/watchlist.ts";
import type { Changes, KeptAlert, KeptEntry, Snapshot } from "../store/store.ts";
import { holdOf } from "./hold.ts";
import { deliveryKey } from "./key.ts";
import { alertMessage, loudMessage, replyMessage } from "./message.ts";
import { priorityOf } from "./priority.ts";
import { muted, routes } from "./routes.ts";

/**
 * Who is told of what, while one document is decided: the stories it touches as they grow, and at the end one post for
 * a new alert, one edit for a changed one. Unique by (story, channel), whatever lists matched.
 */
export interface Telling {
  nextEntry(): number;
  /** Begins a story; returns its id. */
  begin(headline: string, now: number): number;
  /** An entry takes its place in its story. */
  join(entry: KeptEntry): void;
  revised(entry: KeptEntry): void;
  /** What an entry matched, for why its story is told. */
  note(entry: KeptEntry, matches: readonly Match[]): void;
  /** The entry's story is told to the channels of the lists that it matched. */
  tell(entry: KeptEntry, matches: readonly Match[]): void;
  /** The story is told to a channel by other means (a digest): it has an alert without a message of its own. */
  tellElsewhere(entry: KeptEntry, channel: string, watchLists: readonly string[]): Message | undefined;
  /**
   * A report is taken back, by a revision or by an entry of its own: every channel that was told of its story hears
   * so. Returns the entries that it takes back, as they now are.
   */
  withdraw(entry: KeptEntry): KeptEntry[];
  finish(): void;
}

interface Pending {
  alert: KeptAlert;
  isNew: boolean;
  /** As it was told before this document; "" for a new one. */
  before: string;
  wasPriority: Priority;
  notes: string[];
}

export function createTelling(snapshot: Snapshot, view: DeskView, changes: Changes): Telling {
  const next = { ...snapshot.next };
  const stories = new Map(snapshot.stories);
  const entries = new Map([...snapshot.entries].map(([id, list]) => [id, [...list]]));
  const matches = new Map(snapshot.matches);
  const touched = new Set<number>();
  const pending = new Map<string, Pending>();
  const posted = new Map(snapshot.postedThisHour);

  const alertsOf = (story: number): Pending[] => {
    for (const alert of snapshot.alerts.get(story) ?? []) {
      const key = `${story}/${alert.channel}`;
      if (pending.has(key)) continue;
      pending.set(key, {
        alert: { ...alert },
        isNew: false,
        before: shown(alert.message),
        wasPriority: alert.message.priority,
        notes: [],
      });
    }
    return [...pending.values()].filter((p) => p.alert.story === story);
  };

  const alertFor = (entry: KeptEntry, channel: string, posted: boolean): Pending => {
    const known = alertsOf(entry.story).find((p) => p.alert.channel === channel);
    if (known !== undefined) return known;
    const made: Pending = {
      alert: {
        id: next.alert++,
        story: entry.story,
        channel,
        entry: entry.id,
        createdAt: view.now,
        updates: 0,
        posted,
        watchLists: [],
        message: EMPTY,
      },
      isNew: true,
      before: "",
      wasPriority: "low",
      notes: [],
    };
    pending.set(`${entry.story}/${channel}`, made);
    return made;
  };

  const compose = (alert: KeptAlert): Message => {
    const story = storyOf(alert.story);
    const all = entries.get(alert.story) ?? [];
    const shownEntry = shownOf(alert, all, story);
    if (shownEntry === undefined) return alert.message;
    alert.entry = shownEntry.id;
    const lists = alert.watchLists.flatMap((name) => view.desk.watchLists.get(name) ?? []);
    const channel = view.channels.get(alert.channel);
    const claimedBy = alertsOf(story.id).find((p) => p.alert.message.claimedBy !== undefined);
    const message = alertMessage({
      ...(claimedBy === undefined ? {} : { claimedBy: claimedBy.alert.message.claimedBy }),
      story,
      entry: shownEntry,
      entries: all,
      matches: firstOfEachList(shownEntry, all, alert.watchLists, matches),
      watchLists: lists,
      priority: priorityOf(lists, all, view.urgency),
      ...(channel?.mention === undefined ? {} : { mention: channel.mention }),
    });
    if (shownEntry.withdrawnAt === undefined || alert.message === EMPTY) return message;
    // What is struck through is what was told, not what the publisher put in its place.
    const { headline, summary, url } = alert.message;
    return { ...message, headline, summary, url };
  };

  const storyOf = (id: number): Story =>
    stories.get(id) ?? { id, headline: "", createdAt: view.now, updatedAt: view.now };

  return {
    nextEntry: () => next.entry++,

    begin(headline, now) {
      const id = next.story++;
      stories.set(id, { id, headline, createdAt: now, updatedAt: now });
      touched.add(id);
      return id;
    },

    join(entry) {
      entries.set(entry.story, [...(entries.get(entry.story) ?? []), entry]);
      stories.set(entry.story, { ...storyOf(entry.story), updatedAt: view.now });
      touched.add(entry.story);
      alertsOf(entry.story);
    },

    revised(entry) {
      const all = (entries.get(entry.story) ?? []).map((e) => (e.id === entry.id ? entry : e));
      entries.set(entry.story, all);
      const headline =
        all[0]?.id === entry.id && entry.withdrawnAt === undefined ? { headline: entry.title } : {};
      stories.set(entry.story, { ...storyOf(entry.story), ...headline, updatedAt: view.now });
      touched.add(entry.story);
      alertsOf(entry.story);
    },

    note(entry, found) {
      // A revision that no longer matches leaves standing why it was told.
      if (found.length > 0) matches.set(entry.id, [...found]);
    },

    tell(entry, found) {
      for (const [channel, lists] of routes(found, view)) {
        const { alert } = alertFor(entry, channel.name, true);
        alert.watchLists = [...new Set([...alert.watchLists, ...lists])];
      }
    },

    tellElsewhere(entry, channel, lists) {
      const { alert, isNew } = alertFor(entry, channel, false);
      alert.watchLists = [...new Set([...alert.watchLists, ...lists])];
      if (!isNew) return undefined;
      alert.message = compose(alert);
      return alert.message;
    },

    withdraw(entry) {
      // A kill that came as an entry of its own takes back all that its outlet said of this story.
      const takesBack = (e: KeptEntry) => e.withdrawnAt === undefined && e.outlet === entry.outlet;
      const taken = (entries.get(entry.story) ?? [])
        .filter(takesBack)
        .map((e) => ({ ...e, withdrawnAt: view.now }));
      const all = (entries.get(entry.story) ?? []).map((e) => taken.find((t) => t.id === e.id) ?? e);
      entries.set(entry.story, all);
      const gone = all.every((e) => e.withdrawnAt !== undefined);
      if (gone) stories.set(entry.story, { ...storyOf(entry.story), withdrawnAt: view.now });
      touched.add(entry.story);
      const note = gone
        ? `WITHDRAWN: ${entry.outlet} has taken this report back.`
        : `${entry.outlet} has withdrawn its report. Others still carry the story.`;
      for (const p of alertsOf(entry.story)) if (!p.isNew) p.notes.push(note);
      return taken;
    },

    finish() {
      for (const id of touched) {
        const story = stories.get(id);
        if (story !== undefined) changes.stories.push(story);
      }
      for (const p of pending.values()) settle(p);
    },
  };

  function postOrHold(alert: KeptAlert): void {
    const channel = channelNamed(alert.channel, view.channels);
    const lists = alert.watchLists.flatMap((name) => view.desk.watchLists.get(name) ?? []);
    const sent = posted.get(alert.channel) ?? 0;
    const held = channel && holdOf(channel, lists, alert.message.priority, sent, view.now);
    if (held === undefined) {
      posted.set(alert.channel, sent + 1);
      return;
    }
    alert.posted = false;
    alert.held = held;
  }

  function settle(p: Pending): void {
    const { alert } = p;
    alert.message = compose(alert);
    const state = shown(alert.message);
    if (!p.isNew && state === p.before && p.notes.length === 0) return;
    changes.alerts.push(alert);
    const subject = `alert:${alert.id}`;
    const owe = (kind: "post" | "edit" | "reply", message: Message) =>
      changes.deliveries.push({
        key: deliveryKey(view.deskId, subject, kind, alert.updates),
        kind,
        channel: alert.channel,
        alert: alert.id,
        message,
        dueAt: view.now,
      });
    // Muted: no new message. Its alert stays true, silently, and what is taken back is said all the same.
    const quiet = muted(view.desk, "story", String(alert.story), view.now) !== undefined;
    if (p.isNew) {
      if (quiet) alert.posted = false;
      if (alert.posted) postOrHold(alert);
      if (alert.posted) owe("post", alert.message);
      return;
    }
    const raised = alert.message.priority === "breaking" && p.wasPriority !== "breaking";
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
    if (p.notes.length > 0) owe("reply", replyMessage(alert.message, p.notes.join("\n")));
    else if (raised && !quiet)
      owe("reply", loudMessage(alert.message, `Now breaking: ${alert.message.headline.text}`));
  }
}

/** What of a message people see: a ping is in the first post only. */
function shown(message: Message): string {
  const { mention: _, ...rest } = message;
  return JSON.stringify(rest);
}

/** The entry that an alert shows: the one that it was made of, unless that was taken back and others stand. */
function shownOf(alert: KeptAlert, all: readonly KeptEntry[], story: Story): KeptEntry | undefined {
  const own = all.find((e) => e.id === alert.entry);
  if (own !== undefined && (own.withdrawnAt === undefined || story.withdrawnAt !== undefined)) return own;
  return all.find((e) => e.withdrawnAt === undefined) ?? own ?? all[0];
}

/** Why each of the lists matched: by the entry shown if it did, else by the first that did. */
function firstOfEachList(
  shownEntry: KeptEntry,
  all: readonly KeptEntry[],
  lists: readonly string[],
  matches: ReadonlyMap<number, readonly Match[]>,
): Match[] {
  const order = [shownEntry.id, ...all.map((e) => e.id)];
  return lists.flatMap((list) => {
    for (const id of order) {
      const match = matches.get(id)?.find((m) => m.watchList === list);
      if (match !== undefined) return [match];
    }
    return [];
  });
}

const EMPTY: Message = {
  kind: "alert",
  priority: "normal",
  watchLists: [],
  headline: { text: "", spans: [] },
  url: "",
  outlet: "",
  summary: { text: "", spans: [] },
  reason: "",
  sources: [],
  note: "",
  withdrawn: false,
  sections: [],
  buttons: [],
};
