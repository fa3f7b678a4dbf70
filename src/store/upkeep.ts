import type { Instant } from "../model/time.ts";

/** The store's own upkeep. */
export interface UpkeepStore {
  /** Deletes what has outlived its time. */
  prune(keep: Retention): Promise<Pruned>;
}

/** What is kept: of each kind, what came after the moment; and at most so many entries. */
export interface Retention {
  entries: Instant;
  /** Alerts with their stories, entries and deliveries. */
  alerts: Instant;
  audit: Instant;
  /** Entries at most, alerts' own not counted. */
  count: number;
}

export interface Pruned {
  entries: number;
  alerts: number;
  stories: number;
  audit: number;
}
