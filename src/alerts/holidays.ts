import { createRequire } from "node:module";
import type Holidays from "date-holidays";

/** Loaded for the first place whose holidays count: the tables are a quarter of what a command needs to start. */
function tablesOf(country: string, state: string, region: string): Holidays {
  const Tables: typeof Holidays = createRequire(import.meta.url)("date-holidays");
  return new Tables(country, state, region);
}

/**
 * Whether a local date is a public holiday of a country, or of its region ("DE-by"), by date-holidays' tables. Throws
 * for a country that they do not have.
 */
export function holidaysOf(place: string): (date: string) => boolean {
  const [country = "", state, region] = place.split("-");
  const tables = tablesOf(country, state ?? "", region ?? "");
  if (tables.getHolidays(2026).length === 0) throw new Error(`no public holidays are known of "${place}"`);
  const years = new Map<number, Set<string>>();
  return (date) => {
    const year = Number(date.slice(0, 4));
    let known = years.get(year);
    if (known === undefined) {
      const open = tables.getHolidays(year).filter((h) => h.type === "public");
      known = new Set(open.map((h) => h.date.slice(0, 10)));
      years.set(year, known);
    }
    return known.has(date);
  };
}
