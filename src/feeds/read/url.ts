import { LIMITS } from "./limits.ts";

/**
 * The absolute http(s) URL that `raw` means: as published where it is absolute already, else resolved against the
 * base; "" for anything else (`javascript:`, `at:`, a relative URL without a base, garbage).
 */
export function webUrl(raw: string, base: string): string {
  // White space inside a URL is an accident of the publisher's template (URL standard: tab and newline are removed).
  const url = raw.trim().replace(/[\t\n\r]+/g, "");
  if (url === "" || url.length > LIMITS.url) return "";
  if (/^https?:\/\//i.test(url)) {
    if (!URL.canParse(url)) return "";
    return /[\s"<>\\^`{|}]/.test(url) ? new URL(url).href : url;
  }
  const from = base === "" && url.startsWith("//") ? "https://invalid" : base;
  if (from === "" || !URL.canParse(url, from)) return "";
  const { protocol, href } = new URL(url, from);
  return protocol === "https:" || protocol === "http:" ? href : "";
}

/** Whether the text is an absolute http(s) URL. */
export function isWebUrl(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}
