import { mostUrgent } from "../desk/desk.ts";
import type { UrgencySettings } from "../model/attention.ts";
import type { Priority, WatchList } from "../model/watchlist.ts";
import type { KeptEntry } from "../store/store.ts";

/** How urgent a story is: its most urgent list, raised one step by the wire's own signs or by many sources. */
export function priorityOf(
  lists: readonly WatchList[],
  entries: readonly KeptEntry[],
  settings: UrgencySettings,
): Priority {
  const base = mostUrgent(lists.map((l) => l.priority));
  const live = entries.filter((e) => e.withdrawnAt === undefined);
  const outlets = new Set(live.map((e) => e.outlet)).size;
  const many = settings.sources !== undefined && outlets >= settings.sources;
  if (!many && !live.some((e) => isUrgent(e, settings))) return base;
  return base === "low" ? "normal" : "breaking";
}

/** Whether the wire itself calls it urgent: a sign before the headline, its urgency field, or an all-caps snap. */
export function isUrgent(entry: KeptEntry, settings: UrgencySettings): boolean {
  if (entry.tier > settings.tier) return false;
  // IPTC's urgency: 1 flash, 2 and 3 urgent or bulletin; 4 and 5 are the usual (NewsML, NITF).
  if (/^[123]$|^(?:flash|urgent|bulletin)$/i.test(entry.urgency ?? "")) return true;
  const signs = settings.outletSigns[entry.outlet] ?? settings.signs;
  const head = entry.title.trimStart();
  if (signs.some((sign) => startsWithSign(head, sign))) return true;
  return settings.outletSigns[entry.outlet] === undefined && isSnap(entry);
}

/** "BREAKING: ...", "URGENT - ...", "FLASH ...": the sign stands alone before the headline. */
function startsWithSign(headline: string, sign: string): boolean {
  if (!headline.toUpperCase().startsWith(sign.toUpperCase())) return false;
  const rest = headline.slice(sign.length);
  // Without a mark behind it, only capitals make it a sign: "Alert system tested" is a headline.
  return /^\s*[:–—|!•-]/u.test(rest) || (headline.startsWith(sign.toUpperCase()) && /^\s/.test(rest));
}

/** A wire's snap: a headline all in capitals, four words or more, and no text yet. */
function isSnap(entry: KeptEntry): boolean {
  const letters = entry.title.replace(/[^\p{L}]/gu, "");
  const words = entry.title.trim().split(/\s+/).length;
  const capitals = letters !== "" && letters === letters.toUpperCase() && letters !== letters.toLowerCase();
  return capitals && words >= 4 && entry.content === "" && entry.summary.length < 40;
}
