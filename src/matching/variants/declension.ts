/** The cases besides the nominative, in one order: genitive, dative, accusative, instrumental, locative. */
export type Cases = readonly string[];

export type Gender = "man" | "woman";
export type SlavicLanguage = "russian" | "ukrainian";

/** An ending and what stands in its place in each case, best rule first. */
type Endings = readonly (readonly [ending: RegExp, cases: readonly string[]])[];

const HUSHING = "[жшчщц]";

// The paradigms of the school grammars; surnames in -ов, -ин, -ский decline in part as adjectives. A surname of
// another kind on a consonant declines for men only; -о, -и, -е, -у do not (Russian) or do (Ukrainian -о).
const SURNAMES: Readonly<Record<SlavicLanguage, Readonly<Record<Gender, Endings>>>> = {
  russian: {
    man: [
      [/(?<=(?:ов|ев|ёв|ин|ын))$/, ["а", "у", "а", "ым", "е"]],
      [/(?<=[сц]к)ий$/, ["ого", "ому", "ого", "им", "ом"]],
      [/ый$/, ["ого", "ому", "ого", "ым", "ом"]],
      [/ой$/, ["ого", "ому", "ого", "ым", "ом"]],
      [/(?<=[кгх])ий$/, ["ого", "ому", "ого", "им", "ом"]],
      [/ий$/, ["ия", "ию", "ия", "ием", "ии"]],
      [/й$/, ["я", "ю", "я", "ем", "е"]],
      [/ь$/, ["я", "ю", "я", "ем", "е"]],
      [new RegExp(`(?<=${HUSHING})$`), ["а", "у", "а", "ем", "е"]],
      [/(?<=[бвгдзклмнпрстфх])$/, ["а", "у", "а", "ом", "е"]],
      [/(?<=[кгх])а$/, ["и", "е", "у", "ой", "е"]],
      [/а$/, ["ы", "е", "у", "ой", "е"]],
      [/я$/, ["и", "е", "ю", "ей", "е"]],
    ],
    woman: [
      [/(?<=(?:ов|ев|ёв|ин|ын))а$/, ["ой", "ой", "у", "ой", "ой"]],
      [/ая$/, ["ой", "ой", "ую", "ой", "ой"]],
    ],
  },
  ukrainian: {
    man: [
      [/(?<=[сцз]ьк)ий$/, ["ого", "ому", "ого", "им", "ому"]],
      [/ий$/, ["ого", "ому", "ого", "им", "ому"]],
      [/(?<=(?:ов|ев|єв|ін|їн|ин))$/, ["а", "у", "а", "им", "у"]],
      [/й$/, ["я", "ю", "я", "єм", "ю"]],
      [/ь$/, ["я", "ю", "я", "ем", "ю"]],
      [/ко$/, ["ка", "ку", "ка", "ком", "ку"]],
      [new RegExp(`(?<=${HUSHING})$`), ["а", "у", "а", "ем", "у"]],
      [/(?<=[бвгґдзклмнпрстфх])$/, ["а", "у", "а", "ом", "у"]],
      [/ка$/, ["ки", "ці", "ку", "кою", "ці"]],
      [/а$/, ["и", "і", "у", "ою", "і"]],
      [/я$/, ["і", "і", "ю", "ею", "і"]],
    ],
    woman: [
      [/(?<=(?:ов|ев|єв|ін|їн|ин))а$/, ["ої", "ій", "у", "ою", "ій"]],
      [/ька$/, ["ької", "ькій", "ьку", "ькою", "ькій"]],
    ],
  },
};

const GIVEN: Readonly<Record<SlavicLanguage, Endings>> = {
  russian: [
    [/ий$/, ["ия", "ию", "ия", "ием", "ии"]],
    [/й$/, ["я", "ю", "я", "ем", "е"]],
    [/ь$/, ["я", "ю", "я", "ем", "е"]],
    [/ия$/, ["ии", "ии", "ию", "ией", "ии"]],
    [/я$/, ["и", "е", "ю", "ей", "е"]],
    [/(?<=[кгхжшчщ])а$/, ["и", "е", "у", "ой", "е"]],
    [/а$/, ["ы", "е", "у", "ой", "е"]],
    [/(?<=^пав)ел$/, ["ла", "лу", "ла", "лом", "ле"]],
    [/(?<=^п)етр$/, ["етра", "етру", "етра", "етром", "етре"]],
    [new RegExp(`(?<=${HUSHING})$`), ["а", "у", "а", "ем", "е"]],
    [/(?<=[бвгдзклмнпрстфх])$/, ["а", "у", "а", "ом", "е"]],
  ],
  ukrainian: [
    [/ій$/, ["ія", "ію", "ія", "ієм", "ію"]],
    [/й$/, ["я", "ю", "я", "єм", "ю"]],
    [/ь$/, ["я", "ю", "я", "ем", "ю"]],
    [/ія$/, ["ії", "ії", "ію", "ією", "ії"]],
    [/я$/, ["і", "і", "ю", "ею", "і"]],
    [/о$/, ["а", "у", "а", "ом", "у"]],
    [/(?<=г)а$/, ["и", "зі", "у", "ою", "зі"]],
    [/а$/, ["и", "і", "у", "ою", "і"]],
    [/(?<=[бвгґдзклмнпрстфхжшчщ])$/, ["а", "у", "а", "ом", "у"]],
  ],
};

/** Case forms of a surname in lower case; none where it does not decline. */
export function declineSurname(surname: string, language: SlavicLanguage, gender: Gender): Cases | undefined {
  return decline(surname, SURNAMES[language][gender]);
}

/** Case forms of a given name in lower case; none where it does not decline. */
export function declineGiven(given: string, language: SlavicLanguage): Cases | undefined {
  return decline(given, GIVEN[language]);
}

function decline(word: string, endings: Endings): Cases | undefined {
  for (const [ending, cases] of endings) {
    if (ending.test(word)) return cases.map((end) => word.replace(ending, end));
  }
  return undefined;
}

/** By the surname, else by the given name: those in -а and -я are women's, but for a few. */
export function genderOf(given: string, surname: string): Gender {
  if (/(?:ова|ева|ёва|єва|ина|іна|ына|ая|ська|цька)$/.test(surname)) return "woman";
  if (/(?:ов|ев|ёв|єв|ин|ін|ын|кий)$/.test(surname)) return "man";
  return /[ая]$/.test(given) && !/^(?:илья|ілля|никита|микита|фома|лука|кузьма|данила)$/.test(given)
    ? "woman"
    : "man";
}
