import { z } from "zod";
import { safeUrl, tidySpans } from "../alerts/text.ts";
import { explain } from "../matching/explain.ts";
import type { ListItem, Reply } from "../model/command.ts";
import type { Match, WatchList } from "../model/watchlist.ts";
import type { KeptEntry } from "../store/store.ts";
import { articleOf } from "../stories/article.ts";
import { command, since, text } from "./command.ts";
import { differences } from "./difference.ts";
import { checkList } from "./list-change.ts";
import { noSuchWatchList, suggestWatchLists } from "./lookup.ts";
import { type Past, runOverPast } from "./past.ts";
import { readList } from "./save.ts";
import { rfc3339 } from "./since.ts";
import { findSubject } from "./subject.ts";
import { applied, draftOptions } from "./watch-edit.ts";
import { explanationData, inFull, matcherOf } from "./why.ts";

const DAY = 86_400_000;
/** Stories of each kind that a preview shows. */
const SHOWN = 6;

/** One list on one text. */
export const watchTest = command({
  name: "watch test",
  summary: "Whether a watch list matches a text or a kept article, and why",
  permission: "member",
  options: z.object({
    name: text("The watch list's name"),
    what: text("Any text, a headline, a story's number, or the URL of a kept article"),
  }),
  positional: ["name", "what"],
  example: 'watch test ukraine-peace "Putin and Zelensky to meet in Geneva"',
  suggest: { name: suggestWatchLists },
  async run(context, { name, what }): Promise<Reply> {
    const list = context.desk().watchLists.get(name);
    if (list === undefined) return noSuchWatchList(context.desk(), name);
    const subject = await findSubject(context, what);
    if (subject.kind === "unknown") return subject.reply;
    const article = subject.kind === "text" ? subject.article : articleOf(subject.entry);
    const tier = subject.kind === "entry" ? { tier: subject.entry.tier } : {};
    const explanation = explain(matcherOf(context, [list]), article, name, tier);
    if (explanation === undefined) return noSuchWatchList(context.desk(), name);
    const { match, misses } = explanation;
    const lines =
      match === undefined
        ? [
            `${name}: no match: ${explanation.text}`,
            ...misses.slice(1).map((m) => `  next: ${m.rule}: ${m.text}`),
          ]
        : [`${name}: ${inFull(match, explanation.rules)}`];
    return { kind: "text", text: lines.join("\n"), data: explanationData(explanation) };
  },
});

/** A draft on the stored past, before it is saved. */
export const watchPreview = command({
  name: "watch preview",
  summary: "What a watch list, or a change to it, would have brought lately",
  permission: "member",
  options: z.object({
    name: text("The watch list's name, or a new one's"),
    ...draftOptions,
    since: since("How far back: 2d, 1w, 2026-08-20 (a week if unsaid)"),
  }),
  positional: ["name", "change", "part", "value"],
  example: 'watch preview ukraine-peace add phrase "security guarantees"',
  suggest: { name: suggestWatchLists },
  async run(context, { name, since: from, ...draft }): Promise<Reply> {
    const { store, desk, clock } = context;
    const before = await readList(context, name);
    const given = Object.entries(draft).filter(([, value]) => value !== undefined);
    if (before === undefined && given.length === 0) return noSuchWatchList(desk(), name);
    const after = applied(context, before ?? emptyList(name), draft);
    checkList(after, desk().entities);
    const now = clock.now();
    const start = from === undefined ? now - 7 * DAY : from(now);
    const past = await runOverPast(store, { before, after, entities: desk().entities }, start);
    const changed = given.length > 0;
    const call = {
      command: before === undefined ? "watch add" : "watch edit",
      options: asOptions(name, draft),
    };
    return {
      kind: "page",
      body: preview(past, after, now, before !== undefined && changed, differences(before, after)),
      ...(changed ? { actions: [{ label: "Save", style: "primary", call }] } : {}),
    };
  },
});

function counted(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

function preview(past: Past, list: WatchList, now: number, compared: boolean, changes: string[]) {
  const days = Math.max((now - past.since) / DAY, 1 / 24);
  const perDay = (stories: number) => Math.round((10 * stories) / Math.max(days, 1)) / 10;
  const added = [...past.after].filter(([story]) => !past.before.has(story)).map(([, f]) => f);
  const removed = [...past.before].filter(([story]) => !past.after.has(story)).map(([, f]) => f);
  const samples = compared ? [] : [...past.after.values()];
  const item = (kind: string, word: string) => (f: { entry: KeptEntry; match: Match }) =>
    previewItem(kind, `${word}${f.match.reason}`, f.entry, f.match);
  const stories = past.after.size;
  const was = compared ? ` (as it stands: ${past.before.size}, ${perDay(past.before.size)} a day)` : "";
  const delta = compared ? `; ${added.length} new, ${removed.length} gone` : "";
  const span =
    days < 1
      ? counted(Math.ceil(days * 24), "hour", "hours")
      : counted(Math.round(days * 10) / 10, "day", "days");
  return {
    kind: "list" as const,
    title: `${list.name}: ${counted(stories, "story", "stories")} in ${span}, ${counted(perDay(stories), "alert", "alerts")} a day a channel${was}${delta}`,
    items: [
      ...(compared ? added.slice(0, SHOWN).map(item("added", "NEW: ")) : []),
      ...removed.slice(0, SHOWN).map(item("removed", "GONE: was ")),
      ...samples.slice(0, SHOWN).map(item("sample", "")),
      ...past.near.map((m) => previewItem("nearMiss", `NEAR MISS: ${m.text}`, m.entry, undefined)),
    ],
    empty:
      stories > 0
        ? "The change would bring nothing new of what was kept, and take nothing away."
        : `Nothing of the ${past.read} entries kept since then matches, nor nearly.`,
    about: {
      watchList: list.name,
      since: rfc3339(past.since),
      entries: past.read,
      stories,
      alertsADay: perDay(stories),
      ...(compared
        ? {
            before: { stories: past.before.size, alertsADay: perDay(past.before.size) },
            added: added.length,
            removed: removed.length,
          }
        : {}),
      changes,
    },
  };
}

function previewItem(kind: string, detail: string, entry: KeptEntry, match: Match | undefined): ListItem {
  const inTitle = (match?.terms ?? []).filter((t) => t.field === "title");
  return {
    headline: { text: entry.title, spans: tidySpans(inTitle.map(({ start, end }) => ({ start, end }))) },
    url: safeUrl(entry.url),
    outlet: entry.outlet,
    at: entry.publishedAt ?? entry.firstSeenAt,
    detail,
    data: {
      kind,
      story: entry.story,
      headline: entry.title,
      url: entry.url,
      outlet: entry.outlet,
      why: detail,
    },
  };
}

function emptyList(name: string): WatchList {
  const none = { entities: [], phrases: [], queries: [], exclude: [], channels: [] };
  return { name, title: name, priority: "normal", ...none };
}

/** The same draft as options of the command that saves it. */
function asOptions(
  name: string,
  draft: Record<string, string | readonly string[] | undefined>,
): Record<string, string> {
  const given = Object.entries(draft).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, typeof value === "string" ? value : value.join("\n")]],
  );
  return { name, ...Object.fromEntries(given) };
}
