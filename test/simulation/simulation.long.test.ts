import { expect, it } from "vitest";
import { runDays } from "./run-days.ts";

/** 100,000 unless told; two shells with a SIMULATION_SEED of their own share them on two cores. */
const DAYS = Number(process.env.SIMULATION_DAYS ?? 100_000);

it(`loses nothing and repeats nothing in ${DAYS} days`, async () => {
  const first = Number(process.env.SIMULATION_SEED ?? 1);
  const said = await runDays({ first, count: DAYS, share: Number.POSITIVE_INFINITY });
  console.log(said);
  expect(said).toMatch(new RegExp(`^${DAYS} days`));
});
