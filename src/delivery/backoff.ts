import type { Millis } from "../model/time.ts";

const FIRST: Millis = 2_000;
const LONGEST: Millis = 300_000;

/** How long to wait before the next attempt: 2 s doubled each time up to 5 minutes, half of it at random, so that many do not return at once. */
export function backoff(attempts: number, random: () => number): Millis {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(20, Math.max(0, attempts - 1)));
  return Math.round(full / 2 + (full / 2) * random());
}
