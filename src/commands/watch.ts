import { z } from "zod";
import { command, text } from "./command.ts";
import { noSuchWatchList, suggestWatchLists } from "./lookup.ts";

const WEEK = 7 * 86_400_000;

/** What the desk tracks, and how much it brought. */
export const watchList = command({
  name: "watch list",
  summary: "The desk's watch lists",
  permission: "member",
  options: z.object({}),
  example: "watch list",
  async run({ store, desk, clock }) {
    const counts = await store.matchCounts(clock.now() - WEEK);
    const lists = [...desk().watchLists.values()];
    return {
      kind: "table",
      title: "Watch lists",
      columns: ["Name", "Title", "Priority", "Channels", "Matches this week"],
      rows: lists.map((l) => [
        l.name,
        l.paused === true ? `${l.title} (paused)` : l.title,
        l.priority,
        l.channels.join(", ") || "none",
        String(counts.get(l.name) ?? 0),
      ]),
      empty: "This desk has no watch lists yet. Name one under watchLists in wirewatch.yaml.",
      data: lists.map((l) => ({
        watchList: l.name,
        title: l.title,
        priority: l.priority,
        channels: l.channels,
        paused: l.paused === true,
        matches: counts.get(l.name) ?? 0,
      })),
    };
  },
});

/** One watch list, in full. */
export const watchShow = command({
  name: "watch show",
  summary: "What a watch list looks for",
  permission: "member",
  options: z.object({ name: text("The watch list's name") }),
  positional: ["name"],
  example: "watch show ukraine-peace",
  suggest: { name: suggestWatchLists },
  async run({ desk }, { name }) {
    const list = desk().watchLists.get(name);
    if (list === undefined) return noSuchWatchList(desk(), name);
    const entities = desk().entities.filter((e) => list.entities.includes(e.key));
    const rows = [
      ...entities.map((e) => ["entity", `@${e.key}`, [e.name, ...e.aliases.map((a) => a.text)].join(", ")]),
      ...list.phrases.map((p) => [
        "phrase",
        p.text,
        [
          ...Object.entries(p.wordings).map(([l, w]) => `${l}: ${w.join("; ")}`),
          p.within && `within ${p.within}`,
        ]
          .filter(Boolean)
          .join("\n"),
      ]),
      ...list.queries.map((q) => ["query", q, ""]),
      ...list.exclude.map((x) => ["exclude", x, ""]),
      ...(list.enough === undefined
        ? []
        : [["enough", String(list.enough), "different entities together match"]]),
    ];
    return {
      kind: "table",
      title: `${list.title} (${list.name})`,
      columns: ["Kind", "Term", "Also as"],
      rows,
      empty: "This list looks for nothing yet.",
      data: [{ ...list, entities }],
    };
  },
});
