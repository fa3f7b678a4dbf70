import type Database from "better-sqlite3";
import type { Blocked, ConnectionState, UpkeepStore } from "../upkeep.ts";
import type { Syncing } from "./sync.ts";

const CONNECTIONS = "connections";

/** How the running service is, for whoever asks from beside it. */
export function serviceStore(db: Database.Database, sync: Syncing): Omit<UpkeepStore, "prune"> {
  // Of each group the newest row's words: SQLite takes bare columns from the row that has the maximum.
  const blocked = db.prepare<[], Blocked & { id: number }>(
    `select channel, state, count(*) count, last_error why, max(id) id from deliveries
     where state in ('queued', 'dead') and last_error is not null group by channel, state order by state, channel`,
  );
  const save = db.prepare(
    "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value",
  );
  const saved = db.prepare<[string], { value: string }>("select value from meta where key = ?");

  return {
    async blocked() {
      return blocked.all().map(({ id: _, ...row }) => row);
    },
    async saveConnections(states) {
      sync.level("NORMAL");
      save.run(CONNECTIONS, JSON.stringify(states));
    },
    async connections(): Promise<ConnectionState[]> {
      return JSON.parse(saved.get(CONNECTIONS)?.value ?? "[]");
    },
  };
}
