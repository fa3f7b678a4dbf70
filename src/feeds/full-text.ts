import { LRUCache } from "lru-cache";
import type { Feed } from "../model/feed.ts";
import type { Log } from "../model/log.ts";
import type { Clock, Instant, Millis } from "../model/time.ts";
import type { Draft } from "../stories/draft.ts";
import type { News } from "../stories/news.ts";
import { FetchError, type Fetcher } from "./fetch.ts";
import { FeedError } from "./read/fault.ts";
import type { ArticleReader } from "./reader.ts";
import { createRobots } from "./robots.ts";
import { createTurns } from "./turns.ts";

/** The text of an entry whose article was looked for: the article's, or the feed's own with why, in words. */
export type FullText =
  | { from: "article"; text: string; author: string; language: string; note?: string }
  | { from: "feed"; note?: string };

export interface FullTexts {
  /** The texts of what is news of a feed, by guid. Takes as long as a poll may, and never rejects. */
  read(feed: Feed, news: readonly News[]): Promise<Map<string, FullText>>;
  /** Gives up, after a few seconds, what is under way and what comes. */
  stop(): void;
}

export interface FullTextLimits {
  /** Pages fetched of one poll; the newest entries come first. */
  pages: number;
  /** Of one page, decoded. */
  bytes: number;
  /** For one page, once its host's turn has come. */
  page: Millis;
  /** For all pages of a poll: its other entries wait so long at most. */
  poll: Millis;
}

export interface FullTextParts {
  fetcher: Pick<Fetcher, "fetchOnce">;
  reader: ArticleReader;
  clock: Clock;
  log: Log;
  limits?: Partial<FullTextLimits>;
}

const LIMITS: FullTextLimits = { pages: 20, bytes: 5_000_000, page: 15_000, poll: 30_000 };
const PAGES_A_HOST = 2;
const MINUTE: Millis = 60_000;
const HOUR = 60 * MINUTE;
/** A feed's own text of this many characters is no teaser: some 400 words. */
const NO_TEASER = 2_500;
/** Characters of an article that are kept: as many as of a feed's own text. */
const LONGEST = 20_000;
const REMEMBERED = 500;
/** What pages under way are given when the service stops. */
const GRACE: Millis = 3_000;

interface Page {
  at: Instant;
  text: Promise<FullText>;
  /** Whether there is an article in it: what failed is tried again sooner. */
  read: boolean;
}

/**
 * Fetches the articles behind a feed's teasers: guarded, as robots.txt allows, at most two at a time of one host,
 * each address once; and reads them in the worker. Whatever comes of it, the entry has a text: the feed's own else.
 */
export function createFullTexts(parts: FullTextParts): FullTexts {
  const { fetcher, reader, clock, log } = parts;
  const limits = { ...LIMITS, ...parts.limits };
  const robots = createRobots(fetcher, clock);
  const turn = createTurns(PAGES_A_HOST);
  const pages = new LRUCache<string, Page>({ max: REMEMBERED });
  const stopping = new AbortController();
  /** When a host that asks for a pause may be asked next. */
  const nextAt = new LRUCache<string, Instant>({ max: REMEMBERED });

  function pageOf(draft: Draft, isNew: boolean, signal: AbortSignal): Promise<FullText> {
    const known = pages.get(draft.canonicalUrl);
    // A revised entry's page has changed too, most likely; several feeds may carry it at once.
    const fresh = isNew && known?.read === true ? HOUR : MINUTE;
    if (known !== undefined && clock.now() - known.at < fresh) return known.text;
    const page: Page = { at: clock.now(), text: textOf(draft.url, signal), read: true };
    pages.set(draft.canonicalUrl, page);
    void page.text.then(({ from }) => {
      page.read = from === "article";
      // What this poll had no time for, the next one may have.
      if (signal.aborted && !page.read) pages.delete(draft.canonicalUrl);
    });
    return page.text;
  }

  /** Never rejects. */
  async function textOf(url: string, signal: AbortSignal): Promise<FullText> {
    try {
      return await orAborted(fetchAndRead(new URL(url), signal), signal);
    } catch (error) {
      if (signal.aborted) return fromFeed(stopping.signal.aborted ? STOPPED : NO_TIME);
      if (error instanceof FetchError || error instanceof FeedError) return fromFeed(error.message);
      log.error({ url, error }, "an article could not be read by our fault");
      return fromFeed("it could not be read by a fault of Wirewatch's, which the log holds");
    }
  }

  async function fetchAndRead(url: URL, signal: AbortSignal): Promise<FullText> {
    const verdict = await robots.ask(url, signal);
    if (!verdict.allowed) return fromFeed(verdict.reason);
    const fetched = await turn(url.host, async () => {
      await pause(url.host, verdict.delay, signal);
      signal.throwIfAborted();
      return fetcher.fetchOnce(url.href, {
        accept: "text/html, application/xhtml+xml",
        maxBytes: limits.bytes,
        timeoutMs: limits.page,
        signal,
      });
    });
    // Redirects are followed by then; a page that robots are asked to leave alone is at least not used.
    const there = fetched.url === url.href ? verdict : await robots.ask(new URL(fetched.url), signal);
    if (!there.allowed) return fromFeed(there.reason);
    const type = fetched.contentType ?? "";
    if (!/^\s*(?:$|text\/|application\/xhtml)/i.test(type)) return fromFeed(`it is no page but ${type}`);
    const source = { url: fetched.url, ...(type === "" ? {} : { contentType: type }) };
    const page = await reader.article(fetched.bytes, source);
    if (page.kind !== "article") return fromFeed(page.reason);
    const { text, author, language, reason } = page;
    return {
      from: "article",
      text: text.slice(0, LONGEST),
      author,
      language,
      ...(reason === undefined ? {} : { note: noteOf(reason) }),
    };
  }

  /** Waits as long as the host's robots.txt asks for between two pages. */
  async function pause(host: string, delay: Millis, signal: AbortSignal): Promise<void> {
    if (delay === 0) return;
    const now = clock.now();
    const at = Math.max(now, nextAt.get(host) ?? 0);
    if (at - now > limits.poll) {
      throw new FetchError(`its site asks for ${delay / 1_000} seconds between two pages: too many wait`);
    }
    nextAt.set(host, at + delay);
    if (at > now) await clock.sleep(at - now, signal);
  }

  return {
    async read(feed, news) {
      const found = new Map<string, FullText>();
      const signal = AbortSignal.any([AbortSignal.timeout(limits.poll), stopping.signal]);
      const since = firstOf(feed, clock.now());
      const waiting: Promise<void>[] = [];
      // Newest first: they are what matters if there are too many.
      for (const each of news.toReversed()) {
        const { kind, draft } = each;
        if (kind === "reguided" || (kind === "revision" && each.change === "withdrawn")) continue;
        const why = passedOver(draft, since) ?? (waiting.length < limits.pages ? undefined : TOO_MANY);
        if (why !== undefined) {
          found.set(draft.guid, fromFeed(why));
          continue;
        }
        const isNew = kind === "new";
        waiting.push(pageOf(draft, isNew, signal).then((text) => void found.set(draft.guid, text)));
      }
      await Promise.all(waiting);
      tell(feed, found, log);
      return found;
    },
    stop() {
      setTimeout(() => stopping.abort(new Error("the service stops")), GRACE).unref();
    },
  };
}

const NO_TIME = "it did not come in the time that one poll has for articles";
const STOPPED = "the service was stopped before it was read";
const TOO_MANY = "more entries were new at once than articles are fetched for";

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

function fromFeed(why: string): FullText {
  return why === "" ? { from: "feed" } : { from: "feed", note: noteOf(why) };
}

/** What is kept with the entry: one line of it. */
function noteOf(why: string): string {
  return why.replace(/\s+/g, " ").slice(0, 400);
}

function tell(feed: Feed, found: ReadonlyMap<string, FullText>, log: Log): void {
  if (found.size === 0) return;
  const notes = [...found.values()].flatMap(({ note }) => note ?? []);
  const articles = [...found.values()].filter(({ from }) => from === "article").length;
  const fields = { feed: feed.settings.url, entries: found.size, articles };
  if (notes.length === 0) log.debug(fields, "read the articles behind teasers");
  else log.info({ ...fields, why: [...new Set(notes)].slice(0, 3) }, "not every article could be read whole");
}

/** What `work` gives, unless the signal comes first: then its reason is thrown, and the work left alone. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
