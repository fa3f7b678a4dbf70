import type { Delivery, DeliveryKind, DeliveryState } from "../../model/delivery.ts";
import type { WithheldReason } from "../../model/entry.ts";
import type { Feed } from "../../model/feed.ts";
import type { Story } from "../../model/story.ts";
import type { Match } from "../../model/watchlist.ts";
import type { HoldReason, KeptAlert, KeptEntry, TextSource } from "../store.ts";

/** Rows as SQLite gives them, and what they become. JSON columns hold what this program wrote: trusted. */
export interface EntryRow {
  id: number;
  feed: number;
  guid: string;
  url: string;
  canonical_url: string;
  title: string;
  title_key: string;
  summary: string;
  content: string;
  author: string;
  outlet: string;
  tier: 1 | 2 | 3;
  language: string;
  categories: string;
  image: string | null;
  agency: string | null;
  published_at: number | null;
  updated_at: number | null;
  first_seen_at: number;
  content_hash: string;
  text_hash: string;
  story: number;
  duplicate_of: number | null;
  withheld: WithheldReason | null;
  withdrawn_at: number | null;
  urgency: string | null;
  text_from: TextSource | null;
  text_note: string | null;
  text_again: 1 | null;
  features: Uint8Array | null;
}

export const ENTRY_COLUMNS = [
  "id",
  "feed",
  "guid",
  "url",
  "canonical_url",
  "title",
  "title_key",
  "summary",
  "content",
  "author",
  "outlet",
  "tier",
  "language",
  "categories",
  "image",
  "agency",
  "published_at",
  "updated_at",
  "first_seen_at",
  "content_hash",
  "text_hash",
  "story",
  "duplicate_of",
  "withheld",
  "withdrawn_at",
  "urgency",
  "text_from",
  "text_note",
  "text_again",
  "features",
] as const satisfies readonly (keyof EntryRow)[];

export function entryOf(row: EntryRow): KeptEntry {
  return {
    id: row.id,
    feed: row.feed,
    guid: row.guid,
    url: row.url,
    canonicalUrl: row.canonical_url,
    title: row.title,
    titleKey: row.title_key,
    summary: row.summary,
    content: row.content,
    author: row.author,
    outlet: row.outlet,
    tier: row.tier,
    language: row.language,
    categories: JSON.parse(row.categories),
    firstSeenAt: row.first_seen_at,
    contentHash: row.content_hash,
    textHash: row.text_hash,
    story: row.story,
    ...(row.image === null ? {} : { image: row.image }),
    ...(row.agency === null ? {} : { agency: row.agency }),
    ...(row.published_at === null ? {} : { publishedAt: row.published_at }),
    ...(row.updated_at === null ? {} : { updatedAt: row.updated_at }),
    ...(row.duplicate_of === null ? {} : { duplicateOf: row.duplicate_of }),
    ...(row.withheld === null ? {} : { withheld: row.withheld }),
    ...(row.withdrawn_at === null ? {} : { withdrawnAt: row.withdrawn_at }),
    ...(row.urgency === null ? {} : { urgency: row.urgency }),
    ...(row.text_from === null ? {} : { textFrom: row.text_from }),
    ...(row.text_note === null ? {} : { textNote: row.text_note }),
    ...(row.text_again === null ? {} : { textAgain: true }),
    ...(row.features === null ? {} : { features: row.features }),
  };
}

export function rowOfEntry(e: KeptEntry): EntryRow {
  return {
    id: e.id,
    feed: e.feed,
    guid: e.guid,
    url: e.url,
    canonical_url: e.canonicalUrl,
    title: e.title,
    title_key: e.titleKey,
    summary: e.summary,
    content: e.content,
    author: e.author,
    outlet: e.outlet,
    tier: e.tier,
    language: e.language,
    categories: JSON.stringify(e.categories),
    image: e.image ?? null,
    agency: e.agency ?? null,
    published_at: e.publishedAt ?? null,
    updated_at: e.updatedAt ?? null,
    first_seen_at: e.firstSeenAt,
    content_hash: e.contentHash,
    text_hash: e.textHash,
    story: e.story,
    duplicate_of: e.duplicateOf ?? null,
    withheld: e.withheld ?? null,
    withdrawn_at: e.withdrawnAt ?? null,
    urgency: e.urgency ?? null,
    text_from: e.textFrom ?? null,
    text_note: e.textNote ?? null,
    text_again: e.textAgain === true ? 1 : null,
    features: e.features ?? null,
  };
}

export interface StoryRow {
  id: number;
  headline: string;
  created_at: number;
  updated_at: number;
  withdrawn_at: number | null;
  merged_into: number | null;
}

export function storyOf(row: StoryRow): Story {
  return {
    id: row.id,
    headline: row.headline,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.withdrawn_at === null ? {} : { withdrawnAt: row.withdrawn_at }),
    ...(row.merged_into === null ? {} : { mergedInto: row.merged_into }),
  };
}

export interface AlertRow {
  id: number;
  story: number;
  channel: string;
  entry: number;
  created_at: number;
  updates: number;
  posted: number;
  watch_lists: string;
  message: string;
  held: HoldReason | null;
  held_until: number | null;
  pointer: number | null;
  escalated_at: number | null;
  breaking_at: number | null;
}

export function alertOf(row: AlertRow): KeptAlert {
  return {
    id: row.id,
    story: row.story,
    channel: row.channel,
    entry: row.entry,
    createdAt: row.created_at,
    updates: row.updates,
    posted: row.posted === 1,
    watchLists: JSON.parse(row.watch_lists),
    message: JSON.parse(row.message),
    ...(row.breaking_at === null ? {} : { breakingAt: row.breaking_at }),
    ...(row.escalated_at === null ? {} : { escalatedAt: row.escalated_at }),
    ...(row.pointer === null ? {} : { pointer: row.pointer }),
    ...(row.held === null ? {} : { held: { why: row.held, until: row.held_until ?? 0 } }),
  };
}

export interface DeliveryRow {
  id: number;
  key: string;
  kind: DeliveryKind;
  channel: string;
  alert: number | null;
  message: string;
  state: DeliveryState;
  due_at: number;
  attempts: number;
  uncertain: number;
  created_at: number;
  sent_at: number | null;
  ref: string | null;
  last_error: string | null;
}

export function deliveryOf(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    channel: row.channel,
    message: JSON.parse(row.message),
    state: row.state,
    dueAt: row.due_at,
    attempts: row.attempts,
    uncertain: row.uncertain === 1,
    createdAt: row.created_at,
    ...(row.alert === null ? {} : { alert: row.alert }),
    ...(row.sent_at === null ? {} : { sentAt: row.sent_at }),
    ...(row.ref === null ? {} : { ref: JSON.parse(row.ref) }),
    ...(row.last_error === null ? {} : { lastError: row.last_error }),
  };
}

export interface FeedRow {
  id: number;
  settings: string;
  moved_url: string | null;
  state: string;
  paused: number;
}

export function feedOf(row: FeedRow): Feed {
  const settings: Feed["settings"] = JSON.parse(row.settings);
  if (row.moved_url !== null) settings.url = row.moved_url;
  return { id: row.id, settings, state: JSON.parse(row.state), paused: row.paused === 1 };
}

export interface MatchRow {
  entry: number;
  watch_list: string;
  score: number;
  reason: string;
  terms: string;
}

export function matchOf(row: MatchRow): Match {
  return { watchList: row.watch_list, score: row.score, reason: row.reason, terms: JSON.parse(row.terms) };
}
