import { feedKey, type Opml, type OpmlFeed } from "../feeds/opml.ts";
import type { Probe } from "../feeds/probe.ts";
import type { FeedSettings } from "../model/feed.ts";

/** What becomes of one feed of an OPML file. */
export interface Judged {
  /**
   * "new": to be added; "known": the desk has it; "duplicate": the file has it twice, under one address or two; "dead":
   * there is no feed at its address.
   */
  state: "new" | "known" | "duplicate" | "dead";
  feed: FeedSettings;
  /** In words, where there is something to say. */
  reason?: string;
}

/** Tells new feeds, duplicates and dead ones apart. `have`: URLs of the desk's feeds; a feed without a probe is new. Pure. */
export function judgeFeeds(opml: Opml, have: readonly string[], probes: readonly Probe[]): Judged[] {
  const known = new Map(have.map((url) => [feedKey(url), url]));
  const found = new Map(probes.map((probe) => [probe.url, probe]));
  const taken = new Map<string, string>();
  const judged = opml.feeds.map((given): Judged => {
    const probe = found.get(given.url);
    const alive = probe?.state === "alive" ? probe : undefined;
    const feed = settingsOf(given, alive?.title);
    const keys = [given.url, ...(alive === undefined ? [] : [alive.at])].map(feedKey);
    for (const [urls, state] of [
      [known, "known"],
      [taken, "duplicate"],
    ] as const) {
      const same = keys.map((key) => urls.get(key)).find((url) => url !== undefined);
      if (same === undefined) continue;
      return { state, feed, ...(same === given.url ? {} : { reason: `the same feed as ${same}` }) };
    }
    const reason = probe?.state === "alive" ? undefined : probe?.reason.replace(`${given.url}: `, "");
    if (probe?.state === "dead") return { state: "dead", feed, reason };
    for (const key of keys) taken.set(key, given.url);
    return { state: "new", feed, ...(reason === undefined ? {} : { reason }) };
  });
  const twice = opml.duplicates.map((given): Judged => ({ state: "duplicate", feed: settingsOf(given) }));
  return [...judged, ...twice];
}

function settingsOf({ url, title, group, language = "" }: OpmlFeed, own = ""): FeedSettings {
  // An outline without a name is called by its address: then the feed's own title is better.
  const name = (title === url ? own.trim() : title) || new URL(url).hostname;
  return { url, outlet: { name, tier: 2 }, language, group };
}
