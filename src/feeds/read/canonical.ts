import { escapeUTF8 } from "entities";
import type { Enclosure } from "../../model/feed.ts";
import { type Construct, NOTHING, readConstruct, toHtml, toLine, toPlain } from "./construct.ts";
import { LIMITS, type Problems } from "./limits.ts";
import { enclosuresOf, imageOf, linksTo, pageLink } from "./links.ts";
import { authorsOf, categoriesOf } from "./people.ts";
import type { Scan } from "./scan.ts";
import { first, type Node, named, textOf } from "./tree.ts";
import { isWebUrl, webUrl } from "./url.ts";

/** An entry in the one form that every format is brought to; dates as published. */
export interface CanonicalEntry {
  guid: string;
  link: string;
  title: string;
  summary: string;
  content: string;
  author: string;
  categories: string[];
  published: string;
  updated: string;
  language: string;
  image: string;
  enclosures: Enclosure[];
  /** Whoever the entry says it is from: rights, source, publisher. */
  credits: string;
  status: string;
  urgency: string;
}

/** Longest description taken for a summary, in UTF-16 units; a longer one is the article itself. */
const SUMMARY = 2_000;

/** One entry's node in canonical form. `base` is what relative links stand under where `xml:base` is silent. */
export function canonicalEntry(node: Node, base: string, problems: Problems): CanonicalEntry {
  const { summary, content } = bodies(node);
  const enclosures = enclosuresOf(node, base);
  const link = entryLink(node, base, enclosures);
  return {
    guid: identity(node),
    link,
    title: entryTitle(node, problems),
    summary: toPlain(summary),
    content: toHtml(content),
    author: authorsOf(node),
    categories: categoriesOf(node),
    published: lastText(
      node,
      ["pubdate", ""],
      ["published", "atom"],
      ["published", ""],
      ["issued", "atom"],
      ["publication_date", "news"],
      ["issued", "dcterms"],
      ["created", "atom"],
      ["created", "dcterms"],
      ["available", "dcterms"],
      ["date", "dc"],
      ["date", ""],
    ),
    updated:
      lastText(
        node,
        ["updated", "atom"],
        ["updated", ""],
        ["modified", "atom"],
        ["modified", "dcterms"],
        ["lastmod", "sitemap"],
        ["lastmod", ""],
        ["date", "dc"],
      ) ||
      (node.attributes.lastmod ?? ""),
    language: textOf(node, "language", "dc", "") || languageOf(node),
    image: imageOf(node, enclosures, base),
    enclosures,
    credits: creditsOf(node),
    status: wireSign(node, ["pubstatus", "status", "editorialstatus"]),
    urgency: wireSign(node, ["urgency", "priority"]),
  };
}

function entryTitle(node: Node, problems: Problems): string {
  const said = first(node, "title", "atom", "", "news", "dc", "media", "itunes", "dcterms");
  const title = said?.cut === true ? "" : toLine(readConstruct(said));
  if (title.length <= LIMITS.line) return title;
  problems.add(`a title longer than ${LIMITS.line} characters was cut`);
  return title.slice(0, LIMITS.line);
}

/**
 * Which fields are the teaser and which the article: `content:encoded` and its like are the article; of an RSS
 * description alone, one as short as a teaser is the summary and a longer one the article.
 */
function bodies(node: Node): { summary: Construct; content: Construct } {
  const full =
    first(node, "encoded", "content") ??
    first(node, "content", "atom") ??
    first(node, "body", "xhtml", "") ??
    first(node, "div", "xhtml") ??
    first(node, "fullitem", "", "content") ??
    first(node, "content", "", "content") ??
    first(node, "encoded", "");
  const teaser = first(node, "summary", "atom", "", "itunes") ?? first(node, "abstract", "", "dcterms");
  const description = first(node, "description", "", "dc", "media") ?? mediaDescription(node);
  const isOutOfLine = full !== undefined && (full.attributes.src ?? "") !== "" && full.text.trim() === "";
  const content = isOutOfLine ? undefined : full;
  if (content !== undefined) {
    const article = readConstruct(content);
    // Only Atom says that an article is plain text.
    const html = article.html || content.vocabulary !== "atom";
    return { summary: readConstruct(teaser ?? description), content: { ...article, html } };
  }
  if (teaser !== undefined) {
    const said = readConstruct(description);
    return {
      summary: readConstruct(teaser),
      content: said.value === readConstruct(teaser).value ? NOTHING : said,
    };
  }
  const said = readConstruct(description);
  return said.value.length > SUMMARY && toPlain(said).length > SUMMARY
    ? { summary: NOTHING, content: said }
    : { summary: said, content: NOTHING };
}

function mediaDescription(node: Node): Node | undefined {
  const [group] = named(node, "group", "media");
  return group === undefined ? undefined : first(group, "description", "media");
}

/** The publisher's identity of an entry, character by character; relative only where `xml:base` makes it absolute. */
function identity(node: Node): string {
  const said = first(node, "id", "atom") ?? first(node, "guid", "", "atom") ?? first(node, "id", "");
  if (said === undefined || said.cut === true)
    return node.attributes.about?.trim() ?? textOf(node, "identifier", "dc");
  const id = said.text.trim();
  if (said.name === "id" && said.base !== "" && !/^[a-z][a-z\d+.-]*:/i.test(id))
    return webUrl(id, said.base) || id;
  return id;
}

function entryLink(node: Node, base: string, enclosures: readonly Enclosure[]): string {
  const page = pageLink(node);
  if (page !== undefined) {
    const url = webUrl(page.href, page.base || base);
    if (url !== "") return url;
  }
  const guid = first(node, "guid", "");
  const isPermanent = (guid?.attributes.ispermalink ?? "true").trim().toLowerCase() !== "false";
  if (guid !== undefined && isPermanent && isWebUrl(guid.text.trim())) return guid.text.trim();
  const location = textOf(node, "loc", "sitemap", "");
  if (location !== "") return webUrl(location, base);
  for (const relation of ["related", "via", "self"]) {
    const [link] = linksTo(node, relation);
    if (link === undefined) continue;
    const url = webUrl(link.attributes.href ?? "", link.base || base);
    if (url !== "") return url;
  }
  const id = textOf(node, "id", "atom");
  if (isWebUrl(id)) return id;
  return enclosures[0]?.url ?? "";
}

/** The last text of the first name that has any: where a date is repeated, the last one holds. */
function lastText(node: Node, ...names: [string, Node["vocabulary"]][]): string {
  for (const [name, vocabulary] of names) {
    for (let at = node.children.length - 1; at >= 0; at--) {
      const child = node.children[at];
      if (child?.name !== name || child.vocabulary !== vocabulary || child.text.trim() === "") continue;
      if (child.cut === true) break;
      return child.text.trim().slice(0, 128);
    }
  }
  return "";
}

/** `xml:lang` of the text that a reader reads, else of the entry. */
function languageOf(node: Node): string {
  const text =
    first(node, "content", "atom") ?? first(node, "summary", "atom") ?? first(node, "title", "atom", "");
  return text?.language || node.language;
}

function creditsOf(node: Node): string {
  const [source] = named(node, "source", "atom");
  return [
    textOf(node, "source", "", "dc"),
    source === undefined ? "" : toLine(readConstruct(first(source, "title", "atom", ""))),
    textOf(node, "credit", "media", ""),
    textOf(node, "rights", "dc", "atom", "dcterms"),
    textOf(node, "copyright", "media", ""),
    textOf(node, "publisher", "dc"),
  ]
    .filter((text) => text !== "")
    .map((text) => text.slice(0, 256))
    .join("\n");
}

/** A sign of the wire's own (NITF, NewsML-G2, an agency's fields), in whatever vocabulary it comes. */
function wireSign(node: Node, names: readonly string[]): string {
  for (const name of names) {
    const found = node.children.find((c) => c.name === name && c.vocabulary !== "dc");
    if (found === undefined) continue;
    const { qcode, value, "ed-urg": level } = found.attributes;
    const said = (found.text.trim() || qcode || value || level || "").replace(/^\w+:/, "").trim();
    if (said !== "" && said.length <= 64) return said.toLowerCase();
  }
  return "";
}

/** The head in canonical form. */
export interface CanonicalHead {
  title: string;
  link: string;
  language: string;
  author: string;
  ttl: string;
  skipHours: string[];
  skipDays: string[];
  hub: string;
  self: string;
}

export function canonicalHead(scan: Scan, documentUrl: string): CanonicalHead {
  const { head } = scan;
  const base = head.base || documentUrl;
  const page = pageLink({ ...head, vocabulary: scan.root === "feed" ? "atom" : "" });
  const link = page === undefined ? "" : webUrl(page.href, page.base || base);
  const list = (name: string, part: string) =>
    named(head, name, "").flatMap((n) => named(n, part, "").map((c) => c.text.trim().slice(0, 16)));
  const href = (relation: string) => {
    const [found] = linksTo(head, relation);
    return found === undefined ? "" : webUrl(found.attributes.href ?? "", found.base || base);
  };
  return {
    title: toLine(readConstruct(first(head, "title", "atom", "", "dc", "media", "itunes"))).slice(
      0,
      LIMITS.line,
    ),
    link,
    language: textOf(head, "language", "", "dc").slice(0, 64) || head.language,
    author: scan.root === "feed" ? authorsOf(head) : "",
    ttl: textOf(head, "ttl", ""),
    skipHours: list("skiphours", "hour"),
    skipDays: list("skipdays", "day"),
    hub: href("hub"),
    self: href("self"),
  };
}

/**
 * The canonical document: RSS 2.0 in the plainest form there is, for rss-parser. What rss-parser would only hand through
 * stays beside it: dates, authors, and above all bodies, which must never reach rss-parser's snippet maker, whose
 * expressions take quadratic time (64 KB of `<p`: 9 seconds). Half of the time that a document takes is rss-parser's.
 */
export function canonicalXml(head: CanonicalHead, entries: readonly CanonicalEntry[]): string {
  const xml = ['<rss version="2.0"><channel>'];
  const tag = (name: string, text: string) => {
    if (text !== "")
      xml.push(`<${name}>${PLAIN.test(text) ? text : escapeUTF8(xmlCharacters(text))}</${name}>`);
  };
  tag("title", head.title);
  tag("link", head.link);
  tag("language", head.language);
  tag("ttl", head.ttl);
  for (const entry of entries) {
    xml.push("<item>");
    tag("title", entry.title);
    tag("link", entry.link);
    // Mostly it is the link, and need not be read twice.
    if (entry.guid !== entry.link) tag("guid", entry.guid);
    for (const category of entry.categories) tag("category", category);
    xml.push("</item>");
  }
  xml.push("</channel></rss>");
  return xml.join("");
}

/** Needs neither escaping nor cleaning. */
const PLAIN = /^[\w\u00c0-\u024f .,:;/?=%~+@!()*#'’-]*$/;

/** Without what XML 1.0 section 2.2 forbids: controls, halves of characters, U+FFFE and U+FFFF. */
export function xmlCharacters(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
  return text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "");
}
