import type { DeskView } from "../desk/desk.ts";
import type { Match } from "../model/watchlist.ts";
import type { KeptEntry } from "../store/store.ts";
import { articleOf } from "../stories/article.ts";

/** What an entry matches. Where its text is the article's, fetched from behind a teaser, the reason says so. */
export function matchesOf(entry: KeptEntry, view: DeskView): Match[] {
  const matches = view.desk.matcher.match(articleOf(entry), { tier: entry.tier });
  if (entry.textFrom !== "article") return matches;
  return matches.map((m) => ({ ...m, reason: m.reason.replaceAll("” in the text", "” in the article") }));
}
