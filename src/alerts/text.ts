import type { MarkedText, Span } from "../model/message.ts";

/**
 * Controls that can reorder, hide or break text in a chat client: C0/C1 (but tab and newline), zero-width
 * characters, bidirectional marks, embeddings, overrides and isolates (Unicode TR36 2.4), variation selectors'
 * supplement and tags. ZWJ and ZWNJ stay where a letter or an emoji stands on both sides of them.
 */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;
const JOINERS =
  /(?<!\p{L}|\p{M}|\p{Extended_Pictographic}|\uFE0F)[\u200C\u200D]|[\u200C\u200D](?!\p{L}|\p{M}|\p{Extended_Pictographic})/gu;

/** Hostile text made safe to lay out: no controls, lone surrogates replaced, white space folded to single spaces. */
export function cleanText(text: string): string {
  return cleanMarked({ text, spans: [] }).text;
}

/** The same, with the spans moved along. */
export function cleanMarked(marked: MarkedText): MarkedText {
  const source = marked.text.toWellFormed();
  const drop = new Uint8Array(source.length);
  for (const pattern of [CONTROLS, JOINERS]) {
    for (const hit of source.matchAll(pattern)) drop.fill(1, hit.index, hit.index + hit[0].length);
  }
  // A line separator still parts words.
  for (let i = 0; i < source.length; i++) if (/[\n\r\u2028\u2029]/.test(source.charAt(i))) drop[i] = 0;
  const moved = new Uint32Array(source.length + 1);
  let out = "";
  for (let i = 0; i < source.length; i++) {
    moved[i] = out.length;
    if (drop[i] === 1) continue;
    const unit = source.charAt(i);
    if (!/\s/.test(unit)) out += unit;
    else if (out !== "" && !out.endsWith(" ")) out += " ";
  }
  moved[source.length] = out.length;
  const text = out.trimEnd();
  const at = (offset: number) =>
    Math.min(moved[Math.max(0, Math.min(offset, source.length))] ?? 0, text.length);
  return { text, spans: tidySpans(marked.spans.map((s) => ({ start: at(s.start), end: at(s.end) }))) };
}

/** Sorted, not empty, not overlapping. */
export function tidySpans(spans: readonly Span[]): Span[] {
  const sorted = spans.filter((s) => s.end > s.start).sort((a, b) => a.start - b.start || b.end - a.end);
  const out: Span[] = [];
  for (const span of sorted) {
    const last = out.at(-1);
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else out.push({ ...span });
  }
  return out;
}

/** The text in at most `max` UTF-16 units: whole, or cut at a word's end with an ellipsis; never inside a character. */
export function cutText(text: string, max: number): string {
  return cutMarked({ text, spans: [] }, max).text;
}

/** The same, with the spans cut along. */
export function cutMarked(marked: MarkedText, max: number): MarkedText {
  const { text, spans } = marked;
  if (text.length <= max) return { text, spans: [...spans] };
  if (max < 1) return { text: "", spans: [] };
  const room = max - 1;
  let end = room;
  // Prefer a word's end, unless that would throw away more than a third of the room (a long word, a script without spaces).
  const space = text.lastIndexOf(" ", room);
  if (space > (room * 2) / 3) end = space;
  else if (end > 0 && /[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end--;
  const kept = text.slice(0, end).replace(/[\s,;:–—-]+$/u, "");
  return {
    text: `${kept}…`,
    spans: tidySpans(
      spans.map((s) => ({ start: Math.min(s.start, kept.length), end: Math.min(s.end, kept.length) })),
    ),
  };
}

/** Longest link shown. Chat platforms take about 2,000 characters (Discord's embed url: 2,048). */
const LONGEST_URL = 2000;

/**
 * The link if it may be shown, else "": only http and https, no credentials, and the host in ASCII (punycode), so
 * that a look-alike host is seen for what it is.
 */
export function safeUrl(url: string): string {
  if (url === "" || url.length > LONGEST_URL || !URL.canParse(url)) return "";
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return "";
  if (parsed.username !== "" || parsed.password !== "") return "";
  // The URL standard lets marks into host names that no name server has, and that chat markup may read as its own.
  if (!/^(?:[a-z0-9_-]+\.?)+$|^\[[0-9a-f:.]+\]$/.test(parsed.hostname)) return "";
  const href = parsed.href.replace(
    /[<>()|\\`"' ]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
  return href.length > LONGEST_URL ? "" : href;
}
