import { cleanMarked, cutMarked } from "../../src/alerts/text.ts";
import type { MarkedText, Span } from "../../src/model/message.ts";
import type { Instant } from "../../src/model/time.ts";

/**
 * Characters that begin something in Discord's markdown: emphasis, code, spoilers, links, mentions, quotes; a colon
 * or hash with something after it (bare links, emoji, time marks, channels); the slash of Discord's own hosts (an
 * invitation unfurls without https before it). A backslash before punctuation makes it plain.
 */
const MARKUP = /[\\*_~`|[\]<>@]|[:#](?=\S)|(?<=<)#|(?<=discord[a-z]{0,3}\.[a-z]{2,4})\//gi;
/** What begins a heading, a list or small print at a line's start. */
const LINE_START = /^(?:[#+-]|(\d+)(?=[.)]))/;

/** A line, and what ends it. */
const LINES = /([^\r\n\u2028\u2029]*)(?:\r\n|[\r\n\u2028\u2029]|$)/g;

/** Untrusted, cleaned text of one line as Discord shows it literally: no mention, link, emoji or format. */
export function escapeText(text: string): string {
  return (
    text
      // A backslash does not stop the server from seeing these two, allowed_mentions does; this is the second lock.
      .replace(/@(?=everyone|here)/gi, "＠")
      .replace(MARKUP, "\\$&")
      .replace(LINE_START, (hit, digits: string | undefined) =>
        digits === undefined ? `\\${hit}` : `${digits}\\`,
      )
  );
}

/** Markup that is put around what is marked. */
export type Mark = "**" | "~~";

/** The same, with the spans marked: in bold unless told. */
export function escapeMarked(marked: MarkedText, mark: Mark = "**"): string {
  const { text, spans } = marked;
  let out = "";
  let at = 0;
  for (const span of spans) {
    const start = wholeCharacter(text, span.start);
    const end = wholeCharacter(text, span.end);
    if (start < at || end <= start) continue;
    out += `${escapeText(text.slice(at, start))}${mark}${escapeText(text.slice(start, end))}${mark}`;
    at = end;
  }
  return out + escapeText(text.slice(at));
}

function wholeCharacter(text: string, at: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) && at > 0 ? at - 1 : at;
}

/** Untrusted text in at most `max` characters of markdown, cut at a word's end, the spans marked: in bold unless told. */
export function fitMarked(marked: MarkedText, max: number, mark: Mark = "**"): string {
  // Cleaning takes time by length: of a megabyte only what could be shown is looked at.
  const head = { text: marked.text.slice(0, max * 4 + 1000), spans: marked.spans };
  const clean = cleanMarked(head);
  let room = Math.min(clean.text.length, max);
  for (;;) {
    const out = escapeMarked(cutMarked(clean, room), mark);
    if (out.length <= max || room <= 0) return out.length <= max ? out : "";
    // Escaping made it longer: take off what is too much, at least one character.
    room = Math.min(room - 1, room - Math.ceil((out.length - max) / 3));
  }
}

/** The same, without highlighting. */
export function fitText(text: string, max: number): string {
  return fitMarked({ text, spans: [] }, max);
}

/** Text of several lines, each escaped as one, `struck` of it struck through; at most `max` characters in all. */
export function fitLines(text: string, max: number, struck: readonly Span[] = []): string {
  let out = "";
  for (const { 0: whole, 1: line = "", index } of text.matchAll(LINES)) {
    const room = max - out.length - (out === "" ? 0 : 1);
    if (room < 2) return out;
    const spans = struck.map(({ start, end }) => ({ start: start - index, end: end - index }));
    const marked = { text: line, spans: spans.filter(({ start, end }) => start >= 0 && end <= line.length) };
    const fitted = fitMarked(marked, room, "~~");
    out += out === "" ? fitted : `\n${fitted}`;
    if (fitted.length < escapeMarked(cleanMarked(marked), "~~").length) return out;
    if (whole === line) return out;
  }
  return out;
}

/** Discord's own time markup: the reader sees "2 hours ago". "" where the moment is none that a clock shows. */
export function ago(at: Instant | undefined): string {
  if (at === undefined || !Number.isFinite(at) || Math.abs(at) > 8.64e15) return "";
  return `<t:${Math.floor(at / 1000)}:R>`;
}
