import type { DeskView } from "../desk/desk.ts";
import type { Message } from "../model/message.ts";
import type { Story } from "../model/story.ts";
import type { Match } from "../model/watchlist.ts";
import type { KeptAlert, KeptEntry } from "../store/store.ts";
import { alertMessage } from "./message.ts";
import { priorityOf } from "./priority.ts";
import { EMPTY, firstOfEachList, shownOf } from "./shown.ts";

/** A story as it is by now. */
export interface StoryFacts {
  story: Story;
  /** Oldest first. */
  entries: readonly KeptEntry[];
  matches: ReadonlyMap<number, readonly Match[]>;
  claimedBy: string | undefined;
}

/** What an alert says by now, as its channel wants it, and of which entry; as it was where the entries are not known. */
export function compose(
  alert: KeptAlert,
  { story, entries, matches, claimedBy }: StoryFacts,
  view: DeskView,
): Pick<KeptAlert, "entry" | "message"> {
  const entry = shownOf(alert, entries, story);
  if (entry === undefined) return alert;
  const lists = alert.watchLists.flatMap((name) => view.desk.watchLists.get(name) ?? []);
  const channel = view.channels.get(alert.channel);
  const message = alertMessage({
    ...(claimedBy === undefined ? {} : { claimedBy }),
    story,
    entry,
    entries,
    matches: firstOfEachList(entry, entries, alert.watchLists, matches),
    watchLists: lists,
    priority: priorityOf(lists, entries, view.urgency),
    ...(channel?.mention === undefined ? {} : { mention: channel.mention }),
  });
  if (channel?.layout !== undefined) message.layout = channel.layout;
  const pictured = channel?.thumbnail ?? (channel?.layout ?? "full") === "full";
  if (!pictured) delete message.thumbnail;
  return { entry: entry.id, message: asTaken(message, entry, alert.message) };
}

/** What is struck through is what was told, not what the publisher put in its place. */
function asTaken(message: Message, entry: KeptEntry, before: Message): Message {
  if (entry.withdrawnAt === undefined || before === EMPTY) return message;
  const { headline, summary, url } = before;
  return { ...message, headline, summary, url };
}
