import { Distances, ENOUGH_EVIDENCE, evidence } from "./evidence.ts";
import { type Script, scriptOf } from "./fold.ts";
import { type NameWord, nameWords } from "./name-words.ts";
import { skeletonOf } from "./sound.ts";

interface SeenName {
  text: string;
  script: Script;
  words: readonly NameWord[];
}

/** A given name that more have than this leads nowhere: its bearers are found by their surnames. */
const MOST_BEARERS = 150;
/** Names looked at for one name; there are not so many like it. */
const MOST_CANDIDATES = 20_000;
/** As if so many other names had been seen, so that what is rare among a few is not taken for rare. */
const ASSUMED_NAMES = 1_500;
/** Rarer than this, in nats, no word is held to be: one in 6,600. */
const MOST_RARITY = 8.8;

/**
 * Names that were read somewhere, and which of them a person's name may be in another spelling: they sound alike,
 * whatever the alphabet, and the rarer what they share, the less alike they need be.
 */
export class SeenNames {
  readonly #names: SeenName[] = [];
  /** Names by the consonants of their words, whole and with one left out. */
  readonly #byConsonants = new Map<string, number[]>();
  readonly #known = new Set<string>();
  /** In how many names a word stands, by its consonants. */
  readonly #counts = new Map<string, number>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.add(name);
  }

  add(text: string): void {
    const script = scriptOf(text);
    if (script === undefined || this.#known.has(text)) return;
    this.#known.add(text);
    const words = nameWords(text);
    if (words.length === 0) return;
    const index = this.#names.push({ text, script, words }) - 1;
    for (const key of new Set(words.flatMap(consonantKeys))) {
      const list = this.#byConsonants.get(key);
      if (list === undefined) this.#byConsonants.set(key, [index]);
      else list.push(index);
    }
    for (const skeleton of new Set(words.filter((w) => !w.initial).map((w) => w.skeleton))) {
      this.#counts.set(skeleton, (this.#counts.get(skeleton) ?? 0) + 1);
    }
  }

  /** Seen spellings of `name`, itself not among them, the surest first. */
  like(name: string): { text: string; script: Script; evidence: number }[] {
    const words = nameWords(name, true);
    const rarities = new Map<string, number>();
    const rarity = ({ skeleton }: NameWord) => {
      const known = rarities.get(skeleton) ?? this.#rarity(skeleton);
      rarities.set(skeleton, known);
      return known;
    };
    const distances = new Distances();
    return [...this.#candidates(words)]
      .flatMap((index) => {
        const seen = this.#names[index];
        if (seen === undefined || seen.text === name) return [];
        const found = evidence(words, seen.words, rarity, distances);
        return found < ENOUGH_EVIDENCE ? [] : [{ text: seen.text, script: seen.script, evidence: found }];
      })
      .sort((a, b) => b.evidence - a.evidence);
  }

  #candidates(words: readonly NameWord[]): Set<number> {
    const candidates = new Set<number>();
    for (const word of words.toSorted((a, b) => Number(b.family) - Number(a.family))) {
      for (const key of consonantKeys(word)) {
        const bearers = this.#byConsonants.get(key) ?? [];
        if (!word.family && bearers.length > MOST_BEARERS) continue;
        for (const index of bearers) {
          candidates.add(index);
          if (candidates.size >= MOST_CANDIDATES) return candidates;
        }
      }
    }
    return candidates;
  }

  /** Minus the logarithm of the share of names that have such a word. */
  #rarity(skeleton: string): number {
    // Of words never seen: the fewer their consonants, the more sound like them.
    const guessed = Math.max(1e-4, Math.min(0.02, 3.6 * 12 ** -skeleton.length));
    const seen = this.#counts.get(skeleton) ?? 0;
    const share = (seen + ASSUMED_NAMES * guessed) / (this.#names.length + ASSUMED_NAMES);
    return Math.min(MOST_RARITY, -Math.log(share));
  }
}

/** The consonants of each reading, by class, and the same with one left out. */
function consonantKeys(word: NameWord): string[] {
  if (word.initial) return [];
  return word.readings.flatMap((sounds) => {
    const whole = skeletonOf(sounds);
    return [whole, ...Array.from(whole, (_one, index) => whole.slice(0, index) + whole.slice(index + 1))];
  });
}
