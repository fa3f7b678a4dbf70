import { z } from "zod";
import { independentSources } from "../alerts/independent.ts";
import { safeUrl } from "../alerts/text.ts";
import { compile, type Matcher } from "../matching/compile.ts";
import { type Explanation, explain } from "../matching/explain.ts";
import type { PlainReply } from "../model/command.ts";
import type { Article } from "../model/entry.ts";
import type { Match, WatchList } from "../model/watchlist.ts";
import type { KeptEntry } from "../store/store.ts";
import { articleOf } from "../stories/article.ts";
import { type CommandContext, command, optionalText, text } from "./command.ts";
import { noSuchWatchList, suggestWatchLists } from "./lookup.ts";
import { minute, rfc3339 } from "./since.ts";
import { findSubject, type Subject } from "./subject.ts";
import { type Verdict, verdictsOf, verdictText } from "./verdict.ts";

/** Lists that an answer says a miss of, nearest first, unless one is asked for. */
const MISSES = 5;

/** Why an alert came; and why one did not. */
export const why = command({
  name: "why",
  summary: "Why an alert came, or why an article did not",
  permission: "member",
  options: z.object({
    what: text("A story's number, an article's URL, its headline, or any text"),
    watch: optionalText("Only this watch list"),
  }),
  positional: ["what"],
  example: "why https://news.example/story",
  suggest: { watch: suggestWatchLists },
  async run(context, { what, watch }) {
    const lists = listsOf(context, watch);
    if (lists === undefined) return noSuchWatchList(context.desk(), watch ?? "");
    const subject = await findSubject(context, what);
    switch (subject.kind) {
      case "unknown":
        return subject.reply;
      case "text":
        return aboutText(subject.article, lists, matcherOf(context, lists));
      case "entry":
        return aboutEntry(context, subject, lists);
    }
  },
});

/** The lists that can be used, or the one asked for; undefined if there is none of that name. */
function listsOf({ desk }: CommandContext, watch: string | undefined): WatchList[] | undefined {
  const faulty = new Set(desk().faults.map((f) => f.watchList));
  const all = [...desk().watchLists.values()].filter((l) => !faulty.has(l.name));
  if (watch === undefined) return all;
  const found = all.filter((l) => l.name === watch);
  return found.length === 0 ? undefined : found;
}

/** Paused lists too: an editor asks what they would have brought. */
export function matcherOf({ desk }: CommandContext, lists: readonly WatchList[]): Matcher {
  return compile(lists, desk().entities);
}

function explanations(
  matcher: Matcher,
  article: Article,
  lists: readonly WatchList[],
  tier?: 1 | 2 | 3,
): Explanation[] {
  const context = tier === undefined ? {} : { tier };
  return lists.flatMap((list) => explain(matcher, article, list.name, context) ?? []);
}

function aboutText(article: Article, lists: readonly WatchList[], matcher: Matcher): PlainReply {
  const all = explanations(matcher, article, lists);
  const matched = all.filter((e) => e.match !== undefined);
  const missed = nearestFirst(all.filter((e) => e.match === undefined)).slice(
    0,
    lists.length === 1 ? 1 : MISSES,
  );
  const lines = [
    ...(matched.length === 0 ? ["No watch list would match that text."] : []),
    ...matched.map((e) => `${e.watchList}: ${e.match === undefined ? "" : inFull(e.match, e.rules)}`),
    ...missed.map((e) => `${e.watchList}: no match: ${e.text}`),
  ];
  return {
    kind: "text",
    text: lists.length === 0 ? "This desk has no watch lists yet." : lines.join("\n"),
    data: { kind: "text", lists: [...matched, ...missed].map(explanationData) },
  };
}

async function aboutEntry(
  context: CommandContext,
  { entry, found }: Subject & { kind: "entry" },
  lists: readonly WatchList[],
): Promise<PlainReply> {
  const { store, desk, timezone } = context;
  const { alerts, matches, entries } = await store.snapshot([entry.story], context.clock.now());
  const sources = independentSources(entries.get(entry.story) ?? []);
  const ofStory = alerts.get(entry.story) ?? [];
  const deliveries = await store.deliveriesOf(ofStory.map((a) => a.id));
  const own = matches.get(entry.id) ?? [];
  const matcher = matcherOf(context, lists);
  const explained = explanations(matcher, articleOf(entry), lists, entry.tier);
  const about = lists.flatMap((list) => {
    const explanation = explained.find((e) => e.watchList === list.name);
    const match = own.find((m) => m.watchList === list.name);
    if (explanation === undefined) return [];
    const facts = { entry, match, alerts: ofStory, deliveries, mutes: desk().mutes, sources, explanation };
    return [{ list, match, explanation, verdicts: verdictsOf(list, facts) }];
  });
  const matched = about.filter((a) => a.match !== undefined);
  const rest = about.filter((a) => a.match === undefined);
  const near = nearestFirst(rest.map((a) => a.explanation));
  const asked = lists.length === 1 ? 1 : MISSES;
  const missed = near.slice(0, asked).flatMap((e) => rest.find((a) => a.explanation === e) ?? []);
  const when = (at: number) => minute(at, timezone);
  const lines = [
    `“${entry.title}” (${entry.outlet}), ${found}, story ${entry.story}, first seen ${when(entry.firstSeenAt)}`,
    ...(entry.withdrawnAt === undefined ? [] : [`Withdrawn at ${when(entry.withdrawnAt)}.`]),
    ...matched.flatMap((a) => [
      `${a.list.name}: ${a.match === undefined ? "" : inFull(a.match, a.explanation.rules)}`,
      ...a.verdicts.map((v) => `  ${verdictText(v, when)}`),
    ]),
    ...missed.flatMap((a) => a.verdicts.map((v) => `${a.list.name}: ${verdictText(v, when)}`)),
    ...(about.length === 0 ? ["This desk has no watch lists yet."] : []),
  ];
  return {
    kind: "text",
    text: lines.join("\n"),
    data: {
      kind: "entry",
      entry: entryData(entry),
      lists: [...matched, ...missed].map((a) => ({
        ...explanationData(a.explanation),
        ...(a.match === undefined ? {} : { match: a.match }),
        verdicts: a.verdicts.map((v) => verdictData(v, when)),
      })),
    },
  };
}

/** A match with every rule that holds, where they are known, and every place that caused it. */
export function inFull(match: Match, rules: readonly string[] = []): string {
  const terms = match.terms.map((t) => `${t.term}: “${t.text}” (${t.field})`);
  const shown = [...new Set(terms)].slice(0, 12);
  const by = rules.length === 0 ? match.reason : rules.join("; ");
  return `matched, score ${match.score} of 100, by ${by}${shown.length === 0 ? "" : `. Found: ${shown.join(", ")}`}`;
}

function nearestFirst(all: readonly Explanation[]): Explanation[] {
  const closeness = (e: Explanation) =>
    e.match !== undefined ? 2 : (e.misses[0]?.closeness ?? (e.text.startsWith("nothing") ? 0 : 1.5));
  return all.toSorted((a, b) => closeness(b) - closeness(a));
}

export function explanationData(e: Explanation) {
  return {
    watchList: e.watchList,
    matched: e.match !== undefined,
    text: e.text,
    misses: e.misses,
    match: e.match,
    ...(e.rules !== undefined && { rules: e.rules }),
  };
}

function verdictData(verdict: Verdict, when: (at: number) => string) {
  const times = Object.entries(verdict).map(([key, value]) =>
    typeof value === "number" && (key === "at" || key === "until" || key === "since")
      ? [key, rfc3339(value)]
      : [key, value],
  );
  return { ...Object.fromEntries(times), text: verdictText(verdict, when) };
}

function entryData(entry: KeptEntry) {
  return {
    headline: entry.title,
    url: safeUrl(entry.url),
    outlet: entry.outlet,
    story: entry.story,
    firstSeenAt: rfc3339(entry.firstSeenAt),
    withheld: entry.withheld,
  };
}
