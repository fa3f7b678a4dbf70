import type { TextField } from "../../model/watchlist.ts";
import { PLAIN_WORDS } from "../normalise.ts";
import { nearest } from "../suggest.ts";
import { FIELDS, QueryError } from "./ast.ts";

/** A piece of a query. `at` is its column, from 1. */
export type QueryToken =
  | { type: "open" | "close" | "and" | "or" | "not" | "end"; at: number; text: string }
  | { type: "word" | "prefix" | "quotation" | "loose" | "entity"; at: number; text: string }
  | { type: "field"; field: TextField; at: number; text: string }
  | { type: "near"; ordered: boolean; distance: number; at: number; text: string }
  | { type: "atleast"; count: number; at: number; text: string }
  | { type: "caps"; at: number; text: string };

const SPACE = /\s/u;
/** Straight, curly, low and angle quotation marks, and the full-width one: any opens, any closes. */
const QUOTES = '"“”„‟«»＂';
const ENDS_WORD = new Set(["(", ")", "~", ...QUOTES]);
const SOMETHING = /[\p{L}\p{N}]/u;
/** What operators begin with: looked at before a pattern is tried on every word. */
const A = 97;
const B = 66;
const N = 78;

/** The pieces of a query, the last of type "end". Throws QueryError at the first that cannot be one. */
export function tokeniseQuery(text: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let i = 0;
  // Where the run of characters ends that a field may have been split from: looked for once.
  let end = 0;
  while (i < text.length) {
    const c = text.charAt(i);
    const at = i + 1;
    if (isSpaceAt(text, i)) i++;
    else if (c === "(" || c === ")") {
      tokens.push({ type: c === "(" ? "open" : "close", at, text: c });
      i++;
    } else if (QUOTES.includes(c) || c === "~") {
      const close = closingMark(text, i);
      const inside = oneSpaced(text.slice(i + 1, close));
      checkMarked(inside, text.slice(i, close + 1), i, c === "~" ? "phrase" : "quotation");
      tokens.push({ type: c === "~" ? "loose" : "quotation", at, text: inside });
      i = close + 1;
    } else {
      if (end <= i) end = i + 1;
      while (end < text.length && !endsWord(text, end)) end++;
      const previous = tokens.at(-1);
      i = readWord(text.slice(i, end), at, text.charAt(end), previous?.type === "field", tokens) + i;
    }
  }
  tokens.push({ type: "end", at: text.length + 1, text: "" });
  return tokens;
}

function oneSpaced(inside: string): string {
  return PLAIN_WORDS.test(inside) ? inside : inside.trim().replace(/\s+/gu, " ");
}

function isSpaceAt(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return code < 128 ? code === 32 || (code >= 9 && code <= 13) : SPACE.test(text.charAt(i));
}

function endsWord(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  // Small letters and digits: most of a query.
  if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) return false;
  return isSpaceAt(text, i) || ENDS_WORD.has(text.charAt(i));
}

function closingMark(text: string, open: number): number {
  const mark = text.charAt(open);
  for (let i = open + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128 && code !== 34 && code !== 126) continue;
    const c = text.charAt(i);
    if (mark === "~" ? c === "~" : QUOTES.includes(c)) return i;
  }
  throw new QueryError(open + 1, `${mark} without its closing mark`, `a closing ${mark === "~" ? "~" : '"'}`);
}

function checkMarked(inside: string, whole: string, start: number, what: "quotation" | "phrase"): void {
  const star = whole.indexOf("*");
  if (star >= 0) {
    throw new QueryError(
      start + star + 1,
      `* inside a ${what}`,
      "whole words there (a prefix like word* stands alone)",
    );
  }
  if (!SOMETHING.test(inside)) throw new QueryError(start + 1, `an empty ${what}`, "words between its marks");
}

/** Reads one run of characters without spaces; returns how many of them it used. */
function readWord(run: string, at: number, next: string, afterField: boolean, tokens: QueryToken[]): number {
  if (/^[a-z]+$/.test(run)) {
    tokens.push({ type: "word", at, text: run });
    return run.length;
  }
  const before = tokens.at(-1);
  if (run === "AND" || run === "OR" || run === "NOT") {
    const type = run === "AND" ? "and" : run === "OR" ? "or" : "not";
    tokens.push({ type, at, text: run });
    return run.length;
  }
  const first = run.charCodeAt(0);
  const near = first === N || first === B ? /^(NEAR|BEFORE)(?:\/(.*))?$/su.exec(run) : null;
  if (near !== null) {
    const name = near[1] ?? "";
    const distance = wholeNumber(near[2]);
    if (distance === undefined || distance < 1 || distance > 100) {
      throw new QueryError(
        at,
        run,
        `${name}/n with n from 1 to 100 (in quotes or small letters it is a word)`,
      );
    }
    tokens.push({ type: "near", ordered: name === "BEFORE", distance, at, text: run });
    return run.length;
  }
  const atleast = (first | 32) === A ? /^(?:atleast|ATLEAST)\/(.*)$/su.exec(run) : null;
  if (atleast !== null) {
    const count = wholeNumber(atleast[1]);
    if (count === undefined || count < 1) throw new QueryError(at, run, "atleast/n(...) with n from 1");
    tokens.push({ type: "atleast", count, at, text: run });
    return run.length;
  }
  if (run === "CAPS" && next === "(") {
    tokens.push({ type: "caps", at, text: run });
    return run.length;
  }
  const insideUrl = afterField && before?.type === "field" && before.field === "url";
  const field = insideUrl || !run.includes(":") ? null : /^(\p{L}+):/u.exec(run);
  if (field !== null) {
    const name = (field[1] ?? "").toLowerCase();
    const known = FIELDS.get(name);
    if (known === undefined) {
      const near = nearest(name, FIELDS.keys());
      const fields = [...new Set(FIELDS.values())].join(", ");
      throw new QueryError(
        at,
        `the unknown field “${field[1]}:”`,
        near === undefined
          ? `one of ${fields}, or the words in quotes if no field is meant`
          : `“${near}:” perhaps (the fields are ${fields})`,
      );
    }
    tokens.push({ type: "field", field: known, at, text: field[0] });
    return field[0].length;
  }
  if (run.startsWith("@") && !SOMETHING.test(run.slice(1))) {
    throw new QueryError(at, run, "the key of an entity right after @");
  }
  if (run.startsWith("@")) {
    const key = /^@([\p{L}\p{N}_-]+)$/u.exec(run);
    if (key === null) throw new QueryError(at, run, "@ and an entity's key of letters, digits and hyphens");
    tokens.push({ type: "entity", at, text: (key[1] ?? "").toLowerCase() });
    return run.length;
  }
  const star = run.indexOf("*");
  if (star >= 0) {
    const stem = run.slice(0, star);
    if (star !== run.length - 1)
      throw new QueryError(at + star, "* inside a word", "* at the end of a word only");
    if ((stem.match(/[\p{L}\p{N}]/gu) ?? []).length < 2 || !/[\p{L}\p{N}\p{M}]$/u.test(stem)) {
      throw new QueryError(at, run, "at least two letters before *");
    }
    tokens.push({ type: "prefix", at, text: stem });
    return run.length;
  }
  if (!SOMETHING.test(run)) throw new QueryError(at, `“${run}”, which holds no letter or digit`, "a word");
  tokens.push({ type: "word", at, text: run });
  return run.length;
}

function wholeNumber(digits: string | undefined): number | undefined {
  if (digits === undefined || !/^\d+$/.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : undefined;
}
