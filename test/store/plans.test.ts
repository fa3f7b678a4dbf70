import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { ingestStore } from "../../src/store/sqlite/ingest.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { outboxStore } from "../../src/store/sqlite/outbox.ts";
import { syncing } from "../../src/store/sqlite/sync.ts";

/** What people ask for now and then may look at everything; what the service does all day may not. */
const NOW_AND_THEN = [
  "select state, count(*) n from deliveries group by state",
  "select * from deliveries where @state is null or state = @state order by id desc limit @limit",
];

/** The statements of ingest and delivery, and how SQLite goes about each. */
function plans(): { sql: string; steps: string[] }[] {
  const db = new Database(":memory:");
  migrate(db);
  const prepare = db.prepare.bind(db);
  const asked: string[] = [];
  Reflect.set(db, "prepare", (sql: string) => {
    asked.push(sql);
    return prepare(sql);
  });
  ingestStore(db, syncing(db));
  outboxStore(db, syncing(db), () => undefined);
  return asked
    .filter((sql) => !/^\s*(insert|pragma)/.test(sql) && !NOW_AND_THEN.includes(sql))
    .map((sql) => {
      const named = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, 1]);
      const given = named.length > 0 ? [Object.fromEntries(named)] : [...sql.matchAll(/\?/g)].map(() => 1);
      const steps = prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...given);
      return { sql, steps: steps.map((step) => step.detail) };
    });
}

describe("what the service asks all day", () => {
  it("never goes through every entry, alert or message", () => {
    const found = plans();
    expect(found.length).toBeGreaterThan(20);
    for (const { sql, steps } of found) {
      // A scan of an index is one of a partial index here: of what waits, not of all that ever was.
      const through = steps.filter((step) =>
        /^SCAN (?:entries|alerts|deliveries|stories|matches|[adehms])$/.test(step),
      );
      expect(through, sql).toEqual([]);
    }
  });

  it("looks a document's entries up one by one, not in all that its feed ever had", () => {
    const stepsOf = (part: string) =>
      plans()
        .filter(({ sql }) => sql.includes(part))
        .flatMap(({ steps }) => steps);
    expect(stepsOf("where feed = ? and guid = ?")).toEqual([
      "SEARCH entries USING INDEX entries_guid (feed=? AND guid=?)",
    ]);
    expect(stepsOf("where canonical_url = ?")).toEqual([
      "SEARCH entries USING INDEX entries_url (canonical_url=?)",
    ]);
  });
});
