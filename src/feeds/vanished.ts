import { LRUCache } from "lru-cache";
import type { Feed } from "../model/feed.ts";
import type { Log } from "../model/log.ts";
import type { Clock, Millis } from "../model/time.ts";
import type { KeptEntry } from "../store/store.ts";
import type { Listed } from "../store/upkeep.ts";
import { createBackground } from "./background.ts";
import type { FullTexts } from "./full-text.ts";

export interface Vanished {
  /** Looks whether the articles of entries that left their feed are gone too. */
  look(feed: Feed, entries: readonly KeptEntry[]): void;
  /** Gives up what waits; resolves when nothing is under way. */
  stop(): Promise<void>;
}

export interface VanishedParts {
  pages: Pick<FullTexts, "isGone">;
  clock: Clock;
  log: Log;
  /** An entry's article is gone. */
  take(feed: Feed, entry: number): Promise<void>;
}

/** After how long a page that is gone is asked for again: what a publisher's servers lose for minutes is not gone. */
const AGAIN: Millis = 10 * 60_000;
/** Pages that are looked into at once: a feed that is set up anew must not cost its publisher hundreds of requests. */
const MOST = 20;
/** Entries that are remembered as looked into: a feed sorted by likes drops and lists them again all day. */
const REMEMBERED = 5_000;

/**
 * An entry that leaves its feed while older ones stay may have been taken off without a word. Its page says whether it
 * was: asked for twice, and only of what was told. What waits when the service ends is not looked into again.
 */
export function createVanished({ pages, clock, log, take }: VanishedParts): Vanished {
  const background = createBackground();
  const seen = new LRUCache<number, true>({ max: REMEMBERED });

  async function check(feed: Feed, entry: KeptEntry): Promise<void> {
    if (!(await pages.isGone(feed, entry))) return;
    await clock.sleep(AGAIN, background.signal);
    if (await pages.isGone(feed, entry)) await take(feed, entry.id);
  }

  return {
    look(feed, entries) {
      for (const entry of entries) {
        if (seen.has(entry.id) || background.size >= MOST || background.signal.aborted) continue;
        seen.set(entry.id, true);
        background.run(check(feed, entry), (error) =>
          log.error({ feed: feed.settings.url, entry: entry.id, error }, "a vanished article is not told"),
        );
      }
    },
    stop: () => background.stop(),
  };
}

/**
 * Entries that a feed listed and lists no more, though it goes on listing older ones: not what the newer ones push off its
 * end. By their ids, which count up as they arrive. Of a feed that is read in parts nothing is said.
 */
export function leftFrom(before: readonly number[], current: Listed | undefined): number[] {
  if (!Array.isArray(current)) return [];
  const listed = new Set(current);
  const oldest = Math.min(...before.filter((id) => listed.has(id)));
  return before.filter((id) => !listed.has(id) && id > oldest);
}
