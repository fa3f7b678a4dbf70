import type { Channel, Desk, DeskView } from "../desk/desk.ts";
import { channelNamed, personalChannel } from "../desk/personal.ts";
import type { Match } from "../model/watchlist.ts";
import type { Mute } from "../store/editing.ts";

/** The channels of the lists that matched, and the people who follow one, with the lists' names. Muted lists have none. */
export function routes(found: readonly Match[], view: DeskView): Map<Channel, string[]> {
  const byName = new Map<string, Channel>();
  const out = new Map<Channel, string[]>();
  for (const { watchList } of found) {
    if (muted(view.desk, "watch", watchList, view.now) !== undefined) continue;
    const followers = view.desk.follows.filter((f) => f.kind === "watch" && f.subject === watchList);
    const list = view.desk.watchLists.get(watchList);
    if (list === undefined) continue;
    for (const name of new Set([...list.channels, ...followers.map(personalChannel)])) {
      const channel = byName.get(name) ?? channelNamed(name, view.channels);
      if (channel === undefined) continue;
      byName.set(name, channel);
      out.set(channel, [...(out.get(channel) ?? []), watchList]);
    }
  }
  return out;
}

/** The mute that holds for a story or a watch list at a moment. */
export function muted(
  desk: Pick<Desk, "mutes">,
  kind: Mute["kind"],
  subject: string,
  at: number,
): Mute | undefined {
  return desk.mutes.find((m) => m.kind === kind && m.subject === subject && m.since <= at && at < m.until);
}
