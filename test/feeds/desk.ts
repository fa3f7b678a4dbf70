import type { DocumentReader } from "../../src/feeds/document-reader.ts";
import type { Fetcher } from "../../src/feeds/fetch.ts";
import type { Notice, Untold } from "../../src/feeds/notices.ts";
import { createPoller, type FeedSource, type Poller } from "../../src/feeds/poller.ts";
import type { DeskPolling } from "../../src/feeds/schedule.ts";
import type {
  Feed,
  FeedDocument,
  FeedNotice,
  FeedSettings,
  FeedState,
  ParsedEntry,
} from "../../src/model/feed.ts";
import type { Log } from "../../src/model/log.ts";
import type { Clock, Instant } from "../../src/model/time.ts";
import { feedAt } from "./loopback.ts";

/** A clock that stands until it is set. */
export function standingClock(start: Instant): Clock & { set(at: Instant): void } {
  let now = start;
  return {
    now: () => now,
    monotonic: () => now,
    sleep: () => Promise.reject(new Error("nothing sleeps here")),
    set(at) {
      now = at;
    },
  };
}

/** Reads `<title>` of items, enough for polling's tests; anything without `<rss` is no feed. */
export const plainReader: DocumentReader = {
  async read(bytes, { url }) {
    const text = Buffer.from(bytes).toString("utf8");
    if (!text.includes("<rss")) throw new Error("this is no feed");
    const ttl = /<ttl>(\d+)/.exec(text)?.[1];
    const entries = [...text.matchAll(/<item><title>([^<]*)/g)].map(([, title = ""]) => entryOf(title));
    const feed = { title: "T", link: url, language: "en", kind: "rss" as const };
    const document: FeedDocument = {
      feed: ttl === undefined ? feed : { ...feed, ttl: Number(ttl) },
      entries,
      problems: [],
    };
    return document;
  },
};

/** A title "at 1700000000000" dates its entry. */
function entryOf(title: string): ParsedEntry {
  const at = /^at (\d+)$/.exec(title)?.[1];
  return {
    id: title,
    idKind: "guid",
    url: `https://e.example/${title}`,
    title,
    summary: "",
    content: "",
    author: "",
    language: "en",
    categories: [],
    enclosures: [],
    ...(at === undefined ? {} : { publishedAt: Number(at) }),
  };
}

export interface Kept {
  feed: Feed;
  entries: Set<string>;
}

export interface TestDesk {
  poller: Poller;
  /** What would be in the database: survives `restart`. */
  kept: Map<number, Kept>;
  notices: Notice[];
  faults: string[];
  /** As a kill does: what is under way is lost, and the rest starts anew from what was kept. */
  restart(fetcher: Pick<Fetcher, "fetch">): void;
}

/** A poller over a database in memory that keeps text alone, as a real one would. */
export function testDesk(
  feeds: { url: string; settings?: Partial<FeedSettings>; state?: Partial<FeedState> }[],
  parts: {
    clock: Clock;
    fetcher: Pick<Fetcher, "fetch">;
    desk?: Partial<DeskPolling>;
    random?: () => number;
    reader?: DocumentReader;
    /** Called before a document is stored. */
    ingested?: (feed: Feed) => Promise<void>;
    /** Called before every use of the database; may throw, as a full disk does. */
    before?: () => void;
  },
): TestDesk {
  const kept = new Map<number, Kept>();
  feeds.forEach(({ url, settings, state }, index) => {
    const id = index + 1;
    kept.set(id, { feed: { ...feedAt(url, state, settings), id }, entries: new Set() });
  });
  const notices: Notice[] = [];
  let untold: (FeedNotice & { id: number; of: number })[] = [];
  let noted = 0;
  const faults: string[] = [];
  const log: Log = {
    error: (fields, message) => faults.push(`${message}: ${String(fields.error)}`),
    warn: () => undefined,
    info: () => undefined,
    debug: () => undefined,
  };
  let life = 0;

  function start(fetcher: Pick<Fetcher, "fetch">): Poller {
    life += 1;
    const own = life;
    const find = (id: number) => {
      parts.before?.();
      const found = kept.get(id);
      if (found === undefined) throw new Error(`no feed ${id}`);
      return found;
    };
    const note = (id: number, news: readonly FeedNotice[]) => {
      untold.push(...news.map((notice) => ({ ...notice, id: ++noted, of: id })));
    };
    const save = (id: number, state: FeedState, news: readonly FeedNotice[] = []) => {
      // A dead process writes nothing.
      if (own !== life) return;
      find(id).feed.state = JSON.parse(JSON.stringify(state));
      note(id, news);
    };
    const source: FeedSource = {
      async due(now) {
        parts.before?.();
        return [...kept.values()]
          .filter(({ feed }) => feed.state.nextPollAt <= now && feed.state.retiredAt === undefined)
          .map(({ feed }) => structuredClone(feed));
      },
      async saveState(id, state, news) {
        save(id, state, news);
      },
      async move(id, url, news = []) {
        if (own !== life) return;
        find(id).feed.settings.url = url;
        note(id, news);
      },
      async untold() {
        return untold.map(({ of, ...notice }): Untold => ({ ...notice, feed: find(of).feed }));
      },
      async claim(claims) {
        for (const { feedId, nextPollAt } of claims) save(feedId, { ...find(feedId).feed.state, nextPollAt });
      },
    };
    return createPoller({
      clock: parts.clock,
      log,
      fetcher,
      reader: parts.reader ?? plainReader,
      source,
      async ingest(feed, document, state, news) {
        await parts.ingested?.(feed);
        if (own !== life) return;
        for (const { id } of document.entries) find(feed.id).entries.add(id);
        save(feed.id, state, news);
      },
      random: parts.random ?? (() => 0.5),
      desk: { every: "5m", floor: 60_000, ceiling: 3_600_000, timezone: "UTC", ...parts.desk },
      async announce(notice) {
        if (own !== life) return;
        notices.push(notice);
        untold = untold.filter(({ id }) => !notice.told.includes(id));
      },
    });
  }

  const desk: TestDesk = {
    poller: start(parts.fetcher),
    kept,
    notices,
    faults,
    restart(fetcher) {
      desk.poller = start(fetcher);
    },
  };
  return desk;
}
