import type { Instant } from "./time.ts";

/** One item of a feed, kept. */
export interface Entry {
  id: number;
  feed: number;
  guid: string;
  /** As published: what people click. */
  url: string;
  /** Canonical form: what entries are compared by. "" if there is no link. */
  canonicalUrl: string;
  title: string;
  summary: string;
  /** Plain text. */
  content: string;
  author: string;
  outlet: string;
  tier: 1 | 2 | 3;
  language: string;
  categories: string[];
  image?: string;
  agency?: string;
  publishedAt?: Instant;
  updatedAt?: Instant;
  firstSeenAt: Instant;
  /** Hash of title, summary and content: whether a poll brought anything new of it. */
  contentHash: string;
  story: number;
  /** Set if this entry repeats another's text or URL. */
  duplicateOf?: number;
  /** Why a matching entry made no alert ("backfill", "flood", ...). */
  withheld?: WithheldReason;
  withdrawnAt?: Instant;
}

export type WithheldReason = "backfill" | "flood";

/** A later version of an entry: what it was before, kept. */
export interface Revision {
  entry: number;
  at: Instant;
  /** The text before this revision. */
  before: { title: string; summary: string; content: string };
  change: RevisionChange;
}

/** What a revision amounts to. */
export type RevisionChange = "headline" | "text" | "withdrawn" | "vanished";

/** What text is matched, grouped and summarised: an entry, or a line given to `match` and its like. */
export interface Article {
  id: string;
  title: string;
  summary: string;
  content: string;
  url: string;
  outlet: string;
  author: string;
  language: string;
  categories: string[];
  publishedAt?: Instant;
}
