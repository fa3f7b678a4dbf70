import type Database from "better-sqlite3";
import type { IndexedEntry, IngestStore } from "../store.ts";
import type { EntryRow } from "./rows.ts";

type IndexedRow = Pick<
  EntryRow,
  "id" | "story" | "canonical_url" | "title_key" | "text_hash" | "first_seen_at" | "language" | "duplicate_of"
> & { features: Uint8Array };

/** Entries of the index that are in memory twice at once: a hundred thousand would be hundreds of megabytes. */
const INDEXED = 2_000;

function indexedOf(row: IndexedRow): IndexedEntry {
  return {
    id: row.id,
    story: row.story,
    canonicalUrl: row.canonical_url,
    titleKey: row.title_key,
    textHash: row.text_hash,
    firstSeenAt: row.first_seen_at,
    language: row.language,
    features: row.features,
    ...(row.duplicate_of === null ? {} : { duplicateOf: row.duplicate_of }),
  };
}

/** The part of the store that the story index is rebuilt from. */
export function indexedEntries(db: Database.Database): Pick<IngestStore, "indexed"> {
  const indexed = db.prepare<{ since: number; after: number; limit: number }, IndexedRow>(
    `select id, story, canonical_url, title_key, text_hash, first_seen_at, language, duplicate_of, features
     from entries where id > @after and first_seen_at >= @since and features is not null order by id limit +@limit`,
  );
  const beforeIndexed = db.prepare<[number, number], { id: number }>(
    `select id from entries where first_seen_at >= ? and features is not null order by id desc limit 1 offset ?`,
  );

  return {
    async *indexed(since, atMost): AsyncGenerator<IndexedEntry[]> {
      let after = beforeIndexed.get(since, atMost)?.id ?? 0;
      for (;;) {
        const rows = indexed.all({ since, after, limit: INDEXED });
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.id;
        yield rows.map(indexedOf);
        // What else the process has to do comes in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
