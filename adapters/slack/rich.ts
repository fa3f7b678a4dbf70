import type { RichTextBlock, RichTextElement, RichTextSection } from "@slack/types";
import { cleanMarked, cutMarked, safeUrl } from "../../src/alerts/text.ts";
import type { MarkedText } from "../../src/model/message.ts";
import type { Instant } from "../../src/model/time.ts";

/*
 * Hostile text is shown only as elements of a rich_text block (or as plain_text): Slack takes their text as it is,
 * so neither mrkdwn, nor a mention, nor a bare URL in it means anything.
 */

export interface TextStyle {
  bold?: true;
  italic?: true;
  strike?: true;
}

/** A link's text is repeated for each piece, its URL too: a headline with long URLs keeps one piece. */
const LONG_URL = 400;

/** Clean text, at most `max` UTF-16 units, its spans in bold unless told; each piece a link if `url` may be shown. */
export function marked(
  text: MarkedText,
  max: number,
  url = "",
  style: TextStyle = {},
  hit: TextStyle = { bold: true },
): RichTextElement[] {
  const clean = cleanCut(text, max);
  const link = url === "" ? "" : safeUrl(url);
  if (clean.text === "") return [];
  const spans = link.length > LONG_URL ? [] : clean.spans;
  const out: RichTextElement[] = [];
  let last = 0;
  for (const span of spans) {
    out.push(...piece(clean.text.slice(last, span.start), link, style));
    out.push(...piece(clean.text.slice(span.start, span.end), link, { ...style, ...hit }));
    last = span.end;
  }
  out.push(...piece(clean.text.slice(last), link, style));
  return out;
}

/** The same without marks. */
export function plain(text: string, max: number, url = "", style: TextStyle = {}): RichTextElement[] {
  return marked({ text, spans: [] }, max, url, style);
}

/** Text of our own, with its spaces and line breaks. */
export function fixed(text: string, style: TextStyle = {}): RichTextElement[] {
  return piece(text, "", style);
}

/** A time that every reader sees in their own zone and form. */
export function date(at: Instant): RichTextElement[] {
  if (!Number.isFinite(at) || at <= 0 || at > 8.64e15) return [];
  return [
    {
      type: "date",
      timestamp: Math.floor(at / 1000),
      format: "{date_short_pretty} {time}",
      fallback: `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`,
    },
  ];
}

/** Sections that hold something, as one block; none if all are empty. */
export function richBlocks(...sections: RichTextElement[][]): RichTextBlock[] {
  const elements: RichTextSection[] = sections
    .filter((section) => section.length > 0)
    .map((section) => ({ type: "rich_text_section", elements: section }));
  return elements.length === 0 ? [] : [{ type: "rich_text", elements }];
}

/** A bullet list; none if it is empty. */
export function bullets(title: RichTextElement[], items: RichTextElement[][]): RichTextBlock[] {
  const list: RichTextSection[] = items
    .filter((item) => item.length > 0)
    .map((item) => ({ type: "rich_text_section", elements: item }));
  const head: RichTextBlock["elements"] =
    title.length === 0 ? [] : [{ type: "rich_text_section", elements: title }];
  if (list.length > 0) head.push({ type: "rich_text_list", style: "bullet", elements: list });
  return head.length === 0 ? [] : [{ type: "rich_text", elements: head }];
}

/** Clean and cut, without marks: for plain_text objects. */
export function short(text: string, max: number): string {
  return cleanCut({ text, spans: [] }, max).text;
}

/** Clean, and at most `max` UTF-16 units. Of a very long text, only what may be shown is looked at. */
function cleanCut(text: MarkedText, max: number): MarkedText {
  const looked = Math.ceil(max) * 2 + 100;
  if (text.text.length <= looked) return cutMarked(cleanMarked(text), max);
  const clean = cleanMarked({ ...text, text: text.text.slice(0, looked) });
  // The ellipsis is due although what was looked at may fit.
  return cutMarked({ ...clean, text: `${clean.text} …` }, max);
}

function piece(text: string, link: string, style: TextStyle): RichTextElement[] {
  if (text === "") return [];
  const styled = Object.keys(style).length === 0 ? {} : { style };
  return link === "" ? [{ type: "text", text, ...styled }] : [{ type: "link", url: link, text, ...styled }];
}
