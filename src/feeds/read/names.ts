/** Vocabularies that the reader knows, under one short name each. "" is RSS of any version; "x" any other. */
export type Vocabulary =
  | ""
  | "atom"
  | "content"
  | "dc"
  | "dcterms"
  | "feedburner"
  | "image"
  | "itunes"
  | "media"
  | "news"
  | "rdf"
  | "sitemap"
  | "x"
  | "xhtml"
  | "xml";

/**
 * Namespace URIs by how they begin, lower-case: publishers get the end wrong (a missing slash, a version, upper
 * case) far more often than they use a different vocabulary that begins the same.
 */
const URIS: [string, Vocabulary][] = [
  ["www.w3.org/2005/atom", "atom"],
  ["purl.org/atom/ns", "atom"],
  ["purl.org/atom-blog/ns", "atom"],
  ["example.com/newformat", "atom"], // the placeholder of the format's first drafts, found in the wild
  ["example.com/necho", "atom"],
  ["purl.org/echo", "atom"],
  ["uri/of/echo/namespace", "atom"],
  ["purl.org/rss/1.0/modules/content", "content"],
  ["purl.org/dc/elements/", "dc"],
  ["purl.org/dc/terms", "dcterms"],
  ["purl.org/dc/", "dc"],
  ["rssnamespace.org/feedburner", "feedburner"],
  ["www.google.com/schemas/sitemap-image", "image"],
  ["www.itunes.com/dtds/podcast", "itunes"],
  ["www.apple.com/dtds/podcast", "itunes"],
  ["example.com/dtds/podcast", "itunes"],
  ["search.yahoo.com/mrss", "media"],
  ["video.search.yahoo.com/mrss", "media"],
  ["api.search.yahoo.com/mrss", "media"],
  ["www.google.com/schemas/sitemap-news", "news"],
  ["www.w3.org/1999/02/22-rdf-syntax-ns", "rdf"],
  ["www.sitemaps.org/schemas/sitemap", "sitemap"],
  ["www.google.com/schemas/sitemap", "sitemap"],
  ["www.w3.org/1999/xhtml", "xhtml"],
  ["www.w3.org/xml/1998/namespace", "xml"],
];

/** RSS itself has no namespace, but many were made up for it. */
const RSS =
  /^(?:purl\.org\/(?:rss|net\/rss)[/\d.]*#?$|(?:my|channel)\.netscape\.com\/|backend\.userland\.com\/rss|blogs\.law\.harvard\.edu\/tech\/rss|cyber\.harvard\.edu\/rss|www\.rssboard\.org\/|backend\.userland\.com\/blogchannel$)/;

/** What a prefix means where nobody declared it. */
const PREFIXES: ReadonlyMap<string, Vocabulary> = new Map<string, Vocabulary>([
  ["a10", "atom"],
  ["atom", "atom"],
  ["content", "content"],
  ["dc", "dc"],
  ["dcterms", "dcterms"],
  ["feedburner", "feedburner"],
  ["image", "image"],
  ["itunes", "itunes"],
  ["media", "media"],
  ["news", "news"],
  ["rdf", "rdf"],
  ["rss", ""],
  ["xhtml", "xhtml"],
  ["html", "xhtml"],
  ["xml", "xml"],
]);

/** The vocabulary of a namespace URI; undefined for one that the reader does not know. */
export function vocabularyOf(uri: string): Vocabulary | undefined {
  const bare = uri
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "");
  if (bare === "") return "";
  if (RSS.test(bare)) return bare.includes("/modules/") ? "x" : "";
  return URIS.find(([begin]) => bare.startsWith(begin))?.[1];
}

/** The vocabulary that a prefix stands for by custom; "x" if it has none. */
export function customaryVocabulary(prefix: string): Vocabulary {
  return PREFIXES.get(prefix) ?? "x";
}
