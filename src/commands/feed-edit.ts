import { z } from "zod";
import type { Backfill } from "../desk/desk.ts";
import type { FoundFeed } from "../feeds/discover.ts";
import { parseEvery } from "../feeds/every.ts";
import { feedKey } from "../feeds/opml.ts";
import type { PlainReply, Reply } from "../model/command.ts";
import type { Feed, FeedSettings, Tier } from "../model/feed.ts";
import { actor, type CommandContext, command, flag, oneOf, optionalText, text } from "./command.ts";
import { feedNamed, suggestFeeds } from "./feed-named.ts";
import { EditError, unquoted } from "./list-change.ts";
import { remove } from "./remove.ts";
import { save } from "./save.ts";

/** What becomes of a feed's entries that stand in it when it is first polled. */
const FIRST_SIGHT: Record<Backfill, string> = {
  digest:
    "Of what it holds already, the last 24 hours' matches are told in one message a channel, the rest is kept silently.",
  none: "What it holds already is kept silently: matches are told from then on.",
  all: "What it holds already is told as if it came now, an alert a story.",
};

/** The feeds of a site. */
export const feedDiscover = command({
  name: "feed discover",
  summary: "The feeds that a site has",
  permission: "admin",
  options: z.object({ site: text("The site's address, or a page of it") }),
  positional: ["site"],
  example: "feed discover news.example",
  async run(context, { site }): Promise<Reply> {
    const found = await look(context, unquoted(site));
    return "reply" in found ? found.reply : choice(found.feeds, `Feeds of ${unquoted(site)}`);
  },
});

/** A feed that the desk polls from now on; a site's page will do. */
export const feedAdd = command({
  name: "feed add",
  summary: "Poll a feed from now on; a site's address will do",
  permission: "admin",
  options: z.object({
    url: text("The feed's URL, or its site's"),
    outlet: optionalText("Who publishes it; the feed's own title if unsaid"),
    tier: oneOf("1 wire or public record, 2 known, 3 other (2 if unsaid)", ["1", "2", "3"]),
    language: optionalText("Its language, such as en; found by itself if unsaid"),
    every: optionalText("How often to ask: 1m, or a cron expression"),
    group: optionalText("A folder, for reading and export"),
    unchecked: flag("Without looking whether there is a feed"),
  }),
  positional: ["url"],
  example: 'feed add https://news.example/rss --outlet "Example News" --tier 1',
  async run(context, { url: given, unchecked, ...options }): Promise<Reply> {
    const site = chatLink(unquoted(given));
    if (options.every !== undefined) checkEvery(options.every);
    let found: FoundFeed | undefined = { url: withScheme(site), title: "", how: "itself" };
    if (!unchecked) {
      const looked = await look(context, site);
      if ("reply" in looked) return looked.reply;
      if (looked.feeds.length > 1)
        return choice(looked.feeds, `${site} has ${looked.feeds.length} feeds. Which?`, asGiven(options));
      [found] = looked.feeds;
    }
    if (found === undefined || !/^https?:$/.test(protocolOf(found.url)))
      throw new EditError(`“${site}” is no address of the web`);
    const key = feedKey(found.url);
    const known = (await context.store.feeds()).find((f) => feedKey(f.settings.url) === key);
    if (known?.state.retiredAt !== undefined && !unchecked) {
      await revive(context, known);
      return { kind: "text", text: `${known.settings.url} answers again, and is polled again from now on.` };
    }
    if (known !== undefined)
      throw new EditError(`the desk has ${known.settings.url} (${known.settings.outlet.name}) already`);
    const settings: FeedSettings = {
      url: found.url,
      outlet: {
        name: options.outlet ?? (found.title.trim() || new URL(found.url).hostname),
        tier: tierOf(options.tier),
      },
      language: options.language ?? "",
      group: options.group ?? "",
      ...(options.every === undefined ? {} : { every: options.every }),
    };
    const failed = await save(context, {
      kind: "feed",
      name: settings.url,
      action: "add",
      before: undefined,
      after: settings,
    });
    const again = (await context.store.feeds()).find((f) => f.settings.url === settings.url);
    if (again?.state.retiredAt !== undefined) await revive(context, again);
    return (
      failed ?? {
        kind: "text",
        text: `${settings.outlet.name} (${settings.url}) is polled from now on. ${FIRST_SIGHT[context.backfill]}`,
        data: settings,
      }
    );
  },
});

/** A feed no longer polled. What came of it stays. */
export const feedRemove = command({
  name: "feed remove",
  summary: "Poll a feed no longer",
  permission: "admin",
  options: z.object({
    feed: text("Its URL, its outlet, or its number in `feed list`"),
    yes: flag("Without asking"),
  }),
  positional: ["feed"],
  example: "feed remove https://news.example/rss --yes",
  suggest: { feed: suggestFeeds },
  async run(context, { feed: given, yes }): Promise<Reply> {
    const found = await feedNamed(context, given);
    if ("reply" in found) return found.reply;
    const { name, settings } = await rowOf(context, found.feed);
    return remove(context, yes, {
      change: { kind: "feed", name, action: "remove", before: settings, after: undefined },
      question: `Poll ${settings.outlet.name} (${settings.url}) no longer? What came of it is kept.`,
      call: { command: "feed remove", options: { feed: String(found.feed.id) } },
      done: `${settings.outlet.name} (${settings.url}) is polled no longer.`,
      data: { url: settings.url },
    });
  },
});

/** A publisher's 410 may be a slip: what it retired is polled again. */
async function revive(context: CommandContext, { id, settings, state }: Feed): Promise<void> {
  const { retiredAt: _, trouble: __, troubleSince: ___, ...kept } = state;
  await context.store.saveState(id, { ...kept, failures: 0, nextPollAt: context.clock.now() });
  const row = { ...actor(context), action: "feed revive", subject: settings.url };
  await context.store.edit({ at: context.clock.now(), audit: [row] });
}

/** A feed's row, whose name is the URL that it was made with: a redirect taken over does not change that. */
async function rowOf(
  { store }: CommandContext,
  feed: Feed,
): Promise<{ name: string; settings: FeedSettings }> {
  const rows = (await store.seededFeeds()).filter((r) => r.deletedAt === undefined);
  const row =
    rows.find((r) => r.name === feed.settings.url) ??
    rows.find((r) => r.definition.outlet.name === feed.settings.outlet.name);
  return row === undefined
    ? { name: feed.settings.url, settings: feed.settings }
    : { name: row.name, settings: row.definition };
}

async function look(
  context: CommandContext,
  site: string,
): Promise<{ feeds: FoundFeed[] } | { reply: PlainReply }> {
  try {
    const { feeds, problems } = await context.discover(site);
    if (feeds.length > 0) return { feeds };
    const hint = problems.slice(0, 5).join("\n") || "Give the feed's own address.";
    return { reply: { kind: "error", text: `No feed was found at ${site}.`, hint } };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "FetchError") throw error;
    return { reply: { kind: "error", text: error.message } };
  }
}

function choice(feeds: readonly FoundFeed[], title: string, options: Record<string, string> = {}): Reply {
  return {
    kind: "page",
    body: {
      kind: "table",
      title,
      columns: ["Feed", "Title", "Found"],
      rows: feeds.map((f) => [f.url, f.title, f.how]),
      empty: "No feed was found.",
      data: feeds.map((f) => ({ url: f.url, title: f.title, how: f.how })),
    },
    actions: feeds.slice(0, 10).map((f) => ({
      label: `Add ${(f.title || f.url).slice(0, 60).toWellFormed()}`,
      call: { command: "feed add", options: { ...options, url: f.url } },
    })),
  };
}

function asGiven(options: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
}

function checkEvery(every: string): void {
  try {
    parseEvery(every);
  } catch (error) {
    throw new EditError(error instanceof Error ? error.message : String(error));
  }
}

function tierOf(given: "1" | "2" | "3" | undefined): Tier {
  return given === "1" ? 1 : given === "3" ? 3 : 2;
}

/** Slack wraps links: "<https://news.example|news.example>". */
function chatLink(given: string): string {
  return given.replace(/^<(https?:\/\/[^|>]+)(?:\|[^>]*)?>$/i, "$1");
}

function withScheme(site: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(site) ? site : `https://${site}`;
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}
