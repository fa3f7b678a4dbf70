import { Parser } from "htmlparser2";
import type { FeedDocument } from "../model/feed.ts";
import { FetchError, type Fetched, type Fetcher } from "./fetch.ts";
import { feedKey } from "./opml.ts";
import { newsFirst } from "./sitemap-index.ts";
import { isOfScheme } from "./trouble.ts";

export interface FoundFeed {
  url: string;
  title: string;
  /** How it was found: the address is itself a feed, the page names it, or it lies where feeds usually do. */
  how: "itself" | "named" | "guessed";
}

export interface Discovery {
  feeds: FoundFeed[];
  /** What was tried in vain, in words. */
  problems: string[];
}

export interface DiscoverParts {
  fetcher: Pick<Fetcher, "fetchOnce">;
  /** Rejects what is no feed. */
  read(
    bytes: Uint8Array,
    about: { url: string; contentType: string; language: string },
  ): Promise<FeedDocument>;
  timeoutMs?: number;
}

interface Opened {
  /** After redirects. */
  url: string;
  page?: Fetched;
  refusal?: FetchError;
}

/** Where WordPress, Hugo, Jekyll, Drupal, Ghost, Arc and hand-made sites put their feeds. */
const USUAL =
  "/feed/ /rss /rss.xml /feed.xml /atom.xml /index.xml /feeds/posts/default /feed.json /arc/outboundfeeds/rss/ /news-sitemap.xml /sitemap_news.xml".split(
    " ",
  );
const FEED_TYPE = /^(?:application|text)\/(?:(?:rss|atom|rdf|feed)\+(?:xml|json)|xml|rdf|rss)\b/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const MAX_NAMED = 30;
const MAX_PAGE = 5_000_000;

/**
 * The feeds of a site, from its page's address: what the page names in `<link rel=alternate>` and in links
 * that look like feeds, or an index of sitemaps, each fetched and read to be sure; only where that finds none, the usual
 * paths.
 * An address without a scheme is tried with https, then with http. Guarded as all fetching is. Rejects with FetchError
 * if the site cannot be reached, or if its page is refused and nothing lies at the usual paths either.
 */
export async function discover(site: string, parts: DiscoverParts, signal?: AbortSignal): Promise<Discovery> {
  const problems: string[] = [];
  const { url, page, refusal } = await open(site.trim());
  const document = page === undefined ? undefined : await asFeed(page);
  const itself = filled(document);
  if (itself !== undefined) return { feeds: [{ url, title: itself.feed.title, how: "itself" }], problems };
  const html = page === undefined ? "" : Buffer.from(page.bytes).toString("utf8");
  const sitemaps = newsFirst(document?.sitemaps ?? []).slice(0, MAX_NAMED);
  const named = [...sitemaps.map((sitemap) => ({ url: sitemap, title: "" })), ...namedFeeds(html, url)];
  let feeds = await confirmed(named, "named");
  if (feeds.length > 0) return { feeds, problems };
  feeds = await confirmed(
    USUAL.map((path) => ({ url: new URL(path, url).href, title: "" })),
    "guessed",
  );
  if (feeds.length === 0 && refusal !== undefined) throw refusal;
  return { feeds, problems };

  /** The page; or, where a server answers and refuses it, that: its feeds may be had all the same. */
  async function open(address: string): Promise<Opened> {
    if (SCHEME.test(address)) return openAt(address);
    try {
      return await openAt(`https://${address}`);
    } catch (error) {
      if (!(error instanceof FetchError) || !isOfScheme(error.cause)) throw error;
      problems.push(error.message);
    }
    try {
      return await openAt(`http://${address}`);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      throw new FetchError(`neither https nor http: ${[...problems, error.message].join("; ")}`);
    }
  }

  async function openAt(address: string): Promise<Opened> {
    try {
      const page = await get(address);
      return { url: page.url, page };
    } catch (error) {
      if (error instanceof FetchError && error.status !== undefined) return { url: address, refusal: error };
      throw error;
    }
  }

  function get(url: string) {
    return parts.fetcher.fetchOnce(url, {
      accept: "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5",
      maxBytes: MAX_PAGE,
      timeoutMs: parts.timeoutMs ?? 30_000,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** The document, if it can be read as a feed or an index of sitemaps. */
  async function asFeed(answer: Pick<Fetched, "bytes" | "contentType" | "url">) {
    try {
      const about = { url: answer.url, contentType: answer.contentType ?? "", language: "" };
      return await parts.read(answer.bytes, about);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push(`${answer.url}: ${error.message}`);
      return undefined;
    }
  }

  async function confirmed(
    candidates: readonly { url: string; title: string }[],
    how: FoundFeed["how"],
  ): Promise<FoundFeed[]> {
    const found = new Map<string, FoundFeed>();
    for (const candidate of candidates) {
      try {
        const answer = await get(candidate.url);
        const document = filled(await asFeed(answer));
        const key = feedKey(answer.url);
        if (document === undefined || found.has(key)) continue;
        found.set(key, { url: candidate.url, title: document.feed.title || candidate.title, how });
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        problems.push(error.message);
      }
    }
    return [...found.values()];
  }
}

/** The document, if anything is in it. */
function filled(document: FeedDocument | undefined): FeedDocument | undefined {
  return document?.entries.length === 0 && document.feed.title === "" ? undefined : document;
}

/** Feeds that a page names, in its order: alternates first, then links whose address looks like a feed's. */
export function namedFeeds(html: string, pageUrl: string): { url: string; title: string }[] {
  const alternates: { url: string; title: string }[] = [];
  const links: { url: string; title: string }[] = [];
  let base = pageUrl;
  const parser = new Parser({
    onopentag(tag, { href = "", rel = "", type = "", title = "" }) {
      if (tag === "base" && href !== "" && URL.canParse(href, pageUrl)) base = new URL(href, pageUrl).href;
      const url = URL.canParse(href.trim(), base) ? new URL(href.trim(), base) : undefined;
      if (href === "" || url === undefined || !/^https?:$/.test(url.protocol)) return;
      const named = { url: url.href, title: title.slice(0, 300) };
      if (tag === "link" && /\b(?:alternate|feed)\b/i.test(rel) && FEED_TYPE.test(type.trim())) {
        alternates.push(named);
      } else if (
        tag === "a" &&
        /(?:\/(?:rss|feed|atom)\/?$|\.(?:rss|rdf|atom)$|(?:rss|feed|atom|index)\.(?:xml|json)$)/i.test(
          url.pathname,
        )
      ) {
        links.push(named);
      }
    },
  });
  parser.end(html);
  const seen = new Set<string>();
  return [...alternates, ...links].filter(({ url }) => !seen.has(url) && seen.add(url)).slice(0, MAX_NAMED);
}
