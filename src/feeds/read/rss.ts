import Parser from "rss-parser";
import { type CanonicalEntry, type CanonicalHead, canonicalXml, xmlCharacters } from "./canonical.ts";

/**
 * The last stage: rss-parser reads the canonical document, with a parser of its own for every document. What of an entry
 * stayed beside the document joins it again by its place.
 */
export async function parseCanonical(
  head: CanonicalHead,
  entries: readonly CanonicalEntry[],
): Promise<{ head: CanonicalHead; entries: CanonicalEntry[] }> {
  const parser = new Parser<{ language?: string; ttl?: string }, object>();
  const read = await parser.parseString(canonicalXml(head, entries));
  return {
    head: {
      ...head,
      title: read.title ?? "",
      link: read.link ?? "",
      language: read.language ?? "",
      ttl: read.ttl ?? "",
    },
    entries: entries.map((beside, at) => {
      const item = read.items[at];
      const link = item?.link ?? "";
      return {
        ...beside,
        guid: item?.guid ?? (beside.guid === beside.link ? link : ""),
        link,
        title: item?.title ?? "",
        author: xmlCharacters(beside.author || head.author),
        categories: item?.categories ?? [],
      };
    }),
  };
}
