import type { Instant, Millis } from "../model/time.ts";
import type { IndexedEntry } from "../store/store.ts";

/** What an entry is placed by. */
export type Placeable = Pick<
  IndexedEntry,
  "canonicalUrl" | "titleKey" | "textHash" | "firstSeenAt" | "outlet" | "language"
>;

/** Where an entry belongs, and why. */
export type Placement = { kind: "new" } | { kind: "same"; story: number; duplicateOf: number; by: SameBy };

export type SameBy = "url" | "text" | "headline";

/**
 * Which story an entry belongs to. One in-memory structure, owned by the ingest writer, rebuilt from the database at
 * start. `place` only asks; `apply` is called once the commit stands.
 */
export interface StoryIndex {
  place(entry: Placeable): Placement;
  /** The first entry within reach that has the same link, text or headline. */
  find(by: SameBy, entry: Placeable): Seen | undefined;
  apply(entries: readonly IndexedEntry[]): void;
  /** A view in which entries that are not committed yet can be added: a document's own entries find each other. */
  draft(): StoryIndex;
  readonly size: number;
}

export interface StoryWindow {
  /** How long an entry takes part. */
  age: Millis;
  /** How many do at most. */
  count: number;
}

/** A headline alone merges within a day only: "Markets at the close" comes again tomorrow. */
const HEADLINE_AGE = 24 * 3_600_000;

export interface Seen {
  id: number;
  story: number;
  at: Instant;
}

/** Exact duplicates: same canonical URL, same text, or same headline within a day. */
export function createStoryIndex(window: StoryWindow, below?: StoryIndex): StoryIndex {
  const byUrl = new Map<string, Seen>();
  const byText = new Map<string, Seen>();
  const byTitle = new Map<string, Seen>();
  const arrivals: IndexedEntry[] = [];

  const within = (seen: Seen | undefined, now: Instant, age: Millis) =>
    seen !== undefined && now - seen.at <= age ? seen : undefined;

  const forget = (map: Map<string, Seen>, key: string, id: number) => {
    if (map.get(key)?.id === id) map.delete(key);
  };

  return {
    get size() {
      return arrivals.length + (below?.size ?? 0);
    },

    find(by, entry) {
      const older = below?.find(by, entry);
      if (older !== undefined) return older;
      const now = entry.firstSeenAt;
      switch (by) {
        case "url":
          return within(byUrl.get(entry.canonicalUrl), now, window.age);
        case "text":
          return within(byText.get(entry.textHash), now, window.age);
        case "headline":
          return within(byTitle.get(entry.titleKey), now, Math.min(window.age, HEADLINE_AGE));
      }
    },

    place(entry) {
      for (const by of ["url", "text", "headline"] as const) {
        const seen = this.find(by, entry);
        if (seen !== undefined) return { kind: "same", story: seen.story, duplicateOf: seen.id, by };
      }
      return { kind: "new" };
    },

    apply(entries) {
      for (const entry of entries) {
        const seen = { id: entry.id, story: entry.story, at: entry.firstSeenAt };
        // The first of a group stands for it: copies are compared with it, never with each other in a chain. A
        // headline's day runs from its last use's first, so that a daily one never becomes one story.
        for (const [map, key, age] of [
          [byUrl, entry.canonicalUrl, window.age],
          [byText, entry.textHash, window.age],
          [byTitle, entry.titleKey, HEADLINE_AGE],
        ] as const) {
          if (key !== "" && within(map.get(key), entry.firstSeenAt, age) === undefined) map.set(key, seen);
        }
        arrivals.push(entry);
      }
      const oldest = (arrivals.at(-1)?.firstSeenAt ?? 0) - window.age;
      let gone = 0;
      while (
        gone < arrivals.length &&
        (arrivals.length - gone > window.count || (arrivals[gone]?.firstSeenAt ?? 0) < oldest)
      ) {
        const entry = arrivals[gone++];
        if (entry === undefined) break;
        forget(byUrl, entry.canonicalUrl, entry.id);
        forget(byText, entry.textHash, entry.id);
        forget(byTitle, entry.titleKey, entry.id);
      }
      if (gone > 0) arrivals.splice(0, gone);
    },

    draft() {
      return createStoryIndex(window, this);
    },
  };
}
