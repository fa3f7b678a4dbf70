import { expect, test } from "vitest";
import { createFetcher } from "../../src/feeds/fetch.ts";
import type { FetchOutcome } from "../../src/feeds/outcome.ts";
import type { Feed } from "../../src/model/feed.ts";
import { createManualClock } from "../manual-clock.ts";
import { plainReader, standingClock, testDesk } from "./desk.ts";
import { listen, rss } from "./loopback.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse("2026-03-04T10:00:00Z");
const failed: FetchOutcome = { kind: "failed", reason: "500; x", status: 500 };

function documentOf(text: string): FetchOutcome {
  const bytes = Buffer.from(text);
  return {
    kind: "document",
    bytes,
    contentType: "",
    bodyHash: text,
    links: {},
    url: "https://a.example/",
    latency: 1,
  };
}

/** Answers each feed by its URL's path. */
function fakeFetcher(answers: Record<string, (feed: Feed) => FetchOutcome | Promise<FetchOutcome>>) {
  return {
    fetch: async (feed: Feed, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      return (answers[new URL(feed.settings.url).pathname] ?? (() => failed))(feed);
    },
  };
}

test("what is due is polled, kept with its entries, and not asked again before its time", async () => {
  await using server = await listen((_, response) =>
    response.writeHead(200, { etag: '"1"' }).end(rss(["a", "b"])),
  );
  const fetcher = createFetcher({ version: "1", contact: "", allowHosts: [server.host] });
  const clock = standingClock(START);
  const desk = testDesk(
    [{ url: `${server.origin}/1` }, { url: `${server.origin}/2`, state: { nextPollAt: START + 1 } }],
    { clock, fetcher },
  );
  expect(await desk.poller.once()).toBe(1);
  expect(await desk.poller.once()).toBe(0);
  expect(desk.kept.get(1)).toMatchObject({
    entries: new Set(["a", "b"]),
    feed: { state: { etag: '"1"', title: "T", failures: 0 } },
  });
  expect(desk.kept.get(2)?.entries.size).toBe(0);
  clock.set(START + 6 * MINUTE);
  expect(await desk.poller.once()).toBe(2);
  await fetcher.close();
});

test("a feed that fails, lies, or breaks our own code stops no other", async () => {
  const fetcher = fakeFetcher({
    "/good": () => documentOf(rss(["a"])),
    "/html": () => documentOf("<html><title>Just a moment...</title>"),
    "/breaks": () => Promise.reject(new TypeError("our bug")),
    "/fails": () => failed,
  });
  const urls = ["/breaks", "/html", "/fails", "/good"].map((path) => ({ url: `https://a.example${path}` }));
  const desk = testDesk(urls, { clock: standingClock(START), fetcher });
  expect(await desk.poller.tick()).toBe(4);
  expect(desk.kept.get(4)?.entries).toEqual(new Set(["a"]));
  expect(desk.kept.get(2)?.feed.state.trouble).toMatch(
    /not a feed but a challenge page of Cloudflare.*this is no feed/,
  );
  expect(desk.kept.get(2)?.feed.state.bodyHash).toBeUndefined();
  expect(desk.kept.get(3)?.feed.state).toMatchObject({ failures: 1, trouble: "500; x" });
  expect(desk.faults).toEqual(["a poll failed by our fault: TypeError: our bug"]);
  // Not at once again, though nothing of it could be decided.
  expect(desk.kept.get(1)?.feed.state.nextPollAt).toBeGreaterThan(START + MINUTE);
  expect(await desk.poller.tick()).toBe(0);
});

test("each feed is polled at its own moment within a second; one whose moment does not come before a stop keeps it", async () => {
  const clock = createManualClock(START);
  const polled: [string, number][] = [];
  const fetcher = {
    fetch: async ({ settings }: Feed) => {
      polled.push([new URL(settings.url).pathname, clock.now() - START]);
      return documentOf(rss(["a"]));
    },
  };
  const at = (path: string, ms: number) => ({
    url: `https://a.example/${path}`,
    state: { nextPollAt: START + ms },
  });
  const desk = testDesk([at("due", 0), at("soon", 400), at("later", 900)], { clock, fetcher });
  const stop = new AbortController();
  const running = desk.poller.run(stop.signal);
  await expect.poll(() => polled).toEqual([["/due", 0]]);
  await clock.advance(399);
  expect(polled).toHaveLength(1);
  await clock.advance(1);
  await expect.poll(() => polled.slice(1)).toEqual([["/soon", 400]]);
  stop.abort();
  await running;
  expect(polled).toHaveLength(2);
  expect(desk.kept.get(3)?.feed.state.nextPollAt).toBe(START + 900);
});

test("hosts that hang delay none that answer, and a host's hundred feeds do not crowd out another's one", async () => {
  const hanging: (() => void)[] = [];
  const fetcher = {
    fetch: (feed: Feed) =>
      new Promise<FetchOutcome>((answer) => {
        if (feed.settings.url.includes("hangs")) hanging.push(() => answer(failed));
        else answer(documentOf(rss(["a"])));
      }),
  };
  const urls = [
    ...Array.from({ length: 100 }, (_, n) => ({ url: `https://hangs.example/${n}` })),
    ...Array.from({ length: 60 }, (_, n) => ({ url: `https://hangs${n}.example/`, state: { failures: 1 } })),
    { url: "https://well.example/" },
  ];
  const desk = testDesk(urls, { clock: standingClock(START), fetcher });
  const tick = desk.poller.tick();
  await expect.poll(() => desk.kept.get(161)?.entries.size).toBe(1);
  expect(hanging.length).toBeLessThan(60);
  let done = false;
  void tick.then(() => {
    done = true;
  });
  const patience = { interval: 1, timeout: 10_000 };
  await expect
    .poll(() => {
      for (const end of hanging.splice(0)) end();
      return done;
    }, patience)
    .toBe(true);
  expect(await tick).toBe(161);
});

test("documents that wait for their articles hold up no other feed, until they are many", async () => {
  const clock = standingClock(START);
  let go = () => {};
  const articles = new Promise<void>((resolve) => {
    go = resolve;
  });
  const fetched: string[] = [];
  const stored: string[] = [];
  const nameOf = ({ settings }: Feed) => new URL(settings.url).pathname;
  // All of one host, which has two places.
  const teaser = (n: number, nextPollAt: number) => ({
    url: `https://news.example/teaser${n}`,
    settings: { fullText: true },
    state: { nextPollAt },
  });
  const plain = (n: number, nextPollAt: number) => ({
    url: `https://news.example/plain${n}`,
    state: { nextPollAt },
  });
  const feeds = [1, 2, 3, 4, 5, 6, 7].map((n) => teaser(n, START));
  const desk = testDesk([...feeds, plain(1, START + 1), teaser(8, START + 2), plain(2, START + 3)], {
    clock,
    fetcher: {
      async fetch(feed) {
        fetched.push(nameOf(feed));
        return documentOf(`${rss(["a"])}${" ".repeat(9_000_000)}`);
      },
    },
    async ingested(feed) {
      if (feed.settings.fullText === true) await articles;
      stored.push(nameOf(feed));
    },
  });
  const ticks: Promise<number>[] = [];
  // Each as far as it goes without the articles.
  for (const at of [START, START + 1, START + 2, START + 3]) {
    clock.set(at);
    ticks.push(desk.poller.tick());
    for (let n = 0; n < 200; n++) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(stored).toEqual(["/plain1"]);
  expect(fetched.at(-1)).toBe("/teaser8");
  go();
  await Promise.all(ticks);
  expect(stored).toHaveLength(10);
});

test("a second tick leaves alone what is still under way", async () => {
  let asked = 0;
  let answer = (_: FetchOutcome) => {};
  const fetcher = {
    fetch: () => {
      asked += 1;
      return new Promise<FetchOutcome>((resolve) => {
        answer = resolve;
      });
    },
  };
  const clock = standingClock(START);
  const desk = testDesk([{ url: "https://a.example/" }], { clock, fetcher });
  const first = desk.poller.tick();
  await expect.poll(() => asked).toBe(1);
  clock.set(START + HOUR);
  expect(await desk.poller.tick()).toBe(0);
  answer(failed);
  await first;
  expect(asked).toBe(1);
});

test("run polls until told to stop, lets what is under way end, and starts nothing more", async () => {
  let answer = (_: FetchOutcome) => {};
  const fetcher = {
    fetch: () =>
      new Promise<FetchOutcome>((resolve) => {
        answer = resolve;
      }),
  };
  const desk = testDesk([{ url: "https://a.example/" }], { clock: standingClock(START), fetcher });
  const stop = new AbortController();
  const running = desk.poller.run(stop.signal);
  await expect.poll(() => desk.kept.get(1)?.feed.state.nextPollAt).toBeGreaterThan(START);
  stop.abort();
  answer(documentOf(rss(["late"])));
  await running;
  expect(desk.kept.get(1)?.entries).toEqual(new Set(["late"]));
  expect(await desk.poller.tick()).toBe(0);
});

test("an outage is told once, by host, when it has lasted; its end too", async () => {
  const clock = standingClock(START);
  let well = false;
  const fetcher = { fetch: async () => (well ? documentOf(rss(["a"])) : failed) };
  const urls = Array.from({ length: 5 }, (_, n) => ({
    url: `https://down.example/${n}?key=secret`,
    settings: { every: "10m" },
  }));
  const desk = testDesk(urls, { clock, fetcher });
  const polls = async (times: number) => {
    for (let n = 0; n < times; n++) {
      clock.set(Math.min(...[...desk.kept.values()].map(({ feed }) => feed.state.nextPollAt)));
      await desk.poller.once();
    }
  };
  await polls(2);
  expect(desk.notices).toEqual([]);
  await polls(6);
  expect(desk.notices.map(({ subject }) => subject)).toEqual(["5 feeds of down.example cannot be polled"]);
  expect(desk.notices[0]?.text).toContain("500; x");
  expect(desk.notices[0]?.text).not.toContain("secret");
  well = true;
  await polls(3);
  expect(desk.notices.map(({ subject }) => subject)).toEqual([
    "5 feeds of down.example cannot be polled",
    "5 feeds of down.example can be polled again",
  ]);
});

test("a kill between a trouble and its notice loses no notice, and tells none twice", async () => {
  const clock = standingClock(START);
  const fetcher = fakeFetcher({ "/gone": () => ({ kind: "gone", reason: "410: gone", latency: 1 }) });
  const desk = testDesk([{ url: "https://b.example/gone" }, { url: "https://b.example/down" }], {
    clock,
    fetcher,
  });
  await desk.poller.tick();
  expect(desk.notices).toEqual([]);
  desk.restart(fetcher);
  await desk.poller.tick();
  expect(desk.notices).toEqual([]);
  clock.set(START + 5_000);
  await desk.poller.tick();
  desk.restart(fetcher);
  clock.set(START + 9 * MINUTE);
  await desk.poller.tick();
  expect(desk.notices.map(({ subject }) => subject)).toEqual(["A feed of b.example retired"]);
});

test("two ticks at once tell a notice once", async () => {
  const clock = standingClock(START);
  const fetcher = fakeFetcher({ "/gone": () => ({ kind: "gone", reason: "410: gone", latency: 1 }) });
  const desk = testDesk([{ url: "https://b.example/gone" }], { clock, fetcher });
  await desk.poller.tick();
  clock.set(START + 2 * MINUTE);
  await Promise.all([desk.poller.tick(), desk.poller.tick(), desk.poller.once()]);
  expect(desk.notices).toHaveLength(1);
});

test("a short trouble is nobody's business; 410 and a long silence are told once", async () => {
  const clock = standingClock(START);
  const dated = rss([1, 2, 3, 4, 5].map((n) => `at ${START - n * HOUR}`));
  let polls = 0;
  const fetcher = fakeFetcher({
    "/blip": () => (polls++ % 3 === 0 ? documentOf(rss(["a"])) : failed),
    "/gone": () => ({ kind: "gone", reason: "410: gone", latency: 1 }),
    "/silent": ({ state }) =>
      state.bodyHash === undefined
        ? documentOf(dated)
        : { kind: "unchanged", by: "status", url: "https://c.example/silent", latency: 1 },
  });
  const urls = ["https://a.example/blip", "https://b.example/gone", "https://c.example/silent"].map(
    (url) => ({ url }),
  );
  const desk = testDesk(urls, { clock, fetcher, reader: plainReader });
  for (let hour = 0; hour < 72; hour++) {
    clock.set(START + hour * HOUR);
    await desk.poller.once();
  }
  expect(desk.notices.map(({ subject, text }) => [subject, text])).toEqual([
    ["A feed of b.example retired", "Example (https://b.example/gone): 410: gone"],
    [
      "A feed of c.example silent for unusually long",
      expect.stringMatching(/nothing new for 2\d hours; usual is one entry in 60 minutes/),
    ],
  ]);
});

test("a redirect that has stood for a week is taken over, and told with the address before it, without its key", async () => {
  const clock = standingClock(START);
  const fetcher = {
    fetch: async ({ settings }: Feed) => ({
      ...documentOf(rss(["a"])),
      ...(settings.url.includes("old") ? { movedTo: "https://new.example/feed" } : {}),
    }),
  };
  const desk = testDesk([{ url: "https://old.example/feed?key=secret", settings: { every: "1d" } }], {
    clock,
    fetcher,
  });
  for (let day = 0; day < 10; day++) {
    clock.set(START + day * 24 * HOUR);
    await desk.poller.once();
    expect(desk.notices).toHaveLength(day < 7 ? 0 : 1);
  }
  expect(desk.kept.get(1)?.feed.settings.url).toBe("https://new.example/feed");
  expect(desk.notices[0]?.subject).toBe("A feed of new.example moved");
  expect(desk.notices[0]?.text).toContain("it was https://old.example/feed?…");
});

test("if even the state cannot be saved, the publisher is left alone all the same", async () => {
  const clock = standingClock(START);
  let asked = 0;
  const fetcher = {
    fetch: async () => {
      asked += 1;
      return documentOf(rss(["a"]));
    },
  };
  const desk = testDesk([{ url: "https://a.example/" }], { clock, fetcher });
  const { get } = desk.kept;
  desk.kept.get = (id) => {
    if (asked > 0) throw new Error("disk full");
    return get.call(desk.kept, id);
  };
  for (let second = 0; second < 60; second++) {
    clock.set(START + second * 1_000);
    for (const { feed } of desk.kept.values()) feed.state.nextPollAt = START;
    await desk.poller.tick();
  }
  expect(asked).toBe(1);
  expect(desk.faults).toHaveLength(2);
});
