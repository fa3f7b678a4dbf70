import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVIDENCE } from "../../src/stories/evidence.ts";
import { odds, planted, type Trees } from "../../src/stories/trees.ts";

/** Evidence of a story, all else nothing. */
function evidence(values: Partial<Record<(typeof EVIDENCE)[number], number>>): Float64Array {
  return Float64Array.from(EVIDENCE, (name) => values[name] ?? 0);
}

const DEPTH = 3;
const FORKS = 2 ** DEPTH - 1;
const number = fc.double({ min: -2, max: 2, noNaN: true });
const tree = fc.record({
  asks: fc.array(fc.nat(EVIDENCE.length - 1), { minLength: FORKS, maxLength: FORKS }),
  bounds: fc.array(number, { minLength: FORKS, maxLength: FORKS }),
  leaves: fc.array(number, { minLength: FORKS + 1, maxLength: FORKS + 1 }),
});
type Tree = typeof tree extends fc.Arbitrary<infer T> ? T : never;

function of(trees: readonly Tree[]): Trees {
  return {
    evidence: EVIDENCE,
    depth: DEPTH,
    asks: trees.map(({ asks }) => asks),
    bounds: trees.map(({ bounds }) => bounds),
    leaves: trees.map(({ leaves }) => leaves),
  };
}

/** As the format says it, fork by fork. */
function answer({ asks, bounds, leaves }: Tree, values: Float64Array, fork = 0): number {
  if (fork >= FORKS) return leaves[fork - FORKS] ?? Number.NaN;
  const reaches = (values[asks[fork] ?? 0] ?? 0) >= (bounds[fork] ?? 0);
  return answer({ asks, bounds, leaves }, values, 2 * fork + (reaches ? 2 : 1));
}

describe("trees", () => {
  it("answer the sum of the leaves that the evidence leads to", () => {
    const values = fc.array(number, { minLength: EVIDENCE.length, maxLength: EVIDENCE.length });
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 8 }), values, (trees, numbers) => {
        const given = Float64Array.from(numbers);
        const sum = trees.reduce((all, one) => all + answer(one, given), 0);
        expect(planted(of(trees))(given)).toBeCloseTo(sum, 9);
      }),
    );
  });

  it("refuse to be asked about other evidence than they were taught", () => {
    expect(() => planted({ ...of([]), evidence: ["score"] })).toThrow("npm run train");
  });

  it("that ship tell an article of a story from a stranger", () => {
    const near = { nearest: 0.6, threeNearest: 0.55, whole: 0.7, ageless: 0.6, score: 0.6, margin: 0.45 };
    const own = {
      ...near,
      likeThem: 1.1,
      newest: 0.5,
      lead: 10,
      ofFiveNearest: 1,
      ofFifteenNearest: 1,
      known: 0.8,
    };
    const far = { nearest: 0.08, threeNearest: 0.06, whole: 0.08, ageless: 0.07, score: 0.06, margin: -0.05 };
    const stranger = { ...far, likeThem: 0.2, lead: 1, bestOther: 0.06, ofFiveNearest: 0.4, known: 0.1 };
    const text = { terms: 4, nearestTerms: 4, breadth: 8, manyNear: 0.5, nearestLead: 2, present: 0.5 };
    expect(odds(evidence({ ...text, ...own }))).toBeGreaterThan(0);
    expect(odds(evidence({ ...text, ...stranger, breadth: 2, present: 0.05 }))).toBeLessThan(0);
  });
});
