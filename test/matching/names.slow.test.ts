import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { measureNames, readPeople } from "../../bench/names.ts";
import { SeenNames } from "../../src/matching/variants/alike.ts";

const data = new URL("../../../shared/data/names/people.ndjson", import.meta.url);

describe.skipIf(!existsSync(data))("people's real spellings (skipped where the data is absent)", () => {
  test("are named with precision 0.95 at least, at the recall that bench/names prints", () => {
    const people = readPeople();
    const seen = new SeenNames(people.flatMap((person) => person.spellings.map(({ text }) => text)));
    for (const script of ["latin", "cyrillic"] as const) {
      const figures = measureNames(script, people, seen);
      const precision = figures.found / (figures.found + figures.wrong);
      const recall = figures.found / figures.spellings;
      console.log(`${script}: recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}`);
      expect(precision).toBeGreaterThanOrEqual(0.95);
      expect(recall).toBeGreaterThanOrEqual(0.93);
    }
  });
});
