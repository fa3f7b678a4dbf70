import type { Button, Message, Source, Span } from "../model/message.ts";
import type { Story } from "../model/story.ts";
import type { Match, Priority } from "../model/watchlist.ts";
import type { KeptEntry } from "../store/store.ts";
import { articleOf } from "../stories/article.ts";
import { extract } from "../summaries/extractive.ts";
import { independentSources } from "./independent.ts";
import { safeUrl, tidySpans } from "./text.ts";

/** What an alert is made of. */
export interface AlertFacts {
  story: Story;
  /** The entry whose headline is shown. */
  entry: KeptEntry;
  /** Of the story, oldest first. */
  entries: readonly KeptEntry[];
  /** Of the entry shown first, each list once. */
  matches: readonly Match[];
  watchLists: readonly { name: string; title: string }[];
  priority: Priority;
  mention?: string;
  claimedBy?: string | undefined;
}

/** The alert's full state. */
export function alertMessage(facts: AlertFacts): Message {
  const { entry, story } = facts;
  const found = facts.matches.flatMap((m) => m.terms.map((t) => t.text));
  const summary = extract(articleOf(entry), found);
  const sources = sourcesOf(facts.entries);
  const independent = independentSources(facts.entries);
  return {
    kind: "alert",
    priority: facts.priority,
    story: story.id,
    watchLists: facts.watchLists.map(({ name, title }) => ({ name, title })),
    headline: { text: entry.title, spans: titleSpans(entry, facts.matches) },
    url: safeUrl(entry.url),
    outlet: entry.outlet,
    at: entry.publishedAt ?? entry.firstSeenAt,
    summary: { text: summary.text, spans: spansOf(summary.text, found) },
    reason: facts.matches.map((m) => m.reason).join("; "),
    sources,
    ...(independent < sources.length ? { independent } : {}),
    note: "",
    withdrawn: story.withdrawnAt !== undefined,
    sections: [],
    buttons: buttonsOf(story),
    ...(facts.claimedBy === undefined ? {} : { claimedBy: facts.claimedBy }),
    ...(entry.image !== undefined && safeUrl(entry.image) !== "" ? { thumbnail: safeUrl(entry.image) } : {}),
    ...(facts.mention === undefined || facts.priority !== "breaking" ? {} : { mention: facts.mention }),
  };
}

/** A sentence in the alert's thread; the alert's own facts stand beside it, for a platform without threads. */
export function replyMessage(alert: Message, note: string): Message {
  const { mention: _, follows: __, alsoIn: ___, ...rest } = alert;
  return { ...rest, kind: "reply", note, summary: { text: "", spans: [] }, buttons: [] };
}

/** What an alert becomes whose story is told by an older one. */
export function pointerMessage(alert: Message, to: Message): Message {
  const { mention: _, thumbnail: __, follows: ___, alsoIn: ____, independent: _____, ...rest } = alert;
  const none = { summary: { text: "", spans: [] }, reason: "", sources: [], buttons: [], watchLists: [] };
  return { ...rest, ...none, note: `One story with an earlier alert: ${to.headline.text}` };
}

/** What an editor may do with an alert: each a command of the core with its argument. */
function buttonsOf(story: Story): Button[] {
  const value = String(story.id);
  return [
    { label: "Claim", action: "claim", value, style: "primary" },
    { label: "Mute story", action: "mute", value: `${value} 2h` },
    { label: "Not relevant", action: "irrelevant", value },
    { label: "Sources", action: "story show", value },
  ];
}

/** A reply that the channel sees too, with the mention that the desk configured. */
export function loudMessage(alert: Message, note: string): Message {
  const { mention } = alert;
  return { ...replyMessage(alert, note), loud: true, ...(mention === undefined ? {} : { mention }) };
}

/** The desk speaking of itself. */
export function noticeMessage(subject: string, note: string): Message {
  return {
    kind: "notice",
    priority: "normal",
    watchLists: [],
    headline: { text: subject, spans: [] },
    url: "",
    outlet: "",
    summary: { text: "", spans: [] },
    reason: "",
    sources: [],
    note,
    withdrawn: false,
    sections: [],
    buttons: [],
  };
}

/** Every outlet that has the story and has not taken it back, first first, each once. */
function sourcesOf(entries: readonly KeptEntry[]): Source[] {
  const byOutlet = new Map<string, Source>();
  for (const e of entries) {
    if (e.withdrawnAt !== undefined || byOutlet.has(e.outlet)) continue;
    byOutlet.set(e.outlet, { outlet: e.outlet, url: safeUrl(e.url), at: e.firstSeenAt });
  }
  return [...byOutlet.values()];
}

function titleSpans(entry: KeptEntry, matches: readonly Match[]): Span[] {
  return tidySpans(
    matches.flatMap((m) =>
      m.terms
        .filter((t) => t.field === "title" && entry.title.slice(t.start, t.end) === t.text)
        .map(({ start, end }) => ({ start, end })),
    ),
  );
}

/** Where the matched words stand in a summary: whole words only. */
export function spansOf(text: string, words: readonly string[]): Span[] {
  const spans: Span[] = [];
  for (const word of new Set(words)) {
    if (word === "") continue;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      const around = `${text.slice(Math.max(0, at - 1), at)} ${text.slice(at + word.length, at + word.length + 1)}`;
      if (!/[\p{L}\p{N}]/u.test(around)) spans.push({ start: at, end: at + word.length });
    }
  }
  return tidySpans(spans);
}
