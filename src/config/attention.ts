import { z } from "zod";
import { type DigestSchedule, WEEKDAYS } from "../model/attention.ts";

/** What of a channel's settings is about people's attention: quiet hours, digests, a cap. */

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as "08:00"');
const days = z.array(z.enum(WEEKDAYS)).default([]).describe("Weekdays: mon, tue, wed, thu, fri, sat, sun.");

export const digestSchema = z
  .union([z.literal("hourly"), z.strictObject({ at: z.array(time).min(1), days })])
  .describe('When digests go out: "hourly", or { at: ["08:00"], days: [mon, fri] }.');

export const quietSchema = z
  .strictObject({
    from: time.describe("Quiet begins."),
    to: time.describe("Quiet ends, the next morning if that is earlier."),
    days: days.describe("Days that are quiet from midnight to midnight."),
    holidays: z
      .string()
      .regex(/^[A-Z]{2}(?:-[A-Za-z0-9]+)*$/, 'expected a country such as "GB" or "DE-by"')
      .describe("A country (and region) whose public holidays are quiet: GB, DE-by.")
      .optional(),
  })
  .describe("Hours that hold all but breaking alerts for one message in the morning.");

export type QuietConfig = Omit<z.output<typeof quietSchema>, "days"> & { days: number[] };

/** 1 Monday to 7 Sunday (ISO 8601). */
export function weekdayNumbers(names: readonly (typeof WEEKDAYS)[number][]): number[] {
  return names.map((name) => WEEKDAYS.indexOf(name) + 1);
}

export function digestOf(given: z.output<typeof digestSchema>): DigestSchedule {
  if (given === "hourly") return { kind: "hourly" };
  return { kind: "times", times: given.at, weekdays: weekdayNumbers(given.days) };
}
