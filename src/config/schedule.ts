import { parseEvery } from "../feeds/every.ts";

/** What is wrong with a duration or cron expression, in words; undefined if nothing is. */
export function everyFault(text: string): string | undefined {
  try {
    const every = parseEvery(text);
    return every.kind === "cron" || every.ms >= 1_000 ? undefined : `"${text}" is less than a second`;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
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
