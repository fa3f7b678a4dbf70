import type { Instant, Millis } from "../model/time.ts";

/**
 * How long an answer says it stays fresh: Cache-Control's max-age less Age (RFC 9111, 4.2), in milliseconds;
 * 0 where it forbids keeping (no-cache, no-store), undefined where it says nothing.
 */
export function maxAgeOf(cacheControl: string | undefined, age: string | undefined): Millis | undefined {
  if (cacheControl === undefined) return undefined;
  if (/(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])/i.test(cacheControl)) return 0;
  const seconds = /(?:^|[\s,])max-age\s*=\s*"?(\d{1,12})/i.exec(cacheControl)?.[1];
  if (seconds === undefined) return undefined;
  const spent = age !== undefined && /^\d{1,10}$/.test(age.trim()) ? Number(age) : 0;
  return Math.max(0, Number(seconds) - spent) * 1000;
}

/** Retry-After, seconds or an HTTP date (RFC 9110, 10.2.3), in milliseconds from `now`; undefined if unreadable. */
export function retryAfterOf(text: string | undefined, now: Instant): Millis | undefined {
  if (text === undefined) return undefined;
  if (/^\s*\d{1,10}(?:\.\d+)?\s*$/.test(text)) return Math.ceil(Number(text) * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** The hub and self links of a Link header (RFC 8288), absolute; the first of each counts. */
export function linksOf(header: string | undefined, base: string): { hub?: string; self?: string } {
  const links: { hub?: string; self?: string } = {};
  for (const [, target = "", parameters = ""] of (header ?? "")
    .slice(0, 8_192)
    .matchAll(/<([^<>]*)>([^<]*)/g)) {
    const relations = /;\s*rel\s*=\s*"?([^";,]*)/i.exec(parameters)?.[1]?.toLowerCase().split(/\s+/) ?? [];
    if (!URL.canParse(target, base)) continue;
    const url = new URL(target, base).href;
    if (relations.includes("hub")) links.hub ??= url;
    if (relations.includes("self")) links.self ??= url;
  }
  return links;
}
