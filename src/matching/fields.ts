import type { Article } from "../model/entry.ts";
import type { TextField } from "../model/watchlist.ts";
import { JOINED, MAIN, type Words } from "./words.ts";

/** Fields in the order they are read; a field's bit in a mask is 1 << its index. */
export const FIELD_ORDER: readonly TextField[] = [
  "title",
  "summary",
  "content",
  "outlet",
  "author",
  "category",
  "url",
  "language",
];
/** Title, summary and content. */
export const TEXT_MASK = 0b111;
export const TITLE_MASK = 0b1;

export function maskOf(field: TextField): number {
  return 1 << FIELD_ORDER.indexOf(field);
}

/** All its letters are capitals. */
export function isCapitals(text: string): boolean {
  return !/[\p{Ll}\p{Lt}]/u.test(text);
}

/** A field's text as offsets count in it. Categories are one text, parted by ", ". */
export function fieldText(article: Article, field: TextField): string {
  return field === "category" ? article.categories.join(", ") : article[field];
}

/** "en-GB" is read as "en" and as "en-GB", both from its beginning, so that `language:gb` finds neither. */
export function readLanguage(language: string, words: Words, position: number): number {
  let form = "";
  for (const match of language.matchAll(/[\p{L}\p{N}]+/gu)) {
    form += match[0].toLowerCase();
    const kind = match.index === 0 ? MAIN : JOINED;
    words.add(language, form, position, position, 0, match.index + match[0].length, kind);
  }
  return position + 1;
}
