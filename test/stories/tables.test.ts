import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyTable } from "../../src/stories/key-table.ts";
import { Postings } from "../../src/stories/postings.ts";
import { TermTable } from "../../src/stories/term-table.ts";
import { Vectors } from "../../src/stories/vectors.ts";

const small = fc.nat(40);

describe("a table of keys", () => {
  it("holds what a map would, whatever is put in, counted, deleted or pruned", () => {
    const step = fc.record({
      what: fc.constantFrom("set", "add", "delete", "prune"),
      high: fc.constantFrom(0, 7, -1, 2 ** 31),
      low: small,
      value: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const table = new KeyTable();
        const map = new Map<string, number>();
        for (const { what, high, low, value } of steps) {
          const key = `${high >>> 0} ${low}`;
          if (what === "set") {
            table.set(high, low, value);
            map.set(key, value);
          } else if (what === "add") {
            const by = value - 5;
            table.add(high, low, by);
            const sum = (map.get(key) ?? 0) + by;
            if (sum > 0) map.set(key, sum);
            else map.delete(key);
          } else if (what === "delete") {
            table.delete(high, low);
            map.delete(key);
          } else {
            table.prune(value);
            for (const [k, v] of map) if (v < value) map.delete(k);
          }
          expect(table.size).toBe(map.size);
        }
        for (const high of [0, 7, -1, 2 ** 31])
          for (let low = 0; low <= 40; low++)
            expect(table.get(high, low)).toBe(map.get(`${high >>> 0} ${low}`) ?? 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("postings", () => {
  it("answer which entries of a window hold a term, as a list of all of them would", () => {
    const entry = fc.uniqueArray(fc.nat(12), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 70 }),
        (list, window) => {
          const postings = new Postings();
          const held: { entry: number; terms: Uint32Array }[] = [];
          for (const [number, some] of list.entries()) {
            const terms = Uint32Array.from(some);
            postings.add(
              number,
              terms,
              Uint8Array.from(some, (term) => term + 1),
            );
            held.push({ entry: number, terms });
            const oldest = held.length > window ? held.shift() : undefined;
            if (oldest !== undefined) postings.drop(oldest.entry, oldest.terms);
          }
          const next = list.length;
          for (let term = 0; term <= 12; term++) {
            const tally = { sums: new Float32Array(256), met: new Uint32Array(256), count: 0 };
            const seen = postings.gather(term, 2, next, window, 5, tally);
            const expected = held
              .filter((h) => h.terms.includes(term))
              .slice(-5)
              .reverse();
            expect(seen).toBe(expected.length);
            expect([...tally.met.slice(0, tally.count)]).toEqual(expected.map((h) => h.entry & 255));
            for (const h of expected) expect(tally.sums[h.entry & 255]).toBeCloseTo(2 * (term + 1), 2);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("vectors", () => {
  it("stand as they were put in, through chunks that begin and are given back", () => {
    const vectors = new Vectors();
    const made = (i: number) => {
      const count = (i * 37) % 3_000;
      return {
        terms: Uint32Array.from({ length: count }, (_, k) => i * 10_000 + k),
        weights: Uint8Array.from({ length: count }, (_, k) => (i + k) % 256),
        fresh: Uint8Array.from({ length: count }, (_, k) => (i + k) % 2),
      };
    };
    const starts: number[] = [];
    for (let i = 0; i < 600; i++) {
      const { terms, weights, fresh } = made(i);
      starts.push(vectors.add(terms, weights, fresh));
      if (i < 200) continue;
      const oldest = i - 200;
      const first = made(oldest);
      expect(vectors.read(starts[oldest] ?? -1, first.terms.length)).toEqual({
        terms: first.terms,
        fresh: first.fresh,
      });
      const table = new TermTable();
      vectors.pour(starts[oldest] ?? -1, first.terms.length, table);
      const product = first.weights.reduce((sum, weight) => sum + weight * weight, 0);
      expect(vectors.product(starts[oldest] ?? -1, first.terms.length, table)).toBe(product);
      vectors.drop(starts[oldest + 1] ?? 0);
    }
  });
});
