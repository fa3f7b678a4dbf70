import type { NameWord } from "./name-words.ts";
import { soundDistance } from "./sound.ts";

// How likely two names are one person's, as record linkage weighs it (Fellegi and Sunter 1969): a word that both have
// speaks for it by how rare it is, in nats, less what it is spelt differently; a word that only one has speaks
// against. The weights are fitted on half of the people of bench/names and hold on the other half.
const PER_DISTANCE = 15.5;
/** Of a surname, beyond what a custom of spelling changes. */
const PER_FAR_DISTANCE = 12;
const CUSTOM = 0.15;
/** A given name that is the other's surname. */
const PER_SWAPPED_DISTANCE = 10;
/** Differences in several words are worse than each alone. */
const PER_SQUARED_SUM = 23;
/** Surnames that begin with another sound; customs differ more in the middle and at the end. */
const OTHER_BEGINNING = 1.5;
const ALL_THE_SAME = 1.8;
const ONLY_INITIALS = 20;
const EXTRA_WORD = 0.3;
const FIRST_LEFT_OUT = 1.1;
const EXTRA_SURNAME = 2;
/** A word of each has no counterpart in the other. */
const CONFLICT = 3.6;
const SURNAME_CONFLICT = 1.5;
const ONE_WORD_OF_MORE = 4;
/** "Hans-Peter" is neither Hans nor Peter. */
const HALF_A_NAME = 2.5;
const SWAPPED_WORD = 1;
/** Surname first is a custom, and all words swapped is that. */
const ALL_SWAPPED = 0.4;
const INITIAL_FITS = 2.7;
const INITIAL_DOES_NOT = 3.2;

/** Names of at least this evidence are proposed. */
export const ENOUGH_EVIDENCE = 4.4;

/** Beyond these two words have nothing to do with each other; shares of the longer word's length. */
const MOST_SURNAME = 0.316;
const MOST_GIVEN = 0.44;
/** A given name's equivalent is nearly as good as itself; a short form less so. */
const EQUIVALENT = 0.02;
const SHORT_FORM = 0.125;
/** What an equivalent adds to differences elsewhere. */
const OTHER_WORD = 0.2;
const UNLIKE = { distance: Number.POSITIVE_INFINITY, change: Number.POSITIVE_INFINITY };

/** Endings that many surnames of a language have, as sounds: what is left of the word tells people apart. */
const FAMILY_ENDING =
  /(?:ovski|evski|ski|ov|ev|ova|eva|in|ina|iC|ic|es|son|sen|oglu|jan|Svili|enko|esku|man|stein|berg)$/;

interface Distance {
  distance: number;
  change: number;
}

/** Distances from one name's words to whatever is compared with it: most words stand in many names. */
export class Distances {
  readonly #known = new Map<NameWord, Map<string, Distance>>();

  of(a: NameWord, b: NameWord): Distance {
    let known = this.#known.get(a);
    if (known === undefined) {
      known = new Map();
      this.#known.set(a, known);
    }
    let found = known.get(b.key);
    if (found === undefined) {
      found = wordDistance(a, b);
      known.set(b.key, found);
    }
    return found;
  }
}

interface Pair {
  a: NameWord;
  b: NameWord;
  distance: number;
  /** How far it is from being written the same: an equivalent is another word. */
  change: number;
  order: number;
}

/** The evidence that two names are one person's. `rarity`: of a word, in nats: minus the logarithm of how many have it. */
export function evidence(
  left: readonly NameWord[],
  right: readonly NameWord[],
  rarity: (word: NameWord) => number,
  distances: Distances,
): number {
  const met = pairUp(left, right, distances);
  const swaps = met.filter(({ a, b }) => a.family !== b.family).length;
  const given = met.filter(({ a, b }) => !a.family && !b.family).length;
  const families = met.length - swaps - given;
  if (met.length === 0) return Number.NEGATIVE_INFINITY;

  let total = 0;
  let sum = 0;
  for (const { a, b, distance, change } of met) {
    total += Math.min(rarity(a), rarity(b)) - PER_DISTANCE * distance;
    sum += change;
    if (a.family && b.family) {
      total -= PER_FAR_DISTANCE * Math.max(0, distance - CUSTOM);
      if (distance > 0.1 && !beginAlike(a, b)) total -= OTHER_BEGINNING;
    } else if (a.family !== b.family) total -= PER_SWAPPED_DISTANCE * distance;
  }
  total -= PER_SQUARED_SUM * sum * sum;

  const lonely = left.filter((word) => !met.some(({ a }) => a === word));
  const others = right.filter((word) => !met.some(({ b }) => b === word));
  if (given > 0 && families > 0 && swaps === 0 && met.every(({ distance }) => distance < 0.03)) {
    // "Ben Jones" is "Ben L. Jones", whom the text has with an initial.
    const initials = [...lonely, ...others].every((word) => word.initial);
    if (initials && (lonely.length === 0 || others.length === 0)) return total + ONLY_INITIALS;
    const whole = (words: readonly NameWord[]) => words.filter((word) => !word.initial).length;
    if (met.length >= Math.min(whole(left), whole(right))) total += ALL_THE_SAME;
  }
  total += settleInitials(lonely, others, swaps > 0) + settleInitials(others, lonely, swaps > 0);

  if (swaps > 0)
    total -= met.length === swaps && left.length === right.length ? ALL_SWAPPED : SWAPPED_WORD * swaps;
  total -= CONFLICT * Math.min(lonely.length, others.length);
  total -= EXTRA_WORD * Math.abs(lonely.length - others.length);
  const [ours, theirs] = [lonely, others].map((words) => words.filter((word) => word.family).length);
  total -= EXTRA_SURNAME * Math.max(ours ?? 0, theirs ?? 0);
  if ((ours ?? 0) > 0 && (theirs ?? 0) > 0) total -= SURNAME_CONFLICT;
  if (met.length === 1 && hasGiven(left) && hasGiven(right)) total -= ONE_WORD_OF_MORE;
  total -= HALF_A_NAME * (halves(left, lonely) + halves(right, others));
  if (leavesFirst(left, lonely) || leavesFirst(right, others)) total -= FIRST_LEFT_OUT;
  return total;
}

/** Pairs the words off, the likest first. */
function pairUp(left: readonly NameWord[], right: readonly NameWord[], distances: Distances): Pair[] {
  const pairs: Pair[] = [];
  left.forEach((a, i) => {
    right.forEach((b, j) => {
      const { distance, change } = distances.of(a, b);
      if (distance > (a.family && b.family ? MOST_SURNAME : MOST_GIVEN)) return;
      const order = distance + (a.family === b.family ? 0 : 0.1) + Math.abs(i - j) * 0.001;
      pairs.push({ a, b, distance, change, order });
    });
  });
  pairs.sort((one, other) => one.order - other.order);
  const used = new Set<NameWord>();
  return pairs.filter(({ a, b }) => {
    if (used.has(a) || used.has(b)) return false;
    used.add(a);
    used.add(b);
    return true;
  });
}

function wordDistance(a: NameWord, b: NameWord): Distance {
  if (a.initial || b.initial) return UNLIKE;
  let least = Number.POSITIVE_INFINITY;
  for (const one of a.readings) {
    for (const other of b.readings) {
      let length = Math.max(one.length, other.length);
      const ending = a.family && b.family ? FAMILY_ENDING.exec(one)?.[0] : undefined;
      if (ending !== undefined && other.endsWith(ending) && length - ending.length >= 2)
        length -= ending.length * 0.9;
      // Nothing asks for distances beyond the greater limit.
      least = Math.min(least, soundDistance(one, other, Math.min(least, MOST_GIVEN) * length) / length);
    }
  }
  const sounding = { distance: least, change: least };
  if (a.family || b.family) return sounding;
  if (least > EQUIVALENT && a.equivalents.some((name) => b.equivalents.includes(name))) {
    return { distance: EQUIVALENT, change: Math.min(least, OTHER_WORD) };
  }
  if (least > SHORT_FORM && isShortForm(a.readings[0] ?? "", b.readings[0] ?? "")) {
    return { distance: SHORT_FORM, change: SHORT_FORM };
  }
  return sounding;
}

/** "Kemal" of "Kemalettin", "Georgi" of "Georgius": the beginning, without a last vowel. */
function isShortForm(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short.length >= 3 && long.startsWith(short.replace(/(?<=...)[aeiou]$/, ""));
}

/** Takes the initials out of `words`, each with the word of the other name that it stands for; what that is worth. */
function settleInitials(words: NameWord[], others: NameWord[], swapped: boolean): number {
  let worth = 0;
  for (const initial of words.filter((word) => word.initial)) {
    words.splice(words.indexOf(initial), 1);
    const letter = initial.readings[0]?.[0];
    const at = others.findIndex(
      (word) => word.readings[0]?.[0] === letter && (swapped || word.family === initial.family),
    );
    if (at >= 0) {
      others.splice(at, 1);
      worth += INITIAL_FITS;
    } else if (others.some((word) => word.family === initial.family)) worth -= INITIAL_DOES_NOT;
  }
  return worth;
}

function hasGiven(words: readonly NameWord[]): boolean {
  return words.some((word) => !word.family);
}

function leavesFirst(words: readonly NameWord[], lonely: readonly NameWord[]): boolean {
  const [first] = words;
  return first !== undefined && !first.family && lonely.includes(first);
}

/** Words left over of a hyphenated given name whose other part was met. */
function halves(words: readonly NameWord[], lonely: readonly NameWord[]): number {
  return lonely.filter(
    (word) =>
      word.compound !== undefined &&
      words.some((other) => other.compound === word.compound && !lonely.includes(other)),
  ).length;
}

function beginAlike(a: NameWord, b: NameWord): boolean {
  return a.readings.some((one) =>
    b.readings.some((other) => soundDistance(one.slice(0, 1), other.slice(0, 1)) < 0.46),
  );
}
