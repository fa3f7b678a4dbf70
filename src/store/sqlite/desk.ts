import type Database from "better-sqlite3";
import type { FeedNotice, FeedSettings, FeedState } from "../../model/feed.ts";
import type { Entity, WatchList } from "../../model/watchlist.ts";
import type { AuditRow, DeskEdits, DeskStore, FeedStore, Seeded } from "../store.ts";
import { noticeStatements } from "./notices.ts";
import { type FeedRow, feedOf } from "./rows.ts";
import type { Syncing } from "./sync.ts";

interface SeededRow {
  name: string;
  definition: string;
  seed_hash: string | null;
  seeded: string | null;
  deleted_at: number | null;
}

function seeded<T>(row: SeededRow): Seeded<T> {
  return {
    name: row.name,
    definition: JSON.parse(row.definition),
    ...(row.seed_hash === null ? {} : { seedHash: row.seed_hash }),
    ...(row.seeded === null ? {} : { seeded: JSON.parse(row.seeded) }),
    ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at }),
  };
}

/** What a new feed's state is: due at once. */
const FRESH: FeedState = { nextPollAt: 0, failures: 0 };

/** Feeds, watch lists, entities and the audit trail. */
export function deskStore(
  db: Database.Database,
  sync: Syncing,
): DeskStore & FeedStore & { write(edits: DeskEdits): void } {
  const lists = db.prepare<[], SeededRow>(
    "select name, definition, seed_hash, seeded, deleted_at from watch_lists order by name",
  );
  const entities = db.prepare<[], SeededRow>(
    "select key name, definition, seed_hash, seeded, deleted_at from entities order by key",
  );
  const seededFeeds = db.prepare<[], SeededRow>(
    "select url name, settings definition, seed_hash, seeded, deleted_at from feeds order by id",
  );
  const upsert = (table: string, key: string) =>
    db.prepare(
      `insert into ${table} (${key}, definition, seed_hash, seeded, updated_at, deleted_at) values (?, ?, ?, ?, ?, ?)
       on conflict (${key}) do update set definition = excluded.definition, seed_hash = excluded.seed_hash,
         seeded = excluded.seeded, updated_at = excluded.updated_at, deleted_at = excluded.deleted_at`,
    );
  const saveList = upsert("watch_lists", "name");
  const saveEntity = upsert("entities", "key");
  const saveFeed = db.prepare(
    `insert into feeds (url, settings, seed_hash, seeded, updated_at, deleted_at, state, next_poll_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (url) do update set settings = excluded.settings, seed_hash = excluded.seed_hash,
       seeded = excluded.seeded, updated_at = excluded.updated_at, deleted_at = excluded.deleted_at`,
  );
  const audit = db.prepare(
    "insert into audit (at, who, place, action, subject, before, after) values (?, ?, ?, ?, ?, ?, ?)",
  );
  const audited = db.prepare<[number], AuditedRow>("select * from audit order by id desc limit ?");
  const feeds = db.prepare<[], FeedRow>(
    "select id, settings, moved_url, state, paused from feeds where deleted_at is null order by id",
  );
  const feed = db.prepare<[number], FeedRow>(
    "select id, settings, moved_url, state, paused from feeds where id = ? and deleted_at is null",
  );
  const saveHub = db.prepare("update feeds set state = json_set(state, '$.hub', json(?)) where id = ?");
  const due = db.prepare<[number], FeedRow>(
    `select id, settings, moved_url, state, paused from feeds
     where deleted_at is null and paused = 0 and next_poll_at <= ? order by next_poll_at`,
  );
  const state = db.prepare("update feeds set state = ?, next_poll_at = ? where id = ?");
  const notices = noticeStatements(db);
  const saveState = db.transaction((feed: number, s: FeedState, news: readonly FeedNotice[]) => {
    state.run(JSON.stringify(s), s.nextPollAt, feed);
    notices.add(feed, news);
  });
  const moveTo = db.prepare("update feeds set moved_url = ? where id = ?");
  const move = db.transaction((feed: number, url: string, news: readonly FeedNotice[]) => {
    moveTo.run(url, feed);
    notices.add(feed, news);
  });
  const claim = db.prepare(
    `update feeds set next_poll_at = @at, state = json_set(state, '$.nextPollAt', @at) where id = @feed`,
  );
  const claimAll = db.transaction((claims: readonly { feedId: number; nextPollAt: number }[]) => {
    for (const { feedId, nextPollAt } of claims) claim.run({ feed: feedId, at: nextPollAt });
  });

  const write = db.transaction((edits: DeskEdits) => {
    for (const [save, rows] of [
      [saveList, edits.watchLists ?? []],
      [saveEntity, edits.entities ?? []],
    ] as const) {
      for (const row of rows) save.run(...columns(row, edits.at));
    }
    for (const row of edits.feeds ?? []) {
      saveFeed.run(...columns(row, edits.at), JSON.stringify(FRESH), FRESH.nextPollAt);
    }
    for (const a of edits.audit) {
      audit.run(edits.at, a.who, a.place, a.action, a.subject, json(a.before), json(a.after));
    }
  });

  return {
    write: write.immediate,
    async watchLists() {
      return lists.all().map(seeded<WatchList>);
    },
    async entities() {
      return entities.all().map(seeded<Entity>);
    },
    async seededFeeds() {
      return seededFeeds.all().map(seeded<FeedSettings>);
    },
    async edit(edits) {
      sync.level("FULL");
      write.immediate(edits);
    },
    async audit(limit) {
      return audited.all(limit).map(auditOf);
    },
    async feeds() {
      return feeds.all().map(feedOf);
    },
    async feed(id) {
      const row = feed.get(id);
      return row === undefined ? undefined : feedOf(row);
    },
    async saveHub(id, hub) {
      sync.level("NORMAL");
      saveHub.run(JSON.stringify(hub), id);
    },
    async due(now) {
      return due.all(now).map(feedOf);
    },
    async claim(claims) {
      sync.level("NORMAL");
      claimAll.immediate(claims);
    },
    async saveState(feed, s, news = []) {
      sync.level("NORMAL");
      // Nearly every poll has nothing to tell, and one statement is a transaction of its own.
      if (news.length === 0) state.run(JSON.stringify(s), s.nextPollAt, feed);
      else saveState.immediate(feed, s, news);
    },
    async move(feed, url, news = []) {
      sync.level("FULL");
      move.immediate(feed, url, news);
    },
    async untold() {
      return notices.untold();
    },
  };
}

export interface AuditedRow {
  id: number;
  at: number;
  who: string;
  place: string;
  action: string;
  subject: string;
  before: string | null;
  after: string | null;
}

export function auditOf(row: AuditedRow): AuditRow {
  return {
    id: row.id,
    at: row.at,
    who: row.who,
    place: row.place,
    action: row.action,
    subject: row.subject,
    ...(row.before === null ? {} : { before: JSON.parse(row.before) }),
    ...(row.after === null ? {} : { after: JSON.parse(row.after) }),
  };
}

function columns(row: Seeded<unknown>, at: number) {
  return [
    row.name,
    JSON.stringify(row.definition),
    row.seedHash ?? null,
    row.seeded === undefined ? null : JSON.stringify(row.seeded),
    at,
    row.deletedAt ?? null,
  ] as const;
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
