import { z } from "zod";
import { command } from "./command.ts";
import { rfc3339 } from "./since.ts";

/** Every feed, and how it is. */
export const feedList = command({
  name: "feed list",
  summary: "The desk's feeds and how they are",
  permission: "member",
  options: z.object({}),
  example: "feed list",
  async run({ store }) {
    const feeds = await store.feeds();
    const time = (at: number | undefined) =>
      at === undefined ? "never" : rfc3339(at).slice(0, 16).replace("T", " ");
    return {
      kind: "table",
      title: "Feeds",
      columns: ["Outlet", "Feed", "State", "Last success (UTC)"],
      rows: feeds.map((f) => [
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
  },
});
