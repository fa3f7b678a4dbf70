import { hashText, KeyTable } from "./key-table.ts";

/** How much all languages together count beside an entry's own: a name is as common in one as in its neighbour. */
const OTHERS = 0.3;
/** Entries that are taken as seen before the first came, so that a young desk is not sure of anything. */
const PRIOR_ENTRIES = 50;
const PRIOR_HOLDERS = 0.8;
/** No term weighs nothing. */
const LEAST = 0.02;

/**
 * How many entries of the window hold a term, by language: learnt from the stream, kept by no table. Counts go up as
 * an entry comes and down as it leaves the window, so that entries alone are enough to rebuild them.
 */
export class Frequencies {
  readonly #counts = new KeyTable(1024);
  readonly #entries = new Map<number, number>();

  /** Counts an entry in (`by` 1) or out (-1). */
  count(language: number, terms: Uint32Array, by: 1 | -1): void {
    this.#entries.set(language, (this.#entries.get(language) ?? 0) + by);
    this.#entries.set(ALL, (this.#entries.get(ALL) ?? 0) + by);
    for (const term of terms) {
      this.#add(language, term, by);
      this.#add(ALL, term, by);
    }
  }

  #add(language: number, term: number, by: number): void {
    const count = (this.#counts.get(language, term) ?? 0) + by;
    if (count <= 0) this.#counts.delete(language, term);
    else this.#counts.set(language, term, count);
  }

  /** Entries of the window, in any language, that hold the term. */
  holders(term: number): number {
    return this.#counts.get(ALL, term) ?? 0;
  }

  /** Inverse document frequency of a term in a language: the natural logarithm, smoothed. */
  rarity(language: number, term: number): number {
    const entries = (this.#entries.get(language) ?? 0) + OTHERS * (this.#entries.get(ALL) ?? 0);
    const holders = (this.#counts.get(language, term) ?? 0) + OTHERS * (this.#counts.get(ALL, term) ?? 0);
    return Math.max(LEAST, Math.log((entries + PRIOR_ENTRIES) / (holders + PRIOR_HOLDERS)));
  }
}

const ALL = 0;

/** The number that a language is counted under: "en-GB" counts as "en". Never 0. */
export function languageKey(language: string): number {
  return hashText(language.toLowerCase().split("-")[0] ?? "", 3) || 1;
}
