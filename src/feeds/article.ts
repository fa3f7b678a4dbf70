import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import { challengeIn } from "./challenge.ts";
import { htmlToText } from "./html.ts";
import { decodeBytes } from "./read/bytes.ts";
import type { Source } from "./read/document.ts";
import { languageTag } from "./read/language.ts";
import { Problems } from "./read/limits.ts";

/** What an article's page gave. `reason` is in words that an admin can act on. */
export type ArticlePage =
  | { kind: "article"; title: string; text: string; author: string; language: string; reason?: string }
  | { kind: "paywall" | "challenge" | "unreadable"; reason: string };

/** UTF-16 units of a page that are read: articles are far shorter, and what comes after is scripts. */
const PAGE = 2_000_000;
/** Elements of a page: beyond that, finding the article takes seconds. */
const ELEMENTS = 50_000;
/** Elements open at once: a DOM takes quadratic time for deeper pages. Real ones stay below a few hundred. */
const DEPTH = 1_500;
/** UTF-16 units; shorter text is a teaser, a notice or a caption. */
const SHORTEST = 250;
/** Text this long behind a sign of a paywall is the article all the same (a metered one, not yet closed). */
const WHOLE = 2_500;

/** Words on pages that show no more than a teaser, in the languages of the larger paywalled press. */
const WALL_WORDS =
  /subscribe (?:now )?to (?:continue|read|unlock)|(?:to )?continue reading[,.]? (?:subscribe|sign in|log in)|this (?:article|content|story) is (?:for|only available to|reserved for|exclusive to) (?:our )?(?:subscribers|members)|already a subscriber\?|réservé aux abonnés|il vous reste \d+(?:[.,]\d+)? ?% de cet article|weiterlesen mit|jetzt weiterlesen|nur für abonnenten|mit .{1,20}\+ weiterlesen|contenido exclusivo para suscriptores|suscríbete para (?:seguir )?leer|articolo riservato agli abbonati|alleen voor abonnees|tylko dla subskrybentów|conteúdo exclusivo para assinantes|只限订阅|会員限定記事|有料会員/i;

/**
 * Reads the article of a page: Mozilla's Readability over linkedom, then the text of what it found. Says in words what
 * the page is instead (a challenge, a paywall, no article). Meant for the reader's worker: a hostile page may take
 * as long and as much memory as its limits let it.
 */
export function readArticle(bytes: Uint8Array, source: Source): ArticlePage {
  const html = decodeBytes(bytes, source.contentType ?? "", new Problems()).slice(0, PAGE);
  const challenge = challengeIn("", bytes);
  const tooMuch = excess(html);
  if (tooMuch !== undefined) return { kind: "unreadable", reason: `${tooMuch}; it was not read.` };
  // An empty page has no root, whatever the types say.
  const { document } = parseHTML(html.includes("<html") ? html : `<html><body>${html}</body></html>`);
  const language = languageTag(document.documentElement.getAttribute("lang") ?? "");
  const locked = isLocked(html);
  const found = new Readability(document, { charThreshold: SHORTEST, maxElemsToParse: ELEMENTS }).parse();
  const text = found?.content == null ? "" : htmlToText(found.content);
  const isWalled = locked || WALL_WORDS.test(text.length < WHOLE ? htmlToText(html) : text.slice(-600));
  // A challenge page is short; an article may well mention or load what challenges are made of.
  if (challenge !== undefined && text.length < WHOLE) {
    return {
      kind: "challenge",
      reason: `The page is ${challenge}: ask the publisher to let your address through.`,
    };
  }
  if (isWalled && text.length < WHOLE) {
    return {
      kind: "paywall",
      reason:
        "The article stands behind a paywall: give the feed your subscription's cookie, or turn fullText off.",
    };
  }
  if (text.length < SHORTEST) {
    return {
      kind: "unreadable",
      reason: "No article was found on the page: turn fullText off for this feed.",
    };
  }
  const title = htmlToText(found?.title ?? "").replace(/\s+/g, " ");
  const author = (found?.byline ?? "").replace(/\s+/g, " ").trim().slice(0, 256);
  const article = { kind: "article", title, text, author, language } as const;
  return isWalled
    ? { ...article, reason: "The page says that its article is not free; it may not be whole." }
    : article;
}

/** What the page says to search engines: schema.org's isAccessibleForFree, Facebook's content tier. */
function isLocked(html: string): boolean {
  return (
    /"isAccessibleForFree"\s*:\s*"?false/i.test(html) ||
    /<meta[^<>]{0,200}article:content_tier[^<>]{0,200}(?:locked|metered)/i.test(html)
  );
}

/** What a page has more of than can be read in time; undefined if it is of the ordinary kind. */
function excess(html: string): string | undefined {
  let elements = 0;
  let depth = 0;
  // Elements without an end tag would look like nesting.
  for (const [tag] of html.matchAll(
    /<\/?(?!(?:area|base|br|col|embed|hr|img|input|li|link|meta|p|source|track|wbr)\b)[a-z]/gi,
  )) {
    if (tag.startsWith("</")) depth = Math.max(0, depth - 1);
    else {
      depth++;
      elements++;
    }
    if (depth > DEPTH) return `The page nests its elements deeper than ${DEPTH}`;
    if (elements > ELEMENTS) return `The page has more than ${ELEMENTS} elements`;
  }
  return undefined;
}
