import type { FeedSettings } from "../model/feed.ts";
import type { Entity, WatchList } from "../model/watchlist.ts";

/** The feeds of an OPML file. Throws, in words, what is wrong with it. */
export async function readOpml(text: string, path: string): Promise<FeedSettings[]> {
  throw new Error(`${path}: OPML cannot be read yet (${text.length} characters)`);
}

/** A watch-list file. Throws, in words, what is wrong with it. */
export async function readWatchList(
  text: string,
  path: string,
): Promise<{ list: WatchList; entities: Entity[] }> {
  throw new Error(`${path}: watch lists cannot be read yet (${text.length} characters)`);
}
