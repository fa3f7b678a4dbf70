import { z } from "zod";
import { command, count, optionalText, since } from "./command.ts";
import { noSuchWatchList, suggestWatchLists } from "./lookup.ts";
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
  }),
  positional: ["watch"],
  example: "recent ukraine-peace --since 2h",
  suggest: { watch: suggestWatchLists },
  async run({ store, desk, clock }, { watch, since: from, limit }) {
    if (watch !== undefined && !desk().watchLists.has(watch)) return noSuchWatchList(desk(), watch);
    const now = clock.now();
    const lines = await store.recent({
      since: from === undefined ? now - 7 * DAY : from(now),
      limit,
      ...(watch === undefined ? {} : { watchList: watch }),
    });
    return {
      kind: "list",
      title: watch === undefined ? "Recent stories" : `Recent stories of ${watch}`,
      items: lines.map(storyItem),
      empty: "Nothing matched in that time.",
    };
  },
});
