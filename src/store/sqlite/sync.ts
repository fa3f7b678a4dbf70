import type Database from "better-sqlite3";

/** How sure a commit must be on the disk: FULL where losing it to a power cut would repeat a message, else NORMAL. */
export type Sync = "FULL" | "NORMAL";

/**
 * Sets `synchronous` for the writes that follow on this connection. In WAL mode NORMAL never harms the database: a
 * power cut may only take back the last commits, in order (SQLite, "PRAGMA synchronous"), and the next FULL commit
 * makes all before it sure.
 */
export function syncing(db: Database.Database): (level: Sync) => void {
  let current: Sync | undefined;
  return (level) => {
    if (level === current) return;
    db.pragma(`synchronous = ${level}`);
    current = level;
  };
}
