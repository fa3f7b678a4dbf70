import { type Script, scriptOf } from "./fold.ts";
import { type GivenName, givenName } from "./given-names.ts";
import { isParticle, splitName } from "./parts.ts";
import { soundDistance, soundsOf } from "./sound.ts";

/** One word of a name, ready to compare. */
interface Word {
  sounds: string;
  equivalents: readonly GivenName[];
  family: boolean;
}

interface SeenName {
  text: string;
  script: Script;
  words: readonly Word[];
}

/** How two names compare. Distances are a share of the longer word's length; 1 and above: nothing alike. */
export interface Likeness {
  surname: number;
  given: number;
  /** Words of either name without a counterpart in the other. */
  unmatched: number;
}

/**
 * Names that were read somewhere, and which of them a person's name may be in another spelling: they sound alike,
 * whatever the alphabet. The more people are seen with a surname, the more alike the names must be.
 */
export class SeenNames {
  readonly #names: SeenName[] = [];
  /** Names by the consonants of their words, whole and with one left out. */
  readonly #byConsonants = new Map<string, number[]>();
  readonly #known = new Set<string>();
  /** Given names seen with a surname: how common it is. */
  readonly #bearers = new Map<string, Set<string>>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.add(name);
  }

  add(text: string): void {
    const script = scriptOf(text);
    if (script === undefined || this.#known.has(text)) return;
    this.#known.add(text);
    const words = wordsOf(text);
    if (words.length === 0) return;
    const index = this.#names.push({ text, script, words }) - 1;
    for (const key of new Set(words.flatMap((word) => consonantKeys(word.sounds)))) {
      const list = this.#byConsonants.get(key);
      if (list === undefined) this.#byConsonants.set(key, [index]);
      else list.push(index);
    }
    const given = words.find((word) => !word.family)?.sounds.slice(0, 1) ?? "";
    for (const word of words) {
      if (!word.family) continue;
      const key = skeleton(word.sounds);
      const bearers = this.#bearers.get(key);
      if (bearers === undefined) this.#bearers.set(key, new Set([given]));
      else bearers.add(given);
    }
  }

  /** Seen spellings of `name`, itself not among them. */
  like(name: string): { text: string; script: Script; likeness: Likeness }[] {
    const words = wordsOf(name);
    const family = words.filter((word) => word.family);
    const candidates = new Set<number>();
    for (const word of family) {
      for (const key of consonantKeys(word.sounds)) {
        for (const index of this.#byConsonants.get(key) ?? []) candidates.add(index);
      }
    }
    const common = Math.min(...family.map((word) => this.#bearers.get(skeleton(word.sounds))?.size ?? 0));
    return [...candidates].flatMap((index) => {
      const seen = this.#names[index];
      if (seen === undefined || seen.text === name) return [];
      const likeness = compare(words, seen.words);
      return likeness !== undefined && isSame(likeness, common)
        ? [{ text: seen.text, script: seen.script, likeness }]
        : [];
    });
  }
}

/** A spelling custom changes a surname by this much; chance likeness begins where it ends. Measured by bench/names. */
const MOST_SURNAME = 0.28;
const MOST_GIVEN = 0.3;
/** A given name in a short form, where the surname is the very same and hardly anybody else's. */
const MOST_SHORT_FORM = 0.5;
/** Beyond this two surnames have nothing to do with each other. */
const MOST_ALIKE = 0.4;

function isSame({ surname, given, unmatched }: Likeness, common: number): boolean {
  if (unmatched > 2) return false;
  const doubt =
    surname + 0.02 * Math.min(common, 6) + (unmatched > 0 ? 0.06 : 0) + (unmatched > 1 ? 0.06 : 0);
  if (given <= MOST_GIVEN) return doubt + given / 4 <= MOST_SURNAME;
  return given <= MOST_SHORT_FORM && surname <= 0.06 && common <= 3 && unmatched === 0;
}

/** A given name's equivalent is as good as a spelling of it. */
const EQUIVALENT = 0.12;

/** Pairs the words off, surname first. Undefined: the surnames have no likeness. */
function compare(words: readonly Word[], others: readonly Word[]): Likeness | undefined {
  const left = [...others];
  let surname = -1;
  let unmatched = 0;
  let familyMet = false;
  for (const word of words) {
    if (!word.family) continue;
    // Of a surname of several words one may be left out ("Mihaylova" of "Mihaylova-Koparova").
    const met = nearest(word, left, MOST_ALIKE);
    if (met === undefined) unmatched += 1;
    else surname = Math.max(surname, met.distance);
    familyMet ||= met?.word.family ?? false;
  }
  if (surname < 0) return undefined;
  let given = words.some((word) => !word.family) ? 1 : MOST_GIVEN;
  for (const word of words) {
    if (word.family) continue;
    const met = nearest(word, left, MOST_SHORT_FORM);
    if (met === undefined) unmatched += 1;
    else {
      given = Math.min(given, met.distance);
      // Names in the other order: nothing else may be left over.
      if (met.word.family && words.length === others.length && words.length === 2) familyMet = true;
    }
  }
  return familyMet ? { surname, given, unmatched: unmatched + left.length } : undefined;
}

/** Takes the nearest word out of the list, where one is near enough. */
function nearest(word: Word, left: Word[], most: number): { word: Word; distance: number } | undefined {
  let at = -1;
  let least = most + Number.EPSILON;
  left.forEach((other, index) => {
    let distance =
      soundDistance(word.sounds, other.sounds) / Math.max(word.sounds.length, other.sounds.length, 1);
    if (!word.family && word.equivalents.some((name) => other.equivalents.includes(name))) {
      distance = Math.min(distance, EQUIVALENT);
    }
    if (distance < least) {
      least = distance;
      at = index;
    }
  });
  const [met] = at < 0 ? [] : left.splice(at, 1);
  return met === undefined ? undefined : { word: met, distance: least };
}

function wordsOf(text: string): Word[] {
  const parts = splitName(text);
  if (parts === undefined) return [];
  const split = (part: string) =>
    part.split(/[\s-]+/u).filter((word) => word.replace(/[.'’]/g, "").length > 1);
  const surname = split(parts.surname);
  // "Ben" is a particle in Arabic surnames only.
  const core = surname.filter((word) => !isParticle(word));
  const read = (family: boolean) => (word: string) => ({
    sounds: soundsOf(word),
    equivalents: givenName(word) ?? [],
    family,
  });
  return [
    ...parts.given.flatMap(split).map(read(false)),
    ...(core.length > 0 ? core : surname).map(read(true)),
  ].filter((word) => word.sounds !== "");
}

const CLASSES: Readonly<Record<string, string>> = Object.fromEntries(
  "szcSCZX:s td:t kgh:k pb:p fv:v mn:n l:l r:r".split(" ").flatMap((line) => {
    const [sounds = "", name = ""] = line.split(":");
    return [...sounds].map((sound) => [sound, name]);
  }),
);

/** The classes of the consonants: what no custom of spelling changes by more than one place. */
function skeleton(sounds: string): string {
  return [...sounds]
    .map((sound) => CLASSES[sound] ?? "")
    .join("")
    .replace(/(.)\1+/g, "$1");
}

function consonantKeys(sounds: string): string[] {
  const whole = skeleton(sounds);
  return [whole, ...Array.from(whole, (_sound, index) => whole.slice(0, index) + whole.slice(index + 1))];
}
