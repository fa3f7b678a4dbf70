import { parseEvery } from "../feeds/every.ts";
import type { Millis } from "../model/time.ts";

/** "90s", "5m", "1h30m", "2d" in milliseconds; undefined if it is none. */
export function parseDuration(text: string): Millis | undefined {
  if (!/^\s*\d/.test(text) || !/[a-z]\s*$/.test(text)) return undefined;
  try {
    const every = parseEvery(text);
    return every.kind === "duration" ? every.ms : undefined;
  } catch {
    return undefined; // the caller says what is expected instead
  }
}

const SIZES: Record<string, number> = { b: 1, kb: 1_000, mb: 1_000_000, gb: 1_000_000_000 };

/** "10 MB", "500kB" or a plain number, in bytes (decimal units, as disks and networks count); undefined if it is none. */
export function parseSize(text: string): number | undefined {
  const [, count, unit] = /^\s*(\d{1,12}(?:\.\d{1,6})?)\s*([kmg]?b)?\s*$/i.exec(text) ?? [];
  if (count === undefined) return undefined;
  return Math.round(Number(count) * (SIZES[unit?.toLowerCase() ?? "b"] ?? 1));
}
