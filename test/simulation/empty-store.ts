import type Database from "better-sqlite3";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { connect, storeOn } from "../../src/store/sqlite/open.ts";
import type { Store } from "../../src/store/store.ts";

let kept: { db: Database.Database; store: Store } | undefined;

/**
 * A desk's store in memory with nothing in it. One for the whole process, emptied each time: making the tables and
 * preparing every statement takes as long as half a simulated day.
 */
export function emptyStore(): Store {
  const options = { file: ":memory:", newDeskId: () => "desk" };
  if (kept === undefined) {
    const db = connect(options);
    migrate(db);
    kept = { db, store: storeOn(db, options) };
    return kept.store;
  }
  const { db, store } = kept;
  const tables = db
    .prepare<[], { name: string }>("select name from sqlite_schema where type = 'table'")
    .all();
  db.pragma("foreign_keys = OFF");
  for (const { name } of tables) db.exec(`delete from ${name}`);
  db.pragma("foreign_keys = ON");
  db.prepare("insert into meta (key, value) values ('desk', ?)").run(store.deskId);
  return store;
}
