/**
 * Teaches the trees of `src/stories/learnt.json` which evidence makes an article one of a story: `npm run train`.
 *
 * Rounds of dataset aggregation (Ross, Gordon and Bagnell 2011): the labelled sets are grouped, first by the linear
 * score, and every candidate of every article is kept with whether most of the story is of the article's event; then
 * trees are grown on all that was kept, and group in the next round, so that they learn from the stories that they make.
 * Each set is parted in four; an article's stories are judged by trees that were taught by the other three, which also
 * gives the scores that are printed: those of articles that the trees had not seen. What ships is grown on all.
 */
import { existsSync, writeFileSync } from "node:fs";
import { STORIES } from "../../bench/story-data.ts";
import { EVIDENCE, type Judged } from "../../src/stories/evidence.ts";
import { planted, type Trees } from "../../src/stories/trees.ts";
import { grown, type Lesson } from "./boosting.ts";
import {
  type Arrival,
  type Article,
  arrivals,
  grouped,
  labelled,
  PARTS,
  SETS,
  type SetName,
} from "./labelled.ts";

const ROUNDS = 2;
/**
 * The sets that teach: a day for each number, in which a story's articles take so many hours to come, and what all of
 * them weigh, since labels are more and less to be trusted. The Olympics only try what was learnt.
 */
const TAUGHT = {
  events: { days: [6, 24, 6, 24, 6, 24, 6, 24, 6, 24], worth: 4 },
  headlines: { days: [6, 24], worth: 1 },
};
/** An article kept out of a story of many is the dearer, the more there are: for each factor e of them. */
const BY_SIZE = 0.3;
const SEEDS = [1, 2];
const OUT = new URL("../../src/stories/learnt.json", import.meta.url);

interface Kept {
  set: keyof typeof TAUGHT;
  part: number;
  evidence: Float64Array;
  same: number;
  all: number;
}

type Odds = (evidence: Float64Array) => number;
type Sets = Record<SetName, Article[]>;

function train(): void {
  const sets = {
    events: labelled("events"),
    headlines: labelled("headlines"),
    olympics: labelled("olympics"),
  };
  const kept: Kept[] = [];
  let judges: Odds[] | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    for (const set of ["events", "headlines"] as const)
      for (const [i, hours] of TAUGHT[set].days.entries())
        keep(kept, set, arrivals(sets[set], 100 * round + i + 1, hours), judges);
    judges = Array.from({ length: PARTS }, (_, part) =>
      planted(growAll(kept.filter((k) => k.part !== part))),
    );
    console.log(`round ${round + 1}: ${kept.length} candidates; ${scores(sets, judges)}`);
  }
  const trees = growAll(kept);
  writeFileSync(OUT, written(trees));
  console.log(
    `grown on all of it: ${scores(
      sets,
      Array.from({ length: PARTS }, () => planted(trees)),
    )}`,
  );
}

/** Groups a day and keeps what was seen on the way. */
function keep(
  kept: Kept[],
  set: Kept["set"],
  day: readonly Arrival[],
  judges: readonly Odds[] | undefined,
): void {
  grouped(day, (article, books) => (candidates) => {
    for (const { story, evidence } of candidates)
      kept.push({ set, part: article.part, evidence, ...books.alike(story, article) });
    return candidates.map(oddsBy(judges?.[article.part]));
  });
}

/** Before any trees are taught, the linear score decides: its margin, as odds. */
function oddsBy(judge: Odds | undefined): (candidate: Judged) => number {
  const margin = EVIDENCE.indexOf("margin");
  return ({ evidence }) => (judge === undefined ? ((evidence[margin] ?? 0) > 0 ? 1 : -1) : judge(evidence));
}

function scores(sets: Sets, judges: readonly Odds[]): string {
  return SETS.map((set) => {
    const orders = set === "olympics" ? 1 : 3;
    const hours = [6, ...(set === "olympics" ? [] : [24])];
    const means = hours.map((h) => {
      let sum = 0;
      for (let order = 0; order < orders; order++) {
        const day = arrivals(sets[set], 9_000 + order, h);
        const books = grouped(day, (article) => (candidates) => candidates.map(oddsBy(judges[article.part])));
        sum += books.score();
      }
      return `${(sum / orders).toFixed(4)}${hours.length > 1 ? ` in ${h} hours` : ""}`;
    });
    return `${set} ${means.join(", ")}`;
  }).join("; ");
}

function growAll(kept: readonly Kept[]): Trees {
  const lesson = lessonOf(kept);
  const parts = SEEDS.map((seed) => grown(lesson, EVIDENCE, seed));
  return {
    evidence: EVIDENCE,
    depth: parts[0]?.depth ?? 0,
    asks: parts.flatMap((p) => p.asks),
    bounds: parts.flatMap((p) => p.bounds),
    leaves: parts.flatMap((p) =>
      p.leaves.map((tree) => tree.map((leaf) => Number((leaf / SEEDS.length).toPrecision(4)))),
    ),
  };
}

function lessonOf(kept: readonly Kept[]): Lesson {
  const counts = Object.groupBy(kept, ({ set }) => set);
  return {
    rows: kept.map(({ evidence }) => evidence),
    answers: Float64Array.from(kept, ({ same, all }) => (same >= all / 2 ? 1 : 0)),
    weights: Float64Array.from(kept, ({ set, same, all }) => {
      const share = (TAUGHT[set].worth * WEIGHT_OF_A_SET) / (counts[set]?.length ?? 1);
      return share * (same >= all / 2 ? 1 + BY_SIZE * Math.log(same) : 1);
    }),
  };
}

/** So that the leaves' least curvature means the same for any number of days. */
const WEIGHT_OF_A_SET = 75_000;

/** A line a tree, so that a change can be looked at. */
function written({ evidence, depth, asks, bounds, leaves }: Trees): string {
  const lines = (rows: readonly (readonly number[])[]) =>
    `[\n    ${rows.map((r) => JSON.stringify(r)).join(",\n    ")}\n  ]`;
  return `{
  "evidence": ${JSON.stringify(evidence)},
  "depth": ${depth},
  "asks": ${lines(asks)},
  "bounds": ${lines(bounds)},
  "leaves": ${lines(leaves)}
}
`;
}

if (existsSync(STORIES)) train();
else {
  console.error("The labelled sets are not here: there is no ../shared/data/stories beside this checkout.");
  process.exitCode = 1;
}
