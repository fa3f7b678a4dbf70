import type { Feed } from "../model/feed.ts";
import type { Instant, Millis } from "../model/time.ts";

/** What the admin channel is told. */
export interface Notice {
  subject: string;
  text: string;
}

export type NoticeKind = "outage" | "recovery" | "silence" | "gone" | "moved";

export interface NoticeItem {
  kind: NoticeKind;
  feed: Feed;
  /** What is so with this feed, in words. */
  words: string;
}

export interface Notices {
  add(item: NoticeItem, now: Instant): void;
  /** Announces what has been gathered long enough, or everything if `all`. */
  flush(now: Instant, all?: boolean): Promise<void>;
}

const SUBJECTS: Record<NoticeKind, (feeds: string, host: string) => string> = {
  outage: (feeds, host) => `${feeds} of ${host} cannot be polled`,
  recovery: (feeds, host) => `${feeds} of ${host} can be polled again`,
  silence: (feeds, host) => `${feeds} of ${host} silent for unusually long`,
  gone: (feeds, host) => `${feeds} of ${host} retired`,
  moved: (feeds, host) => `${feeds} of ${host} moved`,
};
/** Feeds of a host that fall together are polled minutes apart. */
const GATHER: Millis = 120_000;
const SHOWN = 20;

/** Gathers what happens to feeds and tells it once for each host: forty feeds of one dead server are one message. */
export function createNotices(announce: (notice: Notice) => void | Promise<void>): Notices {
  const groups = new Map<string, { since: Instant; items: NoticeItem[] }>();
  return {
    add(item, now) {
      const key = `${item.kind} ${hostOf(item.feed)}`;
      const group = groups.get(key) ?? { since: now, items: [] };
      group.items.push(item);
      groups.set(key, group);
    },
    async flush(now, all = false) {
      for (const [key, { since, items }] of groups) {
        if (!all && now - since < GATHER && now >= since) continue;
        groups.delete(key);
        await announce(noticeOf(items));
      }
    },
  };
}

function noticeOf(items: NoticeItem[]): Notice {
  const [first] = items;
  if (first === undefined) return { subject: "", text: "" };
  const feeds = items.length === 1 ? "A feed" : `${items.length} feeds`;
  const lines = items.slice(0, SHOWN).map(({ feed, words }) => `${nameOf(feed)}: ${words}`);
  if (items.length > SHOWN) lines.push(`and ${items.length - SHOWN} more`);
  return { subject: SUBJECTS[first.kind](feeds, hostOf(first.feed)), text: lines.join("\n") };
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
function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url.slice(0, 200);
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  return plain.search === "" ? plain.href : `${plain.origin}${plain.pathname}?…`;
}

export function hostOf(feed: Feed): string {
  return URL.canParse(feed.settings.url) ? new URL(feed.settings.url).hostname : "an unreadable URL";
}
