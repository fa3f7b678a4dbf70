import { z } from "zod";
import type { Reply } from "../model/command.ts";
import { command, count, optionalText, since } from "./command.ts";
import { noSuchWatchList, suggestWatchLists } from "./lookup.ts";
import { rfc3339 } from "./since.ts";
import { storyItem } from "./story-item.ts";

const DAY = 86_400_000;

/** What the desk was told of lately. */
export const recent = command({
  name: "recent",
  summary: "Recent stories that matched a watch list",
  permission: "member",
  options: z.object({
    watch: optionalText("A watch list's name; all of them if unsaid"),
    since: since("How far back: 2h, 3d, 2026-08-20 (a week if unsaid)"),
    limit: count("How many, 50 at most", 10, 50),
    page: count("Which page of them", 1, 20),
  }),
  positional: ["watch"],
  example: "recent ukraine-peace --since 2h",
  suggest: { watch: suggestWatchLists },
  async run({ store, desk, clock }, { watch, since: from, limit, page }): Promise<Reply> {
    if (watch !== undefined && !desk().watchLists.has(watch)) return noSuchWatchList(desk(), watch);
    const now = clock.now();
    const since = from === undefined ? now - 7 * DAY : from(now);
    const lines = await store.recent({
      since,
      limit: page * limit + 1,
      ...(watch === undefined ? {} : { watchList: watch }),
    });
    const body: Reply = {
      kind: "list",
      title: watch === undefined ? "Recent stories" : `Recent stories of ${watch}`,
      items: lines.slice((page - 1) * limit, page * limit).map(storyItem),
      empty: page === 1 ? "Nothing matched in that time." : "That was all.",
    };
    const more = lines.length > page * limit && page < 20;
    if (page === 1 && !more) return body;
    const asked = { since: rfc3339(since), limit: String(limit), ...(watch === undefined ? {} : { watch }) };
    const turn = (to: number) => ({ command: "recent", options: { ...asked, page: String(to) } });
    return {
      kind: "page",
      body,
      page: { number: page },
      ...(page > 1 ? { previous: turn(page - 1) } : {}),
      ...(more ? { next: turn(page + 1) } : {}),
    };
  },
});
