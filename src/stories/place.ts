import type { FeedState } from "../model/feed.ts";
import type { Instant } from "../model/time.ts";
import type { Draft } from "./draft.ts";
import { floodOf } from "./flood.ts";
import type { News } from "./news.ts";
import type { Merge, Stories } from "./stories.ts";

/** One piece of news and the story it belongs to. */
export interface PlacedNews {
  news: News;
  /** A known story, one that an entry of this document begins, or (undefined) a new one. */
  story: { known: number } | { begunBy: Draft } | undefined;
  /** The entry whose text or link it repeats: known, or of this document. */
  repeats: { known: number } | { draft: Draft } | undefined;
  /** A known story that this one, which it begins, carries on. */
  follows?: number | undefined;
  /** A known story in another language that is likely the same event. */
  alsoIn?: number | undefined;
  /** Known stories that this entry proves to be one. */
  merges: Merge[];
  /** A flood: kept, and no alert made of it. */
  held: boolean;
}

/**
 * Which story each piece of news belongs to. A document's own entries find each other too. Decides, changes nothing but
 * the drafts' features: frozen as they arrive.
 */
export function placeNews(
  news: readonly News[],
  stories: Stories,
  before: FeedState,
  all: number,
  now: Instant,
): PlacedNews[] {
  const fresh = news.flatMap((n) => (n.kind === "new" ? [n.draft] : []));
  const held = floodOf(before, all, fresh, now);
  if (fresh.length === 0) return news.map(unplaced);
  // An entry is found by those after it in its document: one alone, and the last, by none.
  const last = fresh.at(-1);
  const index = fresh.length > 1 ? stories.draft() : stories;
  // Entries of this document, and the stories that they begin, have no numbers yet: they count downwards here.
  const drafts = new Map<number, Draft>();
  return news.map((n, i) => {
    if (n.kind !== "new") return unplaced(n);
    const { draft } = n;
    const own = -(i + 1);
    const found = index.place({ ...draft, features: index.features(draft) }, true);
    draft.features = found.features;
    const { story, duplicateOf, merges, follows, alsoIn } = found;
    if (draft !== last)
      index.apply([
        {
          ...draft,
          features: found.features,
          id: own,
          story: story ?? own,
          ...(duplicateOf === undefined ? {} : { duplicateOf }),
        },
      ]);
    drafts.set(own, draft);
    const begunBy = drafts.get(story ?? 0);
    const repeated = drafts.get(duplicateOf ?? 0);
    return {
      news: n,
      story: begunBy !== undefined ? { begunBy } : story === undefined ? undefined : { known: story },
      repeats:
        repeated !== undefined
          ? { draft: repeated }
          : duplicateOf === undefined
            ? undefined
            : { known: duplicateOf },
      follows,
      alsoIn,
      merges,
      held: held.has(draft),
    };
  });
}

/** News of an entry that has its place. */
export function unplaced(news: News): PlacedNews {
  return { news, story: undefined, repeats: undefined, merges: [], held: false };
}

/** The stories that a document touches, to be looked up before anything is decided. */
export function storiesOf(placed: readonly PlacedNews[]): number[] {
  return placed.flatMap(({ news, story, merges }) => {
    if (news.kind !== "new") return [news.entry.story];
    const known = story !== undefined && "known" in story ? [story.known] : [];
    return [...known, ...merges.flatMap((m) => [m.from, m.into])];
  });
}
