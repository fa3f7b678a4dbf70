import type Database from "better-sqlite3";
import type { Claim } from "../editing.ts";
import type { IngestStore, Known, Snapshot } from "../store.ts";
import { commitStatements } from "./commit.ts";
import { indexedEntries } from "./indexed.ts";
import { linkedStories } from "./linked.ts";
import {
  type AlertRow,
  alertOf,
  type DeliveryRow,
  deliveryOf,
  type EntryRow,
  entryOf,
  type MatchRow,
  matchOf,
  type StoryRow,
  storyOf,
} from "./rows.ts";
import type { Syncing } from "./sync.ts";

/** The part of the store that the ingest writer uses: what is known, then one commit. */
export function ingestStore(db: Database.Database, sync: Syncing): IngestStore {
  // Key by key: twice as quick as one statement over a list of them, and no plan can go through all of a feed.
  const guided = db.prepare<[number, string], EntryRow>("select * from entries where feed = ? and guid = ?");
  const linked = db.prepare<[string, number], { id: number | null }>(
    "select min(id) id from entries where canonical_url = ? and canonical_url <> '' and feed = ?",
  );
  const byId = db.prepare<[number], EntryRow>("select * from entries where id = ?");
  const unlinked = db.prepare<{ feed: number; keys: string }, EntryRow>(
    `select e.* from feeds f, json_tree(f.current) c join entries e on c.type = 'integer' and e.id = c.value
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
    claims: db.prepare<[string], Claim>(
      "select c.story, c.who, c.name, c.at from json_each(?) k join claims c on c.story = k.value",
    ),
    matches: db.prepare<[string], MatchRow>(
      `select m.* from json_each(?) k join entries e on e.story = k.value join matches m on m.entry = e.id`,
    ),
    alerts: db.prepare<[string], AlertRow>(
      "select a.* from json_each(?) k join alerts a on a.story = k.value where a.pointer is null order by a.id",
    ),
  };
  const digests = db.prepare<[], DeliveryRow>(
    "select * from deliveries where state = 'queued' and kind = 'digest' and attempts = 0 and uncertain = 0 order by id",
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
  const posted = db.prepare<[string, number], { n: number }>(
    "select count(*) n from alerts where posted = 1 and channel = ? and created_at > ?",
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
  const teasers = db.prepare<[number, number], EntryRow>(
    `select * from entries where first_seen_at >= ? and text_again = 1
       and withheld is null and withdrawn_at is null order by first_seen_at desc limit ?`,
  );
  const stopLooking = db.prepare("update entries set text_again = null where guid = ? and feed = ?");
  const giveUp = db.transaction((feed: number, guids: readonly string[]) => {
    for (const guid of guids) stopLooking.run(guid, feed);
  });
  const listed = db.prepare<[number], { id: number }>(
    "select c.value id from feeds f, json_tree(f.current) c where f.id = ? and c.type = 'integer'",
  );
  const toldOf = db.prepare<[string, number], EntryRow>(
    `select e.* from json_each(?) k join entries e on e.id = k.value
     where e.withdrawn_at is null and e.first_seen_at >= ? and e.canonical_url <> ''
       and exists (select 1 from alerts a where a.story = e.story and a.pointer is null and a.held is null)`,
  );
  const moves = db.prepare<[], { value: string }>("select value from meta where key = 'story edits'");
  const linkedWith = linkedStories(db);
  const write = commitStatements(db);

  return {
    async known(feed, keys): Promise<Known> {
      const known: Known = { byGuid: new Map(), byUrl: new Map(), byContent: new Map() };
      if (any.get(feed) === undefined) return known;
      const guids = [...new Set(keys.map((k) => k.guid))];
      const links = [...new Set(keys.map((k) => k.canonicalUrl).filter((u) => u !== ""))];
      const named = new Map(
        guids.flatMap((guid) => guided.all(feed, guid)).map((row) => [row.id, entryOf(row)]),
      );
      // Of a guid the newest is the one; of a link the oldest.
      for (const entry of [...named.values()].sort((a, b) => a.id - b.id))
        known.byGuid.set(entry.guid, entry);
      for (const link of links) {
        const oldest = linked.get(link, feed)?.id ?? undefined;
        if (oldest === undefined) continue;
        const row = named.has(oldest) ? undefined : byId.get(oldest);
        const entry = row === undefined ? named.get(oldest) : entryOf(row);
        if (entry !== undefined) known.byUrl.set(link, entry);
      }
      if (keys.every((k) => k.canonicalUrl !== "")) return known;
      for (const row of unlinked.all({ feed, keys: JSON.stringify(guids) }))
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
      const snapshot: Snapshot = {
        stories: new Map(),
        entries: new Map(),
        matches: new Map(),
        alerts: new Map(),
        linked: linkedWith([], []),
        claims: new Map(),
        waitingDigests: new Map(digests.all().map((row) => [row.channel, deliveryOf(row)])),
        postedThisHour: new Map(channels.map((name) => [name, posted.get(name, now - 3_600_000)?.n ?? 0])),
        next: next.get() ?? { entry: 1, story: 1, alert: 1 },
      };
      if (stories.length === 0) return snapshot;
      const ids = JSON.stringify([...new Set(stories)]);
      snapshot.stories = new Map(byStory.stories.all(ids).map((row) => [row.id, storyOf(row)]));
      snapshot.entries = Map.groupBy(byStory.entries.all(ids).map(entryOf), (e) => e.story);
      snapshot.alerts = Map.groupBy(byStory.alerts.all(ids).map(alertOf), (a) => a.story);
      snapshot.linked = linkedWith([...new Set(stories)], [...snapshot.alerts.values()].flat());
      snapshot.claims = new Map(byStory.claims.all(ids).map((row) => [row.story, row]));
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

    async listed(feed) {
      return listed.all(feed).map((row) => row.id);
    },

    async told(entries, since) {
      return entries.length === 0 ? [] : toldOf.all(JSON.stringify(entries), since).map(entryOf);
    },

    async teasers(since, atMost) {
      return teasers.all(since, atMost).map(entryOf);
    },

    async giveUp(feed, guids) {
      sync.level("NORMAL");
      giveUp.immediate(feed, guids);
    },

    async storyEdits() {
      return Number(moves.get()?.value ?? 0);
    },

    ...indexedEntries(db),
  };
}
