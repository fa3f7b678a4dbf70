import { safeUrl, tidySpans } from "../alerts/text.ts";
import type { ListItem } from "../model/command.ts";
import type { TermMatch } from "../model/watchlist.ts";
import type { StoryLine } from "../store/reading.ts";
import { rfc3339 } from "./since.ts";

/** A story as one line of an answer. */
export function storyItem(line: StoryLine): ListItem {
  const { story, entry, matches, outlets } = line;
  const lists = matches.map((m) => m.watchList);
  const others = outlets.length - 1;
  // The headline may have changed since it matched, or another outlet's may be shown.
  const stands = (t: TermMatch) => t.field === "title" && entry.title.slice(t.start, t.end) === t.text;
  const inTitle = matches.flatMap((m) => m.terms).filter(stands);
  const at = entry.publishedAt ?? entry.firstSeenAt;
  return {
    headline: { text: entry.title, spans: tidySpans(inTitle.map(({ start, end }) => ({ start, end }))) },
    url: safeUrl(entry.url),
    outlet: entry.outlet,
    at,
    detail: [
      ...lists,
      ...(others > 0 ? [`+${others} ${others === 1 ? "outlet" : "outlets"}`] : []),
      `story ${story.id}`,
      ...(story.withdrawnAt === undefined ? [] : ["WITHDRAWN"]),
    ].join(", "),
    data: {
      story: story.id,
      headline: entry.title,
      url: entry.url,
      outlet: entry.outlet,
      outlets,
      publishedAt: entry.publishedAt === undefined ? undefined : rfc3339(entry.publishedAt),
      firstSeenAt: rfc3339(entry.firstSeenAt),
      watchLists: lists,
      reason: matches.map((m) => m.reason).join("; "),
      withdrawn: story.withdrawnAt !== undefined,
    },
  };
}
