import { LRUCache } from "lru-cache";
import { createTask, parse, type ScheduledTask } from "node-cron";
import { Temporal } from "temporal-polyfill";
import type { Instant } from "../model/time.ts";

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
