import { z } from "zod";
import { healthOf } from "../feeds/health.ts";
import type { Reply } from "../model/command.ts";
import { command, optionalText, page } from "./command.ts";
import { feedNamed, suggestFeeds } from "./feed-named.ts";
import { inPages } from "./pages.ts";
import { minute, rfc3339 } from "./since.ts";

/** Every feed, and how it is. */
export const feedList = command({
  name: "feed list",
  summary: "The desk's feeds and how they are",
  permission: "member",
  options: z.object({ page: page() }),
  example: "feed list",
  async run(context, { page }): Promise<Reply> {
    const feeds = await context.store.feeds();
    const time = (at: number | undefined) =>
      at === undefined ? "never" : rfc3339(at).slice(0, 16).replace("T", " ");
    const table = {
      kind: "table" as const,
      title: "Feeds",
      columns: ["Number", "Outlet", "Feed", "State", "Last success (UTC)"],
      rows: feeds.map((f) => [
        String(f.id),
        f.settings.outlet.name,
        f.settings.url,
        f.state.trouble ?? (f.state.lastSuccessAt === undefined ? "not polled yet" : "ok"),
        time(f.state.lastSuccessAt),
      ]),
      empty:
        "This desk has no feeds yet. Name some under feeds in wirewatch.yaml, or `wirewatch import FILE.opml`.",
      data: feeds.map((f) => ({
        feed: f.id,
        url: f.settings.url,
        outlet: f.settings.outlet.name,
        tier: f.settings.outlet.tier,
        language: f.settings.language,
        group: f.settings.group,
        trouble: f.state.trouble,
        lastSuccessAt: f.state.lastSuccessAt === undefined ? undefined : rfc3339(f.state.lastSuccessAt),
        nextPollAt: f.state.nextPollAt === 0 ? undefined : rfc3339(f.state.nextPollAt),
      })),
    };
    return inPages(context, table, page, { command: "feed list", options: {} });
  },
});

/** How each feed is, in words: what is wrong, since when, and how long news may wait for a poll. */
export const feedHealth = command({
  name: "feed health",
  summary: "How the feeds are, in words: those in trouble first",
  permission: "member",
  options: z.object({
    feed: optionalText("Only this one: its URL, its outlet, or its number"),
    page: page(),
  }),
  positional: ["feed"],
  example: "feed health",
  suggest: { feed: suggestFeeds },
  async run(context, { feed: given, page }): Promise<Reply> {
    const { store, clock, polling, timezone } = context;
    const named = given === undefined ? undefined : await feedNamed(context, given);
    if (named !== undefined && "reply" in named) return named.reply;
    const now = clock.now();
    const all = (named === undefined ? await store.feeds() : [named.feed])
      .map((feed) => ({ feed, health: healthOf(feed, now, polling) }))
      .sort((a, b) => Number(a.health.ok) - Number(b.health.ok));
    const time = (at: number | undefined) => (at === undefined ? "" : minute(at, timezone));
    const table = {
      kind: "table" as const,
      title: `Feeds: ${all.filter((f) => !f.health.ok).length} of ${all.length} in trouble`,
      columns: [
        "Outlet",
        "How it is",
        "Last success",
        "Next poll",
        "News waits at most",
        "Entries a day",
        "Answers in",
      ],
      rows: all.map(({ feed, health }) => [
        feed.settings.outlet.name,
        health.words,
        time(health.lastSuccessAt),
        time(health.nextPollAt),
        waitText(health.worstDelay),
        health.entriesPerDay === undefined ? "" : String(health.entriesPerDay),
        health.latency === undefined ? "" : `${health.latency} ms`,
      ]),
      empty: "This desk has no feeds yet: `feed add` polls one.",
      data: all.map(({ feed, health }) => ({
        feed: feed.id,
        url: feed.settings.url,
        outlet: feed.settings.outlet.name,
        ok: health.ok,
        health: health.words,
        lastSuccessAt: health.lastSuccessAt === undefined ? undefined : rfc3339(health.lastSuccessAt),
        nextPollAt: health.nextPollAt === undefined ? undefined : rfc3339(health.nextPollAt),
        worstDelayMs: health.worstDelay,
        entriesPerDay: health.entriesPerDay,
        latencyMs: health.latency,
      })),
    };
    return inPages(context, table, page, { command: "feed health", options: {} });
  },
});

function waitText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
