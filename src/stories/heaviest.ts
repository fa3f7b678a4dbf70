import { TermTable } from "./term-table.ts";

/** The greatest weight that each term of one article has, filled anew for each. */
export class Heaviest {
  /** Where a term stands below, plus one. */
  readonly #places = new TermTable();
  #terms = new Uint32Array(ROOM);
  #weights = new Float64Array(ROOM);
  #count = 0;

  clear(): void {
    this.#places.clear();
    this.#count = 0;
  }

  raise(term: number, weight: number): void {
    const known = this.#places.get(term) - 1;
    if (known >= 0) {
      if (weight > (this.#weights[known] ?? 0)) this.#weights[known] = weight;
      return;
    }
    if (this.#count === this.#terms.length) this.#grow();
    this.#terms[this.#count] = term;
    this.#weights[this.#count] = weight;
    this.#places.add(term, ++this.#count);
  }

  weight(term: number): number {
    return this.#weights[this.#places.get(term) - 1] ?? 0;
  }

  /** All terms, each once. */
  terms(): Uint32Array {
    return this.#terms.slice(0, this.#count);
  }

  #grow(): void {
    const [terms, weights] = [this.#terms, this.#weights];
    this.#terms = new Uint32Array(terms.length * 2);
    this.#weights = new Float64Array(weights.length * 2);
    this.#terms.set(terms);
    this.#weights.set(weights);
  }
}

const ROOM = 256;
