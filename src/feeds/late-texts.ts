import type { Feed } from "../model/feed.ts";
import type { Log } from "../model/log.ts";
import type { Clock, Instant, Millis } from "../model/time.ts";
import type { KeptEntry } from "../store/store.ts";
import type { Draft } from "../stories/draft.ts";
import type { News } from "../stories/news.ts";
import type { FullText } from "./article-pages.ts";
import { createBackground } from "./background.ts";
import type { FullTexts } from "./full-text.ts";

type Article = Extract<FullText, { from: "article" }>;

export interface LateTexts {
  /** Looks later for the articles that could not be had for a passing reason. `texts` is what reading `news` gave. */
  wait(feed: Feed, news: readonly News[], texts: ReadonlyMap<string, FullText>): void;
  /** Takes up what waited when the service ended: young entries that have their teaser alone. For the service's start. */
  resume(): Promise<void>;
  /** Gives up what waits; resolves when nothing is under way. */
  stop(): Promise<void>;
}

export interface LateTextsParts {
  fullTexts: Pick<FullTexts, "read">;
  clock: Clock;
  log: Log;
  source: {
    feeds(): Promise<Feed[]>;
    teasers(since: Instant, atMost: number): Promise<KeptEntry[]>;
    giveUp(feed: number, guids: readonly string[]): Promise<void>;
  };
  /** An entry's article, come after all. */
  take(feed: Feed, draft: Draft, article: Article): Promise<void>;
}

/** After how long an article is looked for again, longer each time; what a server asks for is kept to. */
const AGAIN: readonly Millis[] = [60_000, 5 * 60_000, 30 * 60_000];
/** No server is waited for longer. */
const LONGEST: Millis = 3 * 3_600_000;
/** Articles that may wait at once: a publisher whose pages are all away must not fill the memory. */
const MOST = 500;

/** How young an entry is whose article is looked for again after a restart. */
const RESUMED: Millis = 3_600_000;

/**
 * A publisher's pages may be away for minutes while its feed is not: what an entry's article would have matched is then
 * found when it comes. When is kept in memory, that it may come with the entry: after a restart every young entry of which
 * that is so is looked for again, and no page that was a paywall is.
 */
export function createLateTexts({ fullTexts, clock, log, source, take }: LateTextsParts): LateTexts {
  const background = createBackground();
  let waiting = 0;

  async function persevere(feed: Feed, news: readonly News[], texts: ReadonlyMap<string, FullText>) {
    let missing = missingOf(news, texts);
    for (const after of AGAIN) {
      const wait = Math.max(after, ...missing.map(({ again }) => again));
      if (missing.length === 0) return;
      if (wait > LONGEST) break;
      await clock.sleep(wait, background.signal);
      const some = missing.map((m) => m.news);
      const found = await fullTexts.read(feed, some);
      for (const { draft } of some) {
        const text = found.get(draft.guid);
        if (text?.from === "article") await take(feed, draft, text);
      }
      missing = missingOf(some, found);
      const isMissing = new Set(missing.map((m) => m.news));
      await giveUp(
        feed,
        some.filter((n) => !isMissing.has(n)),
      );
    }
    if (!background.signal.aborted)
      await giveUp(
        feed,
        missing.map((m) => m.news),
      );
  }

  /** So that a restart asks nobody again. */
  async function giveUp(feed: Feed, news: readonly News[]): Promise<void> {
    if (news.length > 0)
      await source.giveUp(
        feed.id,
        news.map(({ draft }) => draft.guid),
      );
  }

  function wait(feed: Feed, news: readonly News[], texts: ReadonlyMap<string, FullText>): void {
    const count = missingOf(news, texts).length;
    if (count === 0 || background.signal.aborted) return;
    if (waiting + count > MOST) {
      log.warn({ feed: feed.settings.url, entries: count }, "too many articles wait to be looked for again");
      return;
    }
    waiting += count;
    const work = persevere(feed, news, texts).finally(() => {
      waiting -= count;
    });
    background.run(work, (error) =>
      log.error({ feed: feed.settings.url, error }, "articles that came late could not be taken in"),
    );
  }

  async function resume(): Promise<void> {
    const kept = Map.groupBy(await source.teasers(clock.now() - RESUMED, MOST), (entry) => entry.feed);
    for (const feed of kept.size === 0 ? [] : await source.feeds()) {
      const entries = kept.get(feed.id) ?? [];
      if (feed.settings.fullText !== true || feed.paused || feed.state.retiredAt !== undefined) continue;
      const news = entries.map((draft): News => ({ kind: "new", draft }));
      const texts = entries.map((e) => [e.guid, { from: "feed", note: e.textNote, again: 0 }] as const);
      wait(feed, news, new Map(texts));
    }
  }

  return {
    wait,
    async resume() {
      try {
        await resume();
      } catch (error) {
        log.error({ error }, "articles that waited when the service ended could not be looked for");
      }
    },
    stop: () => background.stop(),
  };
}

/** What has no article yet and may have one in a while, and after how long. */
function missingOf(news: readonly News[], texts: ReadonlyMap<string, FullText>) {
  return news.flatMap((n) => {
    const text = texts.get(n.draft.guid);
    return text?.from === "feed" && text.again !== undefined ? [{ news: n, again: text.again }] : [];
  });
}
