import type { Desk } from "../desk/desk.ts";
import type { Match } from "../model/watchlist.ts";
import type { KeptEntry } from "../store/store.ts";

/** What a story was before an entry joined it. */
export interface Before {
  entries: readonly KeptEntry[];
  matches: readonly Match[];
}

/**
 * What is new about a story by an entry that joins it, in one sentence; undefined where it is told again only. A copy of
 * a known text brings nothing.
 */
export function growthOf(
  entry: KeptEntry,
  matches: readonly Match[],
  before: Before,
  desk: Pick<Desk, "entities">,
  thresholds: readonly number[],
): string | undefined {
  const told = `${entry.outlet}: “${entry.title}”`;
  if (entry.duplicateOf === undefined) {
    const known = entitiesIn(before.matches);
    const names = [...entitiesIn(matches)]
      .filter((key) => !known.has(key))
      .map((key) => desk.entities.find((e) => e.key === key)?.name ?? key);
    if (names.length > 0 && before.matches.length > 0)
      return `New in this story: ${names.join(", ")}. ${told}`;
    const figure = changedFigure(entry.title, before.entries);
    if (figure !== undefined) return `Now ${figure}. ${told}`;
  }
  return spreadOf(before.entries, [...before.entries, entry], thresholds);
}

/** That so many outlets carry a story as its desk wants to hear of; undefined where they did before, or do not yet. */
export function spreadOf(
  before: readonly KeptEntry[],
  now: readonly KeptEntry[],
  thresholds: readonly number[],
): string | undefined {
  const [had, has] = [outletsOf(before), outletsOf(now)];
  if (!thresholds.some((count) => had.length < count && count <= has.length)) return undefined;
  return `Now carried by ${has.length} outlets: ${has.join(", ")}.`;
}

/** Of those that have not taken it back. */
function outletsOf(entries: readonly KeptEntry[]): string[] {
  return [...new Set(entries.filter((e) => e.withdrawnAt === undefined).map((e) => e.outlet))];
}

/** Entities named by what matched: "@putin". */
function entitiesIn(matches: readonly Match[]): Set<string> {
  const terms = matches.flatMap((m) => m.terms.map((t) => t.term));
  return new Set(terms.filter((t) => t.startsWith("@")).map((t) => t.slice(1)));
}

/** "40 dead" where the story's headlines had "12 dead": the same thing, counted anew. */
function changedFigure(title: string, entries: readonly KeptEntry[]): string | undefined {
  const known = new Map<string, Set<string>>();
  for (const e of entries) {
    for (const [thing, count] of figuresOf(e.title))
      known.set(thing, (known.get(thing) ?? new Set()).add(count));
  }
  for (const [thing, count] of figuresOf(title)) {
    const before = known.get(thing);
    if (before !== undefined && !before.has(count)) return `${count} ${thing}`;
  }
  return undefined;
}

/** Counted things of a headline: "12 dead", "300 evacuated". Times and dates are none. */
function figuresOf(title: string): [thing: string, count: string][] {
  const found = title.toLowerCase().matchAll(/(?<![\d:.,-])(\d{1,3}(?:[,.]\d{3})*|\d+)\s+(\p{L}{3,})/gu);
  const times =
    /^(?:hours?|days?|weeks?|months?|years?|minutes?|a\.?m|p\.?m|january|february|march|april|may|june|july|august|september|october|november|december|gmt|utc|points?)$/;
  return [...found].flatMap(([, count = "", thing = ""]) =>
    times.test(thing) ? [] : [[thing, count.replace(/[,.]/g, "")]],
  );
}
