import type { Instant } from "../model/time.ts";
import type { Features } from "./features.ts";
import { likeness, nextBest, type Product, silence, threshold } from "./scoring.ts";
import type { TermTable } from "./term-table.ts";

/**
 * What speaks for or against an article's being of a story, in the order in which the trees were taught it. How old and
 * how large a story is does not stand here: the times of the labelled sets are made up, and their stories all large.
 */
export const EVIDENCE = [
  // The linear score of `scoring.ts`, as if the story were of this moment, and as it is; what it takes that from.
  "ageless",
  "score",
  "nearest",
  "threeNearest",
  "whole",
  // How much the article shares with the entries, as a part of what they share with each other; and with the newest.
  "likeThem",
  "newest",
  // Logarithms: of the terms of the article and of its nearest entry, of hours of silence.
  "terms",
  "nearestTerms",
  "silence",
  // Against the other stories that it might be of.
  "margin",
  "lead",
  "bestOther",
  "nextBest",
  "nearestLead",
  "ofFiveNearest",
  "ofFifteenNearest",
  // What part of the entries is at least half as near as the nearest.
  "manyNear",
  // The terms that it shares with its nearest entry: how many count, the part of the heaviest.
  "breadth",
  "heaviestPart",
  // What part of the article the story knows; the heaviest term that no entry has (another name, another number).
  "known",
  "heaviestUnknown",
  // What part of the story the article has; the heaviest that it has, and the two heaviest that it lacks.
  "present",
  "heaviestPresent",
  "heaviestAbsent",
  "nextAbsent",
] as const;

type Evidence = (typeof EVIDENCE)[number];
const PLACE = Object.fromEntries(EVIDENCE.map((name, i) => [name, i]));

/** A story that an article might be of, as far as it was looked at. */
export interface Candidate {
  story: number;
  score: number;
  /** What the score would be if the story's last entry were of this moment. */
  ageless: number;
  /** True if nobody wrote of it in the article's language yet. */
  foreign: boolean;
  /** Of its newest entries, oldest first. */
  products: readonly Product[];
  /** What the three nearest share with the article, nearest first; 0 where there are fewer. */
  nearest: readonly [number, number, number];
  /** The length of the sum of their vectors. */
  norm: number;
}

/** A candidate that was compared term by term, too. */
export interface Judged extends Candidate {
  /** By `EVIDENCE`. */
  evidence: Float64Array;
}

/** What tells how like an article and a story are, term by term. */
export interface Terms {
  features: Features;
  /** The article's, the nearest entry's, and the sum of all entries' weights. */
  article: TermTable;
  nearest: TermTable;
  story: TermTable;
}

/** Terms are weighed in whole numbers; a vector is so long. */
export const UNIT = 255;
/** A sheet of evidence, on which each of these writes its part. */
export class Sheet {
  readonly values = new Float64Array(EVIDENCE.length);

  #set(name: Evidence, value: number): void {
    this.values[PLACE[name] ?? 0] = value;
  }

  /** What the story's entries say by themselves. */
  ofEntries({ products, nearest, norm, score, ageless }: Candidate, terms: number, at: Instant): void {
    const [first, second, third] = nearest;
    const count = products.length;
    let [sum, near] = [0, 0];
    for (const { cosine } of products) {
      sum += cosine;
      if (cosine > first / 2) near++;
    }
    this.#set("ageless", ageless);
    this.#set("score", score);
    this.#set("nearest", first);
    this.#set("threeNearest", (first + second + third) / Math.min(3, count));
    this.#set("whole", norm === 0 ? 0 : sum / norm);
    this.#set("likeThem", count < 2 ? -1 : likeness(sum, norm, count));
    this.#set("newest", products.at(-1)?.cosine ?? 0);
    this.#set("terms", Math.log(Math.max(3, terms)));
    this.#set("silence", Math.log1p(silence(products, at)));
    this.#set("manyNear", near / count);
  }

  /** What the others that the article might be of say. `near`: entries of all of them, nearest first. */
  ofOthers(
    candidate: Candidate,
    ranked: readonly Candidate[],
    near: readonly NearEntry[],
    terms: number,
  ): void {
    const others = ranked.filter((r) => r !== candidate);
    const scores = others.map(({ score }) => score);
    const [best = 0] = scores;
    const stranger = Math.max(LEAST, ...others.map(({ nearest }) => nearest[0]));
    this.#set("margin", margin(candidate, ranked, terms));
    this.#set("lead", Math.min(MOST_LEAD, candidate.score / Math.max(LEAST, best)));
    this.#set("bestOther", best);
    this.#set("nextBest", nextBest(scores));
    this.#set("nearestLead", candidate.nearest[0] / stranger);
    this.#set("ofFiveNearest", partOf(candidate.story, near, 5));
    this.#set("ofFifteenNearest", partOf(candidate.story, near, NEAR_ENTRIES));
  }

  /** What single terms say. */
  ofTerms({ features: { terms, weights }, article, nearest, story }: Terms, count: number): void {
    let [all, squares, heaviest] = [0, 0, 0];
    let [known, length, unknown] = [0, 0, 0];
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] ?? 0;
      const weight = weights[i] ?? 0;
      length += weight * weight;
      if (story.get(term) > 0) known += weight * weight;
      else if (weight > unknown) unknown = weight;
      const product = weight * nearest.get(term);
      all += product;
      squares += product * product;
      if (product > heaviest) heaviest = product;
    }
    const { part, present, absent, next } = story.comparedTo(article);
    this.#set("nearestTerms", Math.log(Math.max(3, nearest.size)));
    this.#set("breadth", squares > 0 ? all ** 2 / squares : 0);
    this.#set("heaviestPart", all > 0 ? heaviest / all : 0);
    this.#set("known", length > 0 ? known / length : 0);
    this.#set("heaviestUnknown", unknown / UNIT);
    this.#set("present", part);
    this.#set("heaviestPresent", present / count / UNIT);
    this.#set("heaviestAbsent", absent / count / UNIT);
    this.#set("nextAbsent", next / count / UNIT);
  }
}

/** How much a story's score is above what `scoring.ts` asks for beside the others, best first. */
export function margin(candidate: Candidate, among: readonly Candidate[], terms: number): number {
  const others = among.filter((r) => r !== candidate).map((r) => r.score);
  return candidate.score - threshold(terms, others);
}

const LEAST = 0.01;
const MOST_LEAD = 10;

/** Of all entries, the nearest that are looked at together. */
const NEAR_ENTRIES = 15;

export interface NearEntry {
  story: number;
  cosine: number;
}

/** Of the entries of all the stories that an article might be of, the few nearest, nearest first. */
export function nearestOfAll(candidates: readonly Candidate[]): NearEntry[] {
  const near: NearEntry[] = [];
  for (const { story, products } of candidates)
    for (const { cosine } of products) {
      if (near.length === NEAR_ENTRIES && cosine <= (near[NEAR_ENTRIES - 1]?.cosine ?? 0)) continue;
      let place = near.length;
      while (place > 0 && (near[place - 1]?.cosine ?? 0) < cosine) place--;
      near.splice(place, 0, { story, cosine });
      if (near.length > NEAR_ENTRIES) near.pop();
    }
  return near;
}

/** What part of the likeness of so many nearest entries is of one story. */
function partOf(story: number, near: readonly NearEntry[], most: number): number {
  let [of, all] = [0, 0];
  for (const { story: theirs, cosine } of near.slice(0, most)) {
    all += cosine;
    if (theirs === story) of += cosine;
  }
  return all > 0 ? of / all : 0;
}
