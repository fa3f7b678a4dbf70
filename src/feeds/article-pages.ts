import { LRUCache } from "lru-cache";
import type { Log } from "../model/log.ts";
import type { Clock, Instant, Millis } from "../model/time.ts";
import { type Behalf, FetchError, type Fetched, type Fetcher } from "./fetch.ts";
import { FeedError } from "./read/fault.ts";
import type { ArticleReader } from "./reader.ts";
import { createRobots } from "./robots.ts";
import { isOfNetwork, isTimeout } from "./trouble.ts";
import { createTurns } from "./turns.ts";
import { unwrapped } from "./url-wrappers.ts";

/** The text of an entry whose article was looked for: the article's, or the feed's own with why, in words. */
export type FullText =
  | { from: "article"; text: string; author: string; language: string; note?: string }
  | NoArticle;

interface NoArticle {
  from: "feed";
  note?: string;
  /** What kept the article away may be over after this long. */
  again?: Millis;
}

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
  /** The article of a page read no longer than `fresh` ago, else fetched now on the feed's behalf. Never rejects. */
  read(address: Address, behalf: Behalf, fresh: Millis, signal: AbortSignal): Promise<FullText>;
  /** Whether the publisher says that the page is gone (404, 410); false where that cannot be known. Never rejects. */
  isGone(address: Pick<Address, "url">, behalf: Behalf, signal: AbortSignal): Promise<boolean>;
}

const PAGES_A_HOST = 2;
/** What failed is tried again sooner, if another entry leads there. */
const FRESH_FAILURE: Millis = 60_000;
/**
 * After how long a page that failed at once is asked for again, once: the entries of the same document wait for it. What
 * a server asks for with Retry-After is kept to; what takes longer is left to later (see late-texts.ts).
 */
const AGAIN: Millis = 2_000;
/** Statuses that pass: RFC 9110 and 6585, and those of proxies whose origin does not answer. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);
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
  async function textOf(link: string, behalf: Behalf, signal: AbortSignal): Promise<FullText> {
    const address = addressOf(link);
    if (address === null) return fromFeed("its link is none that can be read");
    try {
      return await orAborted(persevere(address, behalf, signal), signal);
    } catch (error) {
      if (signal.aborted) return { ...fromFeed(wordsOf(signal.reason)), again: 0 };
      if (error instanceof FetchError) {
        return { ...fromFeed(error.message), ...(isPassing(error) ? { again: error.retryAfter ?? 0 } : {}) };
      }
      if (error instanceof FeedError) return fromFeed(error.message);
      log.error({ url: link, error }, "an article could not be read by our fault");
      return fromFeed("it could not be read by a fault of Wirewatch's, which the log holds");
    }
  }

  async function persevere(url: URL, behalf: Behalf, signal: AbortSignal): Promise<FullText> {
    try {
      return await fetchAndRead(url, behalf, signal);
    } catch (error) {
      if (!(error instanceof FetchError) || !isPassing(error) || error instanceof Unwelcome) throw error;
      const wait = Math.max(AGAIN, error.retryAfter ?? 0);
      if (isTimeout(error.cause) || wait > limits.poll / 2 || signal.aborted) throw error;
      await clock.sleep(wait, signal);
      return fetchAndRead(url, behalf, signal);
    }
  }

  async function visit(url: URL, behalf: Behalf, signal: AbortSignal): Promise<Fetched> {
    const admit = async (to: URL) => {
      const verdict = await robots.ask(to, behalf, signal);
      if (!verdict.allowed) throw new Unwelcome(verdict.reason, verdict.passing);
      // One visit to a host is one, redirects included.
      if (to === url || to.host !== url.host) await pause(to.host, verdict.delay, signal);
      signal.throwIfAborted();
    };
    return turn(url.host, async () => {
      await admit(url);
      return fetcher.fetchOnce(url.href, {
        accept: "text/html, application/xhtml+xml",
        maxBytes: limits.bytes,
        timeoutMs: limits.page,
        behalf,
        follow: admit,
        signal,
      });
    });
  }

  async function fetchAndRead(url: URL, behalf: Behalf, signal: AbortSignal): Promise<FullText> {
    const fetched = await visit(url, behalf, signal);
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
      throw new Unwelcome(
        `its site asks for ${delay / 1_000} seconds between two pages: too many wait`,
        true,
      );
    }
    nextAt.set(host, at + delay);
    if (at > now) await clock.sleep(at - now, signal);
  }

  return {
    read({ url, canonicalUrl }, behalf, fresh, signal) {
      // What a subscriber is shown is not what others are.
      const { proxy, headers, credentials } = behalf;
      const key = JSON.stringify([canonicalUrl, proxy, headers, credentials]);
      const known = pages.get(key);
      const age = known === undefined ? Number.POSITIVE_INFINITY : clock.now() - known.at;
      if (known !== undefined && age < (known.failed ? FRESH_FAILURE : fresh)) return known.text;
      const page: Page = { at: clock.now(), text: textOf(url, behalf, signal), failed: false };
      pages.set(key, page);
      void page.text.then(({ from }) => {
        page.failed = from === "feed";
        // What this poll had no time for, the next one may have.
        if (signal.aborted && page.failed) pages.delete(key);
      });
      return page.text;
    },

    async isGone({ url }, behalf, signal) {
      const address = addressOf(url);
      if (address === null) return false;
      try {
        await orAborted(visit(address, behalf, signal), signal);
        return false;
      } catch (error) {
        if (error instanceof FetchError) return error.status === 404 || error.status === 410;
        if (!signal.aborted) log.error({ url, error }, "a page could not be asked for by our fault");
        return false;
      }
    },
  };
}

/** The site asks not to be asked, now or ever. */
class Unwelcome extends FetchError {
  readonly passing: boolean;
  constructor(reason: string, passing = false) {
    super(reason);
    this.passing = passing;
  }
}

/** Whether another try may find what this one did not: not where the desk or the site refuses. */
function isPassing(error: FetchError): boolean {
  if (error instanceof Unwelcome) return error.passing;
  return error.status === undefined ? isOfNetwork(error.cause) : PASSING.has(error.status);
}

/** Where a link leads in the end, so far as it says so itself: no redirector is asked for what it only forwards. */
function addressOf(link: string): URL | null {
  const url = URL.parse(link);
  const target = url === null ? undefined : unwrapped(url);
  return target === undefined ? url : (URL.parse(target) ?? url);
}

/** The feed's own text, and why; "" where there is nothing to say. */
export function fromFeed(why: string): NoArticle {
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
