import type { DeskView } from "../desk/desk.ts";
import type { Feed, FeedState } from "../model/feed.ts";
import type { StoryLink } from "../model/story.ts";
import { type Changes, type KeptEntry, noChanges, type Snapshot } from "../store/store.ts";
import { weighRevision } from "../stories/correction.ts";
import type { Draft } from "../stories/draft.ts";
import { backlogOf } from "../stories/flood.ts";
import { type News, restores } from "../stories/news.ts";
import type { PlacedNews } from "../stories/place.ts";
import { isTakenBack } from "../stories/retraction.ts";
import { backfillDigests } from "./backfill.ts";
import { matchesOf } from "./found.ts";
import { asRevised } from "./revised.ts";
import { createTelling, type Telling } from "./telling.ts";

export interface Decidable {
  feed: Feed;
  /** What the feed's state becomes; undefined where it was not polled. */
  state?: FeedState;
  placed: readonly PlacedNews[];
  snapshot: Snapshot;
  view: DeskView;
}

/** What follows from a document's news: a pure function of the document, what was known, and now. */
export function decide(input: Decidable): Changes {
  const { feed, snapshot, view } = input;
  const changes: Changes = { ...noChanges(view.now), feed: { id: feed.id, state: input.state } };
  const arrived = input.placed.flatMap(({ news }) => (news.kind === "new" ? [news.draft] : []));
  const backlog = backlogOf(feed.state, arrived);
  const telling = createTelling(snapshot, view, changes);
  const begun = new Map<Draft, KeptEntry>();
  const backfilled: KeptEntry[] = [];

  for (const placed of input.placed) {
    const { news, held, merges } = placed;
    for (const merge of merges) telling.merge(merge);
    switch (news.kind) {
      case "reguided":
        changes.reguided.push({ entry: news.entry.id, guid: news.draft.guid });
        break;
      case "revision":
        revise(news, telling, changes, view);
        break;
      case "new": {
        const entry = arrive(news.draft, placed, begun, telling, view.now);
        begun.set(news.draft, entry);
        for (const link of linksOf(placed, entry)) telling.link(link);
        const isBacklog = backlog.has(news.draft) && view.backfill !== "all";
        const withheld = held ? "flood" : isBacklog ? "backfill" : undefined;
        if (withheld !== undefined) entry.withheld = withheld;
        changes.entries.push(entry);
        if (isTakenBack(news.draft, news.draft.status)) {
          entry.withdrawnAt = view.now;
          for (const taken of telling.withdraw(entry))
            changes.revised.push(asRevised(taken, view.now, "withdrawn"));
          break;
        }
        const matches = matchesOf(entry, view);
        for (const match of matches) changes.matches.push({ entry: entry.id, match });
        if (!held && !telling.stand(entry)) break;
        telling.note(entry, matches);
        if (withheld === undefined) {
          telling.grow(entry, matches);
          telling.tell(entry, matches);
        }
        if (withheld === "backfill" && view.backfill === "digest" && matches.length > 0)
          backfilled.push(entry);
        break;
      }
    }
  }
  backfillDigests(backfilled, telling, snapshot, view, changes);
  telling.finish();
  return changes;
}

/** A new entry takes its place in its story, or begins one. */
function arrive(
  draft: Draft,
  { story: place, repeats }: PlacedNews,
  begun: ReadonlyMap<Draft, KeptEntry>,
  telling: Telling,
  now: number,
): KeptEntry {
  const { status: _, ...kept } = draft;
  const head = place !== undefined && "begunBy" in place ? begun.get(place.begunBy) : undefined;
  const known = place !== undefined && "known" in place ? telling.nowIn(place.known) : undefined;
  const story = head?.story ?? known ?? telling.begin(draft.title, now);
  const duplicateOf =
    repeats === undefined ? undefined : "draft" in repeats ? begun.get(repeats.draft)?.id : repeats.known;
  const entry: KeptEntry = {
    ...kept,
    id: telling.nextEntry(),
    story,
    ...(duplicateOf === undefined ? {} : { duplicateOf }),
  };
  telling.join(entry);
  return entry;
}

/** What an entry shows of its story and others. */
function linksOf({ follows, alsoIn }: PlacedNews, { story }: KeptEntry): StoryLink[] {
  const kinds = [["follows", follows] as const, ["alsoIn", alsoIn] as const];
  return kinds.flatMap(([kind, other]) => (other === undefined ? [] : [{ story, kind, other }]));
}

/** A changed headline or text: kept as a revision, matched anew, and shown where the entry was shown. */
function revise(news: News & { kind: "revision" }, telling: Telling, changes: Changes, view: DeskView): void {
  const { draft, entry: before, change } = news;
  const entry: KeptEntry = {
    ...before,
    story: telling.nowIn(before.story),
    guid: draft.guid,
    url: draft.url === "" ? before.url : draft.url,
    title: draft.title,
    titleKey: draft.titleKey,
    summary: draft.summary,
    content: draft.content,
    author: draft.author,
    contentHash: draft.contentHash,
    textHash: draft.textHash,
    textFrom: draft.textFrom,
    textNote: draft.textNote,
    textAgain: draft.textAgain,
    ...(draft.updatedAt === undefined ? {} : { updatedAt: draft.updatedAt }),
    ...(draft.image === undefined ? {} : { image: draft.image }),
    ...(draft.agency === undefined ? {} : { agency: draft.agency }),
    ...(change === "withdrawn" ? { withdrawnAt: view.now } : {}),
  };
  const isBack = restores(draft, before);
  if (isBack) delete entry.withdrawnAt;
  changes.revised.push(asRevised(entry, view.now, change, before));
  telling.revised(entry);
  if (change === "withdrawn") {
    for (const taken of telling.withdraw(entry))
      changes.revised.push(asRevised(taken, view.now, "withdrawn"));
    return;
  }
  const matches = matchesOf(entry, view);
  for (const match of matches) changes.matches.push({ entry: entry.id, match });
  telling.note(entry, matches);
  // An article that comes after its teaser corrects nothing, whatever notice stands in it.
  const isLate = entry.textFrom === "article" && before.textFrom !== "article";
  const told = isLate ? { ...before, content: entry.content } : before;
  const correction = isBack ? undefined : weighRevision(told, entry, entry.outlet);
  if (isBack) telling.restore(entry);
  if (correction !== undefined) telling.correct(entry, correction);
  if (entry.withheld === undefined) telling.tell(entry, matches);
}
