import Parser from "rss-parser";
import { type CanonicalEntry, type CanonicalHead, canonicalXml } from "./canonical.ts";

interface Item {
  updated?: string;
  author?: string;
  language?: string;
  body?: string;
}

interface Channel {
  language?: string;
  ttl?: string;
}

/** The last stage: rss-parser reads the canonical document, with a parser of its own for every document. */
export async function parseCanonical(head: CanonicalHead, entries: readonly CanonicalEntry[]) {
  const parser = new Parser<Channel, Item>({
    customFields: { item: ["updated", "author", "language", "body"] },
  });
  return parser.parseString(canonicalXml(head, entries));
}
