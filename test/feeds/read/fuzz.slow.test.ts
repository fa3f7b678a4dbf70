import { test } from "vitest";
import { fuzz } from "./fuzz.ts";

const RUNS = Number(process.env.FUZZ_DOCUMENTS ?? 2_000);

test(`${RUNS} documents made and broken at random`, async () => {
  await fuzz(RUNS);
});
