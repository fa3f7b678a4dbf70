import { compile, type Matcher } from "../matching/compile.ts";
import type { DigestSchedule, QuietHours, UrgencySettings } from "../model/attention.ts";
import type { Instant } from "../model/time.ts";
import type { Entity, Priority, WatchList } from "../model/watchlist.ts";
import type { ChannelSetting, Claim, Follow, Mute } from "../store/editing.ts";
import type { Store } from "../store/store.ts";

/** What the desk tracks now: its watch lists, compiled. Replaced as a whole when they change. */
export interface Desk {
  readonly watchLists: ReadonlyMap<string, WatchList>;
  readonly entities: readonly Entity[];
  readonly matcher: Pick<Matcher, "match">;
  /** Faults of lists that could not be compiled: said by doctor and the log, never a reason to stop the others. */
  readonly faults: readonly { watchList: string; fault: string }[];
  /** What is not told for a while; some may be over. */
  readonly mutes: readonly Mute[];
  /** What people are told in person. */
  readonly follows: readonly Follow[];
  /** Who works on which story. */
  readonly claims: readonly Claim[];
  /** What chat or a shell says of channels, in place of the configuration. */
  readonly channelSettings: readonly ChannelSetting[];
}

/** Mutes looked at: those that hold are among the newest. */
const MUTES = 1_000;

/** The desk as the database has it. A list that is paused or faulty is left out of the matcher. */
export async function loadDesk(store: Store): Promise<Desk> {
  const lists = (await store.watchLists())
    .filter((row) => row.deletedAt === undefined)
    .map((row) => row.definition);
  const entities = (await store.entities())
    .filter((row) => row.deletedAt === undefined)
    .map((row) => row.definition);
  const active = lists.filter((list) => list.paused !== true);
  const faults: { watchList: string; fault: string }[] = [];
  const sound = active.filter((list) => {
    try {
      compile([list], entities);
      return true;
    } catch (error) {
      faults.push({ watchList: list.name, fault: error instanceof Error ? error.message : String(error) });
      return false;
    }
  });
  return {
    watchLists: new Map(lists.map((l) => [l.name, l])),
    entities,
    // Without watch lists no text needs to be read.
    matcher: sound.length === 0 ? { match: () => [] } : compile(sound, entities),
    faults,
    mutes: await mutesOf(store),
    follows: await store.follows(),
    claims: await store.claims(),
    channelSettings: await store.channelSettings(),
  };
}

/** The desk with its mutes as they are now; what takes longer to read is as it was. */
export async function withMutes(desk: Desk, store: Store): Promise<Desk> {
  return { ...desk, mutes: await mutesOf(store) };
}

function mutesOf(store: Store): Promise<Mute[]> {
  return store.mutes({ limit: MUTES });
}

/** Most urgent first. */
const URGENCY: Record<Priority, number> = { breaking: 0, normal: 1, low: 2 };

/** The most urgent of them. */
export function mostUrgent(priorities: readonly Priority[]): Priority {
  return priorities.toSorted((a, b) => URGENCY[a] - URGENCY[b])[0] ?? "normal";
}

/** A place as the desk names it, resolved. */
export interface Channel {
  name: string;
  /** The key under `adapters`. */
  adapter: string;
  destination: string;
  /** Who is pinged for a breaking story, in the platform's own form. */
  mention?: string;
  /** IANA name: for its quiet hours and digests. */
  timezone?: string;
  /** When its digests go out. */
  digest?: DigestSchedule;
  quiet?: QuietHours;
  /** Alerts an hour, breaking ones not counted out; what is over waits for a digest at the full hour. */
  cap?: number;
  /** How much of an alert it shows; full unless said. */
  layout?: "headline" | "compact" | "full";
  /** Whether it shows the article's picture; in the full layout only, unless said. */
  thumbnail?: boolean;
  /** Where what is new of a story is said: in its thread (unless said), in the channel, or both. */
  updates?: "thread" | "channel" | "both";
  /** A breaking alert that nobody claimed in so long, in milliseconds, is said again. */
  escalate?: { after: number; mention?: string };
  /** What the configuration says of it where chat or a shell says otherwise, in words. */
  inFile?: Partial<Record<ChannelSetting["setting"], string>>;
}

/** A channel that has not said when: mornings and late afternoons. */
export const DEFAULT_DIGEST: DigestSchedule = { kind: "times", times: ["08:00", "17:00"], weekdays: [] };

/** Of a feed's first sight: one digest of the last day's matches, nothing, or everything. */
export type Backfill = "digest" | "none" | "all";

/** What deciding needs to know of the desk. */
export interface DeskView {
  deskId: string;
  desk: Desk;
  channels: ReadonlyMap<string, Channel>;
  backfill: Backfill;
  urgency: UrgencySettings;
  now: Instant;
}
