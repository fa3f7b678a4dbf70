import { foldWord } from "./fold.ts";
import { givenName } from "./given-names.ts";

/** A person's name taken apart. Every part in the letters of the name, without titles. */
export interface NameParts {
  /** In their order; empty where the name is one word. */
  given: string[];
  /** Particles included ("van der Linde"). */
  surname: string;
  /** Said but not a name of its own: a Russian or Ukrainian patronymic. */
  patronymic?: string;
}

const TITLES = new Set(
  "dr drs mr mrs ms mag ing ir prof professor sir dame lord lady baron baroness rev hon msc bsc ba ma mba mes phd mp mep cbe obe kc qc se mm sh jr sr ii iii iv ak ll.m dipl haji shaikh shaikha sheikh tun tan datuk dato барон баронесса лорд сэр младший старший".split(
    " ",
  ),
);
const PARTICLES = new Set(
  "van von de der den del della di da du dos das do la le el al bin ben ibn abu ter ten zu zum zur af av st saint mac ван фон де дер дель ди да ле ла аль бен ибн".split(
    " ",
  ),
);
const PATRONYMIC =
  /(?:ович|евич|ьич|овна|евна|ична|инична|івна|ївна|йович|^oglu|^оглы|^оглу|^кызы|^улы|ovich|evich|ovych|yovych|ovna|evna|ivna)$/;

/** Reads "Vladimir Putin", "Putin, Vladimir", "FABBRI Marilena", "Путин Владимир Владимирович". */
export function splitName(name: string): NameParts | undefined {
  const bare = name
    .normalize("NFKC")
    .replace(/\([^)]*\)|["“”«»„][^"“”«»„]*["“”«»„]/g, " ")
    .replace(/\s+/g, " ");
  const [before = [], ...after] = bare.split(",").map(words);
  const inverted = after.find((part) => part.length > 0);
  if (before.length === 0) return undefined;
  if (inverted !== undefined && before.length <= 3) {
    return withPatronymic(inverted, before.join(" "));
  }
  return inOrder(before);
}

/** The words of a stretch of a name; none where it opens with a title ("Baron Watson of Invergowrie"). */
function words(part: string): string[] {
  const all = part.split(/[\s\u00A0]+/u).filter((word) => /\p{L}/u.test(word));
  const [first = ""] = all;
  const ordinary = all.filter((word) => !isTitle(word));
  return isTitle(first) && /^(?:барон|баронесса|лорд|baron|baroness|lord)/iu.test(first) ? [] : ordinary;
}

function isTitle(word: string): boolean {
  return TITLES.has(foldWord(word).replace(/\.+$/, ""));
}

function inOrder(all: string[]): NameParts | undefined {
  const [only, ...rest] = all;
  if (only === undefined) return undefined;
  if (rest.length === 0) return { given: [], surname: only };

  // Official lists set the family name in capitals: "CHO Hyun Yong", "Joseph LEE Kok-long".
  // Letters behind a name, of which none is a vowel, are an order or a seat: "Stephen Rodan SHK".
  if (all.length > 2 && /^[B-DF-HJ-NP-TV-XZ]{3,}$/.test(all.at(-1) ?? "")) return inOrder(all.slice(0, -1));
  const whole = all.filter((word) => !isInitial(word));
  if (whole.some((word) => word.length > 2 && isCapitals(word)) && !whole.every(isCapitals)) {
    return withPatronymic(
      all.filter((word) => !isCapitals(word)),
      all.filter(isCapitals).join(" "),
    );
  }
  const last = all[all.length - 1] ?? only;
  if (all.length === 3 && PATRONYMIC.test(foldWord(last))) return withPatronymic(rest, only);
  if (all.length === 2 && !isGiven(only) && isGiven(last)) {
    return { given: [last], surname: only };
  }
  const particle = all.findIndex((word, index) => index > 0 && isParticle(word));
  const start = particle > 0 ? particle : all.length - 1;
  return withPatronymic(all.slice(0, start), all.slice(start).join(" "));
}

function withPatronymic(given: string[], surname: string): NameParts {
  const [first, second] = given;
  if (
    given.length === 2 &&
    first !== undefined &&
    second !== undefined &&
    PATRONYMIC.test(foldWord(second))
  ) {
    return { given: [first], surname, patronymic: second };
  }
  return { given, surname };
}

/** "Hans-Peter" is one by both of its parts. */
function isGiven(word: string): boolean {
  return word.split("-").every((part) => givenName(part) !== undefined);
}

export function isInitial(word: string): boolean {
  return /^\p{L}\.?$/u.test(word);
}

/** A word that belongs to the name after it: "van", "de", "al". */
export function isParticle(word: string): boolean {
  return PARTICLES.has(foldWord(word));
}

/** Longer than an initial, and without a small letter. */
function isCapitals(word: string): boolean {
  return word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase() && !word.endsWith(".");
}
