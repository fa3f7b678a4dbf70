import { healthWords } from "../feeds/health.ts";
import { canonicalUrl } from "../feeds/url.ts";
import type { PlainReply } from "../model/command.ts";
import type { Article } from "../model/entry.ts";
import type { Feed } from "../model/feed.ts";
import type { KeptEntry } from "../store/store.ts";
import type { CommandContext } from "./command.ts";
import { storyAt } from "./story-at.ts";

/** What a person asks about: an entry that was kept, a text of their own, or something that the desk never had. */
export type Subject =
  | { kind: "entry"; entry: KeptEntry; found: "by its number" | "by its link" | "by its headline" }
  | { kind: "text"; article: Article }
  | { kind: "unknown"; reply: PlainReply };

/** A story's number, a URL, a headline, or text. Chat wraps links: "<https://...|...>". */
export async function findSubject(context: CommandContext, given: string): Promise<Subject> {
  const { store } = context;
  const what = given.trim().replace(/^<(https?:\/\/[^|>]+)(?:\|[^>]*)?>$/i, "$1");
  const [, number] = /^(?:story\s+|#)?(\d{1,12})$/i.exec(what) ?? [];
  if (number !== undefined) {
    const entry = await entryOfStory(context, number);
    return entry === undefined ? noSuchStory(number) : { kind: "entry", entry, found: "by its number" };
  }
  if (/^https?:\/\/\S+$/i.test(what)) {
    if (!URL.canParse(what)) return { kind: "unknown", reply: wrong(`"${what}" is no URL.`) };
    const [entry] = await store.entriesAt(canonicalUrl(what));
    return entry === undefined
      ? { kind: "unknown", reply: await noEntry(context, new URL(what)) }
      : { kind: "entry", entry, found: "by its link" };
  }
  const [entry] = await store.entriesTitled(what, 1);
  if (entry !== undefined) return { kind: "entry", entry, found: "by its headline" };
  const empty = { summary: "", content: "", url: "", outlet: "", author: "", language: "", categories: [] };
  return { kind: "text", article: { ...empty, id: "", title: what } };
}

/** The entry that a story's alert shows, else its first; of a merged story, of what it was merged into. */
async function entryOfStory({ store, clock }: CommandContext, given: string): Promise<KeptEntry | undefined> {
  const at = await storyAt(store, given, clock.now());
  const shown = at?.alerts[0]?.entry;
  return at?.entries.find((e) => e.id === shown) ?? at?.entries[0];
}

function noSuchStory(number: string): Subject {
  const text = `There is no story ${number}.`;
  return {
    kind: "unknown",
    reply: { kind: "error", usage: true, text, hint: "`recent --json` gives each story's number." },
  };
}

function wrong(text: string): PlainReply {
  return { kind: "error", usage: true, text };
}

/** An article that no feed brought: how the feeds of its site are. */
async function noEntry({ store, clock, timezone }: CommandContext, url: URL): Promise<PlainReply> {
  const now = clock.now();
  const feeds = (await store.feeds()).filter((f) => sameSite(f, url.hostname));
  const said = feeds.map((f) => ({
    feed: f.settings.url,
    words: healthWords(f, now, timezone),
    ok: isWell(f),
  }));
  const lines =
    said.length === 0
      ? [`No feed of ${url.hostname} is polled here: \`feed discover ${url.hostname}\` finds what it has.`]
      : said.map((s) =>
          s.ok
            ? `${s.feed}: ${s.words}; it has not listed that article, or not under this address.`
            : `${s.feed}: ${s.words}.`,
        );
  return {
    kind: "text",
    text: ["No such entry: no feed brought this article.", ...lines].join("\n"),
    data: { kind: "noEntry", url: url.href, feeds: said },
  };
}

function isWell({ state, paused }: Feed): boolean {
  return (
    !paused &&
    state.trouble === undefined &&
    state.retiredAt === undefined &&
    state.lastSuccessAt !== undefined
  );
}

function sameSite(feed: Feed, host: string): boolean {
  const known = [feed.settings.url, feed.state.link ?? ""].filter((u) => URL.canParse(u));
  return known.some((u) => siteOf(new URL(u).hostname) === siteOf(host));
}

/** "bbc.co.uk" of "www.bbc.co.uk", "dw.com" of "rss.dw.com": short second levels are a registry's ("co.uk", "com.au"). */
function siteOf(host: string): string {
  const labels = host.toLowerCase().split(".");
  const short = (labels.at(-2)?.length ?? 0) <= 3 && labels.length > 2 && (labels.at(-1)?.length ?? 0) === 2;
  return labels.slice(short ? -3 : -2).join(".");
}
