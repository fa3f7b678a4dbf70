import type { FeedKind } from "../../model/feed.ts";
import { type CanonicalEntry, type CanonicalHead, canonicalEntry, canonicalHead } from "./canonical.ts";
import { readDate } from "./dates.ts";
import { FeedError } from "./fault.ts";
import type { Problems } from "./limits.ts";
import { parseCanonical } from "./rss.ts";
import { type Root, scan } from "./scan.ts";
import { type Node, named, textOf } from "./tree.ts";
import { webUrl } from "./url.ts";

/** An XML document read: its head and entries in canonical form, or the sitemaps that an index names. */
export interface XmlFeed {
  kind: FeedKind;
  head: CanonicalHead;
  entries: CanonicalEntry[];
  sitemaps?: string[];
}

/** Reads RSS, RDF, Atom, CDF and sitemaps. Throws FeedError for what is none of them. */
export async function readXml(text: string, documentUrl: string, problems: Problems): Promise<XmlFeed> {
  const nodes: Node[] = [];
  const scanned = scan(text, documentUrl, problems, (entry) => nodes.push(entry));
  const kind = kindOf(scanned.root, scanned.firstTag);
  const head = canonicalHead(scanned, documentUrl);
  if (scanned.root === "sitemapindex") {
    problems.add("this is an index of sitemaps: as a feed, the newest that it names are read");
    return { kind, head, entries: [], sitemaps: newestFirst(nodes, documentUrl) };
  }
  const base = documentUrl || head.link;
  const entries: CanonicalEntry[] = [];
  for (const node of nodes) {
    const entry =
      scanned.root === "urlset" ? sitemapEntry(node, base, problems) : canonicalEntry(node, base, problems);
    if (entry === undefined) continue;
    const isEmpty = node.children.length === 0 && node.text.trim() === "";
    if (!isEmpty || Object.keys(node.attributes).length > 0) entries.push(entry);
    else problems.add("an empty entry was passed over");
  }
  return { kind, ...(await parseCanonical(head, entries)) };
}

/** The sitemaps that an index names; those without a date stand behind the others, in its order. */
function newestFirst(nodes: readonly Node[], documentUrl: string): string[] {
  const dated = nodes.map((node) => ({
    url: webUrl(textOf(node, "loc", "sitemap", ""), documentUrl),
    at: readDate(textOf(node, "lastmod", "sitemap", ""), "", Date.now()) ?? 0,
  }));
  return dated
    .filter(({ url }) => url !== "")
    .sort((a, b) => b.at - a.at)
    .map(({ url }) => url);
}

/** A URL of a news sitemap (Google's news protocol); one without news is a page, not an article. */
function sitemapEntry(node: Node, base: string, problems: Problems): CanonicalEntry | undefined {
  const [news] = named(node, "news", "news");
  if (news === undefined) {
    problems.add("a URL without news was passed over: this is not a sitemap for news, or not only");
    return undefined;
  }
  const [publication] = named(news, "publication", "news");
  const entry = canonicalEntry({ ...node, children: [...node.children, ...news.children] }, base, problems);
  if (publication === undefined) return entry;
  return {
    ...entry,
    language: textOf(publication, "language", "news"),
    credits: textOf(publication, "name", "news").slice(0, 256),
  };
}

function kindOf(root: Root, firstTag: string): FeedKind {
  switch (root) {
    case "rss":
    case "channel":
      return "rss";
    case "feed":
      return "atom";
    case "rdf":
      return "rdf";
    case "urlset":
    case "sitemapindex":
      return "sitemap";
    case "html":
      throw new FeedError(
        "This is a web page, not a feed. Look for the feed that the page offers and use its URL.",
      );
    case "": {
      const begins =
        firstTag === "" ? "it holds no elements at all" : `it begins with <${firstTag.slice(0, 40)}>`;
      throw new FeedError(`This is not a feed: ${begins}. Open the URL in a browser to see what it gives.`);
    }
  }
}
