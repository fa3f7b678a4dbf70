import type { Instant } from "../model/time.ts";
import type { Features, Standing } from "./features.ts";

/** What an entry is known by exactly: its link, its text, its headline. */
export const EXACT = ["url", "text", "headline"] as const;
export type Exact = (typeof EXACT)[number];
/** A hash of 53 bits; 0 where there is nothing to compare. */
export type Keys = Readonly<Record<Exact, number>>;

/** An entry as the corpus takes it. */
export interface Arrival {
  id: number;
  story: number;
  at: Instant;
  /** `languageKey`. */
  language: number;
  keys: Keys;
  features: Features & Standing;
  /** True if it repeats another's text: then texts are compared with that one, never with this. */
  copy: boolean;
}

/** An entry of the window. */
export interface Held {
  /** Its number in order of arrival. */
  entry: number;
  id: number;
  at: Instant;
  story: number;
}

/** A story, and how near an article comes to its nearest entry. */
export interface Near {
  story: number;
  near: number;
}

/** The newest entries that speak for a story: an old story is about what it has become. */
export const PROFILE = 64;
