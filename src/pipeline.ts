import PQueue from "p-queue";
import { decide } from "./alerts/decide.ts";
import { behindSince, decideCatchUp, decideDigests } from "./alerts/digest.ts";
import { decideEscalations, lateBetween } from "./alerts/escalate.ts";
import { linkedBy } from "./alerts/related.ts";
import { decideVanished } from "./alerts/vanish.ts";
import { type Attempted, attempt, type Place } from "./delivery/attempt.ts";
import type { DeskView } from "./desk/desk.ts";
import { cappedChannels } from "./desk/personal.ts";
import type { FullText } from "./feeds/article-pages.ts";
import type { FullTexts } from "./feeds/full-text.ts";
import type { LateTexts } from "./feeds/late-texts.ts";
import { tellFlood } from "./feeds/tell.ts";
import { leftFrom, type Vanished } from "./feeds/vanished.ts";
import type { Delivery } from "./model/delivery.ts";
import type { Feed, FeedDocument, FeedNotice, FeedState, ParsedEntry } from "./model/feed.ts";
import type { Clock, Millis } from "./model/time.ts";
import type { Changes, KeptEntry, Known, Store } from "./store/store.ts";
import type { Listed } from "./store/upkeep.ts";
import { type Apart, keepApart } from "./stories/apart.ts";
import type { TextTools } from "./stories/compared.ts";
import { type Draft, draftEntries, withText } from "./stories/draft.ts";
import { firstSight } from "./stories/flood.ts";
import { articleOf, listed, type News, whatIsNew, withoutRestless } from "./stories/news.ts";
import { type PlacedNews, placeNews, storiesOf, unplaced } from "./stories/place.ts";
import type { Stories } from "./stories/stories.ts";

export interface PipelineParts {
  store: Store;
  /** The story index as the database has it: at start, and after a commit of which it is not known whether it stands. */
  storyIndex(): Promise<Stories>;
  clock: Clock;
  random: () => number;
  tools: TextTools;
  /** Reads the articles behind teasers, for feeds that ask for it. */
  fullTexts?: Pick<FullTexts, "read">;
  /** Looks later for those that could not be had. */
  lateTexts?: Pick<LateTexts, "wait">;
  /** Looks into entries that left their feed. */
  vanished?: Pick<Vanished, "look">;
  /** A message tried in vain for so long becomes a dead letter, in milliseconds. */
  giveUpAfter: Millis;
  /** The desk as it is at this moment. */
  view(): DeskView;
  /** Where a channel is; undefined for one that is no longer configured. */
  place(channel: string): Place | undefined;
  /** Something was queued. */
  wake(): void;
  /** A muted story became part of another, which is muted from now on: the view must know. */
  mutesMoved(): Promise<void>;
  /** For the admin channel and the log. */
  trouble(subject: string, text: string): void;
}

export interface Pipeline {
  /**
   * Takes in one feed document: what is new is matched, put into its story, and told. One commit, with the feed's state
   * after the poll (undefined for what a hub pushed) and what the admin is to be told of it.
   */
  ingest(
    feed: Feed,
    document: FeedDocument,
    state: FeedState | undefined,
    notices?: readonly FeedNotice[],
  ): Promise<Changes>;
  /** Takes in the article of an entry that is kept with its teaser alone: matched anew, as a revision is. */
  takeArticle(feed: Feed, draft: Draft, article: FullText): Promise<void>;
  /** Takes in that an entry's article is gone, once, unless its feed lists it again or it was taken back. */
  takeVanished(feed: Feed, entry: number): Promise<void>;
  /** Tells, in one message a channel, the alerts that waited for this moment, and what it missed while it was away. */
  digest(): Promise<void>;
  /** Makes one attempt at a message that is owed, and records how it ended. */
  deliver(delivery: Delivery): Promise<Attempted>;
}

/** The program in one screen: feeds in, one alert a story out. Ingest is one writer in turn. */
export function createPipeline(parts: PipelineParts): Pipeline {
  const { store, clock } = parts;
  const writer = new PQueue({ concurrency: 1 });
  let index: Stories | undefined;
  let indexedAfter = 0;
  let apart: readonly Apart[] | undefined;

  /** Before an entry's turn comes: the writer never waits for the network. */
  const textsOf = async (feed: Feed, document: FeedDocument, texts: Pick<FullTexts, "read">) => {
    const { drafts } = draftEntries(feed, document, clock.now(), parts.tools);
    const news = whatIsNew(drafts, await store.known(feed.id, drafts));
    return { news, texts: await texts.read(feed, news) };
  };

  const ingest = async (
    feed: Feed,
    document: FeedDocument,
    after: FeedState | undefined,
    texts: ReadonlyMap<string, FullText>,
    notices: readonly FeedNotice[],
  ): Promise<Changes> => {
    const now = clock.now();
    const basedOn = store.version();
    const { drafts: published, guidsUnreliable } = draftEntries(feed, document, now, parts.tools);
    const drafts = published.map((draft) => withText(draft, texts.get(draft.guid)));
    const known = await store.known(feed.id, drafts);
    const found = whatIsNew(drafts, known);
    const revised = found.flatMap((n) => (n.kind === "revision" ? [n.entry.id] : []));
    const earlier = revised.length === 0 ? [] : await store.revisions(revised);
    const news = withoutRestless(found, earlier, now);
    // Stories that a person merged or split are not as the index has them.
    const edits = await store.storyEdits();
    if (edits !== indexedAfter) index = undefined;
    if (edits !== indexedAfter || apart === undefined) apart = await store.apart();
    indexedAfter = edits;
    index ??= await parts.storyIndex();
    const placed = keepApart(placeNews(news, index, feed.state, drafts.length, now), apart);
    const view = parts.view();
    const touched = [...storiesOf(placed), ...linkedBy(placed)];
    const snapshot = await store.snapshot(touched, now, cappedChannels(view));
    const flood = tellFlood(feed.state, placed.filter((p) => p.held).length, now);
    const state = after && {
      ...after,
      ...firstSight(feed.state, published.length, now),
      floodToldAt: flood?.at ?? feed.state.floodToldAt,
      guidsUnreliable,
    };
    const changes: Changes = {
      ...decide({ feed, state, placed, snapshot, view }),
      basedOn,
    };
    changes.feed = {
      id: feed.id,
      state,
      current: currentOf(document, drafts, known, changes.entries, parts.tools),
      notices: flood === undefined ? [...notices] : [...notices, flood],
    };
    // Of an index read in parts, what an entry left is not known; what a hub pushes lists nothing.
    const looks = parts.vanished !== undefined && after !== undefined && document.parts === undefined;
    const before = looks ? await store.listed(feed.id) : [];
    await commit(changes, placed);
    const left = leftFrom(before, changes.feed.current);
    if (left.length > 0) parts.vanished?.look(feed, await store.told(left, now - YOUNG));
    return changes;
  };

  const takeVanished = async (feed: Feed, id: number): Promise<void> => {
    const basedOn = store.version();
    const now = clock.now();
    const [entry] = await store.told([id], 0);
    const isListed = (await store.listed(feed.id)).includes(id);
    const isSaid = (await store.revisions([id])).some((r) => r.change === "vanished");
    if (entry === undefined || isListed || isSaid) return;
    const snapshot = await store.snapshot([entry.story], now);
    await commit({ ...decideVanished(entry, snapshot, parts.view()), basedOn }, []);
  };

  /** Whether mutes have moved, or may have, since the view was made. */
  let mutesAreOld = false;
  const lookAtMutes = async () => {
    if (mutesAreOld) await parts.mutesMoved();
    mutesAreOld = false;
  };

  const commit = async (changes: Changes, placed: readonly PlacedNews[]): Promise<void> => {
    const stories = index;
    index = undefined;
    const merged = new Set(changes.stories.filter((s) => s.mergedInto !== undefined).map((s) => `${s.id}`));
    const { mutes } = parts.view().desk;
    if (mutes.some((m) => m.kind === "story" && merged.has(m.subject))) mutesAreOld = true;
    await store.commit(changes);
    index = stories;
    for (const merge of placed.flatMap((p) => p.merges)) stories?.merge(merge);
    stories?.apply([...changes.entries, ...changes.revised.map((r) => r.entry)].filter(hasFeatures));
    if (changes.deliveries.length > 0 || changes.amended.length > 0) parts.wake();
    // What a merged story was split from is apart from the other.
    if (merged.size > 0) apart = undefined;
    await lookAtMutes().catch(untilNeeded);
  };

  const takeArticle = async (feed: Feed, draft: Draft, article: FullText): Promise<void> => {
    const basedOn = store.version();
    const news = articleOf(withText(draft, article), await store.known(feed.id, [draft]));
    if (news === undefined) return;
    const placed = [unplaced(news)];
    const view = parts.view();
    const snapshot = await store.snapshot(storiesOf(placed), view.now, cappedChannels(view));
    await commit({ ...decide({ feed, placed, snapshot, view }), basedOn }, placed);
  };

  const lateOnes = async (view: DeskView) => {
    const between = lateBetween(view);
    return between === undefined ? [] : store.unclaimed(between);
  };

  const digest = async (): Promise<void> => {
    const view = parts.view();
    for (const decided of [
      async () => decideCatchUp(await store.overdue(behindSince(view.now)), view),
      async () => decideDigests(await store.heldUntil(view.now), view),
      async () => decideEscalations(await lateOnes(view), view),
    ]) {
      const basedOn = store.version();
      const changes = await decided();
      if (changes.alerts.length === 0) continue;
      await store.commit({ ...changes, basedOn });
      parts.wake();
    }
  };

  /** A decision, once those before it are made, and on what they and people have changed. */
  const inTurn = <Made>(decide: () => Promise<Made>): Promise<Made> =>
    writer.add(() =>
      decidedAgain(async () => {
        await lookAtMutes();
        return decide();
      }),
    );

  return {
    digest: () => inTurn(digest),
    async ingest(feed, document, state, notices = []) {
      const { fullTexts, lateTexts } = parts;
      const wanted = feed.settings.fullText === true && fullTexts !== undefined;
      const { news, texts } = wanted ? await textsOf(feed, document, fullTexts) : NO_TEXTS;
      const changes = await inTurn(() => ingest(feed, document, state, texts, notices));
      lateTexts?.wait(feed, news, texts);
      return changes;
    },
    takeArticle: (feed, draft, article) => inTurn(() => takeArticle(feed, draft, article)),
    takeVanished: (feed, entry) => inTurn(() => takeVanished(feed, entry)),

    async deliver(delivery) {
      const place = parts.place(delivery.channel);
      const attempted: Attempted =
        place === undefined
          ? goneFrom(delivery.channel)
          : await attempt(delivery, place, {
              store,
              now: clock.now,
              random: parts.random,
              giveUpAfter: parts.giveUpAfter,
            });
      await store.record(delivery.id, attempted.outcome);
      if (attempted.trouble !== undefined) parts.trouble(delivery.channel, attempted.trouble);
      return attempted;
    },
  };
}

/** How long after an entry came its vanishing is news, in milliseconds. */
const YOUNG: Millis = 48 * 3_600_000;

/** What was committed stands: the mutes are looked at again before anything else is decided. */
const untilNeeded = () => undefined;

const NO_TEXTS: { news: News[]; texts: ReadonlyMap<string, FullText> } = { news: [], texts: new Map() };

/** Another process may have written between the look and the commit: then what was decided is decided anew. */
async function decidedAgain<T>(decideAndCommit: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await decideAndCommit();
    } catch (error) {
      const stale = error instanceof Error && error.name === "StaleSnapshot";
      if (!stale || tries === 5) throw error;
    }
  }
}

/** What the feed lists now, to be kept while it does: of several documents read as one, each of those that were read. */
function currentOf(
  { parts }: FeedDocument,
  drafts: readonly Draft[],
  known: Known,
  fresh: readonly KeptEntry[],
  { canonicalUrl }: TextTools,
): Listed {
  if (parts === undefined) return listed(drafts, known, fresh);
  const idsOf = (entries: readonly ParsedEntry[]) => {
    const keys = new Set(entries.flatMap((e) => [e.id, e.compared?.canonicalUrl ?? canonicalUrl(e.url)]));
    keys.delete("");
    const isOfIt = (e: Draft | KeptEntry) => keys.has(e.guid) || keys.has(e.canonicalUrl);
    return listed(drafts.filter(isOfIt), known, fresh.filter(isOfIt));
  };
  const read = [...parts.read].map(([url, entries]) => [url, idsOf(entries)] as const);
  return { named: parts.named, read: Object.fromEntries(read) };
}

/** Those that the story index can hold. */
function hasFeatures(entry: KeptEntry): entry is KeptEntry & { features: Uint8Array } {
  return entry.features !== undefined;
}

/** What was owed to a channel when it, or its adapter, was taken out of the configuration: an admin can send it again. */
function goneFrom(channel: string): Attempted {
  const error = `channel "${channel}" is no longer configured`;
  return {
    outcome: { state: "dead", error },
    trouble: "is no longer configured, and was still owed messages",
  };
}
