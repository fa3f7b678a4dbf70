import type Database from "better-sqlite3";
import type { FeedNotice } from "../../model/feed.ts";
import type { UntoldNotice } from "../store.ts";
import { type FeedRow, feedOf } from "./rows.ts";

interface NoticeRow extends FeedRow {
  notice: number;
  kind: FeedNotice["kind"];
  words: string;
  at: number;
}

/** What the admin is to be told of feeds: added with the state that says so, dropped with the message that tells it. */
export function noticeStatements(db: Database.Database) {
  const add = db.prepare("insert into notices (feed, kind, words, at) values (?, ?, ?, ?)");
  const drop = db.prepare("delete from notices where id in (select value from json_each(?))");
  const untold = db.prepare<[], NoticeRow>(
    `select n.id notice, n.kind, n.words, n.at, f.id, f.settings, f.moved_url, f.state, f.paused
     from notices n join feeds f on f.id = n.feed order by n.id`,
  );
  return {
    add(feed: number, notices: readonly FeedNotice[]): void {
      for (const { kind, words, at } of notices) add.run(feed, kind, words, at);
    },
    /** Whether all of them were still to be told. */
    drop(ids: readonly number[]): boolean {
      return drop.run(JSON.stringify(ids)).changes === ids.length;
    },
    untold(): UntoldNotice[] {
      return untold.all().map((row) => ({
        id: row.notice,
        feed: feedOf(row),
        kind: row.kind,
        words: row.words,
        at: row.at,
      }));
    },
  };
}
