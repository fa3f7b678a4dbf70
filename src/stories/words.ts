import anyAscii from "any-ascii";

/** A word of a text, as stories compare it. */
export interface Word {
  /** Folded: case and diacritics gone, in Latin letters whatever the script was. */
  text: string;
  /** A capital where the sentence did not ask for one. */
  name: boolean;
  /** Begins with a digit. */
  number: boolean;
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.][\p{L}\p{N}\p{M}]+)*/gu;
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
  const found = [...tokens(text, most)];
  const longer = found.filter((t, i) => i > 0 && t.raw.length > 3);
  const capitals = longer.filter((t) => CAPITAL.test(t.raw)).length;
  const titleCase = longer.length > 0 && capitals / longer.length > TITLE_CASE;
  const words: Word[] = [];
  for (const [i, { raw, at }] of found.entries()) {
    if (SPACELESS.test(raw)) {
      words.push(...pairsOf(raw));
      continue;
    }
    const folded = foldToLatin(raw);
    if (folded.length < 2 && !/\d/.test(folded)) continue;
    const opens = i === 0 || SENTENCE_START.test(text.slice(Math.max(0, at - 3), at));
    words.push({
      text: folded,
      name: !titleCase && !opens && CAPITAL.test(raw),
      number: /^\d/.test(folded),
    });
  }
  return words;
}

function* tokens(text: string, most: number): Generator<{ raw: string; at: number }> {
  let count = 0;
  for (const match of text.matchAll(WORD)) {
    if (count++ === most) return;
    yield { raw: match[0].slice(0, LONGEST_WORD), at: match.index };
  }
}

/** Scripts without spaces are compared by pairs of neighbouring characters. */
function pairsOf(raw: string): Word[] {
  const characters = [...raw];
  if (characters.length === 1) return [{ text: raw, name: false, number: false }];
  return characters.slice(1).map((c, i) => ({ text: `${characters[i]}${c}`, name: false, number: false }));
}

const folded = new Map<string, string>();
const MOST_FOLDED = 50_000;

/** "Zelensky's" and "Зеленський" as "zelensky", "zelenskiy": one alphabet, so that prefixes meet across scripts. */
function foldToLatin(raw: string): string {
  const known = folded.get(raw);
  if (known !== undefined) return known;
  let text = raw
    .normalize("NFKD")
    .replace(/\p{M}+|['’]s$|['’.]/gu, "")
    .toLowerCase();
  if (/[^a-z0-9]/.test(text)) {
    // The Arabic article is written to its noun.
    if (text.length > 4 && text.startsWith("\u0627\u0644")) text = text.slice(2);
    text = anyAscii(text)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "");
  }
  if (folded.size >= MOST_FOLDED) folded.clear();
  folded.set(raw, text);
  return text;
}
