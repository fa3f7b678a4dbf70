import type Database from "better-sqlite3";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { connect, storeOn } from "../../src/store/sqlite/open.ts";
import type { Store } from "../../src/store/store.ts";

let kept: { empty: () => void; store: Store } | undefined;

/**
 * A desk's store in memory with nothing in it. One for the whole process, emptied each time: making the tables and
 * preparing every statement takes as long as a simulated day.
 */
export function emptyStore(): Store {
  if (kept === undefined) {
    const options = { file: ":memory:", newDeskId: () => "desk" };
    const db = connect(options);
    migrate(db);
    kept = { empty: emptying(db), store: storeOn(db, options) };
    return kept.store;
  }
  kept.empty();
  return kept.store;
}

/** Empties every table but the desk's id. Foreign keys stay on: a pragma would have every statement prepared anew. */
function emptying(db: Database.Database): () => void {
  const deletes = childrenFirst(db).map((table) =>
    db.prepare(table === "meta" ? "delete from meta where key <> 'desk'" : `delete from ${table}`),
  );
  return db.transaction(() => {
    for (const all of deletes) all.run();
  });
}

/** The names of the tables, each before those that it refers to. */
function childrenFirst(db: Database.Database): string[] {
  const names = db
    .prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite%'")
    .pluck()
    .all();
  const parents = db.prepare<[string], string>('select "table" from pragma_foreign_key_list(?)').pluck();
  const ordered: string[] = [];
  const place = (name: string) => {
    if (ordered.includes(name)) return;
    for (const parent of parents.all(name)) if (parent !== name) place(parent);
    if (!ordered.includes(name)) ordered.push(name);
  };
  names.forEach(place);
  return ordered.reverse();
}
