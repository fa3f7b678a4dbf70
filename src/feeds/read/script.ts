/** Scripts of languages that are not written in Latin letters. Those written in both are left out. */
const SCRIPTS: ReadonlyMap<string, RegExp> = new Map(
  (
    [
      [/\p{Script=Cyrillic}/gu, "ru uk be bg mk ky tg mn"],
      [/\p{Script=Greek}/gu, "el"],
      [/\p{Script=Hebrew}/gu, "he yi"],
      [/\p{Script=Arabic}/gu, "ar fa ur ps"],
      [/\p{Script=Devanagari}/gu, "hi mr ne"],
      [/\p{Script=Bengali}/gu, "bn"],
      [/\p{Script=Tamil}/gu, "ta"],
      [/\p{Script=Telugu}/gu, "te"],
      [/\p{Script=Thai}/gu, "th"],
      [/\p{Script=Georgian}/gu, "ka"],
      [/\p{Script=Armenian}/gu, "hy"],
      [/\p{Script=Hangul}/gu, "ko"],
      [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, "ja zh"],
    ] satisfies [RegExp, string][]
  ).flatMap(([script, languages]) => languages.split(" ").map((language) => [language, script] as const)),
);
/** Languages of which both are read. */
const TWO_SCRIPTS = /^(?:sr|kk|uz|az|ku|bs|sh|tt|tk|pa|sd)\b/;
/** Letters, below which nothing is certain: a headline may be a name. */
const FEWEST = 24;

// biome-ignore lint/suspicious/noControlCharactersInRegex: ranges of letters, what is between them included
const LATIN = /^[\x00-\x7f\u00a0-\u00b4\u00b6-\u024f\u2010-\u2026]*$/;

/** Whether a text may be in the language that it is said to be in, by its letters; true where they are too few. */
export function isInScriptOf(language: string, text: string): boolean {
  if (TWO_SCRIPTS.test(language)) return true;
  const script = SCRIPTS.get(language.slice(0, 2));
  // Most texts: Latin letters where those belong.
  if (script === undefined && LATIN.test(text)) return true;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < FEWEST) return true;
  return (text.match(script ?? /\p{Script=Latin}/gu)?.length ?? 0) > letters / 5;
}
