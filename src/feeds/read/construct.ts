import { escapeText } from "entities";
import { htmlToText } from "../html.ts";
import type { Node } from "./tree.ts";

/** What a text field says, and whether that is plain text or HTML. */
export interface Construct {
  html: boolean;
  value: string;
}

export const NOTHING: Construct = { html: false, value: "" };

/** Inline and block elements that publishers put into fields that do not say whether they hold HTML. */
const HTML_TAG =
  /<\/?(?:a|abbr|article|b|blockquote|br|caption|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|ins|li|mark|object|ol|p|pre|q|s|script|section|small|span|strike|strong|style|sub|sup|table|tbody|td|th|tr|tt|u|ul|video)(?:\s[^<>]{0,4096})?\/?>/i;
const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/i;
const BASE64 = /^[\s\w+/-]+={0,2}\s*$/;

/**
 * A text field as its own vocabulary means it: Atom 1.0 section 3.1 and 4.1.3.3 (`type`), Atom 0.3 section 3.1
 * (`type` with `mode`), everything else by whether it looks like HTML, since RSS never says.
 */
export function readConstruct(node: Node | undefined): Construct {
  if (node === undefined) return NOTHING;
  if (node.markup !== undefined) return { html: true, value: node.markup.trim() };
  if (node.vocabulary !== "atom") return guess(node.text.trim());
  const type = (node.attributes.type ?? "").trim().toLowerCase();
  const mode = (node.attributes.mode ?? "").trim().toLowerCase();
  let value = node.text.trim();
  const binary = mode === "base64" || (type.includes("/") && !/^text\/|[/+]xml\b|html/.test(type));
  if (binary && value.length >= 4 && BASE64.test(value)) {
    const decoded = Buffer.from(value, "base64").toString("utf8");
    // A media type nobody knows may well be on plain text.
    if (mode === "base64" || !decoded.includes("\uFFFD")) value = decoded.trim();
  }
  if (/html|[/+]xml\b/.test(type)) return { html: true, value };
  if (type === "text" || type.startsWith("text/")) return { html: false, value };
  return guess(value);
}

function guess(value: string): Construct {
  return { html: HTML_TAG.test(value) || ENTITY.test(value), value };
}

/** White space that plain text has not: any but single spaces between words. */
const UNEVEN_SPACE = /[^\S ]| {2}|^ | $/;

/** The field as plain text, paragraphs as newlines. */
export function toPlain(field: Construct): string {
  if (field.value === "") return "";
  if (field.html) return htmlToText(field.value);
  if (!UNEVEN_SPACE.test(field.value)) return field.value;
  return field.value
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n[ \n]*/g, "\n")
    .trim();
}

/** The field as one line of plain text. */
export function toLine(field: Construct): string {
  return toPlain(field).replace(/\s+/g, " ").trim();
}

/** The field as HTML that anyone may read the same way; text without special characters is its own HTML. */
export function toHtml(field: Construct): string {
  return field.html || !/[<&]/.test(field.value) ? field.value : escapeText(field.value);
}
