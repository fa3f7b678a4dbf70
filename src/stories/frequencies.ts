import { EVERYDAY_WORDS, PER_HUNDRED } from "./everyday-words.ts";
import { hashText, KeyTable } from "./key-table.ts";
import { wordsOf } from "./words.ts";

/**
 * Stories that are taken as seen before the first came, of which everyday words had their share, so that a young desk is
 * not sure of anything.
 */
const PRIOR_STORIES = 20;
const PRIOR_HOLDERS = 0.55;
/** No term weighs nothing. */
const LEAST = 0.02;

/** What a term counts that is new to its story, and one that the story had already. */
const FRESH = 5;
const KNOWN = 1;

/**
 * How common a term is in the window, by language: learnt from the stream, from a start that knows a language's everyday
 * words. What counts is in how many stories it stands, and only a little in how many entries: else a busy day's words
 * would weigh least for the very stories that they are of. Each entry's share is frozen with it (`fresh`), goes in as it
 * comes and out as it leaves, so that entries alone are enough to rebuild the counts.
 */
export class Frequencies {
  readonly #counts = new KeyTable(1024);
  readonly #stories = new Map<number, number>();

  /** Counts an entry in (`by` 1) or out (-1). `fresh`: which terms its story did not have; `begins`: it begins one. */
  count(language: number, terms: Uint32Array, fresh: Uint8Array, begins: boolean, by: 1 | -1): void {
    const share = by * (begins ? FRESH : KNOWN);
    this.#stories.set(language, (this.#stories.get(language) ?? 0) + share);
    for (let i = 0; i < terms.length; i++)
      this.#counts.add(language, terms[i] ?? 0, by * (fresh[i] === 1 ? FRESH : KNOWN));
  }

  /** How many stories of a language were read, about. */
  stories(language: number): number {
    return (this.#stories.get(language) ?? 0) / FRESH;
  }

  /** Inverse frequency of a term in a language: the natural logarithm, smoothed. */
  rarity(language: number, term: number): number {
    const stories = this.stories(language);
    const holders = this.#counts.get(language, term);
    const before = PRIOR_HOLDERS + (PRIOR_STORIES * prior().get(language, term)) / 100;
    return Math.max(LEAST, Math.log((stories + PRIOR_STORIES) / (holders / FRESH + before)));
  }
}

let table: KeyTable | undefined;

/** Of a hundred reports, how many hold a term, by language; made when it is first asked for. */
function prior(): KeyTable {
  table ??= readEverydayWords();
  return table;
}

function readEverydayWords(): KeyTable {
  const made = new KeyTable();
  // What does not say its language is mostly English.
  for (const [language, classes] of Object.entries(EVERYDAY_WORDS))
    for (const key of language === "en" ? [languageKey("en"), UNSAID] : [languageKey(language)])
      for (const [i, words] of classes.entries())
        for (const { form } of wordsOf(words, words.length))
          for (const term of form.prefix === undefined ? [form.whole] : [form.whole, form.prefix])
            made.set(key, term, Math.max(made.get(key, term), PER_HUNDRED[i] ?? 0));
  return made;
}

/** The number that a language is counted under: "en-GB" counts as "en". */
export function languageKey(language: string): number {
  return hashText(language.toLowerCase().split("-")[0] ?? "", 3);
}

const UNSAID = languageKey("");

/** Whether two are one language as far as is known: what is unsaid may be any. */
export function sameLanguage(one: number, other: number): boolean {
  return one === other || one === UNSAID || other === UNSAID;
}
