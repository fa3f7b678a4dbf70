import { afterEach, describe, expect, it } from "vitest";
import type { Discovery, FoundFeed } from "../../src/feeds/discover.ts";
import { FetchError } from "../../src/feeds/fetch.ts";
import { caller, commandDesk, page, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());

const named = (...urls: string[]): FoundFeed[] =>
  urls.map((url) => ({ url, title: `Feed of ${url}`, how: "named" }));
const discovery =
  (feeds: FoundFeed[], problems: string[] = []) =>
  async (): Promise<Discovery> => ({ feeds, problems });
const urls = async () => (await desk.store.feeds()).map((f) => f.settings.url);

describe("feed add", () => {
  it("takes a site's only feed, with what is said of it", async () => {
    desk = await commandDesk({ outlets: [], discovery: discovery(named("https://n.example/rss")) });
    const reply = await desk.say('feed add n.example outlet:"Example News" tier:1 every:2m language:en');
    expect(read(reply)).toMatch(/Example News \(https:\/\/n.example\/rss\) is polled/);
    expect((await desk.store.feeds())[0]?.settings).toEqual({
      url: "https://n.example/rss",
      outlet: { name: "Example News", tier: 1 },
      language: "en",
      group: "",
      every: "2m",
    });
    expect((await desk.store.due(desk.now)).length).toBe(1);
    expect(read(await desk.say("feed add https://www.n.example/rss/"))).toMatch(
      /has https:\/\/n.example\/rss .* already/,
    );
  });

  it.each([
    ["digest", /the last 24 hours' matches are told in one message a channel/],
    ["none", /kept silently: matches are told from then on/],
    ["all", /told as if it came now, an alert a story/],
  ] as const)("says what becomes of what the feed holds already: backfill %s", async (backfill, words) => {
    desk = await commandDesk({ backfill, discovery: discovery(named("https://n.example/rss")) });
    expect(read(await desk.say("feed add n.example"))).toMatch(words);
  });

  it("asks which of several, and keeps what was said", async () => {
    desk = await commandDesk({
      outlets: [],
      discovery: discovery(named("https://n.example/a", "https://n.example/b")),
    });
    const asked = page(await desk.say("feed add n.example tier:3"));
    expect(asked.actions?.map((a) => a.call.options)).toEqual([
      { tier: "3", url: "https://n.example/a" },
      { tier: "3", url: "https://n.example/b" },
    ]);
    expect(await urls()).toEqual([]);
    expect(page(await desk.say("feed discover n.example")).actions).toHaveLength(2);
  });

  it("polls a feed again that its publisher had retired, known or removed", async () => {
    const [known] = ["https://feed0.example/rss"];
    desk = await commandDesk({ discovery: discovery(named(known)) });
    const retire = async () => {
      const feed = (await desk.store.feeds()).find((f) => f.settings.url === known);
      if (feed === undefined) throw new Error("no feed");
      const gone = { retiredAt: desk.now, trouble: "410", troubleSince: desk.now, failures: 1 };
      await desk.store.saveState(feed.id, { ...feed.state, ...gone, nextPollAt: 9e15 });
      return feed;
    };
    const { id } = await retire();
    expect(read(await desk.say(`feed add ${known}`))).toMatch(/answers again/);
    expect((await desk.store.feed(id))?.state).toMatchObject({ failures: 0, nextPollAt: desk.now });
    expect((await desk.store.feed(id))?.state).not.toHaveProperty("retiredAt");
    expect((await desk.store.audit(1))[0]).toMatchObject({ action: "feed revive", subject: known });
    await retire();
    await desk.run("feed remove", { feed: String(id), yes: "true" });
    await desk.say(`feed add ${known}`);
    expect((await desk.store.due(desk.now)).map((f) => f.id)).toContain(id);
  });

  it("says what was tried in vain, and what cannot be reached; adds unchecked only if told", async () => {
    desk = await commandDesk({ outlets: [], discovery: discovery([], ["https://n.example/rss: 404"]) });
    expect(read(await desk.say("feed add n.example"))).toMatch(/No feed was found[\s\S]*404/);
    await desk.run("feed add", { url: "https://n.example/rss", unchecked: "true" });
    expect(await urls()).toEqual(["https://n.example/rss"]);
    expect(read(await desk.run("feed add", { url: "ftp://n.example", unchecked: "true" }))).toMatch(
      /no address of the web/,
    );
    expect(read(await desk.say("feed add n.example every:soon"))).toMatch(/soon/);
    await desk.close();
    desk = await commandDesk({
      discovery: async () => {
        throw new FetchError("https://n.example: no such host");
      },
    });
    expect(read(await desk.say("feed discover n.example"))).toBe("https://n.example: no such host");
    expect(read(await desk.say("feed add n.example", caller("editor")))).toMatch(/for admins/);
  });
});

describe("feed remove and feed health", () => {
  it("removes after a question, and undo brings the feed back with what it knew", async () => {
    desk = await commandDesk();
    const [feed] = await desk.store.feeds();
    if (feed === undefined) throw new Error("no feed");
    await desk.store.saveState(feed.id, { ...feed.state, etag: '"x"' });
    expect((await desk.say("feed remove Example News")).kind).toBe("confirmation");
    await desk.run("feed remove", { feed: String(feed.id), yes: "true" });
    expect(await urls()).not.toContain(feed.settings.url);
    const [last] = await desk.store.trail({ kind: "feed", limit: 1 });
    await desk.run("undo", { number: String(last?.id) });
    expect((await desk.store.feeds()).find((f) => f.id === feed.id)?.state.etag).toBe('"x"');
    expect(read(await desk.say("feed remove nothing"))).toMatch(/no feed "nothing"/);
    expect(read(await desk.say("feed remove example"))).toMatch(/is 3 feeds/);
  });

  it("says how each feed is, troubles first", async () => {
    desk = await commandDesk();
    const feeds = await desk.store.feeds();
    const last = feeds.at(-1);
    if (last === undefined) throw new Error("no feed");
    const trouble = { trouble: "403: a challenge page", troubleSince: desk.now, failures: 3 };
    const before = { lastSuccessAt: desk.now - 86_400_000, latency: 240 };
    await desk.store.saveState(last.id, { ...last.state, ...before, ...trouble });
    const health = read(await desk.say("feed health"));
    expect(health).toMatch(/a challenge page \| \S+ \S+.* \| 240 ms/);
    expect(health).toMatch(/1 of 3 in trouble\nThird News \| 403 since Thursday 09:00: a challenge page/);
    expect(health).toContain("not polled yet");
    expect(read(await desk.say("feed health Other News"))).toMatch(/0 of 1 in trouble/);
  });
});
