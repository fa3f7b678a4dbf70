import { Parser } from "htmlparser2";
import { decodeBytes } from "./read/bytes.ts";
import { Problems } from "./read/limits.ts";

/** A feed as OPML names it. */
export interface OpmlFeed {
  url: string;
  title: string;
  /** The folders it lies in, outermost first, joined by " / "; "" outside any. */
  group: string;
  language?: string;
}

export interface Opml {
  feeds: OpmlFeed[];
  /** Those that stand in it more than once: the second and further times. */
  duplicates: OpmlFeed[];
  /** What was passed over, in words: duplicates, addresses that are none, what lies beyond a cap. */
  problems: string[];
}

const MAX_TEXT = 20_000_000;
const MAX_FEEDS = 50_000;
/** Below this a folder's name counts no more, and at DEEPEST reading ends. */
const MAX_DEPTH = 32;
const DEEPEST = 1_000;
const PIECE = 65_536;
const MAX_NAME = 300;
const MAX_PROBLEMS = 100;
const JOINT = " / ";

/**
 * Reads OPML 1.0 to 2.0, and what passes for it: outlines in any nesting and case, unclosed tags, bare `&`,
 * `feed:` addresses. DTDs and entities of its own are ignored. Never throws.
 */
export function parseOpml(file: Uint8Array | string): Opml {
  // Readers on Windows write UTF-16 and windows-1252, as feeds do.
  const text = typeof file === "string" ? file : decodeBytes(file, "", new Problems());
  const feeds: OpmlFeed[] = [];
  const duplicates: OpmlFeed[] = [];
  const problems: string[] = [];
  const seen = new Map<string, OpmlFeed>();
  /** Names of the open outlines; "" for one that is itself a feed or has no name. */
  const folders: string[] = [];
  let outlines = 0;
  let passedOver = 0;
  const problem = (words: string) => {
    if (problems.length < MAX_PROBLEMS) problems.push(words);
    else passedOver += 1;
  };
  if (text.length > MAX_TEXT) problem(`the file is longer than ${MAX_TEXT / 1e6} MB; the rest was not read`);

  /** Takes the feed, or says why not. */
  function add(attributes: Record<string, string>, address: string, name: string): string | undefined {
    const stated = feedUrl(address);
    const url = stated === undefined ? undefined : withoutPassword(stated);
    const title = name === "" ? (url ?? clean(address)) : name;
    if (url === undefined) return `"${title}": "${clean(address)}" is no http or https address`;
    const known = seen.get(feedKey(url));
    const group = groupOf(folders, attributes.category);
    if (known !== undefined) {
      if (duplicates.length < MAX_FEEDS) duplicates.push({ url, title, group });
      const places = known.group === group ? "" : `, there in "${known.group}", here in "${group}"`;
      return `"${title}" (${url}) stands twice${places}; the first was taken`;
    }
    if (feeds.length >= MAX_FEEDS) return `more than ${MAX_FEEDS} feeds; "${title}" was passed over`;
    const feed = { url, title, group, ...languageOf(attributes.language) };
    seen.set(feedKey(url), feed);
    feeds.push(feed);
    if (url !== stated)
      return `"${title}" (${url}): the password in its address was left out: give it credentials`;
    return undefined;
  }

  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        if (tag.replace(/^.*:/, "") !== "outline") return;
        outlines += 1;
        const name = clean(attributes.title || attributes.text || "");
        const address = attributes.xmlurl ?? (isFeedType(attributes.type) ? attributes.url : undefined);
        if (address !== undefined && address.trim() !== "") {
          const fault = add(attributes, address, name);
          if (fault !== undefined) problem(fault);
          folders.push("");
        } else folders.push(name);
      },
      onclosetag(tag) {
        if (tag.replace(/^.*:/, "") === "outline") folders.pop();
      },
    },
    { xmlMode: true, lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  );
  // In pieces, so that it can be left off: the parser's own stack makes endless depth quadratic.
  for (let at = 0; at < Math.min(text.length, MAX_TEXT); at += PIECE) {
    parser.write(text.slice(at, Math.min(at + PIECE, MAX_TEXT)));
    if (folders.length <= DEEPEST) continue;
    problem(`outlines lie more than ${DEEPEST} deep; the rest was not read`);
    break;
  }
  if (folders.length <= DEEPEST) parser.end();
  if (outlines === 0) problem("no <outline> in it: this is not an OPML file");
  else if (feeds.length === 0) problem("no outline in it has an xmlUrl: the file names no feed");
  if (passedOver > 0) problems.push(`and ${passedOver} more`);
  return { feeds, duplicates, problems };
}

/** OPML 2.0 with the groups as nested folders. Passwords in addresses are left out. */
export function writeOpml(feeds: readonly OpmlFeed[], title = "Wirewatch"): string {
  const root: Folder = { folders: new Map(), feeds: [] };
  for (const feed of feeds) {
    let folder = root;
    for (const name of feed.group
      .split(JOINT)
      .filter((part) => part !== "")
      .slice(0, MAX_DEPTH)) {
      const inner = folder.folders.get(name) ?? { folders: new Map(), feeds: [] };
      folder.folders.set(name, inner);
      folder = inner;
    }
    folder.feeds.push(feed);
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    `  <head><title>${escaped(title)}</title></head>`,
    "  <body>",
    ...outlinesOf(root, "    "),
    "  </body>",
    "</opml>",
    "",
  ].join("\n");
}

interface Folder {
  folders: Map<string, Folder>;
  feeds: OpmlFeed[];
}

function outlinesOf(folder: Folder, indent: string): string[] {
  const lines: string[] = [];
  for (const { url, title, language } of folder.feeds) {
    const name = escaped(title);
    const said = language === undefined || language === "" ? "" : ` language="${escaped(language)}"`;
    const address = escaped(withoutPassword(url));
    lines.push(`${indent}<outline type="rss" text="${name}" title="${name}" xmlUrl="${address}"${said}/>`);
  }
  for (const [name, inner] of folder.folders) {
    const label = escaped(name);
    lines.push(
      `${indent}<outline text="${label}" title="${label}">`,
      ...outlinesOf(inner, `${indent}  `),
      `${indent}</outline>`,
    );
  }
  return lines;
}

function groupOf(folders: readonly string[], category: string | undefined): string {
  const names = folders.filter((name) => name !== "").slice(0, MAX_DEPTH);
  if (names.length > 0) return names.join(JOINT).slice(0, MAX_NAME);
  // OPML 2.0: categories are paths, "/World/Europe", separated by commas; the first will do.
  const path = (category ?? "").split(",")[0] ?? "";
  const parts = path.split("/").map(clean);
  return path.trim().startsWith("/") ? parts.filter((part) => part !== "").join(JOINT) : "";
}

function languageOf(text = ""): { language?: string } {
  const tag = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.exec(text.trim())?.[0];
  return tag === undefined ? {} : { language: tag.toLowerCase() };
}

function isFeedType(type: string | undefined): boolean {
  return /^(?:rss|atom|feed|rdf|json)/i.test(type?.trim() ?? "");
}

/** Absolute http(s); "feed:https://..." and "feed://..." are read as browsers did. */
function feedUrl(text: string): string | undefined {
  const plain = text
    .trim()
    .replace(/^feed:(?=https?:)/i, "")
    .replace(/^feed:(?:\/\/)?/i, "http://");
  if (!URL.canParse(plain)) return undefined;
  const url = new URL(plain);
  return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
}

/** Two addresses of one feed: scheme, `www` and a last slash tell none apart; parameters do. */
export function feedKey(url: string): string {
  const { host, pathname, search } = new URL(url);
  return `${host.replace(/^www\./, "")}${pathname.replace(/\/+$/, "")}${search}`;
}

function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = "";
  url.password = "";
  return url.href;
}

/** One line, without control characters. A slash amid blanks would read as a folder's edge. */
function clean(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, " ")
    .trim()
    .replaceAll(JOINT, "/")
    .slice(0, MAX_NAME);
}

function escaped(text: string): string {
  return clean(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
