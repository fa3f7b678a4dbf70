import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { stemmedLanguage } from "./stems.ts";
import type { Words } from "./words.ts";

/** The commonest small words of each language with inflection, folded. */
const SMALL: Readonly<Record<string, string>> = {
  en: "the of and to in is for on that with by at from as it was are be has have will not this an says said its after over who but they he she his her their would about up new more than what how why us could",
  fr: "le la les des du et en un une est pour que qui dans sur au aux par pas avec ce il sont plus son sa ses ont apres contre cette mais ou nous elle leur ne se comme",
  de: "der die das und in den von zu mit sich des auf fur ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem uber einen zum war haben nur oder aber vor zur bis mehr durch",
  es: "el la los las de del y en que un una es por con para se su al lo como mas pero sus le ha este si ya entre cuando sin sobre tambien fue son esta contra tras desde hasta",
  it: "il lo la i gli le di del della dei delle e in un una che per con su da dal dalla non si al alla sono nel nella come piu ma anche ha era dopo contro tra questo ci se degli",
  pt: "o a os as de do da dos das e em no na nos nas um uma que por para com nao se ao mais como mas foi pelo pela seu sua ou ser quando muito ja esta tambem entre apos ate contra sobre",
  nl: "de het een van en in is dat op te voor met zijn aan niet er om ook als bij door maar naar uit over wordt tot worden nog heeft zich meer hij ze na tegen geen",
  sv: "och i att det som en pa ar av for den med till inte har de om ett han var men sig fran efter vid kan ska nu under over mot ar",
  da: "og i at det er en til pa som den af for med ikke der de et har han om fra men var sig efter vil kan skal ved mod over ogsa",
  no: "og i det er som en til pa av for med ikke at den har de et om fra men var seg etter vil kan skal ved mot over ogsa ble",
  fi: "ja on ei se etta oli han mutta joka ovat myos kun niin kuin sen ole mukaan jo tai voi",
  hu: "a az es hogy nem is egy van meg de ha csak volt mint mar meg ki el szerint lesz",
  ro: "si in de la a cu pe nu din un o care este ce mai pentru sa au fost al ale lui prin dupa",
  tr: "ve bir bu da de icin ile olarak cok gibi daha sonra olan oldu en ne kadar ise dedi",
  ru: "и в не на что с по как из это к за от о для его она они но при был после все так до или будет может со под",
  uk: "і в не на що з та у як до за від про для його це вона вони але при був після та є або буде може щодо через під які",
  pl: "i w nie na sie z do to ze jest o jak po od za dla przez jego ale przy byl ktory sa oraz moze tym czy tak",
};

const CODES = Object.keys(SMALL);
const VOTES: ReadonlyMap<string, readonly number[]> = (() => {
  const votes = new Map<string, number[]>();
  CODES.forEach((code, index) => {
    for (const word of (SMALL[code] ?? "").split(" ")) {
      const languages = votes.get(word) ?? [];
      if (!languages.includes(index)) languages.push(index);
      votes.set(word, languages);
    }
  });
  return votes;
})();

const tally = new Float64Array(CODES.length);
/** Words looked at; more would not change the answer. */
const ENOUGH_WORDS = 200;

/** Votes that settle a language, where the second has at most half as many. */
const SURE = 3;
/** UTF-16 units given to the detector; more would cost time and change little. */
const SAMPLE = 300;

interface Detector {
  detect(text: string): { getScores(): Record<string, number> };
}

let detector: Detector | undefined;

/** Loaded on first need (0.25 s): most articles say their language, or have small words enough. */
function load(): Detector {
  const path = fileURLToPath(import.meta.resolve("eld/small"));
  const module: { eld: Detector } = createRequire(import.meta.url)(path);
  detector = module.eld;
  return detector;
}

/**
 * The language of a text, among those with inflection, or "" if nothing says. By its small words where they are
 * clear (a word that fewer languages share counts more), else by a detector (on headlines alone, right for 99 of
 * 100 among these languages).
 *
 * @param words its words; the first `count` of them
 * @param text its beginning
 */
export function languageOf(words: Words, count: number, text: string): string {
  tally.fill(0);
  const stop = Math.min(count, ENOUGH_WORDS);
  for (let i = 0; i < stop; i++) {
    const languages = VOTES.get(words.form(i));
    if (languages === undefined) continue;
    const weight = 1 / languages.length;
    for (let k = 0; k < languages.length; k++) {
      const language = languages[k] ?? 0;
      tally[language] = (tally[language] ?? 0) + weight;
    }
  }
  let best = 0;
  let second = -1;
  for (let i = 1; i < tally.length; i++) {
    if ((tally[i] ?? 0) > (tally[best] ?? 0)) {
      second = best;
      best = i;
    } else if (second < 0 || (tally[i] ?? 0) > (tally[second] ?? 0)) second = i;
  }
  if ((tally[best] ?? 0) >= SURE && (tally[second] ?? 0) * 2 <= (tally[best] ?? 0)) return CODES[best] ?? "";
  if (stop === 0) return "";
  let found = "";
  let highest = 0;
  for (const [language, score] of Object.entries(
    (detector ?? load()).detect(text.slice(0, SAMPLE)).getScores(),
  )) {
    if (score > highest && stemmedLanguage(language) !== "") [found, highest] = [language, score];
  }
  return found;
}

/** Short forms in capitals that are words too, beside the small words of the languages. */
const ALSO_WORDS = new Set(["ice", "aids", "act", "aid", "cop", "fed", "sec", "start"]);

/** Whether a folded word is a small word of any of the languages. */
export function isSmallWord(word: string): boolean {
  return VOTES.has(word) || ALSO_WORDS.has(word);
}
