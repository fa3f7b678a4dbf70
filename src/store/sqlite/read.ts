import type Database from "better-sqlite3";
import type { Match } from "../../model/watchlist.ts";
import type { ReadStore, StoryLine } from "../reading.ts";
import { type EntryRow, entryOf, type MatchRow, matchOf, type StoryRow, storyOf } from "./rows.ts";

/** What commands ask for. */
export function readStore(db: Database.Database): ReadStore {
  const matched = db.prepare<{ list: string | null; since: number; limit: number }, { story: number }>(
    `select e.story, max(e.first_seen_at) at from matches m join entries e on e.id = m.entry
     where (@list is null or m.watch_list = @list) and e.first_seen_at >= @since
     group by e.story order by at desc, e.story desc limit @limit`,
  );
  const since = db.prepare<{ since: number; at: number; id: number; limit: number }, EntryRow>(
    `select * from entries where first_seen_at >= @since and (first_seen_at < @at or (first_seen_at = @at and id < @id))
     order by first_seen_at desc, id desc limit @limit`,
  );
  const stories = db.prepare<[string], StoryRow>(
    "select s.* from stories s join json_each(?) k on s.id = k.value",
  );
  const entries = db.prepare<[string], EntryRow>(
    "select e.* from json_each(?) k join entries e on e.story = k.value order by e.id",
  );
  const matches = db.prepare<[string], MatchRow>(
    "select m.* from json_each(?) k join entries e on e.story = k.value join matches m on m.entry = e.id order by m.entry",
  );
  const totals = db.prepare<
    [],
    { feeds: number; entries: number; stories: number; alerts: number; bytes: number }
  >(
    `select (select count(*) from feeds where deleted_at is null) feeds, (select count(*) from entries) entries,
       (select count(*) from stories) stories, (select count(*) from alerts) alerts,
       (select page_count * page_size from pragma_page_count(), pragma_page_size()) bytes`,
  );
  const counts = db.prepare<[number], { watch_list: string; n: number }>(
    "select watch_list, count(*) n from matches where at >= ? group by watch_list",
  );

  const lines = (ids: readonly number[]): Map<number, StoryLine> => {
    const keys = JSON.stringify(ids);
    const byStory = Map.groupBy(entries.all(keys).map(entryOf), (e) => e.story);
    const byEntry = new Map<number, Match[]>();
    for (const row of matches.all(keys))
      byEntry.set(row.entry, [...(byEntry.get(row.entry) ?? []), matchOf(row)]);
    const out = new Map<number, StoryLine>();
    for (const row of stories.all(keys)) {
      const all = byStory.get(row.id) ?? [];
      const entry = all.find((e) => byEntry.has(e.id)) ?? all[0];
      if (entry === undefined) continue;
      out.set(row.id, {
        story: storyOf(row),
        entry,
        matches: uniqueByList(all.flatMap((e) => byEntry.get(e.id) ?? [])),
        outlets: [...new Set(all.map((e) => e.outlet))],
      });
    }
    return out;
  };

  return {
    async recent(filter) {
      const asked = { list: filter.watchList ?? null, since: filter.since ?? 0, limit: filter.limit };
      const ids = matched.all(asked).map((row) => row.story);
      const found = lines(ids);
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    async entriesSince(from, before, limit) {
      const end = { at: before?.at ?? Number.MAX_SAFE_INTEGER, id: before?.id ?? Number.MAX_SAFE_INTEGER };
      return since.all({ since: from, ...end, limit }).map(entryOf);
    },
    async storyLines(ids) {
      return lines(ids);
    },
    async totals() {
      return totals.get() ?? { feeds: 0, entries: 0, stories: 0, alerts: 0, bytes: 0 };
    },
    async matchCounts(from) {
      return new Map(counts.all(from).map((row) => [row.watch_list, row.n]));
    },
  };
}

/** The first match of each list: an entry that came later says nothing new of why. */
function uniqueByList(all: Match[]): Match[] {
  return [...new Map(all.toReversed().map((m) => [m.watchList, m])).values()].reverse();
}
