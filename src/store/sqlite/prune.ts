import type Database from "better-sqlite3";
import type { Pruned, Retention } from "../upkeep.ts";

/** Rows that one transaction deletes: some milliseconds, so that ingest and delivery come in between. */
const BATCH = 500;
/** Rows that one look passes over: as long, whether it finds something to delete or not. */
const LOOK = 2_000;

/**
 * Deletes what has outlived its time, batch by batch. An entry stays while an alert shows its story, and while its
 * feed still lists it. Undelivered messages stay, whatever their age.
 */
export async function prune(db: Database.Database, keep: Retention): Promise<Pruned> {
  const open = "('queued', 'leased', 'dead')";
  const oldAlerts = db.prepare<[number, number], { id: number }>(
    // The last of all stays, so that no id, and with it no message's key, is ever given again.
    `select id from alerts a where created_at < ? and held is null and id < (select max(id) from alerts)
       and not exists (select 1 from deliveries d where d.alert = a.id and d.state in ${open}) limit ?`,
  );
  const count = db.prepare<[], { n: number }>("select count(*) n from entries");
  const nthEntry = db.prepare<[number], { id: number }>(
    "select id from entries order by id limit 1 offset ?",
  );
  const lastOld = db.prepare<[number], { id: number }>(
    "select id from entries where first_seen_at < ? order by first_seen_at desc, id desc limit 1",
  );
  const oldEntries = db.prepare<{ at: number; below: number; after: number; to: number }, { id: number }>(
    `select e.id from entries e where e.id > @after and e.id <= @to and e.id < (select max(id) from entries)
       and (e.first_seen_at < @at or e.id <= @below)
       and not exists (select 1 from alerts a where a.story = e.story)
       and not exists (select 1 from feeds f, json_tree(f.current) c
         where f.id = e.feed and c.type = 'integer' and c.value = e.id)`,
  );
  const emptyStories = db.prepare<{ at: number; after: number; to: number }, { id: number }>(
    // Nor is a story's: what people said of the one must not hold for another.
    `select id from stories s where id > @after and id <= @to and id < (select max(id) from stories)
       -- People who name a merged story are led to the other, as long as entries are kept.
       and (s.merged_into is null or s.updated_at < @at)
       and not exists (select 1 from entries e where e.story = s.id)
       and not exists (select 1 from alerts a where a.story = s.id)
       and not exists (select 1 from stories m where m.merged_into = s.id)`,
  );
  const next = {
    entries: db.prepare<[number], { id: number }>("select id from entries where id > ? order by id limit 1"),
    stories: db.prepare<[number], { id: number }>("select id from stories where id > ? order by id limit 1"),
  };
  const dropDeliveriesOf = db.prepare("delete from deliveries where alert = ?");
  const dropLone = db.prepare(
    `delete from deliveries where id in (select id from deliveries where alert is null and created_at < ?
       and state not in ${open} limit ?)`,
  );
  const dropAlert = db.prepare("delete from alerts where id = ?");
  const unlink = db.prepare("update entries set duplicate_of = null where duplicate_of = ?");
  const dropEntry = db.prepare("delete from entries where id = ?");
  const dropStory = db.prepare("delete from stories where id = ?");
  const dropAudit = db.prepare("delete from audit where id in (select id from audit where at < ? limit ?)");

  const pruned: Pruned = { entries: 0, alerts: 0, stories: 0, audit: 0 };
  const each = async (batch: () => number): Promise<number> => {
    const once = db.transaction(batch);
    let all = 0;
    for (;;) {
      const done = once.immediate();
      all += done;
      if (done < BATCH) return all;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  /** By ids, a stretch of them a transaction: what is kept is passed over a little at a time too. */
  const through = async (
    table: keyof typeof next,
    last: number,
    stretch: (after: number, to: number) => number,
  ) => {
    const once = db.transaction(stretch);
    let all = 0;
    for (let first = next[table].get(0); first !== undefined && first.id <= last; ) {
      const after = Math.min(last, first.id - 1 + LOOK);
      all += once.immediate(first.id - 1, after);
      await new Promise((resolve) => setImmediate(resolve));
      first = next[table].get(after);
    }
    return all;
  };

  pruned.alerts = await each(() => {
    const rows = oldAlerts.all(keep.alerts, BATCH);
    for (const { id } of rows) {
      dropDeliveriesOf.run(id);
      dropAlert.run(id);
    }
    return rows.length;
  });
  await each(() => dropLone.run(keep.alerts, BATCH).changes);
  const over = (count.get()?.n ?? 0) - keep.count;
  const below = over <= 0 ? 0 : (nthEntry.get(over - 1)?.id ?? 0);
  const last = Math.max(below, lastOld.get(keep.entries)?.id ?? 0);
  pruned.entries = await through("entries", last, (after, to) => {
    const rows = oldEntries.all({ at: keep.entries, below, after, to });
    for (const { id } of rows) {
      unlink.run(id);
      dropEntry.run(id);
    }
    return rows.length;
  });
  pruned.stories = await through("stories", Number.MAX_SAFE_INTEGER, (after, to) => {
    const rows = emptyStories.all({ at: keep.entries, after, to });
    for (const { id } of rows) dropStory.run(id);
    return rows.length;
  });
  pruned.audit = await each(() => dropAudit.run(keep.audit, BATCH).changes);
  return pruned;
}
