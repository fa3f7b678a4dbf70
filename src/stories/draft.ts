import type { FullText } from "../feeds/article-pages.ts";
import type { Feed, FeedDocument, ParsedEntry } from "../model/feed.ts";
import type { Instant } from "../model/time.ts";
import type { KeptEntry } from "../store/store.ts";
import { compare, LONGEST_CONTENT, type TextTools, textHash } from "./compared.ts";

/** An entry of a document, ready to be compared: everything of a kept entry but its places in the database. */
export type Draft = Omit<KeptEntry, "id" | "story" | "duplicateOf" | "withheld" | "withdrawnAt"> & {
  status?: string;
  /** What it is compared by, made as it is placed. */
  features?: Uint8Array;
};

/** 1 January 1990, UTC. */
const FIRST_DATE: Instant = 631_152_000_000;

export interface Drafted {
  /** Oldest first, each once. */
  drafts: Draft[];
  /** Set if this document repeated a guid: this feed's guids are no identity from now on. */
  guidsUnreliable: boolean;
}

/** The document's entries, oldest first, with what they are compared by. */
export function draftEntries(feed: Feed, document: FeedDocument, now: Instant, tools: TextTools): Drafted {
  const parsed = oldestFirst(document.entries);
  const guids = parsed.filter((e) => e.idKind === "guid").map((e) => e.id);
  const guidsUnreliable = feed.state.guidsUnreliable === true || new Set(guids).size < guids.length;
  const drafts = parsed.map((e) => draftOf(e, feed, now, tools));
  const shared = sharedLinks(drafts);
  const seen = new Set<string>();
  const unique: Draft[] = [];
  for (const draft of drafts) {
    if (shared.has(draft.canonicalUrl)) draft.canonicalUrl = "";
    if (guidsUnreliable)
      draft.guid = draft.canonicalUrl !== "" ? draft.canonicalUrl : `hash:${draft.contentHash}`;
    const own = draft.canonicalUrl === "" ? draft.guid : draft.canonicalUrl;
    if (seen.has(own) || seen.has(draft.guid)) continue;
    seen.add(own).add(draft.guid);
    unique.push(draft);
  }
  return { drafts: unique, guidsUnreliable };
}

function draftOf(e: ParsedEntry, feed: Feed, now: Instant, tools: TextTools): Draft {
  const outlet = feed.settings.outlet.name;
  const { text, ...compared } = e.compared ?? compare(e, outlet, tools);
  return {
    feed: feed.id,
    guid: e.id,
    url: e.url,
    ...compared,
    title: e.title,
    summary: e.summary,
    content: text === e.summary ? "" : text,
    author: e.author,
    outlet,
    tier: feed.settings.outlet.tier,
    language: feed.settings.language || e.language,
    categories: e.categories,
    firstSeenAt: now,
    ...(e.image === undefined ? {} : { image: e.image }),
    ...(e.agency === undefined ? {} : { agency: e.agency }),
    ...(isDate(e.publishedAt) ? { publishedAt: e.publishedAt } : {}),
    ...(isDate(e.updatedAt) ? { updatedAt: e.updatedAt } : {}),
    ...(e.status === undefined ? {} : { status: e.status }),
    ...(e.urgency === undefined ? {} : { urgency: e.urgency }),
  };
}

/** A date before the web is a template's zero (1970, 1899, year 1), and says nothing of when the news is from. */
function isDate(at: Instant | undefined): boolean {
  return at !== undefined && at >= FIRST_DATE;
}

/**
 * The draft with the text of its article, where that was looked for. What the feed published stays what a revision is
 * known by: the next poll of the same teaser is none.
 */
export function withText(draft: Draft, found: FullText | undefined): Draft {
  if (found === undefined) return draft;
  const said = {
    ...(found.note === undefined ? {} : { textNote: found.note }),
    ...(found.from === "feed" && found.again !== undefined ? { textAgain: true } : {}),
  };
  // Of a feed that tells more than its page does, the page is no article.
  if (found.from === "feed" || found.text.length < draft.content.length) {
    return { ...draft, textFrom: "feed", ...said };
  }
  const content = found.text.slice(0, LONGEST_CONTENT);
  return {
    ...draft,
    content,
    textHash: textHash(draft.summary, content),
    author: draft.author || found.author,
    language: draft.language || found.language,
    textFrom: "article",
    ...said,
  };
}

/** Publishers list newest first, mostly; where every entry has a date, the dates decide. */
function oldestFirst(entries: ParsedEntry[]): ParsedEntry[] {
  const reversed = entries.toReversed();
  if (reversed.some((e) => e.publishedAt === undefined)) return reversed;
  return reversed.sort((a, b) => (a.publishedAt ?? 0) - (b.publishedAt ?? 0));
}

/** Links that different headlines of one document share (the site's front page) name no entry. */
function sharedLinks(drafts: Draft[]): Set<string> {
  const byUrl = Map.groupBy(drafts, (d) => d.canonicalUrl);
  const shared = new Set<string>();
  for (const [url, same] of byUrl) {
    const guids = new Set(same.map((d) => d.guid)).size;
    if (url !== "" && guids > 1 && new Set(same.map((d) => d.title)).size > 1) shared.add(url);
  }
  return shared;
}
