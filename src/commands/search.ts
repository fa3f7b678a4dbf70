import { z } from "zod";
import type { KeptEntry } from "../store/store.ts";
import { articleOf } from "../stories/article.ts";
import { command, count, since, text } from "./command.ts";
import { storyItem } from "./story-item.ts";

const DAY = 86_400_000;
const BATCH = 500;
/** Entries that one search reads at most: a few seconds' work. */
const MOST = 200_000;

/** Searches everything kept, matched or not, in the query language. */
export const search = command({
  name: "search",
  summary: "Search every entry kept, in the query language",
  permission: "member",
  options: z.object({
    query: text('What to look for: putin AND (summit OR "direct talks")'),
    since: since("How far back: 2h, 3d, 2026-08-20 (a week if unsaid)"),
    limit: count("How many stories, 50 at most", 10, 50),
  }),
  positional: ["query"],
  example: `search '@putin NEAR/10 summit' --since 3d`,
  async run({ store, desk, clock }, { query, since: from, limit }) {
    const { compile } = await import("../matching/compile.ts"); // --help of a shell needs no matcher
    const { parseQuery } = await import("../matching/query/parse.ts");
    parseQuery(query, new Map(desk().entities.map((e) => [e.key, e]))); // its fault is the query's, not a list's
    const list = { name: "search", title: "search", priority: "normal" as const, channels: [] };
    const matcher = compile(
      [{ ...list, entities: [], phrases: [], queries: [query], exclude: [] }],
      desk().entities,
    );
    const now = clock.now();
    const start = from === undefined ? now - 7 * DAY : from(now);
    const stories = new Set<number>();
    let read = 0;
    let last: KeptEntry | undefined;
    while (stories.size < limit && read < MOST) {
      const before = last === undefined ? undefined : { at: last.firstSeenAt, id: last.id };
      const batch = await store.entriesSince(start, before, BATCH);
      for (const entry of batch) {
        if (stories.size < limit && matcher.match(articleOf(entry)).length > 0) stories.add(entry.story);
      }
      last = batch.at(-1);
      read += batch.length;
      if (batch.length < BATCH) break;
      await new Promise((resolve) => setImmediate(resolve)); // the service's other work comes in between
    }
    const lines = await store.storyLines([...stories]);
    return {
      kind: "list",
      title: `Stories for ${query}`,
      items: [...stories].flatMap((id) => lines.get(id) ?? []).map(storyItem),
      empty: "Nothing kept in that time says so.",
      ...(read >= MOST
        ? { more: `The newest ${MOST} entries were read; give --since to look at fewer.` }
        : {}),
    };
  },
});
