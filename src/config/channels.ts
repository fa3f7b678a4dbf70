import { holidaysOf } from "../alerts/holidays.ts";
import type { Config } from "./config.ts";

/** The desk's channels by name, each with its time zone and what its quiet hours need to know of holidays. */
export function channelsOf({ channels, timezone }: Pick<Config, "channels" | "timezone">) {
  return new Map(
    Object.entries(channels).map(([name, { quiet, ...settings }]) => {
      const channel = { name, timezone, ...settings };
      if (quiet === undefined) return [name, channel];
      const isHoliday = quiet.holidays === undefined ? () => false : holidaysOf(quiet.holidays);
      return [name, { ...channel, quiet: { ...quiet, isHoliday } }];
    }),
  );
}
