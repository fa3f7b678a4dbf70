import { Temporal } from "temporal-polyfill";
import type { QuietHours } from "../model/attention.ts";
import type { Instant } from "../model/time.ts";

/** No quiet lasts longer: a channel that is quiet every day is told all the same. */
const LONGEST_DAYS = 14;

/** When the quiet that holds now is over; undefined if none does. */
export function quietUntil(quiet: QuietHours, zone: string, now: Instant): Instant | undefined {
  let at = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const latest = at.add({ days: LONGEST_DAYS });
  const start = at;
  while (Temporal.ZonedDateTime.compare(at, latest) < 0 && isQuiet(quiet, at)) at = nextBoundary(quiet, at);
  return Temporal.ZonedDateTime.compare(at, start) === 0 ? undefined : at.epochMilliseconds;
}

function isQuiet(quiet: QuietHours, at: Temporal.ZonedDateTime): boolean {
  if (quiet.days.includes(at.dayOfWeek) || quiet.isHoliday(at.toPlainDate().toString())) return true;
  const time = at.toPlainTime();
  const from = Temporal.PlainTime.from(quiet.from);
  const to = Temporal.PlainTime.from(quiet.to);
  const afterFrom = Temporal.PlainTime.compare(time, from) >= 0;
  const beforeTo = Temporal.PlainTime.compare(time, to) < 0;
  const span = Temporal.PlainTime.compare(from, to);
  if (span === 0) return false;
  return span < 0 ? afterFrom && beforeTo : afterFrom || beforeTo;
}

/** The next moment at which quiet may begin or end: midnight, or the end of the hours. */
function nextBoundary(quiet: QuietHours, at: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const midnight = at.add({ days: 1 }).startOfDay();
  const end = at
    .toPlainDate()
    .toZonedDateTime({ timeZone: at.timeZoneId, plainTime: Temporal.PlainTime.from(quiet.to) });
  const endsToday = Temporal.ZonedDateTime.compare(end, at) > 0;
  return endsToday && Temporal.ZonedDateTime.compare(end, midnight) < 0 ? end : midnight;
}
