import { EVIDENCE, type Judged } from "./evidence.ts";
import learnt from "./learnt.json" with { type: "json" };
import { SCORE } from "./scoring.ts";

/** Says how likely an article is of stories. */
export interface Judge {
  /** What the linear score of a story must reach for the judge to be asked of it. */
  leastScore: number;
  /** The logarithm of the odds, of each in turn. */
  odds(stories: readonly Judged[]): readonly number[];
}

/**
 * Small decision trees, each as deep as the others, whose answers are added up: gradient boosting (Friedman 2001). At
 * each fork the evidence of a number is asked whether it reaches a bound.
 */
export interface Trees {
  /** Names of the evidence that the numbers below stand for. */
  evidence: readonly string[];
  /** Forks below each other in a tree; a tree has 2 ** depth leaves. */
  depth: number;
  /** Of a tree, level by level: which evidence is asked at each fork, and the bound. */
  asks: readonly (readonly number[])[];
  bounds: readonly (readonly number[])[];
  /** From left (no bound reached) to right. */
  leaves: readonly (readonly number[])[];
}

/** Makes trees ready to be asked. Throws for trees that were taught other evidence than is gathered. */
export function planted(trees: Trees): (evidence: Float64Array) => number {
  if (trees.evidence.join() !== EVIDENCE.join())
    throw new Error(
      "src/stories/learnt.json was taught other evidence than is gathered: run `npm run train`",
    );
  const forks = 2 ** trees.depth - 1;
  const asks = Uint8Array.from(trees.asks.flat());
  const bounds = Float64Array.from(trees.bounds.flat());
  const leaves = Float64Array.from(trees.leaves.flat());
  const count = trees.leaves.length;
  return (evidence) => {
    let sum = 0;
    for (let tree = 0; tree < count; tree++) {
      const root = tree * forks;
      let fork = 0;
      while (fork < forks) {
        const at = root + fork;
        fork = 2 * fork + ((evidence[asks[at] ?? 0] ?? 0) >= (bounds[at] ?? 0) ? 2 : 1);
      }
      sum += leaves[tree * (forks + 1) + fork - forks] ?? 0;
    }
    return sum;
  };
}

let shipped: ((evidence: Float64Array) => number) | undefined;

/** The logarithm of the odds that an article is of a story, by the trees that ship; made by `npm run train`. */
export function odds(evidence: Float64Array): number {
  shipped ??= planted(learnt);
  return shipped(evidence);
}

export const TREES: Judge = {
  leastScore: SCORE.leastScore,
  odds: (stories) => stories.map(({ evidence }) => odds(evidence)),
};
