import { gunzipSync } from "node:zlib";
import type { FeedDocument } from "../../model/feed.ts";
import { decodeBytes } from "./bytes.ts";
import { toEntry, toHead } from "./entries.ts";
import { FeedError } from "./fault.ts";
import { readJsonFeed } from "./json-feed.ts";
import { detectLanguages, languageTag } from "./language.ts";
import { LIMITS, Problems } from "./limits.ts";
import { isInScriptOf } from "./script.ts";
import { readXml, type XmlFeed } from "./xml.ts";

/** Where a document came from. */
export interface Source {
  /** URL or file name; relative links of a document that names no base stand under it, if it is http(s). */
  url: string;
  /** The HTTP header, if there was one. */
  contentType?: string;
  /** The feed's language by configuration: it goes before what the feed says of itself; "" means detect. */
  language?: string;
  /** The outlet's name, where entries are read to be compared: a worker then leaves that done (`compared`). */
  outlet?: string;
  /** For dates without a year; the present by default. */
  now?: number;
}

/**
 * Reads a feed document of any format: bytes, text, canonicaliser, rss-parser, entries (JSON Feed has a reader of its
 * own). Throws `FeedError` for what is no feed; anything less is read as far as it goes and said in `problems`.
 */
export async function readDocument(bytes: Uint8Array, source: Source): Promise<FeedDocument> {
  const document = await readUndetected(bytes, source);
  await detectLanguages(document.entries);
  return document;
}

/** The same, without finding the languages that nobody says. */
export async function readUndetected(given: Uint8Array, source: Source): Promise<FeedDocument> {
  const problems = new Problems();
  const bytes = unpacked(given);
  if (bytes.byteLength > LIMITS.bytes) {
    problems.add(`the document is longer than ${LIMITS.bytes >> 20} MB: the rest was passed over`);
  }
  const text = decodeBytes(bytes.subarray(0, LIMITS.bytes), source.contentType ?? "", problems);
  const { kind, head, entries: canonical, sitemaps } = await readText(text, source.url, problems);
  const feed = toHead(head, kind);
  const configured = languageTag(source.language ?? "");
  // "en-gb" of a feed that is configured as "en" says more, not something else.
  const whole = configured === "" || feed.language.startsWith(`${configured}-`) ? feed.language : configured;
  const now = source.now ?? Date.now();
  const entries = canonical.map((entry) => {
    const own = languageTag(entry.language);
    // What an entry has from the feed is no better than what the feed says.
    const language = own !== "" && own !== feed.language ? own : whole;
    return toEntry(entry, language, now);
  });
  for (const entry of entries) {
    if (
      entry.language === "" ||
      isInScriptOf(entry.language, `${entry.title} ${entry.summary.slice(0, 400)}`)
    )
      continue;
    problems.add(`the feed says that an entry is in "${entry.language}", which is not its script`);
    entry.language = "";
  }
  return { feed, entries, problems: problems.list(), ...(sitemaps === undefined ? {} : { sitemaps }) };
}

/** A sitemap that is served as a file of its own is often one of gzip, whatever the headers say. */
function unpacked(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMITS.bytes });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new FeedError(`The document is a gzip file that cannot be unpacked: ${error.message}.`);
  }
}

async function readText(text: string, url: string, problems: Problems): Promise<XmlFeed> {
  const documentUrl = /^https?:/i.test(url) ? url : "";
  const start = text.slice(0, 1_000).trimStart()[0];
  if (start === undefined && text.trim() === "") {
    throw new FeedError(
      "The document is empty. If this goes on, open the URL in a browser to see what it gives.",
    );
  }
  if (start === "{" || start === "[") return { kind: "json", ...readJsonFeed(text, documentUrl, problems) };
  return readXml(text, documentUrl, problems);
}
