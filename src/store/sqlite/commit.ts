import type Database from "better-sqlite3";
import type { FeedState } from "../../model/feed.ts";
import type { Changes, NewDelivery } from "../store.ts";
import type { Listed } from "../upkeep.ts";
import { mergedStories } from "./merged.ts";
import { noticeStatements } from "./notices.ts";
import { ENTRY_COLUMNS, rowOfEntry } from "./rows.ts";

/** One transaction for all that was decided. */
export function commitStatements(db: Database.Database): (changes: Changes) => void {
  const feed = db.prepare(
    "update feeds set state = ?, next_poll_at = ?, current = coalesce(?, current) where id = ?",
  );
  // What is not read anew stays as it was, while the feed names it; "" is of a time when the feed was one document.
  const parts = db.prepare(
    `update feeds set state = @state, next_poll_at = @next, current = (
       select json_group_object(p.key, json(p.value)) from json_each(json_patch(
         iif(json_type(feeds.current) = 'object', feeds.current, json_object('', json(feeds.current))), @read)) p
       where p.key in (select value from json_each(@named)))
     where id = @id`,
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
       text_from = @text_from, text_note = @text_note, text_again = @text_again where id = @id`,
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
       and attempts = 0 and uncertain = 0`,
  );
  const dropEdits = db.prepare(
    "update deliveries set state = 'superseded' where alert = ? and kind = 'edit' and state = 'queued'",
  );
  const supersede = db.prepare(
    "update deliveries set state = 'superseded' where id = ? and state = 'queued' and attempts = 0 and uncertain = 0",
  );
  const supersedeEdits = db.prepare(
    `update deliveries set state = 'superseded' where kind = 'edit' and state = 'queued'
       and alert = (select alert from deliveries where id = ?)`,
  );
  // A digest that was leased meanwhile keeps what it had: the row is then not `queued`, and the writer is told.
  const amend = db.prepare(
    "update deliveries set message = ?, due_at = ? where id = ? and state = 'queued' and attempts = 0 and uncertain = 0",
  );

  const notices = noticeStatements(db);
  const move = db.prepare("update entries set story = ? where id = ?");
  const link = db.prepare(
    `insert or ignore into story_links (story, kind, other)
     select ?, ?, id from stories where id = ?`, // one that the index has and the database dropped is no fault
  );
  const merged = mergedStories(db);

  const keepFeed = (id: number, state: FeedState, current: Listed | undefined) => {
    if (current === undefined || Array.isArray(current)) {
      const list = current === undefined ? null : JSON.stringify(current);
      feed.run(JSON.stringify(state), state.nextPollAt, list, id);
      return;
    }
    const isWhole = current.named.every((name) => Object.hasOwn(current.read, name));
    const named = JSON.stringify(isWhole ? current.named : [...current.named, ""]);
    const read = JSON.stringify(current.read);
    parts.run({ state: JSON.stringify(state), next: state.nextPollAt, read, named, id });
  };

  const version = db.prepare<[], { data_version: number }>("pragma data_version");

  return db.transaction((c: Changes) => {
    if (c.basedOn !== undefined && version.get()?.data_version !== c.basedOn) {
      throw new StaleSnapshot("another process has written since it was looked at");
    }
    if (c.feed) {
      const { id, state, current, notices: news = [] } = c.feed;
      if (state !== undefined) keepFeed(id, state, current);
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
    for (const l of c.links ?? []) link.run(l.story, l.kind, l.other);
    for (const { id, mergedInto } of c.stories) {
      if (mergedInto !== undefined) merged(id, mergedInto);
    }
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
