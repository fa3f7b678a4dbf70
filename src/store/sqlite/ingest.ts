import type Database from "better-sqlite3";
import type { Changes, IngestStore, Known, NewDelivery, Snapshot } from "../store.ts";
import { indexedEntries } from "./indexed.ts";
import { noticeStatements } from "./notices.ts";
import {
  type AlertRow,
  alertOf,
  type DeliveryRow,
  deliveryOf,
  ENTRY_COLUMNS,
  type EntryRow,
  entryOf,
  type MatchRow,
  matchOf,
  rowOfEntry,
  type StoryRow,
  storyOf,
} from "./rows.ts";
import type { Syncing } from "./sync.ts";

/** The part of the store that the ingest writer uses: what is known, then one commit. */
export function ingestStore(db: Database.Database, sync: Syncing): IngestStore {
  // The planner would go through all that a feed ever had, key by key: a cross join keeps the order that is written.
  const named = db.prepare<{ feed: number; guids: string; links: string }, EntryRow>(
    `select * from entries where id in (
       select e.id from json_each(@guids) k cross join entries e on e.guid = k.value and e.feed = @feed
       union
       select e.id from json_each(@links) k cross join entries e on e.canonical_url = k.value and e.canonical_url <> ''
         where e.feed = @feed)
     order by id`,
  );
  const unlinked = db.prepare<{ feed: number; keys: string }, EntryRow>(
    `select e.* from feeds f, json_each(f.current) c join entries e on e.id = c.value
     where f.id = @feed and e.canonical_url = '' and e.guid not in (select value from json_each(@keys)) order by e.id desc`,
  );
  const any = db.prepare<[number], { id: number }>("select id from entries where feed = ? limit 1");
  const byStory = {
    stories: db.prepare<[string], StoryRow>(
      "select s.* from stories s join json_each(?) k on s.id = k.value",
    ),
    entries: db.prepare<[string], EntryRow>(
      "select e.* from json_each(?) k join entries e on e.story = k.value order by e.id",
    ),
    matches: db.prepare<[string], MatchRow>(
      `select m.* from json_each(?) k join entries e on e.story = k.value join matches m on m.entry = e.id`,
    ),
    alerts: db.prepare<[string], AlertRow>(
      "select a.* from json_each(?) k join alerts a on a.story = k.value where a.pointer is null order by a.id",
    ),
  };
  const digests = db.prepare<[], DeliveryRow>(
    "select * from deliveries where state = 'queued' and kind = 'digest' and attempts = 0 order by id",
  );
  // By `+id`, lest all alerts ever made are gone through in the order that is wanted.
  const held = db.prepare<[number], AlertRow>(
    "select * from alerts where held is not null and held_until <= ? order by +id",
  );
  const unclaimed = db.prepare<[number, number], AlertRow>(
    `select * from alerts a where posted = 1 and escalated_at is null and pointer is null
       and json_extract(message, '$.priority') = 'breaking'
       and coalesce(breaking_at, created_at) > ? and coalesce(breaking_at, created_at) <= ?
       and not exists (select 1 from claims c where c.story = a.story) order by id`,
  );
  const posted = db.prepare<[string, number], { channel: string; n: number }>(
    `select k.value channel, count(*) n from json_each(?) k
       cross join alerts a on a.posted = 1 and a.channel = k.value and a.created_at > ? group by k.value`,
  );
  const told = db.prepare<[], { channel: string }>(
    `with recursive told (channel) as (select min(channel) from alerts where posted = 1 union all
       select (select min(a.channel) from alerts a where a.posted = 1 and a.channel > t.channel)
       from told t where t.channel is not null)
     select channel from told where channel is not null`,
  );
  const overdue = db.prepare<[number], DeliveryRow>(
    `select * from deliveries where state = 'queued' and attempts = 0 and uncertain = 0 and kind = 'post'
       and alert is not null and due_at < ? order by +id`,
  );
  const alertsById = db.prepare<[string], AlertRow>(
    "select a.* from json_each(?) k join alerts a on a.id = k.value",
  );
  const next = db.prepare<[], { entry: number; story: number; alert: number }>(
    `select (select coalesce(max(id), 0) + 1 from entries) entry,
            (select coalesce(max(id), 0) + 1 from stories) story,
            (select coalesce(max(id), 0) + 1 from alerts) alert`,
  );
  const moves = db.prepare<[], { value: string }>("select value from meta where key = 'story edits'");
  const write = commitStatements(db);

  return {
    async known(feed, keys): Promise<Known> {
      const known: Known = { byGuid: new Map(), byUrl: new Map(), byContent: new Map() };
      if (any.get(feed) === undefined) return known;
      const given = JSON.stringify(keys.map((k) => k.guid));
      const links = JSON.stringify(keys.map((k) => k.canonicalUrl).filter((u) => u !== ""));
      // Of a guid the newest is the one; of a link the oldest.
      for (const entry of named.all({ feed, guids: given, links }).map(entryOf)) {
        known.byGuid.set(entry.guid, entry);
        if (!known.byUrl.has(entry.canonicalUrl)) known.byUrl.set(entry.canonicalUrl, entry);
      }
      if (keys.every((k) => k.canonicalUrl !== "")) return known;
      for (const row of unlinked.all({ feed, keys: given }))
        known.byContent.set(row.content_hash, entryOf(row));
      return known;
    },

    async overdue(before) {
      const rows = overdue.all(before).map(deliveryOf);
      const ids = JSON.stringify(rows.map((d) => d.alert));
      const alerts = new Map(alertsById.all(ids).map((row) => [row.id, alertOf(row)]));
      const both = rows.flatMap((delivery) => {
        const alert = alerts.get(delivery.alert ?? 0);
        return alert === undefined ? [] : [{ delivery, alert }];
      });
      return Map.groupBy(both, ({ delivery }) => delivery.channel);
    },

    async unclaimed({ after, before }) {
      return unclaimed.all(after, before).map(alertOf);
    },

    async heldUntil(now) {
      return held.all(now).map(alertOf);
    },

    async snapshot(stories, now, capped): Promise<Snapshot> {
      const channels = capped ?? told.all().map((row) => row.channel);
      const hour = channels.length === 0 ? [] : posted.all(JSON.stringify(channels), now - 3_600_000);
      const snapshot: Snapshot = {
        stories: new Map(),
        entries: new Map(),
        matches: new Map(),
        alerts: new Map(),
        waitingDigests: new Map(digests.all().map((row) => [row.channel, deliveryOf(row)])),
        postedThisHour: new Map(hour.map((row) => [row.channel, row.n])),
        next: next.get() ?? { entry: 1, story: 1, alert: 1 },
      };
      if (stories.length === 0) return snapshot;
      const ids = JSON.stringify([...new Set(stories)]);
      snapshot.stories = new Map(byStory.stories.all(ids).map((row) => [row.id, storyOf(row)]));
      snapshot.entries = Map.groupBy(byStory.entries.all(ids).map(entryOf), (e) => e.story);
      snapshot.alerts = Map.groupBy(byStory.alerts.all(ids).map(alertOf), (a) => a.story);
      for (const row of byStory.matches.all(ids)) {
        snapshot.matches.set(row.entry, [...(snapshot.matches.get(row.entry) ?? []), matchOf(row)]);
      }
      return snapshot;
    },

    async commit(changes) {
      // What alerts no one can be polled and decided again.
      const tells = changes.deliveries.length + changes.alerts.length + changes.superseded.length;
      sync.level("NORMAL");
      write(changes);
      // Nothing goes out before its lease is on the disk, and with it all that was committed before.
      if (tells + changes.amended.length > 0) sync.soon();
    },

    async storyEdits() {
      return Number(moves.get()?.value ?? 0);
    },

    ...indexedEntries(db),
  };
}

/** One transaction for all that was decided. */
export function commitStatements(db: Database.Database): (changes: Changes) => void {
  const feed = db.prepare(
    "update feeds set state = ?, next_poll_at = ?, current = coalesce(?, current) where id = ?",
  );
  const story = db.prepare(
    `insert into stories (id, headline, created_at, updated_at, withdrawn_at, merged_into) values (?, ?, ?, ?, ?, ?)
     on conflict (id) do update set headline = excluded.headline, updated_at = excluded.updated_at,
       withdrawn_at = excluded.withdrawn_at, merged_into = excluded.merged_into`,
  );
  // By position: binding that many names costs half of what the insert does.
  const entry = db.prepare(
    `insert into entries (${ENTRY_COLUMNS.join(", ")}) values (${ENTRY_COLUMNS.map(() => "?").join(", ")})`,
  );
  const revised = db.prepare(
    `update entries set guid = @guid, url = @url, title = @title, title_key = @title_key, summary = @summary,
       content = @content, author = @author, updated_at = @updated_at, content_hash = @content_hash,
       text_hash = @text_hash, withdrawn_at = @withdrawn_at, image = @image, agency = @agency,
       text_from = @text_from, text_note = @text_note where id = @id`,
  );
  const revision = db.prepare("insert into revisions (entry, at, change, before) values (?, ?, ?, ?)");
  const reguid = db.prepare("update entries set guid = ? where id = ?");
  const match = db.prepare(
    `insert into matches (entry, watch_list, score, reason, terms, at) values (?, ?, ?, ?, ?, ?)
     on conflict (entry, watch_list) do update set score = excluded.score, reason = excluded.reason, terms = excluded.terms`,
  );
  const alert = db.prepare(
    `insert into alerts (id, story, channel, entry, created_at, updates, posted, watch_lists, message, held, held_until, pointer,
       escalated_at, breaking_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set story = excluded.story, entry = excluded.entry, updates = excluded.updates, posted = excluded.posted,
       watch_lists = excluded.watch_lists, message = excluded.message, held = excluded.held,
       held_until = excluded.held_until, pointer = excluded.pointer, escalated_at = excluded.escalated_at,
       breaking_at = excluded.breaking_at`,
  );
  const delivery = db.prepare(
    `insert into deliveries (key, kind, channel, alert, message, state, due_at, created_at)
     values (?, ?, ?, ?, ?, 'queued', ?, ?)`,
  );
  const owe = (d: NewDelivery, at: number) =>
    delivery.run(d.key, d.kind, d.channel, d.alert ?? null, JSON.stringify(d.message), d.dueAt, at);
  const dropUntried = db.prepare(
    `update deliveries set state = 'superseded' where alert = ? and kind = 'post' and state = 'queued'
       and attempts = 0`,
  );
  const dropEdits = db.prepare(
    "update deliveries set state = 'superseded' where alert = ? and kind = 'edit' and state = 'queued'",
  );
  const supersede = db.prepare(
    "update deliveries set state = 'superseded' where id = ? and state = 'queued' and attempts = 0",
  );
  const supersedeEdits = db.prepare(
    `update deliveries set state = 'superseded' where kind = 'edit' and state = 'queued'
       and alert = (select alert from deliveries where id = ?)`,
  );
  // A digest that was leased meanwhile keeps what it had: the row is then not `queued`, and the writer is told.
  const amend = db.prepare(
    "update deliveries set message = ?, due_at = ? where id = ? and state = 'queued' and attempts = 0",
  );

  const notices = noticeStatements(db);
  const move = db.prepare("update entries set story = ? where id = ?");
  const moveClaim = db.prepare("update or ignore claims set story = ? where story = ?");

  const version = db.prepare<[], { data_version: number }>("pragma data_version");

  return db.transaction((c: Changes) => {
    if (c.basedOn !== undefined && version.get()?.data_version !== c.basedOn) {
      throw new StaleSnapshot("another process has written since it was looked at");
    }
    if (c.feed) {
      const { id, state, current, notices: news = [] } = c.feed;
      const list = current === undefined ? null : JSON.stringify(current);
      if (state !== undefined) feed.run(JSON.stringify(state), state.nextPollAt, list, id);
      notices.add(id, news);
    }
    for (const s of c.stories) {
      story.run(s.id, s.headline, s.createdAt, s.updatedAt, s.withdrawnAt ?? null, s.mergedInto ?? null);
    }
    for (const e of c.entries) {
      const row = rowOfEntry(e);
      entry.run(ENTRY_COLUMNS.map((column) => row[column]));
    }
    for (const m of c.moved) move.run(m.story, m.entry);
    for (const { id, mergedInto } of c.stories) if (mergedInto !== undefined) moveClaim.run(mergedInto, id);
    for (const r of c.revised) {
      revised.run(rowOfEntry(r.entry));
      revision.run(r.revision.entry, r.revision.at, r.revision.change, JSON.stringify(r.revision.before));
    }
    for (const r of c.reguided) reguid.run(r.guid, r.entry);
    for (const { entry, match: m } of c.matches) {
      match.run(entry, m.watchList, m.score, m.reason, JSON.stringify(m.terms), c.at);
    }
    for (const a of c.alerts) {
      alert.run(
        a.id,
        a.story,
        a.channel,
        a.entry,
        a.createdAt,
        a.updates,
        a.posted ? 1 : 0,
        JSON.stringify(a.watchLists),
        JSON.stringify(a.message),
        a.held?.why ?? null,
        a.held?.until ?? null,
        a.pointer ?? null,
        a.escalatedAt ?? null,
        a.breakingAt ?? null,
      );
    }
    for (const d of c.deliveries) owe(d, c.at);
    if (c.told !== undefined && !notices.drop(c.told)) throw new StaleSnapshot("what is to be told was told");
    for (const p of c.pointers) {
      // Not told yet: nothing needs to be mended.
      if (dropUntried.run(p.alert).changes > 0) dropEdits.run(p.alert);
      else owe(p.edit, c.at);
    }
    for (const id of c.superseded) {
      if (supersede.run(id).changes !== 1)
        throw new StaleSnapshot(`delivery ${id} was leased since it was looked at`);
      supersedeEdits.run(id);
    }
    for (const a of c.amended) {
      if (amend.run(JSON.stringify(a.message), a.dueAt, a.delivery).changes !== 1) {
        throw new StaleSnapshot(`delivery ${a.delivery} was leased since it was looked at`);
      }
    }
  }).immediate;
}

/** What was decided rests on a state that has changed since: decide again. */
export class StaleSnapshot extends Error {
  override name = "StaleSnapshot";
}
