import type { Article } from "../model/entry.ts";
import type { TextField } from "../model/watchlist.ts";
import { readWords } from "./normalise.ts";
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
/** Positions left free between fields: nothing (NEAR/100 at most) reaches across. */
export const FIELD_GAP = 256;
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

/** A field's text as offsets count in it, by its number. Categories are one text, parted by ", ". */
export function fieldText(article: Article, field: number): string {
  if (field === 0) return article.title;
  if (field === 1) return article.summary;
  if (field === 2) return article.content;
  const name = FIELD_ORDER[field] ?? "title";
  return name === "category" ? article.categories.join(", ") : article[name];
}

/** Adds a field's words, by its number; returns the position after the last. */
export function readField(article: Article, field: number, words: Words, position: number): number {
  const name = FIELD_ORDER[field];
  if (name === "language") return readLanguage(article.language, words, position);
  if (name !== "category") return readWords(fieldText(article, field), words, position);
  let next = position;
  let offset = 0;
  for (const category of article.categories) {
    const from = words.length;
    next = readWords(category, words, next) + FIELD_GAP;
    for (let i = from; i < words.length; i++) {
      words.start[i] = (words.start[i] ?? 0) + offset;
      words.end[i] = (words.end[i] ?? 0) + offset;
    }
    offset += category.length + 2;
  }
  return next;
}

/** "en-GB" is read as "en" and as "en-GB", both from its beginning, so that `language:gb` finds neither. */
function readLanguage(language: string, words: Words, position: number): number {
  let form = "";
  for (const match of language.matchAll(/[\p{L}\p{N}]+/gu)) {
    form += match[0].toLowerCase();
    const kind = match.index === 0 ? MAIN : JOINED;
    words.add(language, form, position, position, 0, match.index + match[0].length, kind);
  }
  return position + 1;
}
