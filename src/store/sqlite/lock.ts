import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { StoreError } from "./migrate.ts";

/**
 * One `run` a database: an exclusive transaction held on a side file for as long as the process lives. The kernel
 * drops it with the process, however that dies; a pid file would lie after a crash. Throws StoreError if another
 * process has it.
 */
export function lockForRun(databaseFile: string): { release(): void } {
  const file = `${databaseFile}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  // Long enough for a look of isLocked to be over, too short for another service to be.
  const db = new Database(file, { timeout: 250 });
  try {
    db.pragma("journal_mode = DELETE");
    db.exec("begin exclusive");
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) {
      throw new StoreError(
        `another \`wirewatch run\` is using ${databaseFile}. One service serves one database: stop the other, or name another database in the configuration`,
      );
    }
    throw error;
  }
  return {
    release() {
      db.close();
    },
  };
}

/** Whether a service runs on the database: its exclusive lock keeps others from reading the side file. */
export function isLocked(databaseFile: string): boolean {
  const file = `${databaseFile}.lock`;
  if (!existsSync(file)) return false;
  const db = new Database(file, { readonly: true, timeout: 0 });
  try {
    db.prepare("select count(*) from sqlite_master").get();
    return false;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) return true;
    throw error;
  } finally {
    db.close();
  }
}
