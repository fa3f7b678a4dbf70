import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withSettings } from "../../src/alerts/channel-settings.ts";
import type { Place } from "../../src/delivery/attempt.ts";
import type { Backfill, Channel } from "../../src/desk/desk.ts";
import { loadDesk, withMutes } from "../../src/desk/desk.ts";
import { seedDesk } from "../../src/desk/seed.ts";
import { htmlToText } from "../../src/feeds/html.ts";
import { canonicalUrl } from "../../src/feeds/url.ts";
import type { Vanished } from "../../src/feeds/vanished.ts";
import { type UrgencySettings, USUAL_URGENCY } from "../../src/model/attention.ts";
import type { Feed, FeedDocument, ParsedEntry } from "../../src/model/feed.ts";
import type { WatchList } from "../../src/model/watchlist.ts";
import { createPipeline } from "../../src/pipeline.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { draftEntries } from "../../src/stories/draft.ts";
import { createStories, type Placeable, type Placement, type Stories } from "../../src/stories/stories.ts";

/** A watch list of one query, told to `world`. */
export function watching(query: string, name = "list", channels = ["world"]): WatchList {
  return {
    name,
    title: name,
    priority: "normal",
    entities: [],
    phrases: [],
    queries: [query],
    exclude: [],
    channels,
  };
}

/** An entry as a feed has it, with what a test does not care about filled in. */
export function item(id: string, title: string, more: Partial<ParsedEntry> = {}): ParsedEntry {
  return {
    id,
    idKind: "guid",
    url: `https://news.example/${id}`,
    title,
    summary: "",
    content: "",
    author: "",
    language: "en",
    categories: [],
    enclosures: [],
    ...more,
  };
}

export type Placing = (entry: Placeable, found: Placement) => Placement;

function placedAs(stories: Stories, placing: Placing): Stories {
  return {
    ...stories,
    get size() {
      return stories.size;
    },
    place: (entry, careful) => placing(entry, stories.place(entry, careful)),
    draft: () => placedAs(stories.draft(), placing),
  };
}

/** A desk on a real SQLite file, fed document by document, at a time the test sets. */
export async function testDesk(
  options: {
    lists?: WatchList[];
    backfill?: Backfill;
    channels?: (string | Channel)[];
    outlets?: string[];
    /** Of each outlet's feed; English unless told. */
    languages?: string[];
    tier?: 1 | 2 | 3;
    urgency?: Partial<UrgencySettings>;
    /** When it begins, in milliseconds; 20 August 2026, 09:00 UTC unless told. */
    now?: number;
    /** Where `deliver` brings what is owed to a channel. */
    place?: (channel: string) => Place | undefined;
    /** How many entries a new one is compared with, at most. */
    compared?: number;
    /** What the story index answers of an entry is given, and may be replaced: grouping as a test wants it. */
    placing?: Placing;
    /** Told of entries that left their feed. */
    vanished?: Pick<Vanished, "look">;
    /** Called before mutes are looked at again; may throw. */
    mutesMoved?: () => void;
  } = {},
) {
  const dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
  let now = options.now ?? Date.UTC(2026, 7, 20, 9);
  const inFile = new Map<string, Channel>(
    (options.channels ?? ["world"]).map((given) => {
      const channel =
        typeof given === "string" ? { name: given, adapter: "console", destination: given } : given;
      return [channel.name, channel];
    }),
  );
  const file = join(dir, "desk.db");
  const store = openStore({ file, newDeskId: () => "desk" });
  const outlets = options.outlets ?? ["Example News", "Other News", "Third News"];
  const feeds = outlets.map((name, i) => ({
    url: `https://feed${i}.example/rss`,
    outlet: { name, tier: options.tier ?? 2 },
    language: options.languages?.[i] ?? "en",
    group: "",
  }));
  await seedDesk(
    store,
    { feeds, watchLists: options.lists ?? [watching("putin")], entities: [] },
    "test",
    now,
  );
  let desk = await loadDesk(store);
  let channels = withSettings(inFile, desk.channelSettings);
  const troubles: [subject: string, text: string][] = [];
  const start = async () => {
    return createPipeline({
      store,
      async storyIndex() {
        const count = options.compared ?? 100_000;
        const stories = createStories({ age: 7 * 86_400_000, count });
        for await (const some of store.indexed(0, count)) stories.apply(some);
        return options.placing === undefined ? stories : placedAs(stories, options.placing);
      },
      clock: { now: () => now, monotonic: () => now, sleep: async () => undefined },
      random: () => 0.5,
      tools: { canonicalUrl, htmlToText },
      ...(options.vanished === undefined ? {} : { vanished: options.vanished }),
      giveUpAfter: 86_400_000,
      view: () => ({
        deskId: store.deskId,
        desk,
        channels,
        backfill: options.backfill ?? "all",
        urgency: { ...USUAL_URGENCY, ...options.urgency },
        now,
      }),
      place: options.place ?? (() => undefined),
      wake: () => undefined,
      mutesMoved: async () => {
        options.mutesMoved?.();
        desk = await withMutes(desk, store);
      },
      trouble: (subject, text) => void troubles.push([subject, text]),
    });
  };
  const given = async (nth: number, entries: ParsedEntry[], parts?: FeedDocument["parts"]) => {
    const feed: Feed | undefined = (await store.feeds())[nth];
    if (feed === undefined) throw new Error(`no feed ${nth}`);
    const head = { title: "", link: "", language: "en", kind: "rss" as const };
    const document: FeedDocument = { feed: head, entries, problems: [], ...(parts && { parts }) };
    return { feed, document };
  };
  let pipeline = await start();
  return {
    store,
    file,
    get now() {
      return now;
    },
    later(ms: number) {
      now += ms;
    },
    desk: () => desk,
    get channels() {
      return channels;
    },
    /** What was edited counts from now on. */
    async refresh() {
      desk = await loadDesk(store);
      channels = withSettings(inFile, desk.channelSettings);
    },
    /** What the admin is told. */
    troubles,
    /** As after a restart with other channels. */
    reconfigure(now: readonly Channel[]) {
      inFile.clear();
      for (const channel of now) inFile.set(channel.name, channel);
      channels = withSettings(inFile, desk.channelSettings);
    },
    /** As after a restart: the story index is rebuilt from the database. */
    async restart() {
      pipeline = await start();
    },
    /** One poll of the nth feed: its entries, newest first; of an index, whose they are. */
    async poll(nth: number, entries: ParsedEntry[], parts?: FeedDocument["parts"]) {
      const { feed, document } = await given(nth, entries, parts);
      const state = { ...feed.state, lastSuccessAt: now, nextPollAt: now + 60_000 };
      return pipeline.ingest(feed, document, state);
    },
    /** Entries of the nth feed that a hub pushes. */
    async push(nth: number, entries: ParsedEntry[]) {
      const { feed, document } = await given(nth, entries);
      return pipeline.ingest(feed, document, undefined);
    },
    /** The article of an entry of the nth feed, come after its teaser. */
    async article(nth: number, entry: ParsedEntry, text: string) {
      const { feed, document } = await given(nth, [entry]);
      const [draft] = draftEntries(feed, document, now, { canonicalUrl, htmlToText }).drafts;
      if (draft === undefined) throw new Error("no draft");
      await pipeline.takeArticle(feed, draft, { from: "article", text, author: "", language: "en" });
    },
    /** An entry's article of the nth feed is gone. */
    async vanish(nth: number, entry: number) {
      const { feed } = await given(nth, []);
      await pipeline.takeVanished(feed, entry);
    },
    digest: () => pipeline.digest(),
    /** Makes one attempt at each message that is owed, until none is. */
    async deliver() {
      for (let due = await store.lease(now, []); due.length > 0; due = await store.lease(now, []))
        for (const delivery of due) await pipeline.deliver(delivery);
    },
    /** What is owed, oldest first, as a person would name it. */
    async owed() {
      const rows = await store.deliveries({ limit: 1000 });
      return rows.toReversed().map((d) => ({
        kind: d.kind,
        channel: d.channel,
        headline: d.message.headline.text,
        note: d.message.note,
        outlets: d.message.sources.map((s) => s.outlet),
        lists: d.message.watchLists.map((l) => l.name),
        message: d.message,
        key: d.key,
        dueAt: d.dueAt,
        state: d.state,
      }));
    },
    async close() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
