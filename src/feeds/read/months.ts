/** Languages whose month names are known, the first to be asked first where the feed does not say its own. */
const LANGUAGES = (
  "en es fr de pt it nl ru uk pl cs sk hu ro bg sr hr sl mk el tr sv da nb fi et lv lt id ms vi ar fa he hi bn ta ur " +
  "th ca gl eu is ga sq be ka hy az kk uz"
).split(" ");

const ENGLISH = "january february march april may june july august september october november december".split(
  " ",
);

const tables = new Map<string, ReadonlyMap<string, number>>();
let everyLanguage: ReadonlyMap<string, number> | undefined;

/**
 * The month, 0 to 11, that a word means: in the feed's language, in English, or in any of the major languages; in
 * full or shortened, in any grammatical case; undefined if it is none.
 */
export function monthOf(word: string, language: string): number | undefined {
  const folded = fold(word);
  if (folded.length < 2) return undefined;
  const own = language.slice(0, 2);
  if (LANGUAGES.includes(own) && own !== "en") {
    const month = lookUp(tableOf(own), folded);
    if (month !== undefined) return month;
  }
  const english = ENGLISH.findIndex((name) => folded.length >= 3 && name.startsWith(folded));
  if (english !== -1) return english;
  everyLanguage ??= new Map(LANGUAGES.toReversed().flatMap((code) => [...tableOf(code)]));
  return lookUp(everyLanguage, folded);
}

function lookUp(table: ReadonlyMap<string, number>, word: string): number | undefined {
  const exact = table.get(word);
  if (exact !== undefined || word.length < 3) return exact;
  // Another case or a shorter form: one begins with the other.
  const found = new Set<number>();
  for (const [name, month] of table) {
    if (
      name.length >= 3 &&
      (name.startsWith(word) || (word.startsWith(name) && word.length - name.length <= 4))
    )
      found.add(month);
  }
  return found.size === 1 ? [...found][0] : undefined;
}

/** Month names of a language as the platform knows them, alone and within a date. */
function tableOf(language: string): ReadonlyMap<string, number> {
  const known = tables.get(language);
  if (known !== undefined) return known;
  const table = new Map<string, number>();
  for (const style of ["long", "short"] as const) {
    const alone = new Intl.DateTimeFormat(`${language}-u-nu-latn-ca-gregory`, {
      month: style,
      timeZone: "UTC",
    });
    const dated = new Intl.DateTimeFormat(`${language}-u-nu-latn-ca-gregory`, {
      month: style,
      day: "numeric",
      year: "numeric",
      timeZone: "UTC",
    });
    for (let month = 0; month < 12; month++) {
      const date = Date.UTC(2024, month, 5);
      const within = dated.formatToParts(date).find((part) => part.type === "month")?.value ?? "";
      for (const name of [within, alone.format(date)].map(fold)) {
        if (/^\p{L}[\p{L}\p{M}]+$/u.test(name) && !table.has(name)) table.set(name, month);
      }
    }
  }
  tables.set(language, table);
  return table;
}

/** Lower-case, without accents, full stops and formatting marks. */
function fold(word: string): string {
  return word
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Cf}.'’]/gu, "")
    .trim()
    .toLowerCase();
}
