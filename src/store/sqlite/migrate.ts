import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type Database from "better-sqlite3";

/** The database cannot be used as it is; the message says what to do. */
export class StoreError extends Error {
  override name = "StoreError";
}

export interface Migration {
  version: number;
  name: string;
  sql: string;
}

/** The folder of migrations, seen from src/store/sqlite and from dist/src/store/sqlite alike. */
function folder(): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const up = here.includes(`${join("dist", "src")}`) ? "../../../.." : "../../..";
  return join(here, up, "migrations", "sqlite");
}

/** Every migration that this version knows, in order: NNNN_what.sql. */
export function migrations(): Migration[] {
  return readdirSync(folder())
    .filter((file) => /^\d{4}_\w+\.sql$/.test(file))
    .sort()
    .map((file) => ({
      version: Number(file.slice(0, 4)),
      name: file.slice(5, -4),
      sql: readFileSync(join(folder(), file), "utf8"),
    }));
}

/** The version that the database has: SQLite's own `user_version`. */
export function schemaVersion(db: Database.Database): number {
  return Number(db.pragma("user_version", { simple: true }));
}

/**
 * Brings the schema up to date, forward only, each migration in a transaction of its own with its version, so that
 * a kill leaves one or the other. Returns what was run. Throws StoreError for a schema newer than this version knows.
 */
export function migrate(db: Database.Database): Migration[] {
  const known = migrations();
  const newest = known.at(-1)?.version ?? 0;
  const run: Migration[] = [];
  if (schemaVersion(db) === newest) return run; // no write lock for a look
  for (;;) {
    const done = db.transaction(() => {
      // Read inside the transaction: two processes that start at once do not both run it.
      const version = schemaVersion(db);
      if (version > newest) {
        throw new StoreError(
          `the database has schema ${version}, this Wirewatch knows up to ${newest}: it was used by a newer version. Upgrade Wirewatch, or restore a backup made before`,
        );
      }
      const next = known.find((m) => m.version > version);
      if (next === undefined) return true;
      db.exec(next.sql);
      db.pragma(`user_version = ${next.version}`);
      run.push(next);
      return false;
    });
    if (done.immediate()) return run;
  }
}
