import { createHash } from "node:crypto";
import iconv from "iconv-lite";
import type { Instant } from "../model/time.ts";
import type { SampleOutlet, SampleStory } from "./script.ts";

/** A story as it stands in a feed now. */
export interface ReleasedStory {
  story: SampleStory;
  publishedAt: Instant;
  updatedAt: Instant;
}

/** A document as the wire serves it. */
export interface ServedDocument {
  body: Buffer;
  type: string;
  etag: string;
  modifiedAt: Instant;
}

/** The feed of one outlet, in its own format and charset, newest story first. `base` is the wire's address. */
export function feedDocument(
  outlet: SampleOutlet,
  stories: readonly ReleasedStory[],
  base: string,
  startedAt: Instant,
): ServedDocument {
  const newest = [...stories].sort(
    (a, b) => b.publishedAt - a.publishedAt || (a.story.id < b.story.id ? 1 : -1),
  );
  const modifiedAt = Math.max(startedAt, ...stories.map((released) => released.updatedAt));
  const feed = { outlet, stories: newest, base, self: `${base}/feeds/${outlet.file}`, modifiedAt };
  const body =
    outlet.kind === "json"
      ? Buffer.from(jsonFeed(feed))
      : encodeXml({ rss, atom, rdf }[outlet.kind](feed), outlet.charset);
  return {
    body,
    // As in the world: some feeds say their charset in the header, some only inside.
    type: {
      rss: outlet.charset === "iso-8859-1" ? "application/rss+xml; charset=ISO-8859-1" : "text/xml",
      atom: "application/atom+xml; charset=utf-8",
      rdf: "application/rdf+xml",
      json: "application/feed+json",
    }[outlet.kind],
    etag: `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`,
    modifiedAt,
  };
}

/** The page behind a story's link. */
export function storyPage(outlet: SampleOutlet, released: ReleasedStory): ServedDocument {
  const { story, publishedAt, updatedAt } = released;
  const body = Buffer.from(`<!doctype html>
<html lang="${outlet.language}"><meta charset="utf-8"><title>${escaped(story.title)}</title>
<body style="max-width:40em;margin:3em auto;font:1.1em/1.5 serif">
<p>${escaped(outlet.name)} · ${new Date(publishedAt).toISOString()} · an invented story of Wirewatch's sample desk</p>
<h1>${escaped(story.title)}</h1>
${html(outlet, story) || `<p>${escaped(story.summary)}</p>`}
</body></html>
`);
  const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
  return { body, type: "text/html; charset=utf-8", etag, modifiedAt: updatedAt };
}

interface Feed {
  outlet: SampleOutlet;
  stories: readonly ReleasedStory[];
  base: string;
  self: string;
  modifiedAt: Instant;
}

function rss({ outlet, stories, base, self, modifiedAt }: Feed): string {
  const items = stories.map(({ story, publishedAt }) => {
    const body = html(outlet, story);
    return `<item>
<title>${escaped(story.title)}</title>
<link>${escaped(linkOf(outlet, story, base))}</link>
<guid isPermaLink="false">${guid(story)}</guid>
<pubDate>${new Date(publishedAt).toUTCString()}</pubDate>
${story.author === "" ? "" : `<dc:creator>${escaped(story.author)}</dc:creator>\n`}${categories(story)}<description>${escaped(story.summary)}</description>
${body === "" ? "" : `<content:encoded>${outlet.charset === "utf-8" ? `<![CDATA[${body}]]>` : escaped(body)}</content:encoded>\n`}</item>`;
  });
  return `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${escaped(outlet.name)}</title>
<link>${base}/${outlet.key}</link>
<atom:link rel="self" href="${self}"/>
<description>${escaped(outlet.name)}: an invented outlet of the sample wire</description>
<language>${outlet.language}</language>
<lastBuildDate>${new Date(modifiedAt).toUTCString()}</lastBuildDate>
${items.join("\n")}
</channel>
</rss>
`;
}

function atom({ outlet, stories, base, self, modifiedAt }: Feed): string {
  const entries = stories.map(({ story, publishedAt, updatedAt }) => {
    const body = html(outlet, story);
    return `<entry>
<id>${guid(story)}</id>
<title type="text">${escaped(story.title)}</title>
<link rel="alternate" href="${escaped(linkOf(outlet, story, base))}"/>
<published>${new Date(publishedAt).toISOString()}</published>
<updated>${new Date(updatedAt).toISOString()}</updated>
${story.author === "" ? "" : `<author><name>${escaped(story.author)}</name></author>\n`}${story.categories.map((term) => `<category term="${escaped(term)}"/>\n`).join("")}<summary type="text">${escaped(story.summary)}</summary>
${body === "" ? "" : `<content type="html">${escaped(body)}</content>\n`}</entry>`;
  });
  return `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${outlet.language}">
<id>tag:${outlet.key}.example,2025:feed</id>
<title>${escaped(outlet.name)}</title>
<link rel="self" href="${self}"/>
<link rel="alternate" href="${base}/${outlet.key}"/>
<author><name>${escaped(outlet.name)}</name></author>
<updated>${new Date(modifiedAt).toISOString()}</updated>
${entries.join("\n")}
</feed>
`;
}

/** RSS 1.0: the items stand beside the channel, and a link is the identity. */
function rdf({ outlet, stories, base }: Feed): string {
  const link = (story: SampleStory) => escaped(linkOf(outlet, story, base));
  const list = stories.map(({ story }) => `<rdf:li rdf:resource="${link(story)}"/>`);
  const items = stories.map(
    ({ story, publishedAt }) => `<item rdf:about="${link(story)}">
<title>${escaped(story.title)}</title>
<link>${link(story)}</link>
<description>${escaped(story.summary)}</description>
<dc:date>${new Date(publishedAt).toISOString()}</dc:date>
<dc:language>${outlet.language}</dc:language>
</item>`,
  );
  return `<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="${base}/${outlet.key}">
<title>${escaped(outlet.name)}</title>
<link>${base}/${outlet.key}</link>
<description>${escaped(outlet.name)}</description>
<dc:language>${outlet.language}</dc:language>
<items><rdf:Seq>${list.join("")}</rdf:Seq></items>
</channel>
${items.join("\n")}
</rdf:RDF>
`;
}

function jsonFeed({ outlet, stories, base, self }: Feed): string {
  const items = stories.map(({ story, publishedAt, updatedAt }) => ({
    id: guid(story),
    url: linkOf(outlet, story, base),
    title: story.title,
    summary: story.summary,
    content_html: html(outlet, story) || `<p>${escaped(story.summary)}</p>`,
    date_published: new Date(publishedAt).toISOString(),
    date_modified: new Date(updatedAt).toISOString(),
    tags: story.categories,
    ...(story.author === "" ? {} : { authors: [{ name: story.author }] }),
  }));
  const version = "https://jsonfeed.org/version/1.1";
  const home = `${base}/${outlet.key}`;
  const head = {
    version,
    title: outlet.name,
    home_page_url: home,
    feed_url: self,
    language: outlet.language,
  };
  return JSON.stringify({ ...head, items }, null, 1);
}

function linkOf(outlet: SampleOutlet, story: SampleStory, base: string): string {
  return `${base}/${story.id}${outlet.tracking === "" ? "" : `?${outlet.tracking}`}`;
}

/** The same through all changes and at every start. */
function guid(story: SampleStory): string {
  const [outlet = "", slug = ""] = story.id.split("/");
  return `tag:${outlet}.example,2025:${slug}`;
}

function html(outlet: SampleOutlet, story: SampleStory): string {
  if (story.body.length === 0) return "";
  const ending = outlet.ending.replaceAll("{title}", story.title).split(/\n\s*\n/);
  return [...story.body, ...ending]
    .filter((paragraph) => paragraph.trim() !== "")
    .map((paragraph) => `<p>${escaped(paragraph.trim())}</p>`)
    .join("\n");
}

function categories(story: SampleStory): string {
  return story.categories.map((name) => `<category>${escaped(name)}</category>\n`).join("");
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The document as bytes of its charset, said in its first line; what the charset lacks becomes a reference. */
function encodeXml(xml: string, charset: string): Buffer {
  const named = charset === "utf-16le" ? "utf-16" : charset;
  const text = `<?xml version="1.0" encoding="${named}"?>\n${xml}`;
  if (charset === "utf-8") return Buffer.from(text);
  if (charset === "utf-16le") return iconv.encode(text, charset, { addBOM: true });
  const known = new Map<string, boolean>();
  const spoken = Array.from(text, (character) => {
    let has = known.get(character);
    if (has === undefined) {
      has = iconv.decode(iconv.encode(character, charset), charset) === character;
      known.set(character, has);
    }
    return has ? character : `&#${character.codePointAt(0) ?? 0xfffd};`;
  });
  return iconv.encode(spoken.join(""), charset);
}
