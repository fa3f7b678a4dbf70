import { LRUCache } from "lru-cache";
import type { Log } from "../model/log.ts";
import type { Clock, Instant, Millis } from "../model/time.ts";
import { FetchError, type Fetcher } from "./fetch.ts";
import { FeedError } from "./read/fault.ts";
import type { ArticleReader } from "./reader.ts";
import { createRobots } from "./robots.ts";
import { createTurns } from "./turns.ts";
import { unwrapped } from "./url-wrappers.ts";

/** The text of an entry whose article was looked for: the article's, or the feed's own with why, in words. */
export type FullText =
  | { from: "article"; text: string; author: string; language: string; note?: string }
  | { from: "feed"; note?: string };

/** An article's address: as it is asked for, and as it is known by. */
export interface Address {
  url: string;
  canonicalUrl: string;
}

export interface ArticlePagesParts {
  fetcher: Pick<Fetcher, "fetchOnce">;
  reader: ArticleReader;
  clock: Clock;
  log: Log;
  limits: PageLimits;
}

export interface PageLimits {
  /** Of one page, decoded. */
  bytes: number;
  /** For one page, once its host's turn has come. */
  page: Millis;
  /** For all pages of a poll. */
  poll: Millis;
}

export interface ArticlePages {
  /** The article of a page read no longer than `fresh` ago, else fetched now. Never rejects. */
  read(address: Address, fresh: Millis, signal: AbortSignal): Promise<FullText>;
}

const PAGES_A_HOST = 2;
/** What failed is tried again sooner, if another entry leads there. */
const FRESH_FAILURE: Millis = 60_000;
/** Characters of an article that are kept: as many as of a feed's own text. */
const LONGEST = 20_000;
const REMEMBERED = 300;

interface Page {
  at: Instant;
  text: Promise<FullText>;
  failed: boolean;
}

/** Fetches pages, guarded, as robots.txt allows, each once, at most two at a time of one host; the worker reads them. */
export function createArticlePages(parts: ArticlePagesParts): ArticlePages {
  const { fetcher, reader, clock, log, limits } = parts;
  const robots = createRobots(fetcher, clock);
  const turn = createTurns(PAGES_A_HOST);
  const pages = new LRUCache<string, Page>({ max: REMEMBERED });
  /** When a host that asks for a pause may be asked next. */
  const nextAt = new LRUCache<string, Instant>({ max: REMEMBERED });

  /** Never rejects. */
  async function textOf(url: string, signal: AbortSignal): Promise<FullText> {
    const address = addressOf(url);
    if (address === null) return fromFeed("its link is none that can be read");
    try {
      return await orAborted(fetchAndRead(address, signal), signal);
    } catch (error) {
      if (signal.aborted) return fromFeed(wordsOf(signal.reason));
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
      text: cut(text),
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
    read({ url, canonicalUrl }, fresh, signal) {
      const known = pages.get(canonicalUrl);
      const age = known === undefined ? Number.POSITIVE_INFINITY : clock.now() - known.at;
      if (known !== undefined && age < (known.failed ? FRESH_FAILURE : fresh)) return known.text;
      const page: Page = { at: clock.now(), text: textOf(url, signal), failed: false };
      pages.set(canonicalUrl, page);
      void page.text.then(({ from }) => {
        page.failed = from === "feed";
        // What this poll had no time for, the next one may have.
        if (signal.aborted && page.failed) pages.delete(canonicalUrl);
      });
      return page.text;
    },
  };
}

/** Where a link leads in the end, so far as it says so itself: no redirector is asked for what it only forwards. */
function addressOf(link: string): URL | null {
  const url = URL.parse(link);
  const target = url === null ? undefined : unwrapped(url);
  return target === undefined ? url : (URL.parse(target) ?? url);
}

/** The feed's own text, and why; "" where there is nothing to say. */
export function fromFeed(why: string): FullText {
  return why === "" ? { from: "feed" } : { from: "feed", note: noteOf(why) };
}

/** What is kept with the entry: one line of it. */
function noteOf(why: string): string {
  return why.replace(/\s+/g, " ").slice(0, 400);
}

/** A copy: a slice would keep the whole text of the page in memory for as long as it lives. */
function cut(text: string): string {
  return text.length <= LONGEST ? text : Buffer.from(text.slice(0, LONGEST)).toString();
}

function wordsOf(reason: unknown): string {
  return reason instanceof Error && reason.name !== "TimeoutError"
    ? reason.message
    : "it did not come in the time that one poll has for articles";
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
