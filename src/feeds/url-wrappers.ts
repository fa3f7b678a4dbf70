/**
 * Links that only wrap another: redirectors, share links, AMP caches. Where the target stands in the URL
 * itself it is taken from there; nothing is ever fetched.
 */

/** Hosts (or what follows a dot) whose one work is to forward, and the parameters that hold the target. */
const REDIRECTORS: Record<string, readonly string[]> = {
  "news.google.com": ["url"],
  "feedproxy.google.com": ["url"],
  "feeds.feedburner.com": ["url"],
  "l.facebook.com": ["u"],
  "lm.facebook.com": ["u"],
  "l.instagram.com": ["u"],
  "l.messenger.com": ["u"],
  "out.reddit.com": ["url"],
  "slack-redir.net": ["url"],
  "t.umblr.com": ["z"],
  "href.li": [],
  "go.skimresources.com": ["url"],
  "redirect.viglink.com": ["u"],
  "safelinks.protection.outlook.com": ["url"],
  "exit.sc": ["url"],
  "steamcommunity.com": ["url"],
  "getpocket.com": ["url"],
  "away.vk.com": ["to"],
};

/** Paths that say "I forward", on any host, and the parameters that may hold the target. */
const FORWARDING_PATH =
  /(?:^|\/)(?:url|l\.php|l|r|go|out|goto|away\.php|away|exit|click|apiclick\.aspx|track|link|links|redir|redirect|redirector|sharer|sharer\.php|share)\/?$/i;
const TARGET_NAMES = ["url", "u", "q", "to", "target", "uddg", "redirect", "dest", "destination"];

/** The wrapped URL, absolute http(s), or undefined where `url` wraps none. */
export function unwrapped(url: URL): string | undefined {
  return fromAmpCache(url) ?? fromArticleToken(url) ?? fromPath(url) ?? fromParameter(url);
}

/** cdn.ampproject.org/c/s/HOST/PATH and google.com/amp/s/HOST/PATH: kind, `s` for https, then the page. */
function fromAmpCache(url: URL): string | undefined {
  const host = url.hostname;
  const cache = host.endsWith(".cdn.ampproject.org") || host === "cdn.ampproject.org";
  const bing = host.endsWith(".bing-amp.com");
  const google = /(?:^|\.)google\.[a-z.]{2,6}$/.test(host) && url.pathname.startsWith("/amp/");
  if (!cache && !bing && !google) return undefined;
  const found = /^\/(?:c|v|i|wp|amp)\/(s\/)?(?:https?:\/\/)?([^/]+\.[^/]+(?:\/.*)?)$/.exec(url.pathname);
  return found?.[2] === undefined ? undefined : web(`https://${found[2]}${url.search}`);
}

/** news.google.com/rss/articles/CBMi...: older tokens hold the URL in base64 behind a few bytes. */
function fromArticleToken(url: URL): string | undefined {
  if (url.hostname !== "news.google.com") return undefined;
  const token = /\/articles\/(CBMi[\w-]{8,2000})/.exec(url.pathname)?.[1];
  if (token === undefined) return undefined;
  const text = Buffer.from(token, "base64url").toString("latin1");
  const target = /https?:\/\/[!-~]+/.exec(text)?.[0];
  return target === undefined ? undefined : web(target);
}

/** Targets in the path: Yahoo's RU=, Proofpoint's v3, href.li/?URL. */
function fromPath(url: URL): string | undefined {
  const host = url.hostname;
  if (host === "r.search.yahoo.com") {
    const target = /\/RU=([^/]+)/.exec(url.pathname)?.[1];
    return target === undefined ? undefined : web(decoded(target));
  }
  if (host === "urldefense.com") {
    const target = /^\/v3\/__(https?:\/.+?)__;/.exec(url.pathname)?.[1];
    return target === undefined ? undefined : web(target.replace(/^(https?:)\/+/, "$1//"));
  }
  if (host === "href.li") return web(decoded(url.search.slice(1)));
  return undefined;
}

function fromParameter(url: URL): string | undefined {
  const names = REDIRECTORS[url.hostname] ?? REDIRECTORS[parent(url.hostname)];
  const asked = names ?? (FORWARDING_PATH.test(url.pathname) ? TARGET_NAMES : []);
  for (const name of asked) {
    const target = url.searchParams.get(name);
    const found = target === null ? undefined : web(target);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parent(host: string): string {
  return host.slice(host.indexOf(".") + 1);
}

function web(text: string): string | undefined {
  return /^https?:\/\/[^/]/i.test(text) && URL.canParse(text) ? text : undefined;
}

/** Percent-decoded where it is valid, else as it was. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
