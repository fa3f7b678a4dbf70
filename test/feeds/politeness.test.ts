import { expect, test } from "vitest";
import { createFetcher } from "../../src/feeds/fetch.ts";
import { standingClock, testDesk } from "./desk.ts";
import { type Conduct, createJudge } from "./judge.ts";
import { listen } from "./loopback.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2026-03-25T00:00:00Z");
const seconds = (ms: number) => () => String(ms / 1000);

const FEEDS: Record<string, Conduct> = {
  "/plain": {
    changes: 3 * HOUR,
    etag: (v) => `"v${v}"`,
    lastModified: (v) => new Date(v).toUTCString(),
    least: MINUTE,
  },
  "/weak?id=7": { changes: 5 * HOUR, etag: (v) => `W/"${v}--gzip"`, every: "20m", least: 20 * MINUTE },
  "/odd-date": {
    changes: 7 * HOUR,
    lastModified: (v) => `version ${v}, late`,
    every: "30m",
    least: 30 * MINUTE,
  },
  "/max-age": { changes: 4 * HOUR, etag: (v) => `"${v}"`, maxAge: 3_600, every: "5m", least: HOUR },
  "/bare-304": {
    changes: 9 * HOUR,
    etag: (v) => `"${v}"`,
    maxAge: 2_400,
    bare304: true,
    every: "5m",
    least: 40 * MINUTE,
  },
  "/busy": {
    changes: HOUR,
    etag: (v) => `"${v}"`,
    every: "15m",
    busy: { nth: 5, status: 429, retryAfter: seconds(5 * HOUR), ms: 5 * HOUR },
    least: 15 * MINUTE * 0.75,
  },
  "/maintenance": {
    changes: 2 * HOUR,
    lastModified: (v) => new Date(v * 1000).toUTCString(),
    busy: { nth: 7, status: 503, retryAfter: (now) => new Date(now + 2 * HOUR).toUTCString(), ms: 2 * HOUR },
    least: MINUTE,
  },
  "/failing": { changes: 6 * HOUR, etag: (v) => `"${v}"`, fails: 3, every: "20m", least: 15 * MINUTE },
  "/bare": { changes: 8 * HOUR, every: "40m", least: 40 * MINUTE },
  "/cron": { changes: 8 * HOUR, etag: (v) => `"${v}"`, every: "17 */2 * * *", least: 17 * MINUTE },
  "/old": { changes: DAY, redirectTo: "/new", every: "2h", least: 2 * HOUR },
  "/new": { changes: DAY, etag: (v) => `"new ${v}"`, every: "2h", least: 2 * HOUR },
};

test("a week of polls with 20 restarts, four of them kills amid a poll, has no fault in a judge's eyes", {
  timeout: 90_000,
}, async () => {
  const clock = standingClock(START);
  const judge = createJudge(FEEDS, clock);
  let onRequest = () => {};
  await using server = await listen((request, response) => {
    onRequest();
    judge.handle(request, response);
  });
  const connect = () => createFetcher({ version: "1", contact: "", allowHosts: [server.host], clock });
  let fetcher = connect();
  const paths = Object.keys(FEEDS).filter((path) => path !== "/new");
  const desk = testDesk(
    paths.map((path) => {
      const every = FEEDS[path]?.every;
      return { url: `${server.origin}${path}`, ...(every === undefined ? {} : { settings: { every } }) };
    }),
    { clock, fetcher },
  );
  const restarts = Array.from({ length: 20 }, (_, n) => START + ((n + 0.7) * 7 * DAY) / 20);
  let kills = 0;
  for (;;) {
    const next = Math.min(...[...desk.kept.values()].map(({ feed }) => feed.state.nextPollAt));
    if (next > START + 7.2 * DAY) break;
    clock.set(Math.max(next, clock.now()));
    const restart = restarts[0] !== undefined && clock.now() >= restarts[0];
    if (restart) {
      restarts.shift();
      if (restarts.length % 5 === 0) {
        // Killed when the first request has gone out: what is answered is never kept.
        kills += 1;
        const asked = server.requests.length;
        onRequest = () => {
          onRequest = () => {};
          desk.restart(fetcher);
        };
        await desk.poller.tick();
        for (const { url = "" } of server.requests.slice(asked)) judge.lost(url);
      }
      await fetcher.close();
      fetcher = connect();
      desk.restart(fetcher);
      continue;
    }
    await desk.poller.tick();
  }
  await fetcher.close();
  expect(desk.faults).toEqual([]);
  expect(judge.faults).toEqual([]);
  expect(restarts).toEqual([]);
  expect(kills).toBe(4);
  expect(judge.counts.unchanged).toBeGreaterThan(1_000);
  expect(judge.counts.full).toBeGreaterThan(300);
  const moved = [...desk.kept.values()].find(({ feed }) => feed.settings.url === `${server.origin}/new`);
  expect(moved?.entries.size).toBeGreaterThan(6);
  expect(desk.notices.filter(({ subject }) => /moved/.test(subject))).toHaveLength(1);
});

test("a database that fails at random makes no poll early", async () => {
  const clock = standingClock(START);
  const conduct: Conduct = { changes: HOUR, every: "10m", least: 10 * MINUTE };
  const judge = createJudge(
    { "/a": conduct, "/b": { ...conduct, fails: 4, least: 7 * MINUTE }, "/c": conduct },
    clock,
  );
  await using server = await listen(judge.handle);
  const fetcher = createFetcher({ version: "1", contact: "", allowHosts: [server.host], clock });
  let seed = 7;
  let failures = 0;
  const desk = testDesk(
    ["/a", "/b", "/c"].map((path) => ({ url: `${server.origin}${path}`, settings: { every: "10m" } })),
    {
      clock,
      fetcher,
      before() {
        seed = (seed * 48_271) % 2_147_483_647;
        if (seed % 5 !== 0) return;
        failures += 1;
        throw new Error("disk full");
      },
    },
  );
  for (let minute = 0; minute < 24 * 60; minute++) {
    clock.set(START + minute * MINUTE);
    await desk.poller.tick().catch((error) => expect(String(error)).toContain("disk full"));
  }
  await fetcher.close();
  expect(judge.faults).toEqual([]);
  expect(failures).toBeGreaterThan(100);
  expect(judge.counts.requests).toBeGreaterThan(200);
});

test("the judge sees faults where there are some", async () => {
  const clock = standingClock(START);
  const judge = createJudge(
    { "/a": { changes: HOUR, etag: (v) => `"${v}"`, maxAge: 60, least: MINUTE } },
    clock,
  );
  await using server = await listen(judge.handle);
  await fetch(`${server.origin}/a`, { headers: { cookie: "a=b", referer: "x" } });
  await fetch(`${server.origin}/a`);
  await fetch(`${server.origin}/a?utm=1`, { headers: { "if-none-match": '"made up"' } });
  await fetch(`${server.origin}/a`, { headers: { "if-none-match": '"made up"' } });
  const words = judge.faults.join("\n");
  for (const part of ["cookie", "referer", "max-age allows", "after the last", "never given", "made up"]) {
    expect(words).toContain(part);
  }
});
