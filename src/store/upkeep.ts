import type { Instant } from "../model/time.ts";

/** The store's own upkeep, and how the service that runs on it is. */
export interface UpkeepStore {
  /** Deletes what has outlived its time. */
  prune(keep: Retention): Promise<Pruned>;
  /** What keeps messages from their channels. */
  blocked(): Promise<Blocked[]>;
  /** How the platforms are, kept for a shell beside the service. */
  saveConnections(states: readonly ConnectionState[]): Promise<void>;
  connections(): Promise<ConnectionState[]>;
}

/** Messages of one channel that wait because an attempt failed, or that could not be delivered. */
export interface Blocked {
  channel: string;
  state: "queued" | "dead";
  count: number;
  /** Of the newest, in words. */
  why: string;
}

/** How one platform's connection is. */
export interface ConnectionState {
  adapter: string;
  /** In words, with what to do about it. */
  state: string;
  ready: boolean;
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

/**
 * The entries that a feed lists, which are kept however old: of several documents read as one (an index's sitemaps), those
 * of each that was read, by its URL. What is named and was not read lists what it did.
 */
export type Listed = number[] | { named: readonly string[]; read: Record<string, number[]> };

export interface Pruned {
  entries: number;
  alerts: number;
  stories: number;
  audit: number;
}
