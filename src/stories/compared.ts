import { hash as digest } from "node:crypto";
import type { Compared, ParsedEntry } from "../model/feed.ts";
import { fold, titleKey } from "./headline.ts";
import { newsText } from "./news-text.ts";

/** How a page's text and a link's canonical form are made: feeds' affair, handed in. */
export interface TextTools {
  canonicalUrl(url: string): string;
  htmlToText(html: string): string;
}

/** Characters of an entry's body that are kept, matched and compared: some 3,000 words. */
export const LONGEST_CONTENT = 20_000;
/** Words under which two equal texts may be mere teasers ("Read more on our site"). */
const SHORTEST_TEXT = 12;

/** What an entry of this outlet is compared by, as far as that needs no other entry. */
export function compare(entry: ParsedEntry, outlet: string, tools: TextTools): Compared {
  const { url, title, summary } = entry;
  const text = tools.htmlToText(entry.content).slice(0, LONGEST_CONTENT);
  return {
    canonicalUrl: url === "" ? "" : tools.canonicalUrl(url),
    text,
    titleKey: titleKey(title, outlet),
    contentHash: hash([title, summary, text]),
    textHash: textHash(summary, text),
  };
}

/** Hash of the longer text, folded, so that a copy under another headline is known; "" for less than a paragraph. */
export function textHash(summary: string, content: string): string {
  const text = fold(newsText(content.length > summary.length ? content : summary));
  return hasWords(text, SHORTEST_TEXT) ? hash([text]) : "";
}

/** Whether a folded text has so many words. */
function hasWords(text: string, least: number): boolean {
  let at = 0;
  for (let count = 1; count < least; count++) {
    at = text.indexOf(" ", at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function hash(parts: string[]): string {
  return digest("sha256", parts.join("\u0000"), "base64url").slice(0, 24);
}
