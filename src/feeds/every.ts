import { LRUCache } from "lru-cache";
import { createTask, parse, type ScheduledTask, validateDetailed } from "node-cron";
import { Temporal } from "temporal-polyfill";
import type { Instant, Millis } from "../model/time.ts";

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

const tasks = new LRUCache<string, ScheduledTask>({ max: 500, dispose: (task) => void task.destroy() });

/**
 * The first moment after `after` that the expression names in `timezone`; undefined if there is none within
 * 13 months. node-cron decides what matches; it can only be asked from its own now, so the looking is ours.
 * A local time that a clock change leaves out is passed over.
 */
export function nextRun(expression: string, after: Instant, timezone: string): Instant | undefined {
  const key = `${timezone} ${expression}`;
  const task = tasks.get(key) ?? createTask(expression, () => undefined, { timezone });
  tasks.set(key, task);
  const { second, minute, hour } = parse(expression);
  const start = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timezone);
  // An hour that a clock change repeats has its polls both times, but a single daily one comes once.
  const passes = hour.length > 1 ? (["earlier", "later"] as const) : (["earlier"] as const);
  days: for (let days = 0; days < 400; days++) {
    const date = start.toPlainDate().add({ days });
    for (const h of hour) {
      if (days === 0 && h < start.hour) continue;
      for (const disambiguation of passes) {
        for (const m of minute) {
          for (const s of second) {
            const local = date.toPlainDateTime({ hour: h, minute: m, second: s });
            const moment = local.toZonedDateTime(timezone, { disambiguation });
            if (moment.hour !== h || moment.epochMilliseconds <= after) continue;
            if (task.match(new Date(moment.epochMilliseconds))) return moment.epochMilliseconds;
            continue days;
          }
        }
      }
    }
  }
  return undefined;
}
