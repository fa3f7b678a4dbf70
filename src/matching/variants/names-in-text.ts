import { isParticle } from "./parts.ts";

/** Words of a run of capitalised ones that are looked at; a headline in capitals throughout is no name. */
const MOST_RUN = 12;
/** Words of a name in news, without particles. */
const MOST_WORDS = 3;
const WORD = /\p{L}[\p{L}\p{M}'’.-]*/gu;

/**
 * What may be names of people in a text: two or three neighbouring words that begin with a capital, with particles
 * between ("Ursula von der Leyen"). Most are none: only ask whether one is like a name that is known.
 */
export function* namesIn(text: string): Generator<string> {
  let run: { text: string; from: number; to: number }[] = [];
  for (const found of text.matchAll(WORD)) {
    const word = found[0].replace(/[.'’-]+$/, "").replace(/['’]s$/, "");
    const from = found.index;
    const last = run.at(-1);
    const touches = last !== undefined && /^\.?[  ]$/.test(text.slice(last.to, from));
    const named = /^\p{Lu}/u.test(word) && (word.length < 4 || word !== word.toUpperCase());
    if (!touches || run.length >= MOST_RUN || !(named || isParticle(word))) {
      yield* windows(run);
      run = [];
    }
    if (named || (run.length > 0 && isParticle(word))) run.push({ text: word, from, to: from + word.length });
  }
  yield* windows(run);
}

function* windows(run: readonly { text: string }[]): Generator<string> {
  for (let from = 0; from < run.length; from++) {
    let names = 0;
    for (let to = from; to < run.length && names < MOST_WORDS; to++) {
      const particle = isParticle(run[to]?.text ?? "");
      if (particle && to === from) break;
      if (particle) continue;
      names += 1;
      if (names > 1)
        yield run
          .slice(from, to + 1)
          .map((word) => word.text)
          .join(" ");
    }
  }
}
