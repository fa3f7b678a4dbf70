import type { Message } from "../model/message.ts";
import type { Story } from "../model/story.ts";
import type { Match } from "../model/watchlist.ts";
import type { KeptAlert, KeptEntry } from "../store/store.ts";

/** What of a message people see: a ping is in the first post only. */
export function shown(message: Message): string {
  const { mention: _, ...rest } = message;
  // Whoever changed it last may have left its parts in another order.
  return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The entry that an alert shows: the one that it was made of, unless that was taken back and others stand. */
export function shownOf(alert: KeptAlert, all: readonly KeptEntry[], story: Story): KeptEntry | undefined {
  const own = all.find((e) => e.id === alert.entry);
  if (own !== undefined && (own.withdrawnAt === undefined || story.withdrawnAt !== undefined)) return own;
  return all.find((e) => e.withdrawnAt === undefined) ?? own ?? all[0];
}

/** Why each of the lists matched: by the entry shown if it did, else by the first that did. */
export function firstOfEachList(
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

/** What an alert says that was never told. */
export const EMPTY: Message = {
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
