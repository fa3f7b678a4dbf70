import type { Instant } from "../model/time.ts";

const HOUR = 3_600_000;

/**
 * The numbers by which stories are ranked for an article, and from which it joins one. Set by hand after a search over
 * three labelled sets, one configuration for all; `npm run bench -- stories` prints what they reach with the trees.
 */
export const SCORE = {
  /** Shares of the nearest entry, the mean of the three nearest, and (the rest) the whole story. */
  nearest: 0.08,
  threeNearest: 0.52,
  /**
   * The entries of a story share so much with each other; an article that shares less than this part of it with them is
   * likely of a look-alike, and its score is cut by the power of what it lacks. From so many entries on.
   */
  asAlike: 0.64,
  asAlikeByLength: 0.15,
  unlikeness: 0.75,
  asAlikeFrom: 3,
  /** A story that nobody wrote of for so long counts a third (1/e). */
  storyHours: 14,
  entryHours: 130,
  /** What an article of 20 terms must reach where nothing else is like it. */
  threshold: 0.077,
  /** How much more for each factor e of terms: a long text always shares some. */
  thresholdByLength: 0.065,
  /** How much of the next-best stories' score is asked for on top: where all look alike, being alike says little. */
  contrast: 0.63,
  /** How much less of that for each factor e of terms: a long text tells its event from its like by itself. */
  contrastByLength: 0.4,
  nextBest: 3,
  /** The logarithm of the odds, by the trees, from which an article is of a story; and of one in another language. */
  joins: 0.9,
  joinsAcross: 1.2,
  /** How much less for each factor e of terms: a headline alone says little. */
  joinsByLength: 0.15,
  /**
   * What any article must reach, too: of what is less alike than anything that they were taught, trees guess, and a
   * story that is wrongly taken for another is never told.
   */
  leastScore: 0.1,
  /** What the first article in a language must reach, too: see docs/decisions/0008-stories.md for how often that is right. */
  acrossLanguages: 0.4,
  /** How many articles must have joined one of two stories and would have joined the other, of each at least, within so many hours. */
  mergeArticles: 3,
  mergeOfEach: 1,
  mergeShare: 0.28,
  mergeHours: 6,
  /**
   * Until a desk has read so many stories of a language it does not know which words are rare there. Till then only an
   * article of such a score and so many terms joins, that shares so many of them with an entry, each counted by how much it adds, and with
   * none more than this part of them: that is one form filled in anew ("Results, week 12").
   */
  youngStories: 100,
  youngScore: 0.2,
  youngTerms: 22,
  youngBreadth: 5.3,
  youngShare: 0.6,
  /**
   * What any article must reach where nothing of its language was read yet: every word is rare then, and one in common
   * would do. A third of it (1/e) once so many stories were read.
   */
  newScore: 0.15,
  newStories: 10,
} as const;

/** After this nothing joins a story: decay would ask for more than identity. */
export const HORIZON = 4 * 24 * HOUR;

/** What an article shares with an entry of a story (a cosine, of 0 to 1), and when that came. */
export interface Product {
  cosine: number;
  at: Instant;
}

/** How like a story is to an article, by what the story's entries share with it, however old. */
export function storyScore(products: readonly Product[], norm: number, terms: number, at: Instant): number {
  const sum = products.reduce((all, { cosine }) => all + cosine, 0);
  const [nearest, second, third] = bestThree(products, ({ cosine, at: written }) => {
    return cosine * Math.exp(-Math.max(0, at - written) / HOUR / SCORE.entryHours);
  });
  const three = (nearest + second + third) / Math.min(3, products.length);
  const whole = norm === 0 ? 0 : sum / norm;
  const kin = kinship(sum, norm, products.length, terms);
  return (
    kin *
    (SCORE.nearest * nearest + SCORE.threeNearest * three + (1 - SCORE.nearest - SCORE.threeNearest) * whole)
  );
}

/** The three greatest of what entries count, greatest first; 0 where there are fewer. */
export function bestThree(
  products: readonly Product[],
  count: (product: Product) => number,
): [number, number, number] {
  let [first, second, third] = [0, 0, 0];
  for (const product of products) {
    const value = count(product);
    if (value > first) [first, second, third] = [value, first, second];
    else if (value > second) [second, third] = [value, second];
    else if (value > third) third = value;
  }
  return [first, second, third];
}

/** Hours since anybody wrote of a story. */
export function silence(products: readonly Product[], at: Instant): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const product of products) last = Math.max(last, product.at);
  return Math.max(0, at - last) / HOUR;
}

/** What part of its score a story keeps that nobody has written of for a while. */
export function decay(products: readonly Product[], at: Instant): number {
  return Math.exp(-silence(products, at) / SCORE.storyHours);
}

/** How much an article shares with a story's entries (`sum` in all), as a part of what these, two or more, share with each other. */
export function likeness(sum: number, norm: number, entries: number): number {
  const amongThem = (norm * norm - entries) / (entries * (entries - 1));
  return sum / entries / Math.max(LEAST_ALIKE, amongThem);
}

/** 1 for an article that is as like a story's entries as they are to each other, less for a stranger. */
function kinship(sum: number, norm: number, entries: number, terms: number): number {
  if (entries < SCORE.asAlikeFrom) return 1;
  const asAlike = SCORE.asAlike + SCORE.asAlikeByLength * factors(terms);
  const share = likeness(sum, norm, entries) / asAlike;
  return share < 1 ? share ** SCORE.unlikeness : 1;
}

/** Entries that share less than this are a story by something else than words. */
const LEAST_ALIKE = 0.02;

/** How like the next-best stories are, by their scores, best first. */
export function nextBest(others: readonly number[]): number {
  return others.slice(0, SCORE.nextBest).reduce((a, b) => a + b, 0) / SCORE.nextBest;
}

/** What the best of some stories must reach for an article of so many terms. `others` are the scores of those that it competes with, best first. */
export function threshold(terms: number, others: readonly number[]): number {
  const next = nextBest(others);
  const contrast = Math.max(0, SCORE.contrast - SCORE.contrastByLength * factors(terms));
  return SCORE.threshold + SCORE.thresholdByLength * factors(terms) + contrast * next;
}

/** What the logarithm of the odds must be for an article of so many terms to be of a story. */
export function leastOdds(terms: number, foreign: boolean): number {
  return foreign ? SCORE.joinsAcross : SCORE.joins - SCORE.joinsByLength * factors(terms);
}

/** How many factors of e an article is longer than 20 terms. */
function factors(terms: number): number {
  return Math.log(Math.max(3, terms) / 20);
}
