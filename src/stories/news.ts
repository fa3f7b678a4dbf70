import type { Revision, RevisionChange } from "../model/entry.ts";
import type { Instant, Millis } from "../model/time.ts";
import type { KeptEntry, Known } from "../store/store.ts";
import type { Draft } from "./draft.ts";
import { fold } from "./headline.ts";
import { isTakenBack } from "./retraction.ts";

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
    const entry = knownAs(draft, known);
    if (entry === undefined) return [{ kind: "new", draft }];
    if (withdraws(draft, entry) || (entry.contentHash !== draft.contentHash && !isStale(draft, entry))) {
      return [{ kind: "revision", draft, entry, change: changeOf(draft, entry) }];
    }
    return entry.guid === draft.guid ? [] : [{ kind: "reguided", draft, entry }];
  });
}

/** The entry that a draft is a version of, by its guid, else by its link; without one, by its text. */
function knownAs(draft: Draft, known: Known): KeptEntry | undefined {
  const named = known.byGuid.get(draft.guid);
  if (named !== undefined && !isAnother(draft, named)) return named;
  if (draft.canonicalUrl === "") {
    // Guids made anew at every request: the same text in the next document is the same entry, unless it has a new date.
    const same = known.byContent.get(draft.contentHash);
    return same?.publishedAt === draft.publishedAt ? same : undefined;
  }
  const linked = known.byUrl.get(draft.canonicalUrl);
  return linked?.feed === draft.feed ? linked : undefined;
}

/** Part of the shorter headline's words that two versions of one headline share, at least. */
const SAME_HEADLINE = 1 / 3;

/**
 * Whether a guid names another article now: feeds that number their places ("top-1"), and sites set up anew, give one
 * guid to many. Nothing is left of the first: neither link, date nor text, and little of its headline.
 */
function isAnother(draft: Draft, entry: KeptEntry): boolean {
  const elsewhere = draft.canonicalUrl !== "" && entry.canonicalUrl !== "";
  if (!elsewhere || draft.canonicalUrl === entry.canonicalUrl) return false;
  if (draft.publishedAt === undefined || draft.publishedAt === entry.publishedAt) return false;
  if (draft.textHash !== "" && draft.textHash === entry.textHash) return false;
  const [was, is] = [wordsOf(entry.title), wordsOf(draft.title)];
  const shared = [...is].filter((word) => was.has(word)).length;
  return shared < SAME_HEADLINE * Math.min(was.size, is.size);
}

/** Words of four letters and more, folded. */
function wordsOf(title: string): Set<string> {
  return new Set(
    fold(title)
      .split(" ")
      .filter((word) => word.length >= 4),
  );
}

/** A version as one of a publisher's servers still has it, by the publisher's own date. One of the future says nothing. */
function isStale(draft: Draft, entry: KeptEntry): boolean {
  if (draft.updatedAt === undefined || entry.updatedAt === undefined) return false;
  return draft.updatedAt < entry.updatedAt && entry.updatedAt <= draft.firstSeenAt;
}

/** The article of an entry that came after it: a revision of the same teaser; undefined where that has moved on. */
export function articleOf(draft: Draft, known: Known): News | undefined {
  const entry = knownAs(draft, known);
  const isSame = entry?.contentHash === draft.contentHash && entry.withdrawnAt === undefined;
  if (entry === undefined || !isSame || draft.textFrom !== "article" || entry.textFrom === "article")
    return undefined;
  return { kind: "revision", draft, entry, change: "text" };
}

/** How long a version that came back and went again is not taken for another, in milliseconds. */
const RESTLESS: Millis = 6 * 3_600_000;

/** How long the text before a withdrawal is one that a publisher's other servers still have, in milliseconds. */
const SETTLED: Millis = 30 * 60_000;

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
    if (restores(n.draft, n.entry) && now - (n.entry.withdrawnAt ?? now) < SETTLED) return false;
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
    const entry = knownAs(draft, known);
    return entry === undefined ? [] : [entry.id];
  });
  return [...ids, ...fresh.map((e) => e.id)];
}

function withdraws(draft: Draft, entry: KeptEntry): boolean {
  return entry.withdrawnAt === undefined && isTakenBack(draft, draft.status);
}

/** What said that the report was taken back says so no longer. What another entry took back stays so. */
export function restores(draft: Draft, entry: KeptEntry): boolean {
  if (entry.withdrawnAt === undefined || !isTakenBack(entry)) return false;
  return !isTakenBack(draft, draft.status);
}

function changeOf(draft: Draft, entry: KeptEntry): RevisionChange {
  if (withdraws(draft, entry)) return "withdrawn";
  return draft.title === entry.title ? "text" : "headline";
}
