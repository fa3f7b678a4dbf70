import type Database from "better-sqlite3";
import type { RevisionChange } from "../../model/entry.ts";
import type { HistoryStore, LinkedStory } from "../editing.ts";
import { type AlertRow, alertOf, type DeliveryRow, deliveryOf, type EntryRow, entryOf } from "./rows.ts";

interface RevisionRow {
  entry: number;
  at: number;
  change: RevisionChange;
  before: string;
}

/** How an entry and its story came to be told, or not. */
export function historyStore(db: Database.Database): HistoryStore {
  const at = db.prepare<[string], EntryRow>(
    "select * from entries where canonical_url = ? and canonical_url <> '' order by id",
  );
  const titled = db.prepare<[string, number], EntryRow>(
    "select * from entries where title = ? order by id desc limit ?",
  );
  const revisions = db.prepare<[string], RevisionRow>(
    "select r.entry, r.at, r.change, r.before from json_each(?) k join revisions r on r.entry = k.value order by r.id",
  );
  const links = db.prepare<[number, number], LinkedStory>(
    `with linked (kind, other) as (
       select kind, other from story_links where story = ?
       union select case kind when 'follows' then 'followedBy' else kind end, story from story_links where other = ?
     )
     select l.kind, s.id story, s.headline,
       coalesce((select e.language from entries e where e.story = s.id order by e.id limit 1), '') language
     from linked l join stories s on s.id = l.other order by s.id`,
  );
  const deliveries = db.prepare<[string], DeliveryRow>(
    "select d.* from json_each(?) k join deliveries d on d.alert = k.value order by d.id",
  );
  const held = db.prepare<[number], AlertRow>(
    "select * from alerts where held is not null order by held_until, id limit ?",
  );
  const alerted = db.prepare<[number], { watch_list: string; n: number }>(
    `select l.value watch_list, count(distinct a.story) n from alerts a, json_each(a.watch_lists) l
     where a.created_at >= ? group by l.value`,
  );
  return {
    async entriesAt(url) {
      return at.all(url).map(entryOf);
    },
    async entriesTitled(title, limit) {
      return titled.all(title, limit).map(entryOf);
    },
    async revisions(entries) {
      return revisions
        .all(JSON.stringify(entries))
        .map((row) => ({ entry: row.entry, at: row.at, change: row.change, before: JSON.parse(row.before) }));
    },
    async linksOf(story) {
      return links.all(story, story);
    },
    async deliveriesOf(alerts) {
      return deliveries.all(JSON.stringify(alerts)).map(deliveryOf);
    },
    async heldAlerts(limit) {
      return held.all(limit).map(alertOf);
    },
    async alertCounts(since) {
      return new Map(alerted.all(since).map((row) => [row.watch_list, row.n]));
    },
  };
}
