import { hasSources, type Report } from "../alerts/independent.ts";
import { compile } from "../matching/compile.ts";
import { explain } from "../matching/explain.ts";
import type { Instant } from "../model/time.ts";
import type { Entity, Match, WatchList } from "../model/watchlist.ts";
import type { KeptEntry, Store } from "../store/store.ts";
import { articleOf } from "../stories/article.ts";

const BATCH = 500;
/** Entries that one look reads at most: some seconds' work. */
const MOST = 200_000;
/** Entries after which the service's other work comes in between: some milliseconds. */
const TURN = 25;
/** Entries that are looked at for near misses, the newest: explaining one costs several times as much as matching. */
const EXPLAINED = 500;
const NEAR_MISSES = 5;
/** From here on a miss is near: all but a part of a rule was found. */
const NEAR = 0.6;
/** The list in its two forms. */
const [AFTER, BEFORE] = ["after", "before"];

/** An entry of a story that a list matched, the newest. */
export interface Found {
  entry: KeptEntry;
  match: Match;
}

export interface NearMiss {
  entry: KeptEntry;
  text: string;
  closeness: number;
}

/** What a list would have brought of what is kept, and what the list as it stood did. */
export interface Past {
  /** By story, newest first. */
  after: Map<number, Found>;
  before: Map<number, Found>;
  near: NearMiss[];
  /** Entries read, and from when on. */
  read: number;
  since: Instant;
}

/** Runs a list over the stored past, beside the list as it stands if there is one. Throws WatchListError for a faulty one. */
export async function runOverPast(
  store: Store,
  lists: { before: WatchList | undefined; after: WatchList; entities: readonly Entity[] },
  since: Instant,
): Promise<Past> {
  // Both in one matcher: a text is read once.
  const both = compile(
    [
      { ...lists.after, name: AFTER, paused: false },
      ...(lists.before === undefined ? [] : [{ ...lists.before, name: BEFORE, paused: false }]),
    ],
    lists.entities,
  );
  const past: Past = { after: new Map(), before: new Map(), near: [], read: 0, since };
  const near = new Map<number, NearMiss>();
  // Of every story, who had it: kept only where a list asks how many.
  const reports = new Map<number, Report[]>();
  const counting = [lists.before, lists.after].some((list) => (list?.filters?.sources ?? 1) > 1);
  let explained = 0;
  let last: KeptEntry | undefined;
  while (past.read < MOST) {
    const from = last === undefined ? undefined : { at: last.firstSeenAt, id: last.id };
    const batch = await store.entriesSince(since, from, BATCH);
    for (const [i, entry] of batch.entries()) {
      if (i % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      if (counting) {
        const known = reports.get(entry.story);
        if (known === undefined) reports.set(entry.story, [reportOf(entry)]);
        else known.push(reportOf(entry));
      }
      const article = articleOf(entry);
      const tier = { tier: entry.tier };
      const matches = both.match(article, tier);
      for (const match of matches) {
        const found = match.watchList === AFTER ? past.after : past.before;
        if (!found.has(entry.story)) found.set(entry.story, { entry, match });
      }
      const matched = matches.some((m) => m.watchList === AFTER);
      if (matched || near.has(entry.story) || explained >= EXPLAINED) continue;
      explained++;
      const [miss] = explain(both, article, AFTER, tier)?.misses ?? [];
      if (miss !== undefined && miss.closeness >= NEAR)
        near.set(entry.story, { entry, text: `${miss.rule}: ${miss.text}`, closeness: miss.closeness });
    }
    last = batch.at(-1) ?? last;
    past.read += batch.length;
    if (batch.length < BATCH) break;
  }
  // What was kept may begin later, or reading may have ended before.
  if (last !== undefined) past.since = Math.max(since, last.firstSeenAt);
  for (const [found, list] of [
    [past.after, lists.after],
    [past.before, lists.before],
  ] as const) {
    for (const story of found.keys()) if (!hasSources(list, reports.get(story) ?? [])) found.delete(story);
  }
  past.near = [...near.values()]
    .filter((miss) => !past.after.has(miss.entry.story))
    .sort((a, b) => b.closeness - a.closeness)
    .slice(0, NEAR_MISSES);
  return past;
}

function reportOf({ id, outlet, agency, textHash, duplicateOf, withdrawnAt }: KeptEntry): Report {
  return { id, outlet, agency, textHash, duplicateOf, withdrawnAt };
}
