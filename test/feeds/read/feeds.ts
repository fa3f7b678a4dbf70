import { readDocument, type Source } from "../../../src/feeds/read/document.ts";
import type { FeedDocument, ParsedEntry } from "../../../src/model/feed.ts";

/** A Tuesday in 2026, for dates without a year. */
export const NOW = Date.UTC(2026, 10, 24, 12);

const SOURCE: Source = { url: "https://news.example/rss.xml", language: "en", now: NOW };

/** The document as it is read. */
export function read(text: string | Uint8Array, source: Partial<Source> = {}): Promise<FeedDocument> {
  return readDocument(typeof text === "string" ? Buffer.from(text) : text, { ...SOURCE, ...source });
}

/** The only entry of an RSS 2.0 feed whose item holds `inside`. */
export async function rssEntry(inside: string, source: Partial<Source> = {}): Promise<ParsedEntry> {
  return onlyEntry(await read(rss(`<item>${inside}</item>`), source));
}

/** The only entry of an Atom feed whose entry holds `inside`. */
export async function atomEntry(inside: string, source: Partial<Source> = {}): Promise<ParsedEntry> {
  return onlyEntry(await read(atom(`<entry>${inside}</entry>`), source));
}

export function rss(inside: string): string {
  return `<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:a="http://www.w3.org/2005/Atom">
<channel><title>Example News</title><link>https://news.example/</link>${inside}</channel></rss>`;
}

export function atom(inside: string): string {
  return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Example News</title>${inside}</feed>`;
}

export function onlyEntry(document: FeedDocument): ParsedEntry {
  const [entry, ...others] = document.entries;
  if (entry === undefined || others.length > 0) {
    throw new Error(`one entry was expected, not ${document.entries.length}`);
  }
  return entry;
}
