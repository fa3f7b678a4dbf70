import { type FileHandle, open } from "node:fs/promises";
import type Database from "better-sqlite3";

/** How sure a commit is on the disk when it returns: FULL waits for the disk and lets nothing else be done meanwhile. */
export type Sync = "FULL" | "NORMAL";

export interface Syncing {
  /** Sets `synchronous` for the writes that follow on this connection. */
  level(level: Sync): void;
  /** Resolves once all that was committed before the call is on the disk, as after a FULL commit. */
  done(): Promise<void>;
  /** Sees to that within SOON, for nobody to wait for: a failure is told to the next who waits. */
  soon(): void;
  close(): Promise<void>;
}

/** In milliseconds: mostly a lease comes first, and its sync does for both. */
const SOON = 100;

/**
 * In WAL mode NORMAL never harms the database: a power cut may only take back the last commits, in order (SQLite,
 * "PRAGMA synchronous"). What a message rests on must stand before the message goes out; its commit writes the WAL and
 * `done` syncs that file, as FULL would, but away from the main thread, and once for all who wait: a slow disk holds up
 * a message, not the service.
 */
export function syncing(db: Database.Database): Syncing {
  let current: Sync | undefined;
  let wal: Promise<FileHandle> | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const once = async () => {
    // The WAL stays the same file for as long as a connection is open.
    wal ??= open(`${db.name}-wal`, "r+");
    await (await wal).datasync();
  };
  /** One sync at a time; all who come while one runs share the next. */
  const start = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const mine = once().finally(() => {
      if (running === mine) running = undefined;
    });
    running = mine;
    return mine;
  };

  const done = async (): Promise<void> => {
    if (db.memory) return;
    if (running === undefined) return start();
    next ??= running
      .catch(() => undefined) // told to those who waited for that one
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };

  return {
    done,
    soon() {
      if (db.memory) return;
      // The disk that failed here fails again for the lease that waits for it.
      timer ??= setTimeout(() => void done().catch(() => undefined), SOON).unref();
    },
    level(level) {
      if (level === current) return;
      db.pragma(`synchronous = ${level}`);
      current = level;
    },
    async close() {
      clearTimeout(timer);
      if (wal === undefined) return;
      await running?.catch(() => undefined);
      await (await wal).close();
    },
  };
}
