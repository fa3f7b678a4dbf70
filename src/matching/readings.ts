import { MAIN, type Words } from "./words.ts";

/** The readings of an article by position. */
export class Readings {
  /** First and next reading at each position; -1 ends. Good after `link`. */
  heads = new Int32Array(1024);
  nexts = new Int32Array(1024);
  private linked = false;
  private positions = 0;
  private readonly words: Words;

  constructor(words: Words) {
    this.words = words;
  }

  /** Another article, of so many positions. */
  begin(positions: number): void {
    this.positions = positions;
    this.linked = false;
  }

  /** Finds what begins at each position, once an article and only if it is asked. */
  link(): void {
    if (this.linked) return;
    this.linked = true;
    const { words, positions } = this;
    if (this.heads.length < positions + 1) this.heads = new Int32Array(positions * 2);
    if (this.nexts.length < words.length) this.nexts = new Int32Array(words.length * 2);
    const { heads, nexts } = this;
    heads.fill(-1, 0, positions + 1);
    for (let i = words.length - 1; i >= 0; i--) {
      const p = words.first[i] ?? 0;
      nexts[i] = heads[p] ?? -1;
      heads[p] = i;
    }
  }

  /** The main readings at the positions between two, both excluded. */
  between(after: number, before: number): string[] {
    this.link();
    const forms: string[] = [];
    for (let p = after + 1; p < before; p++) {
      for (let i = this.heads[p] ?? -1; i >= 0; i = this.nexts[i] ?? -1) {
        if (this.words.kind[i] === MAIN) forms.push(this.words.form(i));
      }
    }
    return forms;
  }

  /** Whether a sentence ends between two positions. */
  parted(after: number, before: number): boolean {
    const { sentences } = this.words;
    let low = 0;
    let high = sentences.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sentences[middle] ?? 0) <= after) low = middle + 1;
      else high = middle;
    }
    const next = sentences[low];
    return next !== undefined && next <= before;
  }
}
