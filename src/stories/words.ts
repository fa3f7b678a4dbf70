import anyAscii from "any-ascii";
import { hashText } from "./key-table.ts";

/** A word of a text, as stories compare it. */
export interface Word {
  form: Form;
  /** A capital where the sentence did not ask for one. */
  name: boolean;
}

/** What a word is once it is folded; made once for all the times that it is written so. */
export interface Form {
  /** Case and diacritics gone, in Latin letters whatever the script was. */
  text: string;
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
const CAPITAL = /^\p{Lu}/u;
/** What ends a sentence, or opens a quotation, just before a word. */
const SENTENCE_START = /[.!?:"“«]\s*["'“«]?$/;
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** The first character of a script that is written without spaces lies beyond this. */
const BEFORE_SPACELESS = 0x0e00;
/** Letters longer than this are no word of any language: cut, so that a hostile text costs no more than another. */
const LONGEST_WORD = 40;
/** A headline in which more of the longer words begin with a capital is written in title case, and shows no names. */
const TITLE_CASE = 0.6;

/** The first words of a text, at most `most`. Single letters are no words here; single digits are. */
export function wordsOf(text: string, most: number): Word[] {
  const found = tokensOf(text, most);
  let [longer, capitals] = [0, 0];
  for (let i = 1; i < found.length; i++) {
    const raw = found[i]?.raw ?? "";
    if (raw.length <= 3) continue;
    longer++;
    if (isCapital(raw)) capitals++;
  }
  const titleCase = longer > 0 && capitals / longer > TITLE_CASE;
  const words: Word[] = [];
  for (const [i, { raw, at }] of found.entries()) {
    if (isSpaceless(raw)) {
      words.push(...pairsOf(raw));
      continue;
    }
    const form = formOf(raw);
    if (form.text.length < 2 && !/\d/.test(form.text)) continue;
    const name =
      !titleCase && i > 0 && isCapital(raw) && !SENTENCE_START.test(text.slice(Math.max(0, at - 3), at));
    words.push({ form, name });
  }
  return words;
}

interface Token {
  raw: string;
  at: number;
}

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
    let kind = kindOf(text.charCodeAt(i));
    if (kind === SURROGATE) return matched(text, most);
    if (kind === OTHER) continue;
    const at = i;
    for (i++; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      kind = kindOf(unit);
      if (kind === OF_WORD) continue;
      if (!isJoint(unit) || i + 1 === text.length) break;
      kind = kindOf(text.charCodeAt(i + 1));
      if (kind !== OF_WORD) break;
    }
    if (kind === SURROGATE) return matched(text, most);
    found.push({ raw: text.slice(at, Math.min(i, at + LONGEST_WORD)), at });
  }
  return found;
}

/** An apostrophe or a stop within a word. */
function isJoint(unit: number): boolean {
  return unit === 0x27 || unit === 0x2e || unit === 0x2019;
}

function matched(text: string, most: number): Token[] {
  const found: Token[] = [];
  for (const match of text.matchAll(WORD)) {
    if (found.length === most) break;
    found.push({ raw: match[0].slice(0, LONGEST_WORD), at: match.index });
  }
  return found;
}

function isCapital(raw: string): boolean {
  const unit = raw.charCodeAt(0);
  return unit < 0x80 ? unit >= 0x41 && unit <= 0x5a : CAPITAL.test(raw);
}

function isSpaceless(raw: string): boolean {
  for (let i = 0; i < raw.length; i++) if (raw.charCodeAt(i) >= BEFORE_SPACELESS) return SPACELESS.test(raw);
  return false;
}

/** Scripts without spaces are compared by pairs of neighbouring characters. */
function pairsOf(raw: string): Word[] {
  const characters = [...raw];
  if (characters.length === 1) return [{ form: made(raw), name: false }];
  return characters.slice(1).map((c, i) => ({ form: made(`${characters[i]}${c}`), name: false }));
}

const forms = new Map<string, Form>();
const MOST_FORMS = 50_000;

function formOf(raw: string): Form {
  const known = forms.get(raw);
  if (known !== undefined) return known;
  // A slice of a text keeps all of the text in memory; this keeps its letters.
  const own = Array.from(raw).join("");
  const form = made(foldToLatin(own));
  if (forms.size >= MOST_FORMS) forms.clear();
  forms.set(own, form);
  return form;
}

function made(text: string): Form {
  return {
    text,
    number: /^\d/.test(text),
    whole: hashText(text, WORD_SEED),
    prefix: text.length > PREFIX_LETTERS ? hashText(text.slice(0, PREFIX_LETTERS), PREFIX_SEED) : undefined,
    stem: text.length < CONTENT_LETTERS ? undefined : hashText(text.slice(0, STEM_LETTERS), STEM_SEED),
  };
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
