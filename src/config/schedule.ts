import { validate } from "node-cron";
import { parseDuration } from "./duration.ts";

/** What is wrong with a duration or cron expression, in words; undefined if nothing is. */
export function everyFault(text: string): string | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return duration >= 1_000 ? undefined : "expected at least one second";
  if (/^\s*[\d.]+\s*$/.test(text)) return "expected a unit after the number";
  return text.length < 200 && validate(text) ? undefined : "expected a duration or a cron expression";
}

/** What is wrong with the name of a time zone, in words; undefined if nothing is. */
export function timezoneFault(text: string): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return undefined;
  } catch (fault) {
    if (fault instanceof RangeError) return `no time zone "${text}"`;
    throw fault;
  }
}
