import type { Instant } from "./time.ts";

/** Entries, from any feed, that report one event. */
export interface Story {
  id: number;
  headline: string;
  createdAt: Instant;
  updatedAt: Instant;
  withdrawnAt?: Instant;
  /** Set when this story was merged into another. */
  mergedInto?: number;
}

/** `story` carries on `other` on another day, or is likely the same event, told in another language. */
export interface StoryLink {
  story: number;
  kind: "follows" | "alsoIn";
  other: number;
}

/** What one channel is told of one story: created once, then updated. Unique by (story, channel). */
export interface Alert {
  id: number;
  story: number;
  channel: string;
  createdAt: Instant;
  /** How many updates were made: the number in the next delivery's key. */
  updates: number;
  /** Names of the watch lists that matched the story. */
  watchLists: string[];
  /** The message as last decided: full state. */
  message: import("./message.ts").Message;
}
