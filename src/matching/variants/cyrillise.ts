import { foldWord } from "./fold.ts";
import type { Rule } from "./sound-rules.ts";
import { EASTERN } from "./sounds-east.ts";
import { WESTERN } from "./sounds-west.ts";

const TABLES = { ...EASTERN, ...WESTERN };

/** How a Latin spelling is read: each is a table of sounds for one family of languages. */
export type Reading = keyof typeof TABLES;

interface Guess {
  text: string;
  cost: number;
}

/** Guesses kept at each letter. More find little and cost time. */
const BEAM = 24;

/** Cyrillic (Russian) spellings of one Latin word under a reading, likeliest first, at most `most`. */
export function cyrillise(word: string, reading: Reading, most: number): string[] {
  const latin = word
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{Script=Latin}'-]/gu, "");
  const at: Guess[][] = Array.from({ length: latin.length + 1 }, () => []);
  at[0] = [{ text: "", cost: 0 }];
  for (let place = 0; place < latin.length; place++) {
    const here = best(at[place] ?? [], BEAM);
    const [length, outputs] = readAt(latin, place, TABLES[reading]);
    const next = at[place + length];
    if (next === undefined) continue;
    for (const guess of here) {
      outputs.forEach((output, rank) => {
        next.push({ text: guess.text + output, cost: guess.cost + rank });
      });
    }
  }
  return best(at[latin.length] ?? [], most).map((guess) => guess.text.replace(/^ь/, ""));
}

function readAt(word: string, place: number, table: readonly Rule[]): readonly [number, readonly string[]] {
  for (const [pattern, outputs] of table) {
    pattern.lastIndex = place;
    const found = pattern.exec(word);
    if (found !== null && found[0].length > 0) return [found[0].length, outputs];
  }
  // A letter that the table does not know is read as the one it was made from.
  const letter = word[place] ?? "";
  const bare = foldWord(letter);
  if (bare === letter) return [1, [letter === "-" ? "-" : ""]];
  return [1, readAt(bare, 0, table)[1]];
}

function best(guesses: readonly Guess[], most: number): Guess[] {
  const seen = new Set<string>();
  return guesses
    .toSorted((a, b) => a.cost - b.cost)
    .filter((guess) => !seen.has(guess.text) && seen.add(guess.text))
    .slice(0, most);
}
