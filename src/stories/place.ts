import type { FeedState } from "../model/feed.ts";
import type { Instant } from "../model/time.ts";
import type { Draft } from "./draft.ts";
import { floodOf } from "./flood.ts";
import type { News } from "./news.ts";
import type { StoryIndex } from "./story-index.ts";

/** One piece of news and the story it belongs to. */
export interface PlacedNews {
  news: News;
  /** A known story, one that this document begins, or (undefined) a new one. */
  place: { story: number; duplicateOf: number } | { beginsWith: Draft } | undefined;
  /** A flood: kept, and no alert made of it. */
  held: boolean;
}

/** Which story each piece of news belongs to. A document's own entries find each other too. Decides, changes nothing. */
export function placeNews(
  news: readonly News[],
  stories: StoryIndex,
  before: FeedState,
  all: number,
  now: Instant,
): PlacedNews[] {
  const fresh = news.flatMap((n) => (n.kind === "new" ? [n.draft] : []));
  const held = floodOf(before, all, fresh, now);
  const index = stories.draft();
  // Entries of this document have no ids yet: they stand in the draft index under their negative place in it.
  const begun = new Map<number, Draft>();
  return news.map((n, i) => {
    if (n.kind !== "new") return { news: n, place: undefined, held: false };
    const own = -(i + 1);
    const found = index.place(n.draft);
    const head = found.kind === "same" ? begun.get(found.duplicateOf) : undefined;
    index.apply([{ ...n.draft, id: own, story: found.kind === "same" ? found.story : own }]);
    begun.set(own, n.draft);
    const place =
      head !== undefined
        ? { beginsWith: head }
        : found.kind === "same"
          ? { story: found.story, duplicateOf: found.duplicateOf }
          : undefined;
    return { news: n, place, held: held.has(n.draft) };
  });
}

/** The stories that a document touches, to be looked up before anything is decided. */
export function storiesOf(placed: readonly PlacedNews[]): number[] {
  return placed.flatMap(({ news, place }) => {
    if (news.kind !== "new") return [news.entry.story];
    return place !== undefined && "story" in place ? [place.story] : [];
  });
}
