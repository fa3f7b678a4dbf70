import { afterAll, it } from "vitest";
import { endProcesses } from "./desk-process.ts";
import { killDays } from "./kill-days.ts";
import { SHARES } from "./shares.ts";

const FIRST = Number(process.env.KILL_SEED ?? 1);
const DAYS = Number(process.env.KILL_DAYS ?? 50);

afterAll(endProcesses);

it("tells every alert once, whenever the service is killed", {
  timeout: SHARES.kills + 300_000,
}, async () => {
  console.log(await killDays(FIRST, DAYS, SHARES.kills));
});
