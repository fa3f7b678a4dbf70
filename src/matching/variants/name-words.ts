import { cyrillise } from "./cyrillise.ts";
import { scriptOf } from "./fold.ts";
import { type GivenName, givenName } from "./given-names.ts";
import { isParticle, splitName } from "./parts.ts";
import { readingsFor } from "./readings.ts";
import { skeletonOf, soundsOf } from "./sound.ts";

/** One word of a name, ready to be compared. */
export interface NameWord {
  /** Equal of words that compare alike. */
  key: string;
  /** How it may sound, the likeliest first. */
  readings: readonly string[];
  /** The consonants of the first, by class. */
  skeleton: string;
  equivalents: readonly GivenName[];
  family: boolean;
  /** The hyphenated given name that it is part of. */
  compound?: string;
  /** One letter that stands for a given name. */
  initial: boolean;
}

/** Readings of a Latin word as other alphabets may have heard it, and spellings of each: more find little. */
const MOST_READINGS = 2;
const MOST_GUESSES = 2;

/**
 * The words of a person's name; a patronymic, titles and particles are left out. `asked`: the name whose other
 * spellings are looked for is also read as the languages that it may be of sound ("Wauquiez" as "Вокье").
 */
export function nameWords(text: string, asked = false): NameWord[] {
  const parts = splitName(text);
  if (parts === undefined) return [];
  const latin = scriptOf(text) === "latin";
  const split = (part: string) => part.split(/[\s-]+/u).filter((word) => /\p{L}/u.test(word));
  const compounds = new Map<string, string>();
  for (const name of parts.given.filter((each) => each.includes("-")))
    for (const part of split(name)) compounds.set(part, name);
  const given = parts.given.flatMap(split).filter((word, index) => index === 0 || !isParticle(word));
  const surname = split(parts.surname);
  // "Ben" is a particle in Arabic surnames only.
  const core = surname.filter((word) => !isParticle(word));
  const family = core.length > 0 ? core : surname;
  const heard = asked && latin ? readingsFor(parts, undefined).slice(0, MOST_READINGS) : [];
  const latvian = latin && isLatvian([...given, ...family]);
  const read = (isFamily: boolean) => (word: string) => {
    const initial = bare(word).length === 1;
    const sounds = soundsOf(word);
    const readings = new Set([sounds]);
    if (latin && !initial) {
      for (const other of otherReadings(word.toLowerCase(), sounds, isFamily, latvian)) readings.add(other);
      for (const reading of heard)
        for (const guess of cyrillise(word, reading, MOST_GUESSES)) readings.add(soundsOf(guess));
    }
    readings.delete("");
    const key = `${isFamily ? "family" : "given"} ${word.toLowerCase()} ${[...readings].join(" ")}`;
    const compound = isFamily ? undefined : compounds.get(word);
    return {
      key,
      ...(compound !== undefined && { compound }),
      readings: [...readings],
      skeleton: skeletonOf(sounds),
      equivalents: givenName(word) ?? [],
      family: isFamily,
      initial,
    };
  };
  return [...given.map(read(false)), ...family.map(read(true))].filter((word) => word.readings.length > 0);
}

/** Sounds that a Latin spelling may also have. */
function otherReadings(word: string, sounds: string, family: boolean, latvian: boolean): string[] {
  const found: string[] = [];
  // Czech, Slovak and Polish give women's surnames an ending: "Pelosiová", "Michałkowa".
  if (family && word.length > 6 && /ov[aá]$|owa$/.test(word)) {
    found.push(sounds.slice(0, -3), `${sounds.slice(0, -3)}a`);
  }
  if (latvian && word.endsWith("s")) found.push(sounds.replace(/[iaeu]?s$/, ""));
  // Slavic "ck" is ts and k; Turkish c is the j of "John"; English w after a vowel is one.
  if (word.includes("ck")) found.push(soundsOf(word.replaceAll("ck", "tsk")));
  if (/c[aouei]/.test(word)) found.push(soundsOf(word.replace(/c(?=[aouei])/g, "dj")));
  if (/[aeiou]w/.test(word)) found.push(soundsOf(word.replaceAll("w", "u")));
  return found;
}

/** Latvian ends every man's name in -s: "Deivids Kemerons". */
function isLatvian(words: readonly string[]): boolean {
  const long = words.filter((word) => bare(word).length > 1);
  return long.length > 1 && long.every((word) => /[sšae]$/i.test(word)) && long.some((w) => /s$/i.test(w));
}

function bare(word: string): string {
  return word.replace(/[.'’]/g, "");
}
