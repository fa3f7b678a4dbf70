import { createHash } from "node:crypto";
import type { FeedDocument, FeedKind, ParsedEntry } from "../../model/feed.ts";
import { decodeBytes } from "./bytes.ts";
import { type CanonicalEntry, canonicalEntry, canonicalHead } from "./canonical.ts";
import { toPlain } from "./construct.ts";
import { readDate } from "./dates.ts";
import { FeedError } from "./fault.ts";
import { languageTag, loadDetector } from "./language.ts";
import { LIMITS, Problems } from "./limits.ts";
import { parseCanonical } from "./rss.ts";
import { type Root, scan } from "./scan.ts";
import type { Node } from "./tree.ts";

/** Where a document came from. */
export interface Source {
  /** URL or file name; relative links of a document that names no base stand under it, if it is http(s). */
  url: string;
  /** The HTTP header, if there was one. */
  contentType?: string;
  /** The feed's language by configuration, where the document does not say its own; "" means detect. */
  language?: string;
  /** For dates that leave out the year or its century; the present by default. */
  now?: number;
}

/**
 * Reads a feed document of any format: bytes, text, canonicaliser, rss-parser, entries. Throws `FeedError` for what
 * is no feed; anything less than that is read as far as it goes and said in `problems`.
 */
export async function readDocument(bytes: Uint8Array, source: Source): Promise<FeedDocument> {
  const problems = new Problems();
  if (bytes.byteLength > LIMITS.bytes) {
    problems.add(`the document is longer than ${LIMITS.bytes >> 20} MB: the rest was passed over`);
  }
  const text = decodeBytes(bytes.subarray(0, LIMITS.bytes), source.contentType ?? "", problems);
  if (text.trim() === "")
    throw new FeedError("The document is empty. If this goes on, open the URL in a browser.");
  return readXml(text, source, problems);
}

async function readXml(text: string, source: Source, problems: Problems): Promise<FeedDocument> {
  const documentUrl = /^https?:/i.test(source.url) ? source.url : "";
  const nodes: Node[] = [];
  const scanned = scan(text, documentUrl, problems, (entry) => nodes.push(entry));
  const kind = kindOf(scanned.root, scanned.firstTag);
  const head = canonicalHead(scanned, documentUrl);
  const base = documentUrl || head.link;
  const canonical = nodes.map((node) => canonicalEntry(node, base, problems));
  const read = await parseCanonical(head, canonical);
  const language = languageTag(head.language) || languageTag(source.language ?? "");
  const entries: ParsedEntry[] = [];
  for (const item of read.items) {
    const beside = canonical[Number(item.body)];
    if (beside === undefined) continue;
    const id = identity(item.guid ?? "", item.link ?? "", beside);
    const entryLanguage = languageTag(item.language ?? "") || language || (await detect(beside));
    const publishedAt = readDate(item.pubDate ?? "", entryLanguage, source.now ?? Date.now());
    const updatedAt = readDate(item.updated ?? "", entryLanguage, source.now ?? Date.now());
    entries.push({
      ...id,
      url: item.link ?? "",
      title: item.title ?? "",
      summary: beside.summary,
      content: beside.content,
      author: item.author ?? "",
      ...(publishedAt === undefined ? {} : { publishedAt }),
      ...(updatedAt === undefined ? {} : { updatedAt }),
      language: entryLanguage,
      categories: item.categories ?? [],
      ...(beside.image === "" ? {} : { image: beside.image }),
      enclosures: beside.enclosures,
      ...(beside.status === "" ? {} : { status: beside.status }),
      ...(beside.urgency === "" ? {} : { urgency: beside.urgency }),
    });
  }
  return {
    feed: { title: read.title ?? "", link: read.link ?? "", language, kind },
    entries,
    problems: problems.list(),
  };
}

function kindOf(root: Root, firstTag: string): FeedKind {
  if (root === "rss" || root === "channel") return "rss";
  if (root === "feed") return "atom";
  if (root === "rdf") return "rdf";
  if (root === "urlset" || root === "sitemapindex") return "sitemap";
  if (root === "html") {
    throw new FeedError(
      "This is a web page, not a feed. Find the page's feed and use that feed's URL instead.",
    );
  }
  throw new FeedError(
    firstTag === ""
      ? "This is not a feed: it holds no elements at all. Open the URL in a browser to see what it gives."
      : `This is not a feed: its first element is <${firstTag.slice(0, 40)}>. Open the URL in a browser to see what it gives.`,
  );
}

function identity(guid: string, url: string, entry: CanonicalEntry): Pick<ParsedEntry, "id" | "idKind"> {
  if (guid !== "") return { id: guid, idKind: "guid" };
  if (url !== "") return { id: url, idKind: "url" };
  const hash = createHash("sha256").update(JSON.stringify([entry.title, entry.summary, entry.content]));
  return { id: hash.digest("hex"), idKind: "hash" };
}

async function detect(entry: CanonicalEntry): Promise<string> {
  const text =
    `${entry.title}\n${entry.summary || toPlain({ html: true, value: entry.content.slice(0, 4_000) })}`.trim();
  if (!/\p{L}{2}/u.test(text)) return "";
  return (await loadDetector())(text);
}
