import { afterAll, expect, it } from "vitest";
import { endProcesses } from "./desk-process.ts";
import { killDays } from "./kill-days.ts";

const FIRST = Number(process.env.KILL_SEED ?? 1);
/** Each day is on every platform at once. */
const DAYS = Number(process.env.KILL_DAYS ?? 1_000);

afterAll(endProcesses);

it(`tells every alert once through ${DAYS} days of kills`, async () => {
  const said = await killDays(FIRST, DAYS, Number.POSITIVE_INFINITY);
  console.log(said);
  expect(said).toMatch(new RegExp(`^${DAYS} seeds`));
});
