import type { Feed, FeedNotice } from "../model/feed.ts";
import type { Instant, Millis } from "../model/time.ts";

/** What the admin channel is told: the things that happened to feeds of one host. */
export interface Notice {
  subject: string;
  text: string;
  /** Which of the notices kept it tells. */
  told: number[];
}

/** A notice kept until the admin is told. */
export interface Untold extends FeedNotice {
  id: number;
  feed: Feed;
}

const SUBJECTS: Record<FeedNotice["kind"], (feeds: string, host: string) => string> = {
  outage: (feeds, host) => `${feeds} of ${host} cannot be polled`,
  recovery: (feeds, host) => `${feeds} of ${host} can be polled again`,
  silence: (feeds, host) => `${feeds} of ${host} silent for unusually long`,
  gone: (feeds, host) => `${feeds} of ${host} retired`,
  moved: (feeds, host) => `${feeds} of ${host} moved`,
  flood: (feeds, host) => `${feeds} of ${host} brought old entries as new`,
};
/**
 * Feeds of a host that fall together, or rise, are polled minutes apart. What happens to one for good, or to what it
 * published, is told soon.
 */
const GATHER: Record<FeedNotice["kind"], Millis> = {
  outage: 120_000,
  recovery: 120_000,
  silence: 120_000,
  gone: 5_000,
  moved: 5_000,
  flood: 5_000,
};
const SHOWN = 20;

/**
 * What has been gathered long enough (or everything, if `all`), one notice for each host and kind: forty feeds of one
 * dead server are one message. Pure.
 */
export function noticesDue(untold: readonly Untold[], now: Instant, all = false): Notice[] {
  const groups = Map.groupBy(untold, ({ kind, feed }) => `${kind} ${hostOf(feed)}`);
  return [...groups.values()].flatMap((items) => {
    const since = Math.min(...items.map(({ at }) => at));
    // A clock that was set back must not silence anything.
    const gather = Math.max(...items.map(({ kind }) => GATHER[kind]));
    return all || now - since >= gather || now < since ? [noticeOf(items)] : [];
  });
}

function noticeOf(items: readonly Untold[]): Notice {
  const [first] = items;
  if (first === undefined) return { subject: "", text: "", told: [] };
  const lines = new Map(items.map(({ feed, words }) => [`${nameOf(feed)}: ${words}`, feed.id]));
  const count = new Set(lines.values()).size;
  const feeds = count === 1 ? "A feed" : `${count} feeds`;
  const shown = [...lines.keys()].slice(0, SHOWN);
  if (lines.size > SHOWN) shown.push(`and ${lines.size - SHOWN} more`);
  return {
    subject: SUBJECTS[first.kind](feeds, hostOf(first.feed)),
    text: shown.join("\n"),
    told: items.map(({ id }) => id),
  };
}

function nameOf({ settings, state }: Feed): string {
  const title = (state.title ?? "").replace(/\s+/g, " ").slice(0, 80);
  const name =
    title === "" || title === settings.outlet.name
      ? settings.outlet.name
      : `${settings.outlet.name}, ${title}`;
  return `${name} (${withoutSecrets(settings.url)})`;
}

/** Passwords and long query values of a feed's URL are often its key. */
export function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url.slice(0, 200);
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  return plain.search === "" ? plain.href : `${plain.origin}${plain.pathname}?…`;
}

export function hostOf(feed: Feed): string {
  return URL.canParse(feed.settings.url) ? new URL(feed.settings.url).hostname : "an unreadable URL";
}
