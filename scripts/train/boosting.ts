import { dice } from "../../bench/story-data.ts";
import type { Trees } from "../../src/stories/trees.ts";

/** What is to be learnt: rows of evidence, each with its answer (0 or 1) and what it weighs. */
export interface Lesson {
  rows: readonly Float64Array[];
  answers: Float64Array;
  weights: Float64Array;
}

/** How trees grow: XGBoost's terms (Chen and Guestrin 2016). Few and shallow, since the labelled stories are few. */
export const GROWTH = {
  trees: 100,
  depth: 5,
  /** How much of what a tree says counts. */
  rate: 0.1,
  /** Shrinks the leaves that few rows reach, and the least of the loss's second derivative in one. */
  lambda: 5,
  leastCurvature: 2,
  /** Parts of the rows and of the evidence that a tree sees. */
  rows: 0.8,
  columns: 0.6,
  /** Bounds that are tried for a kind of evidence. */
  bounds: 63,
};

/** Boosted trees for the logarithm of the odds that an answer is 1. The same seed grows the same trees. */
export function grown(lesson: Lesson, evidence: readonly string[], seed: number): Trees {
  const table = binned(lesson.rows, evidence.length);
  const next = dice(seed);
  const odds = new Float64Array(lesson.rows.length);
  const slopes = new Float64Array(odds.length);
  const curves = new Float64Array(odds.length);
  const trees: {
    evidence: readonly string[];
    depth: number;
    asks: number[][];
    bounds: number[][];
    leaves: number[][];
  } = { evidence, depth: GROWTH.depth, asks: [], bounds: [], leaves: [] };
  for (let i = 0; i < GROWTH.trees; i++) {
    for (let row = 0; row < odds.length; row++) {
      const chance = 1 / (1 + Math.exp(-(odds[row] ?? 0)));
      const weight = lesson.weights[row] ?? 0;
      slopes[row] = weight * (chance - (lesson.answers[row] ?? 0));
      curves[row] = weight * Math.max(1e-6, chance * (1 - chance));
    }
    const seen = Int32Array.from(odds.keys()).filter(() => next() < GROWTH.rows);
    const columns = evidence.map((_, column) => column).filter(() => next() < GROWTH.columns);
    const tree = new Growing(table, slopes, curves, columns);
    tree.grow(0, seen);
    for (let row = 0; row < odds.length; row++) odds[row] = (odds[row] ?? 0) + tree.leafOf(row);
    trees.asks.push([...tree.asks]);
    trees.bounds.push([...tree.bounds]);
    trees.leaves.push([...tree.leaves]);
  }
  return trees;
}

interface Table {
  /** Of each kind of evidence: the bounds that are tried, ascending, and of each row how many of them it reaches. */
  bounds: number[][];
  reached: Uint8Array[];
}

function binned(rows: readonly Float64Array[], columns: number): Table {
  const bounds: number[][] = [];
  const reached: Uint8Array[] = [];
  for (let column = 0; column < columns; column++) {
    const values = Float64Array.from(rows, (row) => row[column] ?? 0).sort();
    const tried: number[] = [];
    for (let i = 1; i <= GROWTH.bounds; i++) {
      const value = rounded(values[Math.floor((i * values.length) / (GROWTH.bounds + 1))] ?? 0);
      if (value > (tried.at(-1) ?? Number.NEGATIVE_INFINITY)) tried.push(value);
    }
    bounds.push(tried);
    reached.push(Uint8Array.from(rows, (row) => reachedOf(tried, row[column] ?? 0)));
  }
  return { bounds, reached };
}

/** Five digits tell as much, and are read more easily. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

function reachedOf(bounds: readonly number[], value: number): number {
  let [low, high] = [0, bounds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where nothing is gained by asking, everybody goes left. */
const NEVER = 1e9;

/** One tree. Every fork is there, if only to send all to its left. */
class Growing {
  readonly asks = new Uint8Array(2 ** GROWTH.depth - 1);
  readonly bounds = new Float64Array(this.asks.length).fill(NEVER);
  readonly leaves = new Float64Array(2 ** GROWTH.depth);
  /** The number of the bound asked for at each fork. */
  readonly #numbers = new Int16Array(this.asks.length).fill(GROWTH.bounds + 1);
  readonly #table: Table;
  readonly #slopes: Float64Array;
  readonly #curves: Float64Array;
  readonly #columns: readonly number[];

  constructor(table: Table, slopes: Float64Array, curves: Float64Array, columns: readonly number[]) {
    this.#table = table;
    this.#slopes = slopes;
    this.#curves = curves;
    this.#columns = columns;
  }

  grow(fork: number, rows: Int32Array): void {
    const [slope, curve] = this.#sums(rows);
    if (fork >= this.asks.length) {
      this.leaves[fork - this.asks.length] = rounded((-GROWTH.rate * slope) / (curve + GROWTH.lambda));
      return;
    }
    const best = this.#split(rows, slope, curve);
    if (best !== undefined) {
      this.asks[fork] = best.column;
      this.#numbers[fork] = best.number;
      this.bounds[fork] = this.#table.bounds[best.column]?.[best.number] ?? NEVER;
    }
    const right = rows.filter((row) => this.#goesRight(fork, row));
    const left = right.length === 0 ? rows : rows.filter((row) => !this.#goesRight(fork, row));
    this.grow(2 * fork + 1, left);
    this.grow(2 * fork + 2, right);
  }

  leafOf(row: number): number {
    let fork = 0;
    while (fork < this.asks.length) fork = 2 * fork + (this.#goesRight(fork, row) ? 2 : 1);
    return this.leaves[fork - this.asks.length] ?? 0;
  }

  #goesRight(fork: number, row: number): boolean {
    return (this.#table.reached[this.asks[fork] ?? 0]?.[row] ?? 0) > (this.#numbers[fork] ?? 0);
  }

  #sums(rows: Int32Array): [slope: number, curve: number] {
    let [slope, curve] = [0, 0];
    for (const row of rows) {
      slope += this.#slopes[row] ?? 0;
      curve += this.#curves[row] ?? 0;
    }
    return [slope, curve];
  }

  #split(rows: Int32Array, slope: number, curve: number): { column: number; number: number } | undefined {
    let best: { column: number; number: number } | undefined;
    let most = gain(slope, curve);
    for (const column of this.#columns) {
      const reached = this.#table.reached[column] ?? new Uint8Array();
      const slopes = new Float64Array(GROWTH.bounds + 1);
      const curves = new Float64Array(GROWTH.bounds + 1);
      for (const row of rows) {
        const bin = reached[row] ?? 0;
        slopes[bin] = (slopes[bin] ?? 0) + (this.#slopes[row] ?? 0);
        curves[bin] = (curves[bin] ?? 0) + (this.#curves[row] ?? 0);
      }
      let [left, leftCurve] = [0, 0];
      for (let number = 0; number < (this.#table.bounds[column]?.length ?? 0); number++) {
        left += slopes[number] ?? 0;
        leftCurve += curves[number] ?? 0;
        if (leftCurve < GROWTH.leastCurvature || curve - leftCurve < GROWTH.leastCurvature) continue;
        const gained = gain(left, leftCurve) + gain(slope - left, curve - leftCurve);
        if (gained <= most + LEAST_GAIN) continue;
        most = gained;
        best = { column, number };
      }
    }
    return best;
  }
}

const LEAST_GAIN = 1e-9;

/** How much a leaf of such sums takes off the loss. */
function gain(slope: number, curve: number): number {
  return slope ** 2 / (curve + GROWTH.lambda);
}
