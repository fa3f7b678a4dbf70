import { combine, note, type Spelling } from "./combine.ts";
import { cyrillise, type Reading } from "./cyrillise.ts";
import type { SlavicLanguage } from "./declension.ts";
import { capital, foldWord, scriptOf } from "./fold.ts";
import { givenName } from "./given-names.ts";
import type { NameParts } from "./parts.ts";
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

export function latinSpellings(word: string): Spelling[] {
  const found = new Spellings();
  const folded = foldWord(word);
  if (scriptOf(word) === "cyrillic") {
    for (const { text, why } of romanise(folded)) found.add(text, why);
    return found.list;
  }
  found.add(folded, "");
  if (isSlavic(folded)) {
    for (const cyrillic of cyrillise(word, "slavic", 3)) {
      for (const { text, why } of romanise(cyrillic)) found.add(text, why);
    }
  }
  const once = respell(folded);
  for (const { text, why } of once) found.add(text, why);
  for (const first of once) {
    for (const { text, why } of respell(first.text)) found.add(text, note(first.why, why));
  }
  return found.list;
}

export function latinGiven(word: string): Spelling[] {
  const found = new Spellings();
  const known = givenName(word);
  if (scriptOf(word) === "latin") found.add(foldWord(word), "");
  for (const name of known ?? []) {
    for (const spelling of name.latin) found.add(spelling, "equivalent given name");
  }
  for (const { text, why } of latinSpellings(word)) found.add(text, why);
  const folded = foldWord(word);
  if (/us$/.test(folded)) found.add(folded.slice(0, -2), "without the Latin ending");
  else if (/[^aeiouy]$/.test(folded)) found.add(`${folded}us`, "in Latin");
  if (/slaus$/.test(folded))
    found.add(folded.replace(/aus$/, "aw").replace(/^i(?=[aeou])/, "j"), "without the Latin ending");
  return found.list;
}

export function cyrillicGiven(word: string, slavic: SlavicLanguage, reading: Reading): Spelling[] {
  const found = new Spellings();
  if (scriptOf(word) === "cyrillic") found.add(foldWord(word), "");
  for (const name of givenName(word) ?? []) {
    for (const spelling of name[slavic]) found.add(foldWord(spelling), LABELS[slavic]);
  }
  for (const { text, why } of cyrillicSpellings(word, slavic, reading)) found.add(foldWord(text), why);
  return found.list;
}

export function cyrillicSpellings(word: string, slavic: SlavicLanguage, reading: Reading): Spelling[] {
  const found = new Spellings();
  const why = LABELS[slavic];
  const folded = foldWord(word);
  if (scriptOf(word) === "cyrillic") {
    found.add(folded, "");
    found.add(slavic === "russian" ? russian(folded) : (ukrainian(folded)[0] ?? folded), why);
    return found.list;
  }
  for (const guess of cyrillise(word, reading, MOST_GUESSES)) {
    if (slavic === "russian") found.add(guess, why);
    else for (const text of ukrainian(guess)) found.add(text, why);
  }
  return found.list;
}

export const LABELS: Readonly<Record<SlavicLanguage, string>> = {
  russian: "Russian",
  ukrainian: "Ukrainian",
};
/** Cyrillic spellings of one word under one reading. */
const MOST_GUESSES = 30;

const READINGS: Readonly<Record<string, readonly Reading[]>> = {
  en: ["english", "phonetic"],
  de: ["german"],
  fr: ["french"],
  pl: ["polish"],
  tr: ["turkish"],
  az: ["turkish"],
  ru: ["slavic"],
  uk: ["slavic"],
  bg: ["slavic"],
};

/** Readings of a Latin name: its language's where that is said, else those that its letters and ending suggest. */
export function readingsFor(parts: NameParts, language: string | undefined): readonly Reading[] {
  const said = language === undefined ? undefined : READINGS[language.slice(0, 2)];
  if (said !== undefined) return said;
  const whole = [...parts.given, parts.surname].join(" ").toLowerCase();
  const surname = foldWord(parts.surname);
  if (/[ışğə]|oğlu/u.test(whole)) return ["turkish", "phonetic"];
  if (/[łśźżńąęó]|cz|sz|rz|wicz|cki$/u.test(whole)) return ["polish", "slavic"];
  if (isSlavic(surname)) return ["slavic"];
  if (/[äöß]|sch/u.test(whole)) return ["german", "phonetic", "turkish"];
  if (/[éèêëâîôû]|eau|oux/u.test(whole)) return ["french", "phonetic"];
  return ["phonetic", "german", "english", "french", "turkish"];
}

/** Whether a folded Latin surname ends as Slavic and Caucasian ones do. */
function isSlavic(surname: string): boolean {
  return /(?:[oei]vs?|[oe]va|[^aeiou]ina?|ine|[sc]k(?:y|i|yy|iy|yj|ij|yi|ii|a|aya)|enko|[uy]k|i[tc]ch|ich|ych|[jyi]an|adze|shvili|chev|off|wicz|ic)$/.test(
    surname,
  );
}

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
