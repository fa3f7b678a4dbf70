import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import Database from "better-sqlite3";

/** Bytes of a WAL's header; its salts stand at 16 to 24 (SQLite, "WAL File Format"). */
const HEADER = 32;

/**
 * Notes, beside each database's WAL, how long it was when it was last synced: by the service, or by SQLite after a
 * commit at `synchronous=FULL`. SIGKILL keeps the page cache, so a power cut is imitated by cutting the WAL back to that.
 */
export async function noteSyncs(): Promise<void> {
  const handle = await open(import.meta.filename, "r");
  const files: object = Object.getPrototypeOf(handle);
  await handle.close();
  const datasync: unknown = Reflect.get(files, "datasync");
  const db = new Database(":memory:");
  const statement: object = Object.getPrototypeOf(db.prepare("select 1"));
  db.close();
  const run: unknown = Reflect.get(statement, "run");
  const pragma: unknown = Reflect.get(Database.prototype, "pragma");
  if (typeof datasync !== "function" || typeof run !== "function" || typeof pragma !== "function")
    throw new Error("cannot follow syncs");
  Reflect.set(files, "datasync", async function (this: { fd: number }): Promise<void> {
    const wal = readlinkSync(`/proc/self/fd/${this.fd}`);
    const note = wal.endsWith("-wal") ? `${saltOf(wal)} ${statSync(wal).size}` : undefined;
    await Reflect.apply(datasync, this, []);
    if (note !== undefined) writeFileSync(`${wal}.synced`, note);
  });
  Reflect.set(statement, "run", function (this: Database.Statement, ...args: unknown[]): unknown {
    const result: unknown = Reflect.apply(run, this, args);
    const owner: unknown = this.database;
    if (!(owner instanceof Database) || owner.inTransaction) return result;
    const level: unknown = Reflect.apply(pragma, owner, ["synchronous", { simple: true }]);
    const wal = `${owner.name}-wal`;
    if (level === 2 && existsSync(wal))
      writeFileSync(`${wal}.synced`, `${saltOf(wal)} ${statSync(wal).size}`);
    return result;
  });
}

/**
 * What a power cut leaves of the database of a killed process: its WAL as it was last synced, and no shared memory.
 * Returns how many bytes were lost. A WAL that was begun anew since its last noted sync is left whole: what it held
 * before is in the database, synced.
 */
export function cutPower(database: string): number {
  const wal = `${database}-wal`;
  const note = `${wal}.synced`;
  rmSync(`${database}-shm`, { force: true });
  if (!existsSync(wal) || !existsSync(note)) return 0;
  const [salt, synced] = readFileSync(note, "utf8").split(" ");
  const { size } = statSync(wal);
  if (size < HEADER || salt !== saltOf(wal) || Number(synced) >= size) return 0;
  truncateSync(wal, Number(synced));
  return size - Number(synced);
}

function saltOf(wal: string): string {
  const salts = Buffer.alloc(8);
  const handle = openSync(wal, "r");
  try {
    readSync(handle, salts, 0, 8, 16);
  } finally {
    closeSync(handle);
  }
  return salts.toString("hex");
}
