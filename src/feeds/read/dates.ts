import type { Instant } from "../../model/time.ts";

/** A date as published, read from its own characters; undefined if it is none. */
export function readDate(text: string, _language: string, _now: Instant): Instant | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
