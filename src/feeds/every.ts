import { validateDetailed } from "node-cron";
import type { Millis } from "../model/time.ts";

/** How often: a fixed time between polls, or the moments that a cron expression names. */
export type Every = { kind: "duration"; ms: Millis } | { kind: "cron"; expression: string };

const UNITS: Record<string, Millis> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const LONGEST: Millis = 3_650 * 86_400_000;

/** Reads "90s", "5m", "1h30m", "2d" or a cron expression as node-cron does; throws an Error that says what is wrong. */
export function parseEvery(text: string): Every {
  const plain = text.trim();
  if (/^(?:\d+(?:\.\d+)?\s*(?:ms|[smhdw])\s*)+$/.test(plain) && plain.length <= 40) {
    let ms = 0;
    for (const [, count, unit] of plain.matchAll(/(\d+(?:\.\d+)?)\s*(ms|[smhdw])/g)) {
      ms += Number(count) * (UNITS[unit ?? ""] ?? 0);
    }
    if (ms < 1 || ms > LONGEST) throw new Error(`"${plain}" is no time between polls: from 1ms to ten years`);
    return { kind: "duration", ms: Math.round(ms) };
  }
  if (/^\d+(?:\.\d+)?$/.test(plain)) throw new Error(`"${plain}" lacks a unit: write ${plain}s or ${plain}m`);
  const { valid, errors } = plain.length <= 200 ? validateDetailed(plain) : { valid: false, errors: [] };
  if (valid) return { kind: "cron", expression: plain };
  const why = errors.map(({ message }) => message).join("; ");
  const shown = plain.slice(0, 60);
  throw new Error(
    `"${shown}" is neither a duration ("5m") nor a cron expression${why === "" ? "" : ` (${why})`}`,
  );
}
