/**
 * Abbreviations after which a full stop ends no sentence, in the eight languages that watch lists are worded in.
 * Written without their last stop, in lower case. Compiled by hand from the style books' usual lists; a language's
 * own list counts for that language only, since "on." (Italian: onorevole) or "est." is a word elsewhere.
 */

const words = (text: string) => text.trim().split(/\s+/);

/** What follows always continues the sentence: a name, a thing. */
const ALWAYS: Record<string, string[]> = {
  en: words("est dept approx messrs supt cpl pfc spc const det insp wm"),
  de: words(
    "hr fr nr z.b u.a d.h bzw evtl ggf inkl mio mrd abs sog bspw vgl geb gest dipl v.a i.d.r o.ä s.o s.u u.u",
  ),
  fr: words("mm mme mmes mlle mgr pr ste av env c.-à-d"),
  es: words("sr sra sres srta dra dña lic gral cnel tte pdte pdta núm pág av ee aprox ud uds"),
  it: words("sig sigg sig.ra dott dott.ssa prof.ssa avv on mons arch pag"),
  pl: words(
    "mgr inż ks płk ppłk mjr kpt por bp abp św ul al nr tj tzn np m.in ok godz im woj pow gm tys zob hab wg ub",
  ),
  ru: words("им ул просп пр-т стр тыс т.е т.к т.н проф акад ген полк св см ср ок напр рис"),
  uk: words("ім вул просп буд тис т.зв проф акад ген полк св див напр"),
};

/** Counted in every language: titles and the like that agencies write alike. */
const EVERYWHERE = new Set(
  words(
    "mr mrs ms dr prof gen lt col sgt maj capt cmdr adm brig sen rep reps sens gov rev hon st mt vs e.g i.e cf ing",
  ),
);

/** Continue only before a number: "No. 10", "Aug. 19", "art. 5". */
const BEFORE_NUMBER = new Set(
  words(
    "no nos art vol pp fig par sec jan feb mar apr jun jul aug sep sept oct nov dec núm n ст п гл табл арт стор",
  ),
);

/** May end a sentence or stand inside it: read on, unless the next word is one that sentences begin with. */
const SOMETIMES = new Set(
  words(
    `inc corp co cos plc ltd bros jr sr etc a.m p.m u.s u.n u.k e.u usw uu ecc s.p.a j.-c itd itp proc br r mln mld rub
     г гг р рр руб грн млн млрд обл др ін чел мин т.д т.п н.э`,
  ),
);

/** American states as news writes them after a town: "SPRINGFIELD, Ill."; without the comma they are words. */
const STATE =
  /, (?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo|Ont|Que)\.$/;

/** Words that news sentences begin with, capital and all: after "the U.S." they begin a new one. */
const STARTERS: Record<string, string[]> = {
  en: words(
    `The A An He She It They We I You But And Or So Yet In On At To From By With For This That These Those His Her
     Its Their Our There Here However Meanwhile While After Before As If When Since Although Though Despite What Who
     How Why Some Many Most Both Such Also Still Now Then Earlier Later According Asked`,
  ),
  de: words(
    `Der Die Das Er Sie Es Wir Ich Ein Eine Einer In Im Am An Auf Bei Mit Nach Von Vor Für Dies Diese Dieser Doch
     Aber Und Auch Zudem Laut Seit Als Wenn Während Dabei Damit Dazu`,
  ),
  fr: words(
    "Le La Les Un Une Des Il Elle Ils Elles On Nous Je Ce Cette Ces Mais Et En Dans Pour Selon Après",
  ),
  es: words("El La Los Las Un Una Él Ella Ellos Se Su Sus En Pero Y Según Por Para Tras Este Esta Lo No"),
  it: words("Il Lo La I Gli Le Un Una Egli Lui Lei Si In Ma E Secondo Per Dopo Questo Questa Nel Non"),
  pl: words("To Ten Ta On Ona Oni W We Na Po Z Ale I Jak Według Nie Jego Jej Tym Podczas Jednak"),
  ru: words(
    "Он Она Они Это В Во На По С Но И А Как При Об О Его Ее Её Их Мы Я Ранее Также Однако Кроме После",
  ),
  uk: words(
    "Він Вона Вони Це У В На По З Але І Й А Як При Про Його Її Їх Ми Я Раніше Також Однак Крім Після",
  ),
};
const ANY_STARTER = new Set(Object.values(STARTERS).flat());

/** Months as dates write them after a number and a stop: "15. August", "3. października". */
const MONTH =
  /^(jan|feb|mär|märz|apr|mai|jun|jul|aug|sep|okt|nov|dez|styczn|lut|mar|kwie|maj|czerw|lip|sierp|wrze|paźdz|listop|grud)\p{L}*/iu;
/** German words before an ordinal: "der 2. Weltkrieg", "am 3. Oktober". */
const BEFORE_ORDINAL =
  /(^|\s)(der|die|das|dem|den|des|am|vom|zum|im|bis|ab|seit|ihr|ihre[mnrs]?|sein|seine[mnrs]?)\s+\d{1,3}\.$/iu;

/** The word that ends with the stop, without it; "" if none does. */
function lastWord(text: string): string {
  return /([\p{L}\p{N}][\p{L}\p{N}.-]*)\.$/u.exec(text)?.[1] ?? "";
}

/** Whether the stop that ends `before` belongs to an abbreviation, so that `after` goes on with the sentence. */
export function continues(before: string, after: string, language: string): boolean {
  const next = after.slice(0, 60).replace(/^[\s"'“„«‘(—–-]+/u, "");
  if (!before.endsWith(".")) return false;
  const word = lastWord(before);
  if (word === "" || next === "") return false;
  const lower = word.toLowerCase();
  const first = /^[\p{L}'’]+/u.exec(next)?.[0] ?? "";
  // "В. Путин": a letter with a stop of its own is an initial, whatever word it looks like.
  const initial = first.length === 1 && next.startsWith(`${first}.`);
  const begins = !initial && (STARTERS[language]?.includes(first) ?? ANY_STARTER.has(first));
  if (EVERYWHERE.has(lower)) return true;
  if (ALWAYS[language]?.includes(lower) === true) return true;
  if (BEFORE_NUMBER.has(lower)) return /^\p{N}/u.test(next);
  if (/^\p{N}{1,3}$/u.test(word)) {
    if (before.length <= 4) return true; // "1. First point"
    return MONTH.test(next) || (language === "de" && BEFORE_ORDINAL.test(before));
  }
  if (/^\p{Ll}$/u.test(word) && !/\p{N}\s*\p{Ll}\.$/u.test(before)) return true; // "z. B.", «г. Москва»; but «в 2025 г.» may end a sentence
  if (/^\p{Lu}$/u.test(word) || /^(\p{L}\.)+\p{L}$/u.test(word)) return !begins;
  return (SOMETIMES.has(lower) || STATE.test(before)) && !begins;
}
