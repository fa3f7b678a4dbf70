import anyAscii from "any-ascii";
import { FNV_PRIME, FNV_START, finish, hashText } from "./key-table.ts";

/** A word of a text, as stories compare it. */
export interface Word {
  form: Form;
  /** A capital where the sentence did not ask for one. */
  name: boolean;
}

/** What a word is once it is folded: case and diacritics gone, in Latin letters whatever the script was. */
export interface Form {
  /** Begins with a digit. */
  number: boolean;
  /** Hash of all of it. */
  whole: number;
  /** Hash of the letters that inflection leaves alone, in most languages of Europe; undefined where that is all of it. */
  prefix: number | undefined;
  /** Hash of its beginning, if it is long enough to be a content word. */
  stem: number | undefined;
}

const PREFIX_LETTERS = 4;
/** Content words are those of so many letters, without their endings. */
const CONTENT_LETTERS = 4;
const STEM_LETTERS = 6;
const [WORD_SEED, PREFIX_SEED, STEM_SEED] = [1, 2, 5];

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.][\p{L}\p{N}\p{M}]+)*/gu;
const LETTER = /[\p{L}\p{N}\p{M}]/u;
const PLAIN = /^[!-~]*$/;
const CAPITAL = /^\p{Lu}/u;
/** What ends a sentence, or opens a quotation, just before a word. */
const SENTENCE_START = /[.!?:"“«]\s*["'“«]?$/;
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** Letters longer than this are no word of any language: cut, so that a hostile text costs no more than another. */
const LONGEST_WORD = 40;
/** A headline in which more of the longer words begin with a capital is written in title case, and shows no names. */
const TITLE_CASE = 0.6;

/** The first words of a text, at most `most`. Single letters are no words here; single digits are. */
export function wordsOf(text: string, most: number): Word[] {
  const tokens = tokensOf(text, most);
  let [longer, capitals] = [0, 0];
  for (let i = 1; i < tokens.length; i++) {
    const { at, end } = tokens[i] ?? NOWHERE;
    if (end - at <= 3) continue;
    longer++;
    if (isCapital(text, at)) capitals++;
  }
  const titleCase = longer > 0 && capitals / longer > TITLE_CASE;
  const words: Word[] = [];
  for (const [i, { at, end, plain }] of tokens.entries()) {
    const name =
      !titleCase && i > 0 && isCapital(text, at) && !SENTENCE_START.test(text.slice(Math.max(0, at - 3), at));
    if (plain) {
      const form = plainForm(text, at, end);
      if (form !== undefined) words.push({ form, name });
      continue;
    }
    const raw = text.slice(at, end);
    if (SPACELESS.test(raw)) words.push(...pairsOf(raw));
    else {
      const folded = foldedWord(raw);
      if (folded.length >= 2 || /\d/.test(folded)) words.push({ form: formOf(folded), name });
    }
  }
  return words;
}

interface Token {
  at: number;
  end: number;
  /** Of ASCII alone. */
  plain: boolean;
}

const NOWHERE: Token = { at: 0, end: 0, plain: true };
/** What a UTF-16 unit is: looked up once, since asking a pattern for each would take most of the time. */
const KINDS = new Uint8Array(0x10000);
const [OTHER, OF_WORD, SURROGATE] = [1, 2, 3];

function kindOf(unit: number): number {
  const known = KINDS[unit] ?? 0;
  if (known !== 0) return known;
  const wide = unit >= 0xd800 && unit <= 0xdfff;
  const kind = wide ? SURROGATE : LETTER.test(String.fromCharCode(unit)) ? OF_WORD : OTHER;
  KINDS[unit] = kind;
  return kind;
}

/** What `WORD` matches: found by its pattern only where a text has characters beyond 16 bits. */
function tokensOf(text: string, most: number): Token[] {
  const found: Token[] = [];
  for (let i = 0; i < text.length && found.length < most; i++) {
    let unit = text.charCodeAt(i);
    let kind = kindOf(unit);
    if (kind === SURROGATE) return matched(text, most);
    if (kind === OTHER) continue;
    const at = i;
    let all = unit;
    for (i++; i < text.length; i++) {
      unit = text.charCodeAt(i);
      kind = kindOf(unit);
      if (kind !== OF_WORD) {
        if (!isJoint(unit) || i + 1 === text.length) break;
        kind = kindOf(text.charCodeAt(i + 1));
        if (kind !== OF_WORD) break;
      }
      all |= unit;
    }
    if (kind === SURROGATE) return matched(text, most);
    found.push({ at, end: Math.min(i, at + LONGEST_WORD), plain: all < 0x80 });
  }
  return found;
}

function matched(text: string, most: number): Token[] {
  const found: Token[] = [];
  for (const { index, 0: raw } of text.matchAll(WORD)) {
    if (found.length === most) break;
    const end = index + Math.min(raw.length, LONGEST_WORD);
    found.push({ at: index, end, plain: PLAIN.test(raw) });
  }
  return found;
}

const [APOSTROPHE, STOP, SMALL_S] = [0x27, 0x2e, 0x73];

/** An apostrophe or a stop within a word. */
function isJoint(unit: number): boolean {
  return unit === APOSTROPHE || unit === STOP || unit === 0x2019;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isCapital(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit < 0x80 ? unit >= 0x41 && unit <= 0x5a : CAPITAL.test(text.slice(at, at + 2));
}

/** What `formOf` makes of a word of ASCII's letters, folded as `foldToLatin` would, without a string made for it. */
function plainForm(text: string, at: number, end: number): Form | undefined {
  const owned =
    end - at > 2 && text.charCodeAt(end - 2) === APOSTROPHE && text.charCodeAt(end - 1) === SMALL_S;
  let whole = FNV_START ^ WORD_SEED;
  let prefix = FNV_START ^ PREFIX_SEED;
  let stem = FNV_START ^ STEM_SEED;
  let letters = 0;
  for (let i = at; i < (owned ? end - 2 : end); i++) {
    const raw = text.charCodeAt(i);
    if (raw === APOSTROPHE || raw === STOP) continue;
    const unit = raw >= 0x41 && raw <= 0x5a ? raw | 0x20 : raw;
    whole = Math.imul(whole ^ unit, FNV_PRIME);
    if (letters < PREFIX_LETTERS) prefix = Math.imul(prefix ^ unit, FNV_PRIME);
    if (letters < STEM_LETTERS) stem = Math.imul(stem ^ unit, FNV_PRIME);
    letters++;
  }
  const number = isDigit(text.charCodeAt(at));
  if (letters < 2 && !number) return undefined;
  return {
    number,
    whole: finish(whole),
    prefix: letters > PREFIX_LETTERS ? finish(prefix) : undefined,
    stem: letters < CONTENT_LETTERS ? undefined : finish(stem),
  };
}

function formOf(folded: string): Form {
  return {
    number: isDigit(folded.charCodeAt(0)),
    whole: hashText(folded, WORD_SEED),
    prefix:
      folded.length > PREFIX_LETTERS ? hashText(folded.slice(0, PREFIX_LETTERS), PREFIX_SEED) : undefined,
    stem: folded.length < CONTENT_LETTERS ? undefined : hashText(folded.slice(0, STEM_LETTERS), STEM_SEED),
  };
}

/** Scripts without spaces are compared by pairs of neighbouring characters. */
function pairsOf(raw: string): Word[] {
  const characters = [...raw];
  if (characters.length === 1) return [{ form: formOf(raw), name: false }];
  return characters.slice(1).map((c, i) => ({ form: formOf(`${characters[i]}${c}`), name: false }));
}

const folded = new Map<string, string>();
const MOST_FOLDED = 50_000;

function foldedWord(raw: string): string {
  const known = folded.get(raw);
  if (known !== undefined) return known;
  // A slice of a text keeps all of the text in memory; this keeps its letters.
  const own = Array.from(raw).join("");
  const text = foldToLatin(own);
  if (folded.size >= MOST_FOLDED) folded.clear();
  folded.set(own, text);
  return text;
}

/** "Zelensky's" and "Зеленський" as "zelensky", "zelenskiy": one alphabet, so that prefixes meet across scripts. */
function foldToLatin(raw: string): string {
  let text = raw
    .normalize("NFKD")
    .replace(/\p{M}+|['’]s$|['’.]/gu, "")
    .toLowerCase();
  if (!/[^a-z0-9]/.test(text)) return text;
  // The Arabic article is written to its noun.
  if (text.length > 4 && text.startsWith("\u0627\u0644")) text = text.slice(2);
  return anyAscii(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "");
}
