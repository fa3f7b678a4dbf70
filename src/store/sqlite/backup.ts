import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import Database from "better-sqlite3";
import { lockForRun } from "./lock.ts";
import { migrations, StoreError, schemaVersion } from "./migrate.ts";
import { connect } from "./open.ts";

/** What is wrong with a database file, in SQLite's words; empty if nothing is. */
export function faultsOf(file: string): string[] {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const rows = db.pragma("integrity_check", { simple: false });
    const found = Array.isArray(rows)
      ? rows.map((row) => String(Object.values(Object(row))[0]))
      : ["no answer"];
    return found.filter((line) => line !== "ok");
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    db.close();
  }
}

/**
 * Copies a database that may be in use to a file of its own: SQLite's online backup, then an integrity check of the
 * copy, which only then takes its name. `progress` is told the part done, 0 to 1.
 */
export async function backup(
  file: string,
  to: string,
  progress: (part: number) => void = () => {},
): Promise<void> {
  const db = connect({ file, existing: true });
  const draft = `${to}.part`;
  try {
    await db.backup(draft, {
      progress({ totalPages, remainingPages }) {
        progress(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
        return 1000; // pages a step: the service writes in between
      },
    });
    const faults = faultsOf(draft);
    if (faults.length > 0)
      throw new StoreError(`the copy is damaged (${faults[0]}): is ${file} sound? Nothing was kept`);
    renameSync(draft, to);
    progress(1);
  } finally {
    db.close();
    rmSync(draft, { force: true });
  }
}

/**
 * Puts a backup in a database's place. The one that was there is kept beside it, under the name returned. Refused
 * while the service runs, for a damaged backup, and for one of a newer Wirewatch.
 */
export function restore(from: string, file: string, stamp: string): { kept?: string } {
  if (!existsSync(from)) throw new StoreError(`there is no backup at ${from}`);
  const faults = faultsOf(from);
  if (faults.length > 0)
    throw new StoreError(`${from} is damaged or no Wirewatch database (${faults[0]}): nothing was changed`);
  const looked = new Database(from, { readonly: true });
  const version = schemaVersion(looked);
  const tables = looked.prepare("select count(*) n from sqlite_master where name = 'deliveries'").get();
  looked.close();
  if (JSON.stringify(tables) !== '{"n":1}')
    throw new StoreError(`${from} is no Wirewatch database: nothing was changed`);
  if (version > (migrations().at(-1)?.version ?? 0)) {
    throw new StoreError(
      `${from} has schema ${version}: it is of a newer Wirewatch; upgrade first. Nothing was changed`,
    );
  }
  const lock = lockForRun(file);
  try {
    const kept = existsSync(file) ? `${file}.before-${stamp}` : undefined;
    const draft = `${file}.restoring`;
    copyFileSync(from, draft);
    if (kept !== undefined) {
      for (const end of ["", "-wal", "-shm"]) if (existsSync(file + end)) renameSync(file + end, kept + end);
    }
    renameSync(draft, file);
    return kept === undefined ? {} : { kept };
  } finally {
    lock.release();
  }
}
