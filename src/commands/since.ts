import type { Instant } from "../model/time.ts";

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** "2h", "90m", "3d", "1w", "2026-08-20" (UTC midnight) or an RFC 3339 time, as a moment seen from now; undefined if it is none. */
export function parseSince(value: string): ((now: Instant) => Instant) | undefined {
  const text = value.trim().toLowerCase();
  const ago = text.match(/^(\d{1,6})\s*([smhdw])$/);
  const unit = UNITS[ago?.[2] ?? ""];
  if (ago?.[1] !== undefined && unit !== undefined) {
    const span = Number(ago[1]) * unit;
    return (now) => now - span;
  }
  if (!/^\d{4}-\d{2}-\d{2}(?:t[\d:.]+(?:z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return undefined;
  const at = Date.parse(text.toUpperCase());
  return Number.isNaN(at) ? undefined : () => at;
}

/** RFC 3339, UTC. */
export function rfc3339(at: Instant): string {
  return new Date(at).toISOString();
}

/** "2h", "90m", "3d", "1w" as milliseconds; undefined if it is none. A leading "for" is passed over. */
export function parseSpan(value: string): number | undefined {
  const [, number, letter = ""] = /^(?:for\s+)?(\d{1,6})\s*([smhdw])/.exec(value.trim().toLowerCase()) ?? [];
  const unit = UNITS[letter];
  const span = number === undefined || unit === undefined ? undefined : Number(number) * unit;
  return span === 0 ? undefined : span;
}

/** "2026-08-20 14:05" in a time zone, for people. */
export function minute(at: Instant, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return parts.format(at);
}
