import type { Delivery } from "../model/delivery.ts";
import type { Revision } from "../model/entry.ts";
import type { FeedSettings } from "../model/feed.ts";
import type { Instant } from "../model/time.ts";
import type { Entity, WatchList } from "../model/watchlist.ts";
import type { AuditRow, Changes, DeskEdits, HoldReason, KeptAlert, KeptEntry } from "./store.ts";

type Audit = DeskEdits["audit"];

/** A story or a watch list that is not told for a while. */
export interface Mute {
  id: number;
  kind: "story" | "watch";
  /** A story's number, or a watch list's name. */
  subject: string;
  since: Instant;
  until: Instant;
  who: string;
}

/** Who works on a story. */
export interface Claim {
  story: number;
  /** "discord:123 (Ann)". */
  who: string;
  /** As shown to people. */
  name: string;
  at: Instant;
}

/** What one person is told by direct message. */
export interface Follow {
  platform: string;
  user: string;
  kind: "story" | "watch";
  subject: string;
}

/** A channel's setting that chat or a shell gave, in place of the configuration's. */
export interface ChannelSetting {
  channel: string;
  setting: "quiet" | "layout" | "digest";
  /** As a person writes it: "22:00-07:00 sat,sun GB", "compact", "hourly"; "none" for no quiet hours. */
  value: string;
}

/** A change of one: from what it was to what it is to be, either undefined where the configuration's counts. */
export interface ChannelChange extends Pick<ChannelSetting, "channel" | "setting"> {
  before: string | undefined;
  after: string | undefined;
  /** Alerts that wait because of the setting wait until then. */
  held?: { why: HoldReason; until: Instant };
}

/** A definition that an edit rests on: as it was read, undefined for one that must not be there. */
export interface Expected {
  kind: "watchList" | "entity" | "feed";
  name: string;
  definition: unknown;
}

interface Change<K extends Expected["kind"], T> {
  kind: K;
  name: string;
  /** "add", "change", "remove", "pause", ...: the audit trail's word behind the kind. */
  action: string;
  before: T | undefined;
  after: T | undefined;
}

/** A definition's change: from what it was to what it is to be, either undefined for one that is not there. */
export type DefinitionChange =
  | Change<"watchList", WatchList>
  | Change<"entity", Entity>
  | Change<"feed", FeedSettings>;

export type Redo = "retry" | "drop" | "keep";

/** What commands change. Each is one transaction with its audit rows. */
export interface EditingStore {
  /** As `edit`; false, and nothing done, if a definition that it rests on has changed since. */
  change(edits: DeskEdits, expected: readonly Expected[]): Promise<boolean>;
  /** The audit trail, newest first. `kind` is an action's first word. */
  trail(filter: {
    id?: number;
    kind?: string;
    subject?: string;
    before?: number;
    limit: number;
  }): Promise<AuditRow[]>;
  /** A definition's change by its number in the trail; undefined if that changed none. */
  changeOf(id: number): Promise<DefinitionChange | undefined>;
  channelSettings(): Promise<ChannelSetting[]>;
  /** False, and nothing done, if the setting is not as it was read. */
  setChannel(change: ChannelChange, at: Instant, audit: Audit): Promise<boolean>;
  /** Stories and alerts changed by a person. Throws StaleSnapshot if the desk moved on meanwhile: look again. `split`: these two stay apart. */
  mend(changes: Changes, audit: Audit, split?: { story: number; other: number }): Promise<void>;
  /** Stories that people split, and did not merge again. */
  apart(): Promise<{ story: number; other: number }[]>;
  /** Mutes, those that are over too, newest first. */
  mutes(filter: { at?: Instant; limit: number }): Promise<Mute[]>;
  /** In place of what mutes the subject: all of it, or of a merged story's several mutes the one named. */
  mute(mute: Omit<Mute, "id">, audit: Audit, replaced?: number): Promise<void>;
  /** Ends what mutes the subject: all of it, or the one mute named; how many mutes that were. */
  unmute(kind: Mute["kind"], subject: string, at: Instant, audit: Audit, only?: number): Promise<number>;
  claims(): Promise<Claim[]>;
  claimOf(story: number): Promise<Claim | undefined>;
  /** The first to claim a story has it, whoever else asks at once: the claim that stands. The rest is done only if this one does. */
  claimStory(claim: Claim, changes: Changes, audit: Audit): Promise<Claim>;
  /** False if it is not (or no longer) `who`'s. */
  releaseStory(story: number, who: string, changes: Changes, audit: Audit): Promise<boolean>;
  follows(): Promise<Follow[]>;
  /** False if the person follows `most` already. */
  follow(follow: Follow, at: Instant, most: number, audit: Audit): Promise<boolean>;
  unfollow(follow: Follow, at: Instant, audit: Audit): Promise<boolean>;
  /** False if this person said so before. */
  notRelevant(
    feedback: { story: number; watchList: string; who: string; at: Instant },
    audit: Audit,
  ): Promise<boolean>;
  /** Takes back what a person said so; false if they did not. */
  relevant(
    feedback: { story: number; watchList: string; who: string; at: Instant },
    audit: Audit,
  ): Promise<boolean>;
  /** Stories that people marked as not relevant to a list. */
  feedbackOf(watchList: string, since: Instant): Promise<{ story: number; people: number }[]>;
  /** A dead letter waits again, or is dropped; a dropped one is kept after all. Undefined if there is none such. */
  redo(id: number, how: Redo, now: Instant, audit?: Audit): Promise<Delivery | undefined>;
  /** Alerts that wait for a digest wait no longer; how many those are. */
  tellHeld(channel: string | undefined, now: Instant, audit: Audit): Promise<number>;
}

export interface LinkedStory {
  kind: "follows" | "followedBy" | "alsoIn";
  story: number;
  headline: string;
  /** Of its first entry; "" if that is not known. */
  language: string;
}

/** How an entry and its story came to be told, or not. */
export interface HistoryStore {
  /** Entries of that canonical URL, oldest first. */
  entriesAt(canonicalUrl: string): Promise<KeptEntry[]>;
  /** Entries of that headline, newest first. */
  entriesTitled(title: string, limit: number): Promise<KeptEntry[]>;
  revisions(entries: readonly number[]): Promise<Revision[]>;
  /** Stories that a story is linked with, either way, as they are now. */
  linksOf(story: number): Promise<LinkedStory[]>;
  /** What was owed for these alerts, oldest first. */
  deliveriesOf(alerts: readonly number[]): Promise<Delivery[]>;
  /** Alerts that wait, soonest first. */
  heldAlerts(limit: number): Promise<KeptAlert[]>;
  /** How many stories an alert was made of for a list. */
  alertCounts(since: Instant): Promise<Map<string, number>>;
}
