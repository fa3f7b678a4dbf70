import fc from "fast-check";
import { expect, test } from "vitest";
import { healthOf, healthWords, standingMove, stateAfter } from "../../src/feeds/health.ts";
import type { DocumentOutcome, FetchOutcome, UnchangedOutcome } from "../../src/feeds/outcome.ts";
import { type DeskPolling, NEVER, nextPoll } from "../../src/feeds/schedule.ts";
import type { Feed, FeedDocument, FeedHead, FeedState } from "../../src/model/feed.ts";
import { feedAt } from "./loopback.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-03-04T10:00:00Z"); // a Wednesday
const DESK: DeskPolling = { every: "5m", floor: MINUTE, ceiling: HOUR, timezone: "Europe/London" };

const document: DocumentOutcome = {
  kind: "document",
  bytes: new Uint8Array(),
  contentType: "",
  bodyHash: "h",
  links: {},
  url: "https://a.example/rss",
  latency: 5,
};
const unchanged: UnchangedOutcome = {
  kind: "unchanged",
  by: "status",
  url: "https://a.example/rss",
  latency: 5,
};
const failed = (more: object = {}): FetchOutcome => ({
  kind: "failed",
  reason: "500; x",
  status: 500,
  ...more,
});

function read(publishedAt: number[], head: Partial<FeedHead> = {}): FeedDocument {
  const feed: FeedHead = { title: "T", link: "", language: "en", kind: "rss", ...head };
  const entries = publishedAt.map((at, n) => ({
    id: String(n),
    idKind: "guid" as const,
    url: "",
    title: "",
    summary: "",
    content: "",
    author: "",
    language: "",
    categories: [],
    enclosures: [],
    publishedAt: at,
  }));
  return { feed, entries, problems: [] };
}

/** The wait after an outcome, with the state that follows from it. */
function wait(
  feed: Feed,
  outcome: FetchOutcome,
  doc?: FeedDocument,
  desk = DESK,
  random = () => 0,
  now = NOW,
): number {
  const state = stateAfter(feed, outcome, doc, now);
  return nextPoll({ ...feed, state }, outcome, now, random, desk) - now;
}
const feed = (state: Partial<FeedState> = {}, every?: string) =>
  feedAt("https://a.example/rss", state, every === undefined ? {} : { every });

test("a feed's own every is kept, whatever ttl, skipHours or its habit say", () => {
  const slow = read([NOW - 3 * DAY, NOW - 6 * DAY, NOW - 9 * DAY, NOW - 12 * DAY], {
    ttl: 600,
    skipHours: [10],
  });
  expect(wait(feed({}, "1m"), document, slow)).toBe(MINUTE);
  expect(wait(feed({}, "30s"), unchanged)).toBe(30_000);
  expect(wait(feed({}, "*/20 * * * *"), unchanged)).toBe(20 * MINUTE);
});

test("max-age and Retry-After put it off all the same, within reason", () => {
  expect(wait(feed({}, "1m"), { ...document, maxAge: 10 * MINUTE }, read([]))).toBe(10 * MINUTE);
  expect(wait(feed({ maxAge: 10 * MINUTE }, "1m"), unchanged)).toBe(10 * MINUTE);
  expect(wait(feed({ maxAge: 10 * MINUTE }, "1m"), { ...unchanged, by: "hash" })).toBe(MINUTE);
  expect(wait(feed({}, "1m"), { ...document, maxAge: 365 * DAY }, read([]))).toBe(DAY);
  expect(wait(feed({}, "1m"), failed({ status: 429, retryAfter: 3 * HOUR }))).toBe(3 * HOUR);
  expect(wait(feed({}, "1m"), failed({ status: 503, retryAfter: 365 * DAY }))).toBe(7 * DAY);
  expect(wait(feed({ maxAge: HOUR, lastSuccessAt: NOW - MINUTE }, "1m"), failed())).toBe(59 * MINUTE);
});

test("without an every of its own a feed's habit is learnt, between floor and ceiling, step by step", () => {
  const busy = read([1, 2, 3, 4, 5].map((n) => NOW - n * MINUTE));
  const quiet = read([1, 2, 3, 4, 5].map((n) => NOW - n * 2 * DAY));
  const settle = (doc: FeedDocument, outcome: DocumentOutcome) => {
    let current = feed();
    for (let poll = 0; poll < 20; poll++)
      current = { ...current, state: stateAfter(current, outcome, doc, NOW) };
    return nextPoll(current, outcome, NOW, () => 0, DESK) - NOW;
  };
  expect(wait(feed(), document, quiet)).toBe(7.5 * MINUTE);
  expect(settle(quiet, document)).toBe(HOUR);
  expect(settle(busy, { ...document, etag: '"1"' })).toBe(MINUTE);
  // Not conditional: no oftener than the desk's usual.
  expect(settle(busy, document)).toBe(5 * MINUTE);
});

test("a desk that polls within the minute, or by cron, means it", () => {
  const quiet = read([1, 2, 3, 4, 5].map((n) => NOW - n * 2 * DAY));
  const state = { interval: HOUR };
  expect(wait(feed(state), document, quiet, { ...DESK, every: "2s" })).toBe(2_000);
  expect(wait(feed(state), document, quiet, { ...DESK, every: "*/30 * * * *" })).toBe(30 * MINUTE);
});

test("ttl, skipHours and skipDays are heeded, but not beyond reason", () => {
  expect(wait(feed(), document, read([], { ttl: 30 }))).toBe(30 * MINUTE);
  expect(wait(feed(), document, read([], { ttl: 100_000 }))).toBe(6 * HOUR);
  expect(wait(feed(), document, read([], { skipHours: [10, 11] }))).toBe(2 * HOUR);
  expect(wait(feed(), document, read([], { skipDays: ["Wednesday", "thu"] }))).toBe(38 * HOUR);
  const all = read([], { skipHours: Array.from({ length: 24 }, (_, n) => n) });
  expect(wait(feed(), document, all)).toBeLessThan(10 * MINUTE);
});

test("failures are asked about less and less, with jitter, up to an hour or four", () => {
  const waits = [0, 1, 2, 3, 10, 100].map((failures) =>
    wait(feed({ failures }, "5m"), failed(), undefined, DESK, () => 0.5),
  );
  expect(waits).toEqual([5, 10, 20, 40, 60, 60].map((minutes) => minutes * MINUTE));
  expect(wait(feed({ failures: 100 }, "5m"), failed({ status: 403 }), undefined, DESK, () => 0.5)).toBe(
    4 * HOUR,
  );
  expect(wait(feed({ failures: 3 }, "6h"), failed(), undefined, DESK, () => 0.5)).toBe(6 * HOUR);
  const spread = new Set(
    [0, 0.3, 0.9].map((random) => wait(feed({}, "5m"), failed(), undefined, DESK, () => random)),
  );
  expect(spread.size).toBe(3);
});

test("whatever a server says, the next poll is a moment between now and eight days, and heeds it", () => {
  const ms = fc.oneof(fc.constant(undefined), fc.double({ min: 0, max: 1e15, noNaN: true }));
  fc.assert(
    fc.property(
      ms,
      ms,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.nat(200),
      fc.boolean(),
      (maxAge, retryAfter, random, failures, ok) => {
        const outcome: FetchOutcome = ok ? { ...unchanged, maxAge } : failed({ retryAfter, status: 429 });
        const next = wait(feed({ failures, interval: 1e12 }), outcome, undefined, DESK, () => random);
        expect(Number.isInteger(next)).toBe(true);
        expect(next).toBeGreaterThan(0);
        expect(next).toBeLessThan(8 * DAY);
        expect(next).toBeGreaterThanOrEqual(Math.min((ok ? maxAge : retryAfter) ?? 0, DAY));
      },
    ),
  );
});

test("410 retires the feed for good", () => {
  const gone: FetchOutcome = { kind: "gone", reason: "410: gone", latency: 3 };
  expect(stateAfter(feed(), gone, undefined, NOW)).toMatchObject({
    retiredAt: NOW,
    trouble: "410: gone",
    nextPollAt: NEVER,
  });
  expect(nextPoll(feed(), gone, NOW, Math.random, DESK)).toBe(NEVER);
});

test("a permanent redirect is taken over after it has stood for a week, and not where it would cost a secret", () => {
  const to = "https://b.example/rss";
  let moving = feed();
  for (let day = 0; day <= 7; day++) {
    const state = stateAfter(moving, { ...unchanged, movedTo: to }, undefined, NOW + day * DAY);
    moving = { ...moving, state };
    expect(standingMove(moving, NOW + day * DAY)).toEqual(day < 7 ? undefined : { to, safe: true });
  }
  const later = NOW + 8 * DAY;
  expect(
    standingMove({ ...moving, settings: { ...moving.settings, headers: { a: "b" } } }, later),
  ).toMatchObject({ safe: false, why: expect.stringMatching(/secrets/) });
  expect(
    standingMove({ ...moving, state: { ...moving.state, movedTo: "http://a.example/rss" } }, later),
  ).toMatchObject({ safe: false, why: expect.stringMatching(/https to http/) });
  const gone = stateAfter(moving, unchanged, undefined, later);
  expect(standingMove({ ...moving, state: gone }, later)).toBeUndefined();
  const other = stateAfter(moving, { ...unchanged, movedTo: "https://c.example/" }, undefined, later);
  expect(other.movedSince).toBe(later);
});

test("a document that failed to be read leaves the validators as they were", () => {
  const before = feed({ etag: '"1"', bodyHash: "x", maxAge: 5 });
  expect(stateAfter(before, failed(), undefined, NOW)).toMatchObject({
    etag: '"1"',
    bodyHash: "x",
    failures: 1,
    trouble: "500; x",
  });
});

test("health is told in words", () => {
  const words = (state: Partial<FeedState>, now = NOW) => healthWords(feed(state), now, "Europe/London");
  const since = Date.parse("2026-03-03T14:05:00Z");
  expect(words({ trouble: "403: a challenge page of X; ask", troubleSince: since })).toBe(
    "403 since Tuesday 14:05: a challenge page of X; ask",
  );
  expect(words({ trouble: "404; look for it", troubleSince: since }, NOW + 9 * DAY)).toBe(
    "404 since 3 March 14:05; look for it",
  );
  expect(words({ trouble: "its server refuses connections", troubleSince: since })).toBe(
    "failing since Tuesday 14:05: its server refuses connections",
  );
  expect(words({ lastSuccessAt: NOW })).toBe("well, last answer Wednesday 10:00");
  const problems = ["a title longer than 4096 characters was cut", "and 2 more"];
  expect(words({ lastSuccessAt: NOW, problems })).toBe(
    "well, last answer Wednesday 10:00; a title longer than 4096 characters was cut; and 2 more",
  );
  expect(words({ lastSuccessAt: NOW, emptySince: since })).toBe(
    "well, last answer Wednesday 10:00; no entry in it since Tuesday 14:05",
  );
  expect(words({})).toBe("not polled yet");
  expect(words({ retiredAt: since, trouble: "410: gone" })).toBe("retired Tuesday 14:05: 410: gone");
});

test("health in figures: rate, latency, next poll, and the worst that news may wait", () => {
  const hourly = read([1, 2, 3, 4, 5].map((n) => NOW - n * HOUR));
  const state = stateAfter(feed({}, "10m"), { ...document, maxAge: 20 * MINUTE }, hourly, NOW);
  expect(healthOf(feed({ ...state, nextPollAt: NOW + 5 }, "10m"), NOW, DESK)).toEqual({
    words: "well, last answer Wednesday 10:00",
    ok: true,
    lastSuccessAt: NOW,
    nextPollAt: NOW + 5,
    worstDelay: 20 * MINUTE,
    entriesPerDay: 24,
    latency: 5,
  });
});

test("what a document was capped at is kept until the next one", () => {
  const capped = { ...read([]), problems: ["one", "two", "x".repeat(300), "four", "five"] };
  const state = stateAfter(feed(), document, capped, NOW);
  expect(state.problems).toEqual(["one", "two", "x".repeat(200), "and 2 more"]);
  expect(stateAfter(feed(state), unchanged, undefined, NOW).problems).toBe(state.problems);
  expect(stateAfter(feed(state), document, read([]), NOW).problems).toBeUndefined();
});

test("a cron expression's times are kept by failures too, some of them passed over", () => {
  const cron = (failures: number, more: object = {}) =>
    wait(feed({ failures }, "*/10 * * * *"), failed(more), undefined, DESK, () => 0.5);
  expect([0, 1, 2, 20].map((failures) => cron(failures))).toEqual(
    [10, 20, 40, 60].map((minutes) => minutes * MINUTE),
  );
  expect(cron(0, { retryAfter: 95 * MINUTE })).toBe(100 * MINUTE);
  expect(wait(feed({}, "0 9 * * *"), failed(), undefined, DESK, () => 0)).toBe(23 * HOUR);
});
