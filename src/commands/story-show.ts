import { diffWords } from "diff";
import { z } from "zod";
import { independentSources } from "../alerts/independent.ts";
import { languageName } from "../alerts/related.ts";
import { safeUrl } from "../alerts/text.ts";
import type { Reply } from "../model/command.ts";
import type { Revision } from "../model/entry.ts";
import type { LinkedStory } from "../store/editing.ts";
import type { KeptAlert, KeptEntry } from "../store/store.ts";
import { command, text } from "./command.ts";
import { minute, rfc3339 } from "./since.ts";
import { noSuchStory, storyAt, suggestStories } from "./story-at.ts";

/** Longest text compared word by word, in UTF-16 units; of longer ones the beginning is. */
const COMPARED = 4_000;
/** Longest difference shown. */
const SHOWN = 600;

/** A story's whole history: who had it first, who followed, what was changed since, where it was told. */
export const storyShow = command({
  name: "story show",
  summary: "A story's history: outlets in order, revisions, where it was told",
  permission: "member",
  options: z.object({ story: text("The story's number") }),
  positional: ["story"],
  example: "story show 12",
  suggest: { story: suggestStories },
  async run({ store, clock, timezone }, { story: given }): Promise<Reply> {
    const at = await storyAt(store, given, clock.now());
    if (at === undefined) return noSuchStory(given);
    const { story, entries, alerts } = at;
    const revisions = Map.groupBy(await store.revisions(entries.map((e) => e.id)), (r) => r.entry);
    const claim = await store.claimOf(story.id);
    const links = await store.linksOf(story.id);
    const first = entries[0]?.firstSeenAt ?? story.createdAt;
    const events = [
      ...entries.flatMap((e, i) => entryRows(e, i + 1, first, revisions.get(e.id) ?? [], timezone)),
      ...alerts.map((a) => ({ at: a.createdAt, row: ["", minute(a.createdAt, timezone), "", toldText(a)] })),
    ].sort((a, b) => a.at - b.at);
    const outlets = [...new Set(entries.map((e) => e.outlet))];
    const sources = independentSources(entries);
    const title = [
      `Story ${story.id}: ${story.headline}`,
      ...(outlets.length > 1 ? [`${outlets.length} outlets, ${sources} independent`] : []),
      ...(claim === undefined ? [] : [`claimed by ${claim.name}`]),
      ...(story.withdrawnAt === undefined ? [] : ["WITHDRAWN"]),
    ];
    return {
      kind: "table",
      title: title.join(" · "),
      columns: ["Entry", "When", "Outlet", "What"],
      rows: [...events.map((e) => e.row), ...links.map((l) => ["", "", "", linkText(l)])],
      empty: "Nothing of it is kept any more.",
      data: [
        {
          story: story.id,
          headline: story.headline,
          firstOutlet: entries[0]?.outlet,
          outlets,
          sources,
          withdrawn: story.withdrawnAt !== undefined,
          claimedBy: claim?.name,
          entries: entries.map((e, i) => entryData(e, i + 1, first, revisions.get(e.id) ?? [])),
          links: links.map(({ kind, story: other, headline, language }) => ({
            kind,
            story: other,
            headline,
            language,
          })),
          alerts: alerts.map((a) => ({
            channel: a.channel,
            at: rfc3339(a.createdAt),
            held: a.held?.why,
            watchLists: a.watchLists,
          })),
        },
      ],
    };
  },
});

function entryRows(e: KeptEntry, n: number, first: number, revisions: readonly Revision[], zone: string) {
  const lag = n === 1 ? "first" : `+${lagText(e.firstSeenAt - first)}`;
  const arrival = {
    at: e.firstSeenAt,
    // As it came: what became of it has rows of its own.
    row: [
      String(n),
      minute(e.firstSeenAt, zone),
      e.outlet,
      `${lag}: ${revisions[0]?.before.title ?? e.title}`,
    ],
  };
  const changes = revisions.map((r, i) => ({
    at: r.at,
    row: [String(n), minute(r.at, zone), e.outlet, `${r.change}: ${revisionText(r, revisions[i + 1], e)}`],
  }));
  return [arrival, ...changes];
}

/** What a revision changed, against the next one, or the entry as it is now. */
function revisionText(revision: Revision, next: Revision | undefined, entry: KeptEntry): string {
  const after = next?.before ?? entry;
  if (revision.change === "withdrawn") return "taken back";
  if (revision.change === "vanished") return "gone from its address and its feed";
  const parts = (["title", "summary", "content"] as const).flatMap((field) => {
    const [was, is] = [revision.before[field], after[field]];
    return was === is ? [] : [wordDiff(was, is)];
  });
  const all = parts.join(" / ");
  return all.length <= SHOWN ? all : `${all.slice(0, SHOWN - 1).toWellFormed()}…`;
}

/** "Six [-killed-] {+wounded+} in blast"; long stretches that stayed are left out. */
export function wordDiff(before: string, after: string): string {
  return diffWords(before.slice(0, COMPARED), after.slice(0, COMPARED))
    .map(({ value, added, removed }) => {
      if (added) return `{+${value.trim()}+}`;
      if (removed) return `[-${value.trim()}-]`;
      const words = value.trim().split(/\s+/);
      return words.length <= 8
        ? value.trim()
        : `${words.slice(0, 3).join(" ")} … ${words.slice(-3).join(" ")}`;
    })
    .filter((part) => part !== "")
    .join(" ");
}

/** "follows story 3: ...", "also in Russian: story 7: ..." */
function linkText({ kind, story, headline, language }: LinkedStory): string {
  const named = `story ${story}: ${headline}`;
  if (kind !== "alsoIn") return `${kind === "follows" ? "follows" : "followed by"} ${named}`;
  return `also in ${languageName(language)}: ${named}`;
}

function toldText(alert: KeptAlert): string {
  const lists = alert.watchLists.join(", ");
  if (alert.held !== undefined) return `held for ${alert.channel} (${alert.held.why}), of ${lists}`;
  return alert.posted
    ? `told to ${alert.channel}, of ${lists}`
    : `told to ${alert.channel} in a digest, of ${lists}`;
}

function entryData(e: KeptEntry, n: number, first: number, revisions: readonly Revision[]) {
  return {
    entry: n,
    outlet: e.outlet,
    headline: e.title,
    url: safeUrl(e.url),
    publishedAt: e.publishedAt === undefined ? undefined : rfc3339(e.publishedAt),
    firstSeenAt: rfc3339(e.firstSeenAt),
    afterFirstMs: e.firstSeenAt - first,
    repeats: e.duplicateOf !== undefined,
    withdrawn: e.withdrawnAt !== undefined,
    revisions: revisions.map((r, i) => ({
      at: rfc3339(r.at),
      change: r.change,
      difference: revisionText(r, revisions[i + 1], e),
    })),
  };
}

function lagText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
