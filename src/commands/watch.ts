import { z } from "zod";
import { weightsOf } from "../matching/score.ts";
import type { Reply } from "../model/command.ts";
import type { Weights } from "../model/watchlist.ts";
import type { Store } from "../store/store.ts";
import { command, page, text } from "./command.ts";
import { differences } from "./difference.ts";
import { noSuchWatchList, suggestWatchLists } from "./lookup.ts";
import { inPages } from "./pages.ts";
import { readList } from "./save.ts";

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** What a phrase finds besides its own words. */
const LOOSENED = "and its forms and synonyms, either order, up to two words between";

/** What the desk tracks, and how much it brought. */
export const watchList = command({
  name: "watch list",
  summary: "The desk's watch lists",
  permission: "member",
  options: z.object({ page: page() }),
  example: "watch list",
  async run(context, { page }): Promise<Reply> {
    const { store, desk, clock } = context;
    const counts = await store.matchCounts(clock.now() - WEEK);
    const lists = [...desk().watchLists.values()];
    const table = {
      kind: "table" as const,
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
    return inPages(context, table, page, { command: "watch list", options: {} });
  },
});

/** One watch list, in full. */
export const watchShow = command({
  name: "watch show",
  summary: "What a watch list looks for",
  permission: "member",
  options: z.object({ name: text("The watch list's name"), page: page() }),
  positional: ["name"],
  example: "watch show ukraine-peace",
  suggest: { name: suggestWatchLists },
  async run(context, { name, page }): Promise<Reply> {
    const { desk, store, clock } = context;
    const list = await readList(context, name);
    if (list === undefined) return noSuchWatchList(desk(), name);
    const month = clock.now() - 30 * DAY;
    const marked = await store.feedbackOf(name, month);
    const alerts = (await store.alertCounts(month)).get(name) ?? 0;
    const entities = desk().entities.filter((e) => list.entities.includes(e.key));
    const { weights, ...filters } = list.filters ?? {};
    const rows = [
      ...(list.paused === true ? [["paused", "", "nothing matches it until `watch resume`"]] : []),
      ...(marked.length === 0
        ? []
        : [
            [
              "hint",
              `${marked.length} of ${alerts} in 30 days were not relevant`,
              await tightest(store, name, marked),
            ],
          ]),
      ...entities.map((e) => ["entity", `@${e.key}`, [e.name, ...e.aliases.map((a) => a.text)].join(", ")]),
      ...list.phrases.map((p) => [
        "phrase",
        p.text,
        [
          ...Object.entries(p.wordings).map(([l, w]) => `${l}: ${w.join("; ")}`),
          p.within && `within ${p.within}`,
          p.exact === true ? "these words in this order only" : LOOSENED,
        ]
          .filter(Boolean)
          .join("\n"),
      ]),
      ...list.queries.map((q) => ["query", q, list.queryNames?.[q] ?? ""]),
      ...list.exclude.map((x) => ["exclude", x, ""]),
      ...(list.enough === undefined
        ? []
        : [["enough", String(list.enough), "different entities together match"]]),
      ...(list.together === undefined
        ? []
        : [["together", String(list.together), "of its phrases and queries must be found in one article"]]),
      ...(weights === undefined && filters.minimumScore === undefined
        ? []
        : [
            [
              "weights",
              weightsText(weightsOf(weights)),
              "of 100: what a mention there counts towards the score",
            ],
          ]),
      ...differences({}, filters).map((f) => ["filter", f.replace(/: unset → /, ": "), ""]),
    ];
    const table = {
      kind: "table" as const,
      title: `${list.title} (${list.name})`,
      columns: ["Kind", "Term", "Also as"],
      rows,
      empty: "This list looks for nothing yet.",
      data: [{ ...list, entities, alertsIn30Days: alerts, notRelevant: marked.map(({ story }) => story) }],
    };
    return inPages(context, table, page, { command: "watch show", options: { name } });
  },
});

function weightsText({ title, summary, lead, content }: Weights): string {
  return `title ${title}, summary ${summary}, lead ${lead}, content ${content}`;
}

/** What of the list brought most of what people found not relevant: what to tighten. */
async function tightest(store: Store, name: string, marked: readonly { story: number }[]): Promise<string> {
  const lines = await store.storyLines(marked.map((m) => m.story));
  const counts = new Map<string, number>();
  for (const line of lines.values()) {
    const match = line.matches.find((m) => m.watchList === name);
    for (const term of new Set(match?.terms.map((t) => t.term) ?? []))
      counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  const [worst] = [...counts].sort((a, b) => b[1] - a[1]);
  return worst === undefined
    ? ""
    : `tighten or exclude what brought them most often (${worst[1]}): ${worst[0]}`;
}
