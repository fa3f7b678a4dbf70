import { escapeText } from "entities";
import type { Enclosure } from "../../model/feed.ts";
import type { CanonicalEntry, CanonicalHead } from "./canonical.ts";
import { decodeEntities } from "./character-data.ts";
import { toLine, toPlain } from "./construct.ts";
import { FeedError } from "./fault.ts";
import { salvageFeed } from "./json-salvage.ts";
import { LIMITS, type Problems } from "./limits.ts";
import { webUrl } from "./url.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads JSON Feed 1.0 and 1.1 (jsonfeed.org). An item that is not one is passed over and said; fields of the wrong
 * type count as missing. Throws FeedError for JSON that is no feed.
 */
export function readJsonFeed(
  text: string,
  documentUrl: string,
  problems: Problems,
): { head: CanonicalHead; entries: CanonicalEntry[] } {
  const feed = parse(text, problems);
  const items = feed === undefined ? undefined : own(feed, "items");
  if (feed === undefined || !Array.isArray(items)) {
    throw new FeedError(
      'This is JSON but no JSON Feed: it has no "items". Wirewatch reads JSON Feed 1.0 and 1.1 (jsonfeed.org).',
    );
  }
  const link = webUrl(string(feed, "home_page_url"), documentUrl);
  const base = documentUrl || link;
  if (items.length > LIMITS.entries) {
    problems.add(`entries beyond the first ${LIMITS.entries} were passed over`);
  }
  const entries: CanonicalEntry[] = [];
  for (const item of items.slice(0, LIMITS.entries)) {
    if (isObject(item)) entries.push(readItem(item, base, problems));
    else problems.add("an item that is no object was passed over");
  }
  const [hub] = objects(feed, "hubs");
  return {
    head: {
      title: line(string(feed, "title")),
      link,
      language: string(feed, "language").slice(0, 64),
      author: authors(feed),
      ttl: "",
      skipHours: [],
      skipDays: [],
      hub: hub === undefined ? "" : webUrl(string(hub, "url"), base),
      self: webUrl(string(feed, "feed_url"), base),
    },
    entries,
  };
}

function parse(text: string, problems: Problems): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    const rest = salvageFeed(text, problems);
    if (isObject(rest)) return rest;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FeedError(`This looks like JSON and is not: ${reason.slice(0, 200)}.`);
  }
}

function readItem(item: Json, base: string, problems: Problems): CanonicalEntry {
  const html = body(item, "content_html", problems);
  const plain = body(item, "content_text", problems);
  const content = html !== "" ? html : /[<&]/.test(plain) ? escapeText(plain) : plain;
  const summary = body(item, "summary", problems);
  const enclosures = attachments(item, base);
  const picture = webUrl(string(item, "image") || string(item, "banner_image"), base);
  const id = own(item, "id");
  return {
    guid: typeof id === "number" ? String(id) : string(item, "id").trim(),
    link: webUrl(string(item, "url") || string(item, "external_url"), base) || webUrl(string(item, "id"), ""),
    title: line(string(item, "title")),
    summary: toPlain({ html: false, value: summary }),
    content,
    author: authors(item),
    categories: strings(item, "tags"),
    published: string(item, "date_published").slice(0, 128),
    updated: string(item, "date_modified").slice(0, 128),
    language: string(item, "language").slice(0, 64),
    image: picture || (enclosures.find((e) => e.type.startsWith("image/"))?.url ?? ""),
    enclosures,
    credits: "",
    status: string(item, "_status").toLowerCase().slice(0, 64),
    urgency: "",
  };
}

function body(item: Json, name: string, problems: Problems): string {
  const text = string(item, name);
  if (text.length <= LIMITS.field) return text;
  problems.add(`a field longer than ${LIMITS.field} characters was cut`);
  return text.slice(0, LIMITS.field);
}

/** Titles are plain text by the specification; entities in one are its template's accident. White space is folded. */
function line(text: string): string {
  return toLine({ html: false, value: decodeEntities(text.slice(0, LIMITS.line)) });
}

/** Version 1.1 has `authors`, 1.0 `author`. */
function authors(holder: Json): string {
  const single = own(holder, "author");
  const people = [...objects(holder, "authors"), ...(isObject(single) ? [single] : [])];
  return [
    ...new Set(people.map((person) => line(string(person, "name"))).filter((name) => name !== "")),
  ].join(", ");
}

function attachments(item: Json, base: string): Enclosure[] {
  return objects(item, "attachments").flatMap((attachment) => {
    const url = webUrl(string(attachment, "url"), base);
    const size = own(attachment, "size_in_bytes");
    const type = string(attachment, "mime_type").slice(0, 128);
    if (url === "") return [];
    return typeof size === "number" && size > 0 ? [{ url, type, length: size }] : [{ url, type }];
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object's own value of that name: never one of a prototype's. */
function own(holder: Json, name: string): unknown {
  return Object.hasOwn(holder, name) ? holder[name] : undefined;
}

function string(holder: Json, name: string): string {
  const value = own(holder, name);
  return typeof value === "string" ? value : "";
}

function strings(holder: Json, name: string): string[] {
  const value = own(holder, name);
  if (!Array.isArray(value)) return [];
  const texts = value.filter((one) => typeof one === "string").map((one) => line(one.slice(0, 256)));
  return [...new Set(texts.filter((text) => text !== ""))].slice(0, LIMITS.list);
}

function objects(holder: Json, name: string): Json[] {
  const value = own(holder, name);
  return Array.isArray(value) ? value.filter(isObject).slice(0, LIMITS.list) : [];
}
