import type { Feed, FeedDocument, SitemapState } from "../model/feed.ts";
import type { Clock } from "../model/time.ts";
import { type DocumentReader, type Read, readOutcome } from "./document-reader.ts";
import { type Fetcher, isAtHome } from "./fetch.ts";
import { stateAfter } from "./health.ts";
import { withoutSecrets } from "./notices.ts";
import type { DocumentOutcome, FetchOutcome, UnchangedOutcome } from "./outcome.ts";

export interface IndexParts {
  fetcher: Pick<Fetcher, "fetch">;
  reader: DocumentReader;
  clock: Pick<Clock, "now">;
}

/** What a poll brought, with the sitemaps behind an index. */
export interface Followed extends Read {
  sitemaps?: SitemapState[];
}

/** Sitemaps of an index that are polled: the newest of a site's news, and what it began when the last one was full. */
const MOST = 3;

/**
 * The sitemaps that an index names, polled with it: one document of what is new in any of them. Each is asked for with
 * validators of its own, also where the index is as it was: many name no dates. What is no index is answered as it is.
 */
export async function followIndex(
  parts: IndexParts,
  feed: Feed,
  found: Read,
  signal?: AbortSignal,
): Promise<Followed> {
  const { outcome } = found;
  if (outcome.kind !== "document" && outcome.kind !== "unchanged") return found;
  const known = feed.state.sitemaps ?? [];
  const named = found.document === undefined ? known : chosen(found.document.sitemaps ?? [], known);
  if (named.length === 0) return found;
  const sitemaps: SitemapState[] = [];
  const documents = new Map<string, FeedDocument>();
  const failures: (FetchOutcome & { kind: "failed" | "gone" })[] = [];
  const problems: string[] = [];
  for (const sitemap of named) {
    const asked = asFeed(feed, sitemap);
    const read = await readOutcome(parts.reader, asked, await parts.fetcher.fetch(asked, signal));
    if (read.outcome.kind === "failed" || read.outcome.kind === "gone") {
      failures.push(read.outcome);
      problems.push(`${withoutSecrets(sitemap.url)}: ${read.outcome.reason}`);
      sitemaps.push(sitemap);
      continue;
    }
    sitemaps.push(stateOf(asked, read, parts.clock.now()));
    if (read.document !== undefined) documents.set(sitemap.url, read.document);
    if (read.document?.sitemaps !== undefined)
      problems.push(`${withoutSecrets(sitemap.url)} is an index in an index: it is not followed`);
  }
  const [first] = failures;
  if (first !== undefined && failures.length === named.length) {
    const { reason, latency } = first;
    const status = first.kind === "failed" ? { status: first.status, retryAfter: first.retryAfter } : {};
    return { outcome: { kind: "failed", reason: `its sitemaps: ${reason}`, latency, ...status } };
  }
  if (documents.size === 0) return { outcome: asUnchanged(outcome), sitemaps };
  const document = joined([...documents.values()], problems);
  const read = new Map([...documents].map(([url, { entries }]) => [url, entries] as const));
  document.parts = { named: named.map(({ url }) => url), read };
  return { outcome: asDocument(outcome, feed), document, sitemaps };
}

/** Of the sitemaps of an index, those for news are few, and called so: they come first. */
export function newsFirst(sitemaps: readonly string[]): string[] {
  const isNews = (url: string) => /news/i.test(new URL(url).pathname);
  return [...sitemaps.filter(isNews), ...sitemaps.filter((url) => !isNews(url))];
}

function chosen(named: readonly string[], known: readonly SitemapState[]): SitemapState[] {
  const urls = [...new Set(newsFirst(named))].slice(0, MOST);
  return urls.map((url) => known.find((sitemap) => sitemap.url === url) ?? { url });
}

/** A sitemap as a feed that can be asked for. The feed's secrets go to its own host alone. */
function asFeed(feed: Feed, { url, ...validators }: SitemapState): Feed {
  const { headers, credentials, ...open } = feed.settings;
  const own = isAtHome(url, feed.settings) ? feed.settings : open;
  const { nextPollAt, failures } = feed.state;
  return { ...feed, settings: { ...own, url }, state: { nextPollAt, failures, ...validators } };
}

function stateOf(asked: Feed, { outcome, document }: Read, now: number): SitemapState {
  const { etag, lastModified, validatorsUrl, bodyHash } = stateAfter(asked, outcome, document, now);
  return { url: asked.settings.url, etag, lastModified, validatorsUrl, bodyHash };
}

function asUnchanged(outcome: DocumentOutcome | UnchangedOutcome): UnchangedOutcome {
  if (outcome.kind === "unchanged") return outcome;
  const { bytes, contentType, bodyHash, links, ...answered } = outcome;
  return { ...answered, kind: "unchanged", by: "hash" };
}

/** An index that is as it was keeps its validators. */
function asDocument(outcome: DocumentOutcome | UnchangedOutcome, { state }: Feed): DocumentOutcome {
  if (outcome.kind === "document") return outcome;
  const { by, ...answered } = outcome;
  const { etag, lastModified, bodyHash = "" } = state;
  const kept = by === "status" ? { etag, lastModified } : {};
  const nothing = { bytes: new Uint8Array(), contentType: "", links: {} };
  return { ...kept, ...answered, ...nothing, kind: "document", bodyHash };
}

/** One document of several: each entry once. */
function joined(documents: readonly FeedDocument[], problems: readonly string[]): FeedDocument {
  const entries = new Map(documents.flatMap((d) => d.entries).map((entry) => [entry.id, entry] as const));
  const titled = documents.find(({ feed }) => feed.title !== "") ?? documents[0];
  return {
    feed: titled?.feed ?? { title: "", link: "", language: "", kind: "sitemap" },
    entries: [...entries.values()],
    problems: [...problems, ...new Set(documents.flatMap((d) => d.problems))],
  };
}
