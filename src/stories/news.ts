import type { Revision, RevisionChange } from "../model/entry.ts";
import type { Instant, Millis } from "../model/time.ts";
import type { KeptEntry, Known } from "../store/store.ts";
import type { Draft } from "./draft.ts";
import { isWithdrawal } from "./headline.ts";

/** What a draft is to a desk that has seen others. */
export type News =
  | { kind: "new"; draft: Draft }
  | { kind: "revision"; draft: Draft; entry: KeptEntry; change: RevisionChange }
  /** The same entry, under another guid. */
  | { kind: "reguided"; draft: Draft; entry: KeptEntry };

/**
 * What of a document's drafts is new. A known canonical URL under a new guid of the same feed is the entry that it
 * was; a draft whose text is as it was says nothing.
 */
export function whatIsNew(drafts: readonly Draft[], known: Known): News[] {
  return drafts.flatMap((draft): News[] => {
    const byUrl = draft.canonicalUrl === "" ? undefined : known.byUrl.get(draft.canonicalUrl);
    const own = byUrl?.feed === draft.feed ? byUrl : undefined;
    const entry = known.byGuid.get(draft.guid) ?? own;
    if (entry === undefined) return [{ kind: "new", draft }];
    if (withdraws(draft, entry) || (entry.contentHash !== draft.contentHash && !isStale(draft, entry))) {
      return [{ kind: "revision", draft, entry, change: changeOf(draft, entry) }];
    }
    return entry.guid === draft.guid ? [] : [{ kind: "reguided", draft, entry }];
  });
}

/** A version as one of a publisher's servers still has it, by the publisher's own date. One of the future says nothing. */
function isStale(draft: Draft, entry: KeptEntry): boolean {
  if (draft.updatedAt === undefined || entry.updatedAt === undefined) return false;
  return draft.updatedAt < entry.updatedAt && entry.updatedAt <= draft.firstSeenAt;
}

/** How long a version that came back and went again is not taken for another, in milliseconds. */
const RESTLESS: Millis = 6 * 3_600_000;

/**
 * Without entries that go back and forth: where servers of a publisher disagree, each poll may bring the other version,
 * and would edit the alert again. A change that is taken back is news once; what comes back after that is not.
 */
export function withoutRestless(news: readonly News[], earlier: readonly Revision[], now: Instant): News[] {
  const recent = Map.groupBy(
    earlier.filter((r) => now - r.at < RESTLESS),
    (r) => r.entry,
  );
  return news.filter((n) => {
    if (n.kind !== "revision" || n.change === "withdrawn") return true;
    const had = (v: Revision["before"]) =>
      recent.get(n.entry.id)?.some(({ before }) => sameText(before, v)) === true;
    return !(had(n.draft) && had(n.entry));
  });
}

function sameText(a: Revision["before"], b: Revision["before"]): boolean {
  return a.title === b.title && a.summary === b.summary && a.content === b.content;
}

/** The entries that a document holds, known and new: while it does, they must be kept. */
export function listed(drafts: readonly Draft[], known: Known, fresh: readonly KeptEntry[]): number[] {
  const ids = drafts.flatMap((draft) => {
    const byUrl = known.byUrl.get(draft.canonicalUrl);
    const entry = known.byGuid.get(draft.guid) ?? (byUrl?.feed === draft.feed ? byUrl : undefined);
    return entry === undefined ? [] : [entry.id];
  });
  return [...ids, ...fresh.map((e) => e.id)];
}

function withdraws(draft: Draft, entry: KeptEntry): boolean {
  return entry.withdrawnAt === undefined && isWithdrawal(draft.title, draft.status);
}

function changeOf(draft: Draft, entry: KeptEntry): RevisionChange {
  if (withdraws(draft, entry)) return "withdrawn";
  return draft.title === entry.title ? "text" : "headline";
}
