import type { Story } from "../model/story.ts";
import type { Instant } from "../model/time.ts";
import type { Match } from "../model/watchlist.ts";
import type { KeptEntry } from "./store.ts";

/** A story as people ask for it. */
export interface StoryLine {
  story: Story;
  /** The entry shown. */
  entry: KeptEntry;
  matches: Match[];
  /** Every outlet that has it, first first. */
  outlets: string[];
}

export interface ReadStore {
  /** Stories that matched (a watch list, if named), newest first. */
  recent(filter: { watchList?: string; since?: Instant; limit: number }): Promise<StoryLine[]>;
  /** Entries, newest first, in batches. */
  entriesSince(
    since: Instant,
    before: { at: Instant; id: number } | undefined,
    limit: number,
  ): Promise<KeptEntry[]>;
  storyLines(stories: readonly number[]): Promise<Map<number, StoryLine>>;
  /** For status: how much there is. */
  totals(): Promise<{ feeds: number; entries: number; stories: number; alerts: number; bytes: number }>;
  matchCounts(since: Instant): Promise<Map<string, number>>;
}
