import type { Delivery, DeliveryKey, DeliveryKind, MessageRef } from "../model/delivery.ts";
import type { Entry, Revision } from "../model/entry.ts";
import type { Feed, FeedNotice, FeedSettings, FeedState } from "../model/feed.ts";
import type { Message } from "../model/message.ts";
import type { Alert, Story, StoryLink } from "../model/story.ts";
import type { Instant } from "../model/time.ts";
import type { Entity, Match, WatchList } from "../model/watchlist.ts";
import type { Claim, EditingStore, HistoryStore } from "./editing.ts";
import type { ReadStore } from "./reading.ts";
import type { Listed, UpkeepStore } from "./upkeep.ts";

/**
 * The database, as the program sees it: one asynchronous interface, SQLite behind it now. Every write is one
 * transaction, all of it or none.
 */
export interface Store
  extends IngestStore,
    FeedStore,
    OutboxStore,
    DeskStore,
    ReadStore,
    UpkeepStore,
    EditingStore,
    HistoryStore {
  /** Random, made with the database: keeps delivery keys of two databases apart. */
  readonly deskId: string;
  /** Changes whenever another process has written. */
  version(): number;
  close(): Promise<void>;
}

/** An entry with what it is compared by. */
export interface KeptEntry extends Entry {
  /** The headline, normalised; "" where a title alone says too little to be compared by. */
  titleKey: string;
  /** Hash of the normalised text; "" where there is too little of it. */
  textHash: string;
  /** What it is compared by, frozen as it arrived; written once and read for the story index only. */
  features?: Uint8Array;
  /** The wire's own urgency field, as published. */
  urgency?: string;
  /** Where `content` came from, of an entry whose article was looked for (`fullText`). */
  textFrom?: TextSource;
  /** Why the article could not be read, or what is wrong with it, in words. */
  textNote?: string;
  /** What kept the article away may pass: it is still looked for. */
  textAgain?: boolean;
}

/** The feed's own document, or the article's page behind a teaser. */
export type TextSource = "feed" | "article";

/** What is decided of one document (or command): data, never a callback. */
export interface Changes {
  at: Instant;
  /** `state` and `current` only after a poll: what a hub pushes changes neither. */
  feed?: { id: number; state?: FeedState; current?: Listed; notices?: FeedNotice[] };
  /** New ones. */
  entries: KeptEntry[];
  /** Entries as they now are, each with its revision. */
  revised: { entry: KeptEntry; revision: Revision }[];
  /** A guid that became another for a known URL: the entry is known under both from now on. */
  reguided: { entry: number; guid: string }[];
  /** New or changed. */
  stories: Story[];
  /** Replaces what was known of (entry, watch list). */
  matches: { entry: number; match: Match }[];
  /** New or changed. */
  alerts: KeptAlert[];
  deliveries: NewDelivery[];
  /** Entries that are of another story from now on. */
  moved: { entry: number; story: number }[];
  links?: StoryLink[];
  /** Alerts that became pointers: a post still untried is dropped, else the edit is owed. */
  pointers: { alert: number; edit: NewDelivery }[];
  /** Messages that wait, untried, and that another now carries. */
  superseded: number[];
  /** A digest that is still waiting and takes more items. */
  amended: { delivery: number; message: Message; dueAt: Instant }[];
  /** Notices (`untold`) that these deliveries tell. */
  told?: readonly number[];
  /** The store's version when this was looked at: written to by another since, the commit is refused as stale. */
  basedOn?: number;
}

export interface KeptAlert extends Alert {
  /** The entry whose headline it shows. */
  entry: number;
  /** False for a story told in a digest only. */
  posted: boolean;
  /** The alert that tells its story now: this one only points there. */
  pointer?: number;
  /** When it became breaking, if it was not from the start. */
  breakingAt?: Instant;
  /** When it was said again because nobody claimed it. */
  escalatedAt?: Instant;
  /** Set while it waits for a digest. */
  held?: Hold;
}

export type HoldReason = "digest" | "quiet" | "cap";

export interface Hold {
  why: HoldReason;
  until: Instant;
}

/** Nothing, to be filled in. */
export function noChanges(at: Instant): Changes {
  return {
    at,
    entries: [],
    revised: [],
    reguided: [],
    stories: [],
    matches: [],
    alerts: [],
    deliveries: [],
    moved: [],
    pointers: [],
    superseded: [],
    amended: [],
  };
}

export interface NewDelivery {
  key: DeliveryKey;
  kind: DeliveryKind;
  channel: string;
  alert?: number;
  message: Message;
  dueAt: Instant;
}

/** What is known of a document's entries, before their stories are. */
export interface Known {
  /** By guid within the feed. */
  byGuid: Map<string, KeptEntry>;
  /** By canonical URL within the feed. */
  byUrl: Map<string, KeptEntry>;
  /** By content hash: what the feed's last document held without a link, and this one does not name by its guid. */
  byContent: Map<string, KeptEntry>;
}

/** What is known of the stories that a document touches. */
export interface Snapshot {
  stories: Map<number, Story>;
  /** Entries of each story, oldest first, content left out. */
  entries: Map<number, KeptEntry[]>;
  matches: Map<number, Match[]>;
  /** By story. */
  alerts: Map<number, KeptAlert[]>;
  linked: LinkedStories;
  /** By story. */
  claims: Map<number, Claim>;
  /** Backfill digests that still wait, by channel. */
  waitingDigests: Map<string, Delivery>;
  /** Alerts posted in the last hour, by channel, of those that were asked about. */
  postedThisHour: Map<string, number>;
  /** The first free ids. */
  next: { entry: number; story: number; alert: number };
}

/** What is known of links: of the stories that were asked for, and of those that these are linked with. */
export interface LinkedStories {
  links: StoryLink[];
  /** By story, of those not asked for that a link names: the first entry that stands; none where all was taken back. */
  heads: Map<number, KeptEntry>;
  /** By story, of the same: the languages of its entries that stand. */
  languages: Map<number, string[]>;
  /** By story, of the same. */
  alerts: Map<number, KeptAlert[]>;
  /** By alert, of all stories, asked for or not: its own message, where its channel was sent one. */
  refs: Map<number, MessageRef>;
}

export interface IngestStore {
  known(feed: number, keys: readonly { guid: string; canonicalUrl: string }[]): Promise<Known>;
  /** `capped`: channels of which it matters how much they were told in the last hour; all of them, if unsaid. */
  snapshot(stories: readonly number[], now: Instant, capped?: readonly string[]): Promise<Snapshot>;
  /** Posts that nothing was tried of yet and that were due before the moment, with their alerts, by channel. */
  overdue(before: Instant): Promise<Map<string, { delivery: Delivery; alert: KeptAlert }[]>>;
  /** Told alerts that became breaking between two moments, that nobody claimed, and that were not said again. */
  unclaimed(between: { after: Instant; before: Instant }): Promise<KeptAlert[]>;
  /** Alerts that waited for a digest until now. */
  heldUntil(now: Instant): Promise<KeptAlert[]>;
  commit(changes: Changes): Promise<void>;
  /** The entries that a feed listed when it was last read. */
  listed(feed: number): Promise<number[]>;
  /** Those of the entries that stand, were first seen since then, and whose story somebody was told of. */
  told(entries: readonly number[], since: Instant): Promise<KeptEntry[]>;
  /** Entries first seen since then whose article is still looked for, the newest first. */
  teasers(since: Instant, atMost: number): Promise<KeptEntry[]>;
  /** The articles of these entries of a feed are looked for no more, by their guids. */
  giveUp(feed: number, guids: readonly string[]): Promise<void>;
  /** How often entries were moved from story to story by hand: an index made before is then out of date. */
  storyEdits(): Promise<number>;
  /** Recent entries, oldest first, some at a time, to rebuild the story index. */
  indexed(since: Instant, atMost: number): AsyncIterable<IndexedEntry[]>;
}

/** What the story index holds of an entry. */
export interface IndexedEntry
  extends Pick<
    KeptEntry,
    "id" | "story" | "canonicalUrl" | "titleKey" | "textHash" | "firstSeenAt" | "language"
  > {
  features: Uint8Array;
  duplicateOf?: number;
}

export interface FeedStore {
  feeds(): Promise<Feed[]>;
  /** One that is still polled. */
  feed(id: number): Promise<Feed | undefined>;
  due(now: Instant): Promise<Feed[]>;
  /** With what the admin is to be told of it. */
  saveState(feed: number, state: FeedState, notices?: readonly FeedNotice[]): Promise<void>;
  /** What is known of its hub, beside whatever a poll under way may save. */
  saveHub(feed: number, hub: NonNullable<FeedState["hub"]>): Promise<void>;
  /** Puts off feeds that are about to be polled, so that a crash in between polls none of them early. */
  claim(claims: readonly { feedId: number; nextPollAt: Instant }[]): Promise<void>;
  /** Takes over a permanent redirect, and notes what the admin is to be told of it. */
  move(feed: number, url: string, notices?: readonly FeedNotice[]): Promise<void>;
  /** What the admin has not been told yet, oldest first; `Changes.told` strikes it off. */
  untold(): Promise<UntoldNotice[]>;
}

export interface UntoldNotice extends FeedNotice {
  id: number;
  feed: Feed;
}

export interface OutboxStore {
  /**
   * Rows found leased (who leased them is gone) wait again, marked uncertain; not those of channels that have one in
   * hand. Returns the channels that wait to learn whether a message has arrived.
   */
  recover(inHand: readonly string[]): Promise<string[]>;
  /** Leases each channel's first due row, with untried ones `most` (1) at most, but for `busy`; edits replaced later are superseded. */
  lease(now: Instant, busy: readonly string[], most?: number): Promise<Delivery[]>;
  /** Gives back what was leased and certainly not tried: it is as it was. */
  release(ids: readonly number[]): Promise<void>;
  /** Records how an attempt ended. */
  record(id: number, outcome: DeliveryOutcome): Promise<void>;
  /** When the next channel's head is due (past, if it is due already), of channels not in `busy`. */
  nextDue(now: Instant, busy: readonly string[]): Promise<Instant | undefined>;
  /** Where the alert's own message stands, and the key it carries. */
  posted(alert: number): Promise<{ ref: MessageRef; key: DeliveryKey } | undefined>;
  /** The channel's last message when this delivery was first tried, to bound a search. */
  lastBefore(delivery: number): Promise<MessageRef | undefined>;
  deliveries(filter: { state?: Delivery["state"]; limit: number }): Promise<Delivery[]>;
  counts(): Promise<Record<Delivery["state"], number>>;
}

export type DeliveryOutcome =
  | { state: "sent"; at: Instant; ref?: MessageRef }
  | { state: "queued"; dueAt: Instant; uncertain: boolean; error: string }
  | { state: "dead"; error: string; uncertain?: boolean }
  | { state: "superseded" };

/** A thing that files seed and people edit. */
export interface Seeded<T> {
  name: string;
  definition: T;
  seedHash?: string;
  /** As the file last gave it. */
  seeded?: T;
  deletedAt?: Instant;
}

export interface DeskStore {
  watchLists(): Promise<Seeded<WatchList>[]>;
  entities(): Promise<Seeded<Entity>[]>;
  seededFeeds(): Promise<Seeded<FeedSettings>[]>;
  /** Writes definitions and their audit rows in one transaction. */
  edit(edits: DeskEdits): Promise<void>;
  audit(limit: number): Promise<AuditRow[]>;
}

export interface DeskEdits {
  at: Instant;
  watchLists?: Seeded<WatchList>[];
  entities?: Seeded<Entity>[];
  feeds?: Seeded<FeedSettings>[];
  audit: Omit<AuditRow, "at">[];
}

export interface AuditRow {
  /** Set once it is kept: what a person names the change by. */
  id?: number;
  at: Instant;
  /** "discord:123 (Ann)", "shell:root", "file:wirewatch.yaml". */
  who: string;
  place: string;
  action: string;
  subject: string;
  before?: unknown;
  after?: unknown;
}
