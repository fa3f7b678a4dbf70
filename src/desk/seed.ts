import { createHash } from "node:crypto";
import type { FeedSettings } from "../model/feed.ts";
import type { Instant } from "../model/time.ts";
import type { Entity, WatchList } from "../model/watchlist.ts";
import type { AuditRow, DeskEdits, DeskStore, Seeded } from "../store/store.ts";

/** What files say of the desk. */
export interface Seeds {
  feeds: readonly FeedSettings[];
  watchLists: readonly WatchList[];
  entities: readonly Entity[];
}

/** A thing changed in the file and in chat: the database's stands until someone resets it. */
export interface SeedConflict {
  kind: "feed" | "watchList" | "entity";
  name: string;
}

/** JSON with sorted keys, so that two definitions are compared by what they say. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    v !== null && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest("base64url").slice(0, 24);
}

/** A definition exactly as a file gives it. */
export function asSeeded<T>(name: string, definition: T): Seeded<T> {
  return { name, definition, seedHash: hashOf(definition), seeded: definition };
}

/**
 * Brings what files say into the database. Unchanged since the last time: nothing. Changed, and not edited in chat:
 * taken, in the audit trail. Changed on both sides: the database's stands, and the conflict is returned. Deleted in
 * chat: stays deleted. Gone from the file, and not edited in chat: deleted; it comes back with the file. A file that names
 * neither feeds nor lists changes nothing.
 */
export async function seedDesk(
  store: DeskStore,
  seeds: Seeds,
  file: string,
  now: Instant,
): Promise<{ conflicts: SeedConflict[]; changed: number }> {
  const conflicts: SeedConflict[] = [];
  // A file that says nothing at all was emptied by mistake: it takes nothing off the desk.
  if (seeds.feeds.length === 0 && seeds.watchLists.length === 0) return { conflicts, changed: 0 };
  const audit: DeskEdits["audit"] = [];
  const merge = <T>(kind: SeedConflict["kind"], given: Map<string, T>, kept: Seeded<T>[]) => {
    const merged = mergeSeeds(given, kept, now);
    for (const name of merged.conflicts) conflicts.push({ kind, name });
    for (const a of merged.audit)
      audit.push({ ...a, who: `file:${file}`, place: "file", action: `${kind} ${a.action}` });
    return merged.rows;
  };
  const edits: DeskEdits = {
    at: now,
    feeds: merge("feed", new Map(seeds.feeds.map((f) => [f.url, f])), await store.seededFeeds()),
    watchLists: merge(
      "watchList",
      new Map(seeds.watchLists.map((l) => [l.name, l])),
      await store.watchLists(),
    ),
    entities: merge("entity", new Map(seeds.entities.map((e) => [e.key, e])), await store.entities()),
    audit,
  };
  if (audit.length > 0) await store.edit(edits);
  return { conflicts, changed: audit.length };
}

interface Merged<T> {
  rows: Seeded<T>[];
  conflicts: string[];
  audit: Pick<AuditRow, "action" | "subject" | "before" | "after">[];
}

function mergeSeeds<T>(given: ReadonlyMap<string, T>, kept: readonly Seeded<T>[], now: Instant): Merged<T> {
  const out: Merged<T> = { rows: [], conflicts: [], audit: [] };
  const known = new Map(kept.map((row) => [row.name, row]));
  for (const [name, definition] of given) {
    const row = known.get(name);
    const seedHash = hashOf(definition);
    if (row?.seedHash === seedHash) continue;
    const deletedInChat = row?.deletedAt !== undefined && row.seedHash !== undefined;
    if (deletedInChat) continue;
    if (row !== undefined && row.deletedAt === undefined && isEdited(row)) {
      if (canonical(row.definition) !== canonical(definition)) out.conflicts.push(name);
      continue;
    }
    out.rows.push(asSeeded(name, definition));
    out.audit.push({
      action: row === undefined ? "add" : "change",
      subject: name,
      after: definition,
      ...(row === undefined ? {} : { before: row.definition }),
    });
  }
  for (const row of kept) {
    if (given.has(row.name) || row.seedHash === undefined || row.deletedAt !== undefined || isEdited(row))
      continue;
    // Without a seed's hash: a later file that names it again brings it back.
    out.rows.push({ name: row.name, definition: row.definition, deletedAt: now });
    out.audit.push({ action: "remove", subject: row.name, before: row.definition });
  }
  return out;
}

/** Edited in chat or a shell since the file last gave it (or made there in the first place). */
function isEdited(row: Seeded<unknown>): boolean {
  return row.seeded === undefined || canonical(row.definition) !== canonical(row.seeded);
}
