import type { Match, WatchList } from "../model/watchlist.ts";
import type { KeptEntry } from "../store/store.ts";

/** What tells whether two entries are of one source. */
export type Report = Pick<KeptEntry, "id" | "outlet" | "agency" | "textHash" | "duplicateOf" | "withdrawnAt">;

/**
 * How many sources have a story independently of each other: outlets, of which those that carry one text, or one
 * agency's, count as one. What was taken back counts for nothing.
 */
export function independentSources(entries: readonly Report[]): number {
  const live = entries.filter((entry) => entry.withdrawnAt === undefined);
  const groups: Set<string>[] = [];
  for (const entry of live) {
    const marks = [
      `outlet ${entry.outlet.trim().toLowerCase()}`,
      `entry ${entry.id}`,
      ...(entry.agency === undefined ? [] : [`agency ${entry.agency.toLowerCase()}`]),
      ...(entry.textHash === "" ? [] : [`text ${entry.textHash}`]),
      ...(entry.duplicateOf === undefined ? [] : [`entry ${entry.duplicateOf}`]),
    ];
    const joined = groups.filter((group) => marks.some((mark) => group.has(mark)));
    const whole = new Set(marks);
    for (const group of joined) {
      for (const mark of group) whole.add(mark);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push(whole);
  }
  return groups.length;
}

/** Whether as many independent sources have the story as the list wants; one, unless it says more. */
export function hasSources(list: WatchList | undefined, entries: readonly Report[]): boolean {
  const wanted = list?.filters?.sources ?? 1;
  return wanted <= 1 || independentSources(entries) >= wanted;
}

/**
 * What is to be told of a story: of what an entry matched, and of lists that matched before and waited for more
 * sources, those that have enough; each list once.
 */
export function withSources(
  found: readonly Match[],
  noted: readonly Match[],
  entries: readonly Report[],
  lists: ReadonlyMap<string, WatchList>,
): Match[] {
  const waited = noted.filter(({ watchList }) => (lists.get(watchList)?.filters?.sources ?? 1) > 1);
  const byList = new Map<string, Match>();
  for (const match of [...found, ...waited]) {
    if (!byList.has(match.watchList) && hasSources(lists.get(match.watchList), entries))
      byList.set(match.watchList, match);
  }
  return [...byList.values()];
}

/** Whether what one outlet took back is what the other has: word for word, or by one agency's copy. */
export function isOneText(one: KeptEntry, other: KeptEntry): boolean {
  const sameWords = one.textHash !== "" && one.textHash === other.textHash;
  return sameWords || (one.agency !== undefined && one.agency === other.agency);
}
