import type { DigestSchedule, UrgencySettings } from "../model/attention.ts";
import type { FeedSettings } from "../model/feed.ts";
import type { Millis } from "../model/time.ts";
import type { Entity, WatchList } from "../model/watchlist.ts";
import type { QuietConfig } from "./attention.ts";

/** A desk's configuration, checked and resolved: plain data, every path absolute, every default filled in. */
export interface Config {
  /** The file it was read from. */
  readonly file: string;
  /** The folder of that file: what paths in it are relative to. */
  readonly folder: string;
  /** Path of the SQLite database. */
  readonly database: string;
  /** IANA name. */
  readonly timezone: string;
  readonly poll: PollConfig;
  readonly fetch: FetchConfig;
  readonly backfill: "digest" | "none" | "all";
  readonly stories: { readonly window: Millis; readonly count: number };
  /** Where hubs reach this service. */
  readonly websub?: { readonly url: string; readonly port: number };
  readonly attention: UrgencySettings;
  readonly delivery: { readonly giveUpAfter: Millis };
  /** How long each is kept, and how many entries at most. */
  readonly retention: {
    readonly entries: Millis;
    readonly alerts: Millis;
    readonly audit: Millis;
    readonly count: number;
  };
  readonly log: { readonly level: LogLevel };
  /** A name under `channels`: where the desk's own troubles go. */
  readonly adminChannel?: string;
  readonly feeds: readonly FeedSettings[];
  readonly watchLists: readonly WatchList[];
  /** Those of every watch list, by key, merged. */
  readonly entities: readonly Entity[];
  readonly channels: Readonly<Record<string, ChannelConfig>>;
  /** By the name of the instance ("discord", "discord-sport"). Those that only a channel names are here too. */
  readonly adapters: Readonly<Record<string, AdapterConfig>>;
  /** What was passed over in files of feeds, in words: nothing that stops the desk. */
  readonly problems: readonly string[];
}

export interface PollConfig {
  /** A duration ("5m") or a cron expression. */
  readonly every: string;
  /** No feed is asked more often. */
  readonly floor: Millis;
  /** No feed is asked less often, but where it says so itself. */
  readonly ceiling: Millis;
  /** Feeds asked at the same time. */
  readonly concurrency: number;
}

export interface FetchConfig {
  /** Mail address or URL that publishers can reach the desk by; part of the User-Agent. "" if unsaid. */
  readonly contact: string;
  /** "host" or "host:port": let through though private. */
  readonly allowHosts: readonly string[];
  readonly timeouts: { readonly connect: Millis; readonly headers: Millis; readonly body: Millis };
  /** Of a decoded document. */
  readonly maxBytes: number;
}

export interface ChannelConfig {
  /** Name of the adapter's instance. */
  readonly adapter: string;
  /** In the platform's own words: a channel id, a console's name. */
  readonly destination: string;
  /** Who is pinged by breaking alerts, in the platform's own form. */
  readonly mention?: string;
  /** IANA name; the desk's if unsaid. */
  readonly timezone?: string;
  readonly quiet?: QuietConfig;
  readonly digest?: DigestSchedule;
  readonly layout?: "headline" | "compact" | "full";
  readonly thumbnail?: boolean;
  readonly updates?: "thread" | "channel" | "both";
  readonly escalate?: { readonly after: Millis; readonly mention?: string };
  /** Alerts an hour. */
  readonly cap?: number;
}

export interface AdapterConfig {
  /** Name of the adapter's module. */
  readonly module: string;
  /** Validated by the module's own schema. */
  readonly settings: unknown;
}

export type LogLevel = "error" | "warn" | "info" | "debug";
