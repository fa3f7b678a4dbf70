/** Weekdays as people write them, Monday first: their numbers are 1 to 7 (ISO 8601). */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** When a channel's digests go out, in its own time zone. */
export type DigestSchedule =
  | { kind: "hourly" }
  /** Times of day ("08:00"), on weekdays (1 Monday to 7 Sunday; all if empty). */
  | { kind: "times"; times: readonly string[]; weekdays: readonly number[] };

/** When a channel is left in peace, in its own time zone. */
export interface QuietHours {
  /** "22:00" to "07:00": from the one until the other, over midnight if need be. */
  from: string;
  to: string;
  /** Whole days besides: 1 Monday to 7 Sunday. */
  days: readonly number[];
  /** The country (and region) whose public holidays are quiet: "GB", "DE-by". */
  holidays?: string | undefined;
  /** Whether a local date is a holiday. */
  isHoliday(date: string): boolean;
}

/** What makes a story more urgent than its watch lists say. */
export interface UrgencySettings {
  /** Words before a headline by which a wire says so itself: "FLASH", "URGENT". */
  signs: readonly string[];
  /** Signs of one outlet's own instead of these, by its name. */
  outletSigns: Readonly<Record<string, readonly string[]>>;
  /** Signs count from outlets of this tier or better. */
  tier: 1 | 2 | 3;
  /** As many outlets make a story breaking; undefined: however many. */
  sources?: number | undefined;
  /** A story that so many outlets carry is told again, in its thread: 5, 10. */
  outlets?: readonly number[] | undefined;
}

/** What a desk that says nothing gets. */
export const USUAL_URGENCY: UrgencySettings = {
  signs: ["FLASH", "URGENT", "BREAKING", "BREAKING NEWS", "ALERT"],
  outletSigns: {},
  tier: 1,
};
