import Parser from "rss-parser";
import { type CanonicalEntry, type CanonicalHead, canonicalXml } from "./canonical.ts";

interface Item {
  updated?: string;
  author?: string;
  language?: string;
  body?: string;
}

/**
 * The last stage: rss-parser reads the canonical document, with a parser of its own for every document. An entry's
 * body, which stayed beside the document, joins it again by its number.
 */
export async function parseCanonical(
  head: CanonicalHead,
  entries: readonly CanonicalEntry[],
): Promise<{ head: CanonicalHead; entries: CanonicalEntry[] }> {
  const parser = new Parser<{ language?: string; ttl?: string }, Item>({
    customFields: { item: ["updated", "author", "language", "body"] },
  });
  const read = await parser.parseString(canonicalXml(head, entries));
  return {
    head: {
      ...head,
      title: read.title ?? "",
      link: read.link ?? "",
      language: read.language ?? "",
      ttl: read.ttl ?? "",
    },
    entries: read.items.flatMap((item) => {
      const beside = entries[Number(item.body)];
      if (beside === undefined) return [];
      return {
        ...beside,
        guid: item.guid ?? "",
        link: item.link ?? "",
        title: item.title ?? "",
        published: item.pubDate ?? "",
        updated: item.updated ?? "",
        author: item.author ?? "",
        language: item.language ?? "",
        categories: item.categories ?? [],
      };
    }),
  };
}
