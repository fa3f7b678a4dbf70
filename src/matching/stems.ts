import { createRequire } from "node:module";
import { foldCluster } from "./fold.ts";

interface Stemmer {
  stem(word: string): string;
}

/** Snowball's algorithm of each language (https://snowballstem.org/algorithms/). */
const SNOWBALL: Readonly<Record<string, string>> = {
  en: "english",
  fr: "french",
  de: "german",
  es: "spanish",
  it: "italian",
  pt: "portuguese",
  ru: "russian",
  nl: "dutch",
  sv: "swedish",
  da: "danish",
  no: "norwegian",
  nb: "norwegian",
  fi: "finnish",
  hu: "hungarian",
  ro: "romanian",
  tr: "turkish",
};

/** Endings by table, longest first, for languages that Snowball has no algorithm for; folded spelling. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  uk: sorted(
    "ами ями ові еві ого ому ими іми ої ій ою єю ею ів їв ам ям ах ях ом ем єм ия ія ії ію ією іями іям іях ій ість ості істю " +
      "ський ська ське ські ського ському ським ських ську ської ськими " +
      "ий их им а я о е є і ї у ю и ь й ти ться тися вся лася лися лося ла ли ло ив ила или ить ать ять уть ють ає яє ують ує увати ував увала ували увало ування уванню уванням уваний увана уване увані уваної уваних ювання ював ювати ення енню енням ень ення",
  ),
  pl: sorted(
    "ami ach om ow iem em ego emu ymi imi ych ich ej ie ia iu iom iami iach a e i o u y owi owie " +
      "ski ska skie skiego skiemu skim skich ska skimi ac al ala ali alo uje uja owac owal owala owali owanie owania owaniu owaniem owany owana owane owani owanego owanej owanych anie ania aniu aniom aniami aniach an enie enia eniu en",
  ),
};

const SHORTEST_STEM = 4;

/** Languages with inflection, by ISO 639-1 code. */
export const STEMMED: readonly string[] = [...Object.keys(SNOWBALL), ...Object.keys(ENDINGS)];

function sorted(endings: string): string[] {
  return [...new Set(endings.split(" "))].sort((a, b) => b.length - a.length);
}

const loaded = new Map<string, Stemmer | undefined>();

function stemmerOf(language: string): Stemmer | undefined {
  if (loaded.has(language)) return loaded.get(language);
  let stemmer: Stemmer | undefined;
  const algorithm = SNOWBALL[language];
  const endings = ENDINGS[language];
  if (algorithm !== undefined) {
    const snowball: { newStemmer(name: string): Stemmer } = createRequire(import.meta.url)(
      "snowball-stemmers",
    );
    stemmer = snowball.newStemmer(algorithm);
  } else if (endings !== undefined) {
    stemmer = { stem: (word) => cutEnding(word, endings) };
  }
  loaded.set(language, stemmer);
  return stemmer;
}

function cutEnding(word: string, endings: readonly string[]): string {
  for (const ending of endings) {
    if (word.length - ending.length >= SHORTEST_STEM && word.endsWith(ending)) {
      return word.slice(0, -ending.length);
    }
  }
  return word;
}

/** The primary subtag, "" if there is no stemmer for it. */
export function stemmedLanguage(language: string): string {
  const primary = (language.split(/[-_]/, 1)[0] ?? "").toLowerCase();
  return primary in SNOWBALL || primary in ENDINGS ? primary : "";
}

/**
 * The stems of a word: of its spelling with diacritics, which the algorithms want, and of its folded form, which
 * capitals and hurried typing leave. Two words are inflections of one if they share a stem.
 *
 * @param raw the word in small letters as it stands
 * @param form the same, folded
 */
export function stemsOf(language: string, raw: string, form: string): string[] {
  const stemmer = stemmerOf(language);
  if (stemmer === undefined) return [form];
  const folded = tidy(stemmer.stem(form), form);
  if (raw === form) return [folded];
  const spelt = tidy(foldCluster(stemmer.stem(raw)), form);
  return spelt === folded ? [folded] : [folded, spelt];
}

/** A stem of one letter would tie unrelated words together. */
function tidy(stem: string, form: string): string {
  return stem.length < 2 ? form : stem;
}
