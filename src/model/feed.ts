import type { Instant } from "./time.ts";

/** 1: wire or public record, 2: known, 3: other. */
export type Tier = 1 | 2 | 3;

/** Who publishes. */
export interface Outlet {
  name: string;
  tier: Tier;
}

export type FeedKind = "rss" | "atom" | "rdf" | "json" | "sitemap";

/** A feed document as Wirewatch reads it, whatever its format was. */
export interface FeedDocument {
  feed: FeedHead;
  entries: ParsedEntry[];
  /** What was passed over or capped while reading, in words. Never silent. */
  problems: string[];
  /** Of a sitemap index: the sitemaps it names, absolute. */
  sitemaps?: string[];
  /** Of several documents read as one: whose they are, by URL. Those named and not `read` are as they were. */
  parts?: { named: readonly string[]; read: ReadonlyMap<string, readonly ParsedEntry[]> };
}

export interface FeedHead {
  title: string;
  /** The site's page, absolute. */
  link: string;
  /** BCP 47, lower-case, or "" if unsaid. */
  language: string;
  kind: FeedKind;
  /** `ttl`, in minutes. */
  ttl?: number;
  /** UTC hours, 0 to 23, in which the publisher asks not to be polled. */
  skipHours?: number[];
  /** English day names, in which the publisher asks not to be polled. */
  skipDays?: string[];
  /** WebSub hub and self links. */
  hub?: string;
  self?: string;
}

/** One item of a document, before anything is known of it. All text is hostile; only `content` may hold markup. */
export interface ParsedEntry {
  /** The publisher's guid; else the URL; else a hash of the content. */
  id: string;
  /** Whether `id` came from the publisher. */
  idKind: "guid" | "url" | "hash";
  /** Absolute http(s) link, as published; "" if there is none. */
  url: string;
  /** Plain text. */
  title: string;
  /** Plain text. */
  summary: string;
  /** The body as published (HTML or text), or ""; "" too where `compared` has its text. */
  content: string;
  author: string;
  publishedAt?: Instant;
  updatedAt?: Instant;
  /** From the entry, else the feed, else detected; "" if unknown. */
  language: string;
  categories: string[];
  /** Thumbnail, absolute http(s). */
  image?: string;
  enclosures: Enclosure[];
  /** The agency that the text credits ("Reuters", "AFP"), if it does. */
  agency?: string;
  /** The wire's own signs, where a feed has such fields ("canceled", urgency "1"). */
  status?: string;
  urgency?: string;
  /** What a desk compares it by, where that was made as it was read. */
  compared?: Compared;
}

/** What an entry is compared by that follows from its own text and link, and its outlet's name. */
export interface Compared {
  /** Of its link; "" where it has none. */
  canonicalUrl: string;
  /** The body as plain text, as much of it as is kept. */
  text: string;
  /** The headline, normalised; "" where it says too little. */
  titleKey: string;
  /** Of headline, summary and text: what a revision is known by. */
  contentHash: string;
  /** Of the longer text, normalised; "" where there is too little of it. */
  textHash: string;
}

export interface Enclosure {
  url: string;
  type: string;
  /** Bytes, if said. */
  length?: number;
}

/** How a desk polls one source: the configuration's or an admin's words, validated. */
export interface FeedSettings {
  url: string;
  outlet: Outlet;
  /** "" means detect. */
  language: string;
  /** OPML folder, or "". */
  group: string;
  /** A duration ("1m") or a cron expression; undefined: the desk's own, adapted to the feed. */
  every?: string;
  fullText?: boolean;
  headers?: Record<string, string>;
  userAgent?: string;
  /** Names of secrets' files or environment variables, never the secrets. */
  credentials?: {
    basicFile?: string;
    bearerFile?: string;
    cookieFile?: string;
    basicEnv?: string;
    bearerEnv?: string;
    cookieEnv?: string;
    proxyFile?: string;
    proxyEnv?: string;
  };
  proxy?: string;
}

/** What is known of one sitemap of an index. */
export type SitemapState = { url: string } & Pick<
  FeedState,
  "etag" | "lastModified" | "validatorsUrl" | "bodyHash"
>;

/** What polling has learnt of a feed; stored, so that a restart never polls early. */
export interface FeedState {
  etag?: string;
  lastModified?: string;
  /** SHA-256 of the last body parsed. */
  bodyHash?: string;
  nextPollAt: Instant;
  firstPolledAt?: Instant;
  /** When it first answered, while it has shown no entry yet: its first sight is still to come. */
  emptySince?: Instant;
  lastPollAt?: Instant;
  lastSuccessAt?: Instant;
  lastNewAt?: Instant;
  /** Where the validators came from, if a redirect led elsewhere than the feed's URL; they are sent there alone. */
  validatorsUrl?: string;
  /** Cache-Control's max-age of the last answer that had one, in milliseconds; a 304 without keeps it. */
  maxAge?: number;
  /** The usual time between entries, in milliseconds, as their dates show it. */
  habit?: number;
  /** Set once the admin was told that the feed is silent far beyond its habit. */
  silenceAnnounced?: boolean;
  /** Consecutive failures. */
  failures: number;
  /** In words an admin can act on; undefined while all is well. */
  trouble?: string;
  troubleSince?: Instant;
  troubleAnnounced?: boolean;
  /** A permanent redirect seen and since when; taken over only after it has stood. */
  movedTo?: string;
  movedSince?: Instant;
  /** Set once the admin was told of a redirect that cannot be taken over by itself. */
  moveAnnounced?: boolean;
  /** 410: no longer polled. */
  retiredAt?: Instant;
  /** A learnt interval, in milliseconds. */
  interval?: number;
  ttl?: number;
  skipHours?: number[];
  skipDays?: string[];
  title?: string;
  link?: string;
  language?: string;
  kind?: FeedKind;
  /** When the admin was told last that old entries came as new. */
  floodToldAt?: Instant;
  /** What was passed over or capped when its last document was read, in words. */
  problems?: string[];
  /** Guids of this feed are no identity: it repeated one within a document. */
  guidsUnreliable?: boolean;
  /** Of a feed that is an index of sitemaps: those of them that are polled. */
  sitemaps?: SitemapState[];
  /** Latency of the last answer, in milliseconds. */
  latency?: number;
  /** `lease`: what the hub gave, in milliseconds, until `expiresAt`. */
  hub?: {
    url: string;
    topic: string;
    expiresAt?: Instant;
    lease?: number;
    pending?: boolean;
    secret?: string;
  };
}

/** What the admin is told of a feed: once, whatever happens between the poll that showed it and the message. */
export interface FeedNotice {
  kind: "outage" | "recovery" | "silence" | "gone" | "moved" | "flood";
  /** What is so with this feed, in words. */
  words: string;
  at: Instant;
}

export interface Feed {
  id: number;
  settings: FeedSettings;
  state: FeedState;
  paused: boolean;
}
