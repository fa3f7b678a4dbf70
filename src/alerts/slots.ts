import { Temporal } from "temporal-polyfill";
import type { DigestSchedule } from "../model/attention.ts";
import type { Instant } from "../model/time.ts";

/** Three weeks hold a slot of every schedule that has one. */
const FARTHEST_DAYS = 21;

/**
 * The first slot after `now`. A time that a clock change leaves out is taken when the change is over; one that it
 * repeats is taken the first time (RFC 5545's rule, Temporal's "compatible"): a digest is neither skipped nor repeated.
 * Hours are hours of time, not of the clock.
 */
export function nextSlot(schedule: DigestSchedule, zone: string, now: Instant): Instant {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  if (schedule.kind === "hourly") {
    // Zones a half hour off have their full hours too; adding an hour of time steps over a clock change.
    const start = local.round({ smallestUnit: "hour", roundingMode: "floor" });
    return start.add({ hours: 1 }).epochMilliseconds;
  }
  const times = schedule.times.map((t) => Temporal.PlainTime.from(t)).sort(Temporal.PlainTime.compare);
  for (let day = 0; day <= FARTHEST_DAYS; day++) {
    const date = local.toPlainDate().add({ days: day });
    if (schedule.weekdays.length > 0 && !schedule.weekdays.includes(date.dayOfWeek)) continue;
    for (const plainTime of times) {
      const at = date.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds;
      if (at > now) return at;
    }
  }
  return now + FARTHEST_DAYS * 86_400_000;
}
