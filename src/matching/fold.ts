/** What a character is to the tokeniser. */
export const SEPARATOR = 1;
/** Letters and digits: `fold` says as what they are read. */
export const WORD = 2;
/** Combining marks and the like: they belong to the character before them. */
export const EXTEND = 3;
/** Soft hyphens, zero-width and bidirectional controls: not there. */
export const IGNORABLE = 4;
/** A character of a script without spaces: a word of its own. */
export const SOLITARY = 5;
export const APOSTROPHE = 6;
export const HYPHEN = 7;
export const DOT = 8;
export const COMMA = 9;
export const AMPERSAND = 10;

/** Letters that Unicode does not decompose, as a newsroom's keyboard writes them. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  ł: "l",
  đ: "d",
  ð: "d",
  ø: "o",
  æ: "ae",
  œ: "oe",
  þ: "th",
  ħ: "h",
  ŧ: "t",
  ŋ: "n",
  ı: "i",
  ſ: "s",
  ə: "e",
  ς: "σ",
  // Written е in most Russian text. й and ї stay: they are other letters than и and і.
  ё: "е",
  ѐ: "е",
  ѝ: "и",
};

const SPACELESS =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}ー]/u;
const APOSTROPHES = new Set("'’‘‛ʼʹʻʽ′`´＇");
const HYPHENS = new Set("-‐‑﹣－");
const EXTENDS = /^[\p{M}\u1160-\u11FF\uFF9E\uFF9F]/u;
const IGNORED =
  /^[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]/u;
/** Signs that NFKC would turn into letters glued to the word before them. */
const MARKS_OF_TRADE = new Set("™℠");
/** Marks that say nothing of which word it is: accents, vowel signs of Arabic and Hebrew, variation selectors. */
const UNWRITTEN =
  /^(?:[\u0300-\u036F\u0483-\u0487\u064B-\u065F\u0670\u0591-\u05C7]|[\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}])$/u;
const STRIPPABLE = /^[\p{Script=Latin}\p{Script=Greek}]/u;

const kinds = new Uint8Array(0x10000);
const folded: (string | undefined)[] = new Array(0x10000);
const astral = new Map<number, { kind: number; fold: string }>();

/** The kind of a character, by code point. */
export function kindOf(codePoint: number): number {
  if (codePoint > 0xffff) return astralOf(codePoint).kind;
  const known = kinds[codePoint];
  if (known !== undefined && known !== 0) return known;
  const { kind, fold } = classify(String.fromCodePoint(codePoint));
  kinds[codePoint] = kind;
  folded[codePoint] = fold;
  return kind;
}

/** A character as it is compared: NFKC, small, without diacritics. "" if it is no letter or digit. */
export function foldOf(codePoint: number): string {
  if (codePoint > 0xffff) return astralOf(codePoint).fold;
  kindOf(codePoint);
  return folded[codePoint] ?? "";
}

function astralOf(codePoint: number): { kind: number; fold: string } {
  let known = astral.get(codePoint);
  if (known === undefined) {
    known = classify(String.fromCodePoint(codePoint));
    astral.set(codePoint, known);
  }
  return known;
}

function classify(character: string): { kind: number; fold: string } {
  const none = (kind: number) => ({ kind, fold: "" });
  if (character === "." || character === "．") return none(DOT);
  if (character === "," || character === "，") return none(COMMA);
  if (character === "&" || character === "＆") return none(AMPERSAND);
  if (APOSTROPHES.has(character)) return none(APOSTROPHE);
  if (HYPHENS.has(character)) return none(HYPHEN);
  if (IGNORED.test(character)) return none(IGNORABLE);
  if (EXTENDS.test(character)) return { kind: EXTEND, fold: foldCharacter(character) };
  if (MARKS_OF_TRADE.has(character)) return none(SEPARATOR);
  const fold = foldCharacter(character);
  if (!/^[\p{L}\p{N}][\p{L}\p{N}\p{M}]*$/u.test(fold)) return none(SEPARATOR);
  return { kind: SPACELESS.test(fold) ? SOLITARY : WORD, fold };
}

/** One character with the marks that follow it, as it is compared. */
export function foldCluster(cluster: string): string {
  let out = "";
  for (const character of cluster.normalize("NFKC")) out += foldCharacter(character);
  return out;
}

function foldCharacter(character: string): string {
  let out = "";
  for (const each of character.normalize("NFKC").toLowerCase()) {
    if (each in LETTERS) out += LETTERS[each] ?? "";
    else if (UNWRITTEN.test(each)) continue;
    else if (STRIPPABLE.test(each)) {
      for (const part of each.normalize("NFD")) {
        if (!/^\p{M}$/u.test(part)) out += LETTERS[part] ?? part;
      }
    } else out += each;
  }
  return out;
}
