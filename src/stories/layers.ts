import type { Instant } from "../model/time.ts";
import type { Corpus } from "./corpus.ts";
import type { Features } from "./features.ts";
import { sameLanguage } from "./frequencies.ts";
import { type Held, PROFILE } from "./held.ts";
import { TermTable } from "./postings.ts";
import { decay, HORIZON, SCORE, storyScore } from "./scoring.ts";

/** Stories that are compared in full. */
const CANDIDATES = 16;
/** Occurrences of terms that are looked at for one article. */
const OCCURRENCES = 5_000;
/** How long an article's vector is, in bytes' units. */
const UNIT = 255;

export interface Ranked {
  story: number;
  score: number;
  /** What the score would be if the story's last entry were of this moment. */
  ageless: number;
  /** True if nobody wrote of it in the article's language yet. */
  foreign: boolean;
}

interface Member {
  corpus: Corpus;
  held: Held;
}

/** The committed corpus, and over it that of a draft where there is one, seen as one. Older layers first. */
export class Layers {
  readonly corpora: readonly Corpus[];
  readonly #query = new TermTable();
  readonly #sum = new TermTable();

  constructor(corpora: readonly Corpus[]) {
    this.corpora = corpora;
  }

  get size(): number {
    return this.corpora.reduce((sum, corpus) => sum + corpus.size, 0);
  }

  /** The stories most like an article, best first; of equals the older. */
  rank(features: Features, language: number, at: Instant): Ranked[] {
    this.#query.clear();
    for (const [i, term] of features.terms.entries()) this.#query.add(term, features.weights[i] ?? 0);
    return this.#candidates(features, at)
      .map((story) => {
        const members = this.#members(story);
        const products = members.map(({ corpus, held }) => ({
          cosine: corpus.product(held, this.#query) / (UNIT * UNIT),
          of: held,
        }));
        const ageless = storyScore(products, this.#norm(story, members), features.terms.length, at);
        const foreign = !members.some(({ held }) => sameLanguage(held.language, language));
        return { story, score: ageless * decay(products, at), ageless, foreign };
      })
      .sort((a, b) => b.score - a.score || a.story - b.story);
  }

  #candidates(features: Features, at: Instant): number[] {
    const near = new Map<number, number>();
    for (const corpus of this.corpora)
      for (const found of corpus.nearStories(features, at - HORIZON, OCCURRENCES, CANDIDATES))
        near.set(found.story, Math.max(near.get(found.story) ?? 0, found.near));
    return [...near]
      .sort((a, b) => b[1] - a[1])
      .slice(0, CANDIDATES)
      .map(([story]) => story);
  }

  /** Which of an article's terms no entry of a story has (1) or one has (0); all are new to no story. */
  freshTerms(features: Features, story: number | undefined): Uint8Array {
    this.#query.clear();
    for (const term of features.terms) this.#query.add(term, 1);
    if (story !== undefined)
      for (const { corpus, held } of this.#members(story)) corpus.strike(held, this.#query);
    return Uint8Array.from(features.terms, (term) => (this.#query.get(term) > 0 ? 1 : 0));
  }

  /** Whether enough recent entries of two stories would have joined the other, with one more of the first. */
  proveOne(story: number, other: number, at: Instant): boolean {
    const here = this.#witnesses(story, other, at) + 1;
    const there = this.#witnesses(other, story, at);
    return (
      here + there >= SCORE.mergeArticles &&
      Math.min(here, there) >= SCORE.mergeOfEach &&
      here + there >= SCORE.mergeShare * Math.min(this.#sizeOf(story), this.#sizeOf(other))
    );
  }

  begunAt(story: number): Instant {
    return Math.min(
      ...this.corpora.map(
        (c) => c.held(c.stories.get(story)?.members[0] ?? -1)?.at ?? Number.POSITIVE_INFINITY,
      ),
    );
  }

  #witnesses(of: number, other: number, at: Instant): number {
    const since = at - SCORE.mergeHours * 3_600_000;
    return this.#members(of).filter(({ held }) => held.at >= since && held.besides.includes(other)).length;
  }

  #sizeOf(story: number): number {
    return this.corpora.reduce((sum, corpus) => sum + (corpus.stories.get(story)?.members.length ?? 0), 0);
  }

  /** The entries that speak for a story, oldest first. */
  #members(story: number): Member[] {
    const members: Member[] = [];
    for (const corpus of this.corpora)
      for (const entry of corpus.stories.get(story)?.members.slice(-PROFILE) ?? []) {
        const held = corpus.held(entry);
        if (held !== undefined) members.push({ corpus, held });
      }
    return members.slice(-PROFILE);
  }

  /** The length of the sum of a story's vectors; remembered where one layer has it all. */
  #norm(story: number, members: readonly Member[]): number {
    const parts = this.corpora.flatMap((corpus) => corpus.stories.get(story) ?? []);
    const whole = parts.length === 1 ? parts[0] : undefined;
    if (whole?.norm !== undefined) return whole.norm;
    this.#sum.clear();
    for (const { corpus, held } of members) corpus.pour(held, this.#sum);
    const norm = this.#sum.norm() / UNIT;
    if (whole !== undefined) whole.norm = norm;
    return norm;
  }
}
