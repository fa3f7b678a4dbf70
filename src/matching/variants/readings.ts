import type { Reading } from "./cyrillise.ts";
import { foldWord } from "./fold.ts";
import type { NameParts } from "./parts.ts";

const BY_LANGUAGE: Readonly<Record<string, readonly Reading[]>> = {
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

/** Given names that tell how the surname sounds; folded. */
const TELLING: readonly (readonly [Reading, ReadonlySet<string>])[] = [
  [
    "english",
    new Set(
      (
        "donald john james jim william bill michael mike david dave richard joe charles christopher chris matthew anthony tony " +
        "steven steve paul andrew kenneth kevin brian george timothy tim ronald jason edward jeffrey jeff ryan gary nicholas nick " +
        "jonathan stephen larry justin scott brandon benjamin gregory greg frank raymond patrick jack dennis jerry tyler aaron " +
        "henry douglas keith roger terry harry sean carl arthur lawrence jordan billy bruce logan alan randy vincent mary " +
        "patricia jennifer linda elizabeth susan jessica karen nancy betty margaret ashley kimberly emily michelle carol amanda " +
        "melissa deborah stephanie rebecca helen sharon amy shirley pamela keir rishi theresa liz gordon nigel hillary kamala " +
        "barack bernie pete mitch chuck ted bob rob tom marco simon ian"
      ).split(" "),
    ),
  ],
  [
    "german",
    new Set(
      "friedrich olaf annalena wolfgang helmut gerhard horst jens jürgen jurgen günter gunter ursula heiko sigmar dieter markus".split(
        " ",
      ),
    ),
  ],
  [
    "french",
    new Set(
      "emmanuel jean francois pierre michel jacques marine jordan gerard edouard gabriel laurent".split(" "),
    ),
  ],
];

/** Readings of a Latin name: its language's where that is said, else those that its letters and names suggest. */
export function readingsFor(parts: NameParts, language: string | undefined): readonly Reading[] {
  const said = language === undefined ? undefined : BY_LANGUAGE[language.slice(0, 2)];
  if (said !== undefined) return said;
  const whole = [...parts.given, parts.surname].join(" ").toLowerCase();
  if (/[ışğə]|oğlu/u.test(whole)) return ["turkish", "phonetic"];
  if (/[łśźżńąęó]|szcz|cz(?!ech)|wicz|cki$/u.test(whole)) return ["polish", "slavic"];
  if (isSlavic(parts)) return ["slavic"];
  if (/[äöß]|sch/u.test(whole)) return ["german", "phonetic", "turkish"];
  if (/[éèêëâîôû]|eau|oux/u.test(whole)) return ["french", "phonetic"];
  const first = foldWord(parts.given[0] ?? "");
  const order: Reading[] = ["phonetic", "german", "english", "french", "turkish"];
  const told = TELLING.find(([, names]) => names.has(first))?.[0];
  return told === undefined ? order : [told, ...order.filter((reading) => reading !== told)];
}

/** Whether a name is Slavic, or Caucasian, by the end of its surname or by its given name. */
export function isSlavic(parts: NameParts): boolean {
  const surname = foldWord(parts.surname);
  const given = foldWord(parts.given[0] ?? "");
  return (
    /(?:[oei]vs?|[oe]va|[^aeiou]ina?|ine|[sc]k(?:y|i|yy|iy|yj|ij|yi|ii|a|aya)|enko|[uy]k|i[tc]ch|[oei]vich|ych|[jyi]an|adze|shvili|chev|off|wicz|ic)$/.test(
      surname,
    ) ||
    /(?:[dvlrg]i[yi]|[dlvrg]r?i[iy]|[dl]riy|mir|myr|slav|slaw|gey|gei|olai|ykola|khailo?|mytro|mitr[iy]|leh|ihor|yur[iy]|etro|avlo|asyl|taras|ohdan|yrylo|anylo|aksym|enys|lena|lha|uliia|ateryna)$/.test(
      given,
    )
  );
}
