import type { RevisionChange } from "../model/entry.ts";
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
    if (entry.contentHash !== draft.contentHash || withdraws(draft, entry)) {
      return [{ kind: "revision", draft, entry, change: changeOf(draft, entry) }];
    }
    return entry.guid === draft.guid ? [] : [{ kind: "reguided", draft, entry }];
  });
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
