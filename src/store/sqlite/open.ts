import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { Store } from "../store.ts";
import { attentionStore } from "./attention.ts";
import { deskStore } from "./desk.ts";
import { editingStore } from "./editing.ts";
import { historyStore } from "./history.ts";
import { ingestStore } from "./ingest.ts";
import { migrate, migrations, StoreError, schemaVersion } from "./migrate.ts";
import { outboxStore } from "./outbox.ts";
import { prune } from "./prune.ts";
import { readStore } from "./read.ts";
import { serviceStore } from "./service.ts";
import { syncing } from "./sync.ts";

export interface OpenOptions {
  file: string;
  /** A random id for a new database. */
  newDeskId: () => string;
  /** Refuse to create one, or to migrate: for commands that only look. */
  existing?: boolean;
  /** Waits at most this long, in milliseconds, for another process's write. */
  busyMs?: number;
}

/**
 * Opens the database, made and migrated if need be. WAL, so that readers never wait; on the disk before
 * a message goes out, because a commit lost to a power cut would send it again. Throws StoreError in words.
 */
export function openStore(options: OpenOptions): Store {
  const db = connect(options);
  try {
    if (options.existing === true) requireCurrent(db, options.file);
    else {
      refuseDamaged(db, options.file);
      migrate(db);
    }
    return storeOn(db, options);
  } catch (error) {
    db.close();
    throw explained(error, options.file);
  }
}

/** The store on a connection to a database of the newest schema, which its `close` ends. */
export function storeOn(db: Database.Database, { file, newDeskId }: Omit<OpenOptions, "existing">): Store {
  db.prepare("insert into meta (key, value) values ('desk', ?) on conflict do nothing").run(newDeskId());
  const desk = db.prepare<[], { value: string }>("select value from meta where key = 'desk'").get();
  if (desk === undefined) throw new StoreError(`${file} holds no desk`);
  const sync = syncing(db);
  const version = db.prepare<[], { data_version: number }>("pragma data_version");
  const { write, ...deskParts } = deskStore(db, sync);
  return {
    deskId: desk.value,
    ...ingestStore(db, sync),
    ...deskParts,
    ...editingStore(db, sync, write),
    ...attentionStore(db, sync, write),
    ...historyStore(db),
    ...outboxStore(db, sync, write),
    ...readStore(db),
    ...serviceStore(db, sync),
    prune: (keep) => prune(db, keep),
    version: () => version.get()?.data_version ?? 0,
    async close() {
      await sync.close();
      db.close();
    },
  };
}

/** A bare connection with the desk's settings. */
export function connect(options: Pick<OpenOptions, "file" | "existing" | "busyMs">): Database.Database {
  if (options.existing === true && !existsSync(options.file)) {
    throw new StoreError(
      `there is no database at ${options.file}: start the service (\`wirewatch run\`) once, or name it with --config`,
    );
  }
  let db: Database.Database | undefined;
  try {
    mkdirSync(dirname(options.file), { recursive: true });
    db = new Database(options.file, { timeout: options.busyMs ?? 5000 });
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.pragma("foreign_keys = ON");
    db.pragma("temp_store = MEMORY");
    // Pages: 16 MB. Taking the log over to the database means waiting for the disk, every few commits by default.
    db.pragma("wal_autocheckpoint = 4000");
    return db;
  } catch (error) {
    db?.close();
    throw explained(error, options.file);
  }
}

function requireCurrent(db: Database.Database, file: string): void {
  const version = schemaVersion(db);
  const newest = migrations().at(-1)?.version ?? 0;
  if (version < newest) {
    throw new StoreError(
      `${file} has schema ${version}, this Wirewatch uses ${newest}: run \`wirewatch migrate\` first`,
    );
  }
}

/** The service does not begin on a damaged file, lest it tells again what a damaged page had told: some 1 s a GB. */
function refuseDamaged(db: Database.Database, file: string): void {
  const found = db.pragma("quick_check(1)", { simple: true });
  if (found !== "ok") throw new StoreError(damaged(file, String(found)));
}

function damaged(file: string, words: string): string {
  return `${file} is damaged or no Wirewatch database (${words.replace(/\s+/g, " ")}): put a backup in its place with \`wirewatch restore FILE\`; what is there is kept beside it`;
}

/** SQLite's faults in words an operator can act on. */
function explained(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) {
    if (error instanceof Error && "code" in error && (error.code === "EACCES" || error.code === "EROFS")) {
      return new StoreError(
        `cannot write ${file} (${error.code}): give the service's user the right to write its folder`,
      );
    }
    return error;
  }
  if (error.code === "SQLITE_NOTADB" || error.code.startsWith("SQLITE_CORRUPT")) {
    return new StoreError(damaged(file, error.message));
  }
  if (error.code === "SQLITE_CANTOPEN") {
    return new StoreError(`cannot open ${file}: check that its folder is there and may be written`);
  }
  if (error.code.startsWith("SQLITE_BUSY")) {
    return new StoreError(`another program holds ${file} locked: end it, or try again when it is done`);
  }
  if (error.code === "SQLITE_FULL") return new StoreError(`the disk that holds ${file} is full`);
  return error;
}
