import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Feed } from "../model/feed.ts";
import type { Log } from "../model/log.ts";
import type { Instant, Millis } from "../model/time.ts";
import type { Draft } from "../stories/draft.ts";
import type { News } from "../stories/news.ts";
import {
  type ArticlePagesParts,
  createArticlePages,
  type FullText,
  fromFeed,
  type PageLimits,
} from "./article-pages.ts";

export interface FullTexts {
  /** The texts of what is news of a feed, by guid. Takes as long as a poll may, and never rejects. */
  read(feed: Feed, news: readonly News[]): Promise<Map<string, FullText>>;
  /** Whether the page of one of a feed's entries is gone. Takes as long as a poll may, and never rejects. */
  isGone(feed: Feed, entry: Pick<Draft, "url">): Promise<boolean>;
  /** Gives up, after a few seconds, what is under way and what comes. */
  stop(): void;
}

export interface FullTextLimits extends PageLimits {
  /** Pages fetched of one poll; the newest entries come first. */
  pages: number;
}

export interface FullTextParts extends Omit<ArticlePagesParts, "limits"> {
  limits?: Partial<FullTextLimits>;
}

/** Other feeds wait for nothing of it; the entries of the same document wait for all of it. */
const LIMITS: FullTextLimits = { pages: 20, bytes: 5_000_000, page: 15_000, poll: 30_000 };
const HOUR: Millis = 3_600_000;
/**
 * How old a page may be for an entry that is new: several feeds carry it. One that is revised has another page now,
 * most likely; but a teaser that changes with every poll is no reason to fetch its page as often.
 */
const FRESH = { new: HOUR, revision: 5 * 60_000 } as const;
/** A feed's own text of this many characters is no teaser: some 400 words. */
const NO_TEASER = 2_500;
/** What pages under way are given when the service stops. */
const GRACE: Millis = 3_000;
const REMEMBERED = 1_000;

const TOO_MANY = "more entries were new at once than articles are fetched for";
const NO_ARTICLE =
  "its page has the same text as those of other entries: a consent, login or error page, not the article";

type Teaser = Extract<News, { kind: "new" | "revision" }>;

/**
 * Finds the articles behind a feed's teasers. Whatever comes of it, the entry has a text: the article's, that of its
 * last version, or the feed's own.
 */
export function createFullTexts(parts: FullTextParts): FullTexts {
  const { clock, log } = parts;
  const limits = { ...LIMITS, ...parts.limits };
  const pages = createArticlePages({ ...parts, limits });
  const stopping = new AbortController();
  const pollSignal = () => AbortSignal.any([AbortSignal.timeout(limits.poll), stopping.signal]);
  /** Who leads to a text of a site, by its hash: two of them are enough to know. */
  const sources = new LRUCache<string, Pick<Draft, "canonicalUrl" | "title">[]>({ max: REMEMBERED });

  async function textsOf(feed: Feed, teasers: readonly Teaser[]): Promise<Map<Teaser, FullText>> {
    const signal = pollSignal();
    const since = firstOf(feed, clock.now());
    const isKnown = feed.state.firstPolledAt !== undefined;
    const found = new Map<Teaser, FullText>();
    const waiting: Promise<void>[] = [];
    for (const teaser of teasers) {
      const { draft, kind } = teaser;
      const why = passedOver(draft, since);
      if (why !== undefined) found.set(teaser, fromFeed(why));
      // Of a feed's backlog no more is read; what a known feed brings has its turn later.
      else if (waiting.length >= limits.pages) {
        found.set(teaser, { ...fromFeed(TOO_MANY), ...(isKnown ? { again: 0 } : {}) });
      } else {
        const text = pages.read(draft, feed.settings, FRESH[kind], signal);
        waiting.push(text.then((given) => void found.set(teaser, given)));
      }
    }
    await Promise.all(waiting);
    return found;
  }

  /**
   * Whether different headlines lead, by different addresses, to one and the same text of a site. Grouped by it, they
   * would all be one story.
   */
  function isEverywhere(text: string, { canonicalUrl, title }: Draft): boolean {
    const site = URL.parse(canonicalUrl)?.host ?? "";
    const key = createHash("sha256").update(`${site}\n${text}`).digest("base64url");
    const known = sources.get(key) ?? [];
    const others = known.some((s) => s.canonicalUrl !== canonicalUrl && s.title !== title);
    if (known.length === 0 || (known.length === 1 && others)) {
      sources.set(key, [...known, { canonicalUrl, title }]);
    }
    return others;
  }

  return {
    async read(feed, news) {
      // Newest first: they are what matters if there are too many.
      const teasers = news.toReversed().filter(isTeaser);
      const texts = new Map<string, FullText>();
      if (teasers.length === 0) return texts;
      const found = [...(await textsOf(feed, teasers))];
      for (const [{ draft }, text] of found) if (text.from === "article") isEverywhere(text.text, draft);
      for (const [teaser, text] of found) {
        const { draft } = teaser;
        const isNone = text.from === "article" && isEverywhere(text.text, draft);
        texts.set(draft.guid, lastKnown(teaser, isNone ? fromFeed(NO_ARTICLE) : text));
      }
      tell(feed, texts, log);
      return texts;
    },
    isGone(feed, entry) {
      return pages.isGone(entry, feed.settings, pollSignal());
    },
    stop() {
      const reason = new Error("the service was stopped before it was read");
      setTimeout(() => stopping.abort(reason), GRACE).unref();
    },
  };
}

/** What is withdrawn has no article any more. */
function isTeaser(news: News): news is Teaser {
  return news.kind === "new" || (news.kind === "revision" && news.change !== "withdrawn");
}

/** A revised entry whose article could not be read anew keeps the one it has. */
function lastKnown(teaser: Teaser, text: FullText): FullText {
  if (text.from === "article" || text.note === undefined || teaser.kind === "new") return text;
  const { content, author, language, textFrom } = teaser.entry;
  if (textFrom !== "article") return text;
  return { from: "article", text: content, author, language, note: `an earlier version's: ${text.note}` };
}

/** Entries dated before it are not worth a fetch: no alert is made of them (see floods and backfill). */
function firstOf({ state }: Feed, now: Instant): Instant {
  if (state.firstPolledAt === undefined) return now - 24 * HOUR;
  return (state.lastSuccessAt ?? now) - 48 * HOUR;
}

/** Why an entry's article is not looked for; "" where there is nothing to say. */
function passedOver(draft: Draft, since: Instant): string | undefined {
  if (Math.max(draft.content.length, draft.summary.length) >= NO_TEASER) return "";
  if (draft.canonicalUrl === "") return "the entry has no link of its own";
  if (draft.publishedAt !== undefined && draft.publishedAt < since) return "the entry is old";
  return undefined;
}

function tell(feed: Feed, found: ReadonlyMap<string, FullText>, log: Log): void {
  const notes = [...found.values()].flatMap(({ note }) => note ?? []);
  const articles = [...found.values()].filter(({ from }) => from === "article").length;
  const fields = { feed: feed.settings.url, entries: found.size, articles };
  if (notes.length === 0) log.debug(fields, "read the articles behind teasers");
  else log.info({ ...fields, why: [...new Set(notes)].slice(0, 3) }, "not every article could be read whole");
}
