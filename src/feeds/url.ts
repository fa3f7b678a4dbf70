import { isIP } from "node:net";
import { unwrapped } from "./url-wrappers.ts";

/** Parameters that say where a reader came from, never which page it is. Compared in lower case. */
const TRACKING = new Set(
  `fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ymclid twclid ttclid igshid igsh li_fat_id mc_cid mc_eid
  mkt_tok _ga _gl _hsenc _hsmi __hstc __hssc __hsfp hsctatracking vero_id oly_enc_id oly_anon_id rb_clickid s_cid
  s_kwcid ef_id epik srsltid cmp cmpid icid ncid ocid cid smid smtyp sref ref ref_ ref_src ref_url referer referrer
  referring_source guccounter guce_referrer guce_referrer_sig xtor wt_mc wtmc wt_zmc wtrid maca taid feedtype
  feedname emc kref spm sc_channel dg traffic_source traffic_medium intcmp int_cmp _branch_match_id rssid rss
  __twitter_impression amp_js_v amp_gsa amp_markup usqp amp outputtype share shared sharetype share_id trk
  trkcampaign campaign_id at_xt sfnsn mibextid soc_src soc_trk ftag ftcamp dicbo`.split(/\s+/),
);
const TRACKING_PREFIX = /^(?:utm_|at_|ns_|pk_|mtm_|matomo_|piwik_|hsa_|__cf_)/;

/** Parameters that are noise only where their value names a road here ("src=rss"), and else may name the page. */
const ROAD_NAMES = new Set(
  "src source from partner feed via mod medium output channel view format".split(" "),
);
const ROAD_VALUES =
  /^(?:rss|atom|feed|amp|xml|twitter|facebook|fb|tw|social|share|newsletter|e?mail|googlenews|google|flipboard|telegram|whatsapp|homepage)(?:[_.-].*)?$/i;

/** Sub-domains that show the same page for other eyes. */
const HOST_DRESS = /^(?:www\d?|m|mobile|amp|wap)\./;

/**
 * A host and a path and nothing else, with no more to be taken off than `www.` and a slash at the end: nine in ten links.
 * A host has letters at its end, or it would be an address.
 */
const PLAIN =
  /^https?:\/\/(?:www\.)?((?!(?:www\d?|m|mobile|amp|wap)\.|xn--)[a-z\d-]+(?:\.(?!m\.|xn--)[a-z\d-]+)*\.[a-z]{2,})((?:\/[\w~-]+(?:\.[\w~-]+)*)+)\/?$/;
/** What even such a link may have about it: another dress of the page, or a wrapper whose target stands in the path. */
const UNPLAIN = /[./]amp(?:[./]|$)|ampproject|bing-amp|google|\/index\./i;

/**
 * The form that links are compared by, never the one that people click. Two links to one page give one text
 * as far as the URL alone can tell: https for http, no `www`, mobile or AMP dress, no tracking, sorted
 * parameters, wrappers taken off. "" for what is no absolute http(s) URL. Idempotent.
 */
export function canonicalUrl(text: string): string {
  const plain = PLAIN.exec(text);
  if (plain !== null && !UNPLAIN.test(text)) return `https://${plain[1]}${plain[2]}`;
  const given = text.trim();
  let url = /^https?:/i.test(given) ? URL.parse(given) : null;
  // Each round takes something off or changes nothing, so this ends; taking one wrapper off may show another.
  while (url !== null) {
    const after = once(url);
    if (after === url.href) return after;
    const next: URL | null = URL.parse(after);
    if (next?.href === url.href) return next.href;
    url = next;
  }
  return "";
}

/** One round; "" where nothing is left. */
function once(url: URL): string {
  const target = unwrapped(url);
  if (target !== undefined && target.length < url.href.length) return target;
  const host = canonicalHost(url.hostname);
  if (host === "") return "";
  const port = url.port === "" ? "" : `:${url.port}`;
  const query = canonicalQuery(url.search);
  // A fragment is a place on the page, but for sites that route by it.
  const fragment = /^#!?\/./.test(url.hash) ? url.hash : "";
  return `https://${host}${port}${canonicalPath(url.pathname)}${query}${fragment}`;
}

function canonicalHost(host: string): string {
  let name = host.replace(/\.+$/, "");
  // An address ends in a digit, or in a bracket: a URL has it in its one normal form.
  if (/[\d\]]$/.test(name) && isIP(name.replace(/^\[|\]$/g, "")) !== 0) return name;
  while (HOST_DRESS.test(name) && name.split(".").length > 2) name = name.slice(name.indexOf(".") + 1);
  // en.m.wikipedia.org
  const inner = name.replace(/^([^.]+)\.m\./, "$1.");
  return inner.includes(".") ? inner : name;
}

function canonicalPath(path: string): string {
  const plain = escapes(path)
    .replace(/;jsessionid=[^/]*/i, "")
    .replace(/(?<!:)\/{2,}/g, "/")
    .replace(/\/index\.(?:html?|php|aspx?|jsp)$/i, "/")
    .replace(/\.amp(?:\.html?)?$/i, (ending) => (/html?$/i.test(ending) ? ".html" : ""))
    .replace(/(?<=\/)amp(?:\/|$)/gi, "")
    .replace(/\/+$/, "");
  return plain === "" ? "/" : plain;
}

/** Sorted by name, then value; tracking dropped. The bytes are kept: not every site's escapes are UTF-8. */
function canonicalQuery(search: string): string {
  if (search === "") return "";
  const kept = escapes(search.slice(1))
    .split("&")
    .filter((pair) => pair !== "" && pair !== "=" && !isNoise(pair))
    .map((pair) => pair.replace(/=$/, ""))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return kept.length === 0 ? "" : `?${kept.join("&")}`;
}

function isNoise(pair: string): boolean {
  const at = pair.indexOf("=");
  const name = (at < 0 ? pair : pair.slice(0, at)).toLowerCase();
  const value = at < 0 ? "" : pair.slice(at + 1);
  if (TRACKING.has(name) || TRACKING_PREFIX.test(name)) return true;
  return ROAD_NAMES.has(name) && ROAD_VALUES.test(value);
}

/** RFC 3986, 6.2.2: escapes in capitals, and none for letters, digits and `-._~`. */
function escapes(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : code.toUpperCase();
  });
}
