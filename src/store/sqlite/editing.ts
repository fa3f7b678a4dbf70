import Database from "better-sqlite3";
import type { EditingStore, Expected } from "../editing.ts";
import type { Changes, DeskEdits } from "../store.ts";
import { commitStatements, StaleSnapshot } from "./commit.ts";
import { type AuditedRow, auditOf } from "./desk.ts";
import type { Syncing } from "./sync.ts";

type Audit = DeskEdits["audit"];
type Pair = { story: number; other: number };

/** Where each kind of definition stands, and under what name. */
const TABLES: Record<Expected["kind"], string> = {
  watchList: "select definition from watch_lists where name = ? and deleted_at is null",
  entity: "select definition from entities where key = ? and deleted_at is null",
  feed: "select settings definition from feeds where url = ? and deleted_at is null",
};

/** Edits that rest on what was read, the audit trail, and stories mended by hand. */
export function editingStore(
  db: Database.Database,
  sync: Syncing,
  write: (edits: DeskEdits) => void,
): Pick<EditingStore, "change" | "trail" | "changeOf" | "mend" | "apart"> {
  const standing = {
    watchList: db.prepare<[string], { definition: string }>(TABLES.watchList),
    entity: db.prepare<[string], { definition: string }>(TABLES.entity),
    feed: db.prepare<[string], { definition: string }>(TABLES.feed),
  };
  const trail = db.prepare<
    { id: number | null; kind: string | null; subject: string | null; before: number | null; limit: number },
    AuditedRow
  >(
    `select * from audit where (@id is null or id = @id) and (@kind is null or action like @kind || ' %')
       and (@subject is null or subject = @subject) and (@before is null or id < @before)
     order by id desc limit @limit`,
  );
  const commit = commitStatements(db);
  // An index made before has the entries where they were.
  const countMoves = db.prepare(
    `insert into meta (key, value) values ('story edits', '1')
     on conflict (key) do update set value = cast(value as integer) + 1`,
  );

  const change = db.transaction((edits: DeskEdits, expected: readonly Expected[]): boolean => {
    const asExpected = expected.every(({ kind, name, definition }) => {
      const now = standing[kind].get(name)?.definition;
      return now === (definition === undefined ? undefined : JSON.stringify(definition));
    });
    if (asExpected) write(edits);
    return asExpected;
  });
  const apart = db.prepare<[], Pair>("select story, other from apart");
  const keepApart = db.prepare(
    "insert into apart (story, other) values (@story, @other) on conflict do nothing",
  );
  const mend = db.transaction((changes: Changes, audit: Audit, split: Pair | undefined) => {
    commit(changes);
    if (split !== undefined) keepApart.run(split);
    if (changes.moved.length > 0) countMoves.run();
    write({ at: changes.at, audit });
  });

  return {
    async change(edits, expected) {
      sync.level("FULL");
      return change.immediate(edits, expected);
    },
    async trail({ id, kind, subject, before, limit }) {
      const asked = { id: id ?? null, kind: kind ?? null, subject: subject ?? null, before: before ?? null };
      return trail.all({ ...asked, limit }).map(auditOf);
    },
    async changeOf(id) {
      const [row] = trail.all({ id, kind: null, subject: null, before: null, limit: 1 });
      const [kind, ...words] = row?.action.split(" ") ?? [];
      if (row === undefined || (kind !== "watchList" && kind !== "entity" && kind !== "feed"))
        return undefined;
      return {
        kind,
        name: row.subject,
        action: words.join(" "),
        before: parsed(row.before),
        after: parsed(row.after),
      };
    },
    async apart() {
      return apart.all();
    },
    async mend(changes, audit, split) {
      sync.level("FULL");
      staleIfTaken(() => mend.immediate(changes, audit, split));
    },
  };
}

/** A number or a key that another took meanwhile means that what was looked at is out of date. */
export function staleIfTaken<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    const taken = error instanceof Database.SqliteError && error.code === "SQLITE_CONSTRAINT_UNIQUE";
    throw taken ? new StaleSnapshot("another has told of this since it was looked at") : error;
  }
}

/** What this program wrote. */
function parsed(json: string | null) {
  return json === null ? undefined : JSON.parse(json);
}
