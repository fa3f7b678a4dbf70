import { combine, note, type Spelling } from "./combine.ts";
import { cyrillise, type Reading } from "./cyrillise.ts";
import type { SlavicLanguage } from "./declension.ts";
import { capital, foldWord, scriptOf } from "./fold.ts";
import { givenName } from "./given-names.ts";
import { respell } from "./respell.ts";
import { romanise } from "./romanise.ts";
import { russian, ukrainian } from "./ukrainian.ts";

/** Of the words of a surname of several. */
const MOST_SURNAMES = 40;

/** Spellings of a surname of one or more words ("van der Linde", "Meinl-Reisinger"), word by word. */
export function each(surname: string, spell: (word: string) => Spelling[]): Spelling[] {
  const words = surname.split(/[\s-]+/u);
  if (words.length === 1) return spell(surname);
  const mark = surname.includes("-") ? "-" : " ";
  return combine(words.map(spell), MOST_SURNAMES).map(({ words, reasons }) => ({
    text: words.join(mark),
    why: note(...new Set(reasons)),
  }));
}

/** Latin spellings of a word of a name. `slavic`: read it as a transliteration, and write it by every custom. */
export function latinSpellings(word: string, slavic: boolean): Spelling[] {
  const found = new Spellings();
  const folded = foldWord(word);
  if (scriptOf(word) === "cyrillic") {
    for (const { text, why } of romanise(folded)) found.add(text, why);
    return found.list;
  }
  found.add(folded, "");
  if (slavic) {
    for (const cyrillic of cyrillise(word, "slavic", 6)
      .filter((guess) => !guess.includes("ъ"))
      .slice(0, 3)) {
      for (const { text, why } of romanise(cyrillic)) found.add(text, why);
    }
  }
  for (const { text, why } of respell(folded)) found.add(text, why);
  return found.list;
}

/** The same of a given name, with its equivalents in other languages and short forms. */
export function latinGiven(word: string, slavic: boolean): Spelling[] {
  const found = new Spellings();
  const known = givenName(word) ?? [];
  if (scriptOf(word) === "latin") found.add(foldWord(word), "");
  if (slavic) {
    for (const name of known) {
      for (const cyrillic of [...name.ukrainian, ...name.russian]) {
        for (const { text, why } of romanise(foldWord(cyrillic))) {
          if (name.latin.includes(text)) found.add(text, why);
        }
      }
    }
  }
  for (const name of known) for (const spelling of name.latin) found.add(spelling, "equivalent given name");
  for (const { text, why } of latinSpellings(word, slavic)) found.add(text, why);
  const folded = foldWord(word);
  if (/[a-z]us$/.test(folded)) found.add(folded.slice(0, -2), "without the Latin ending");
  return found.list;
}

/** Cyrillic spellings of a given name: those it is known to have first, then as it is read. */
export function cyrillicGiven(word: string, slavic: SlavicLanguage, reading: Reading): Spelling[] {
  const found = new Spellings();
  for (const name of givenName(word) ?? []) {
    if (scriptOf(word) === "cyrillic" && name[slavic].includes(foldWord(word))) found.add(foldWord(word), "");
    for (const spelling of name[slavic]) found.add(foldWord(spelling), LABELS[slavic]);
  }
  for (const { text, why } of cyrillicSpellings(word, slavic, reading)) found.add(foldWord(text), why);
  return found.list;
}

/** Cyrillic spellings of a word of a name under one reading. */
export function cyrillicSpellings(word: string, slavic: SlavicLanguage, reading: Reading): Spelling[] {
  const found = new Spellings();
  const why = LABELS[slavic];
  const folded = foldWord(word);
  if (scriptOf(word) === "cyrillic") {
    // Written in the other language's letters it is the other language's name: carried over, not taken over.
    const other = /[іїєґ]|(?:ськ|цьк)(?:ий|а)$/.test(folded) ? "ukrainian" : "russian";
    if (other === slavic) found.add(folded, "");
    else found.add(slavic === "russian" ? russian(folded) : (ukrainian(folded)[0] ?? folded), why);
    return found.list;
  }
  for (const guess of cyrillise(word, reading, MOST_GUESSES)) {
    if (slavic === "russian") found.add(guess, /ъ(?![еёюя])/.test(guess) ? "Bulgarian" : why);
    else if (guess.includes("ъ"))
      continue; // a letter that Ukrainian has not
    else {
      const texts = ukrainian(guess);
      // "Yermak": the writer heard the sound that Ukrainian has a letter for.
      if (/^[yji]e/.test(folded)) texts.sort((a, b) => Number(b.startsWith("є")) - Number(a.startsWith("є")));
      for (const text of texts) found.add(text, why);
    }
  }
  return found.list;
}

/** The languages, for reasons. */
export const LABELS: Readonly<Record<SlavicLanguage, string>> = {
  russian: "Russian",
  ukrainian: "Ukrainian",
};
/** Cyrillic spellings of one word under one reading. */
const MOST_GUESSES = 30;

/** In order, without repeats, with capitals. */
class Spellings {
  readonly list: Spelling[] = [];
  readonly #seen = new Set<string>();

  add(folded: string, why: string): void {
    if (folded === "" || this.#seen.has(folded)) return;
    this.#seen.add(folded);
    this.list.push({ text: capital(folded), why });
  }
}
