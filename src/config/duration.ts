import type { Millis } from "../model/time.ts";

const UNITS: Record<string, Millis> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const WHOLE = /^\s*(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d|w)\s*)+$/;
const PART = /(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)/g;
/** Ten years: longer is a slip of the hand, and far below what a timer or a date can hold. */
const LONGEST = 10 * 365 * 86_400_000;

/** "90s", "5m", "1h30m", "2d" in milliseconds; undefined if it is none, or longer than ten years. */
export function parseDuration(text: string): Millis | undefined {
  if (text.length > 40 || !WHOLE.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(PART)) total += Number(count) * (UNITS[unit ?? ""] ?? 0);
  return total <= LONGEST ? Math.round(total) : undefined;
}

const SIZES: Record<string, number> = { b: 1, kb: 1_000, mb: 1_000_000, gb: 1_000_000_000 };

/** "10 MB", "500kB" or a plain number, in bytes (decimal units, as disks and networks count); undefined if it is none. */
export function parseSize(text: string): number | undefined {
  const [, count, unit] = /^\s*(\d{1,12}(?:\.\d{1,6})?)\s*([kmg]?b)?\s*$/i.exec(text) ?? [];
  if (count === undefined) return undefined;
  return Math.round(Number(count) * (SIZES[unit?.toLowerCase() ?? "b"] ?? 1));
}
