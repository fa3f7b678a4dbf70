import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createFetcher, type OnceOptions } from "../../src/feeds/fetch.ts";
import { createWebSub, type Hub } from "../../src/feeds/websub.ts";
import type { Feed } from "../../src/model/feed.ts";
import { plainReader, standingClock } from "./desk.ts";
import { feedAt, listen, rss } from "./loopback.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-03-04T10:00:00Z");
const TOPIC = "https://a.example/rss";
const SECRET = "0123456789abcdef0123456789abcdef";

/** A subscriber whose hub is told what is posted to it. */
function subscriber(hubUrl = "https://hub.example/") {
  const clock = standingClock(START);
  const posted: { url: string; form: Record<string, string> }[] = [];
  const feed: Feed = feedAt(TOPIC, { etag: '"1"' });
  const entries: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const websub = createWebSub({
    clock,
    log: { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined },
    fetcher: {
      fetchOnce: async (url: string, options: OnceOptions = {}) => {
        posted.push({ url, form: options.form ?? {} });
        return { bytes: new Uint8Array(), url, status: 202 };
      },
    },
    reader: plainReader,
    publicUrl: "https://desk.example.org/websub/",
    secret: () => SECRET,
    feed: async (id) => (id === feed.id ? feed : undefined),
    saveHub: async (_, hub) => {
      feed.state = { ...feed.state, hub };
    },
    ingest: async (_, document) => {
      entries.push(...document.entries.map(({ title }) => title));
      if (entries.at(-1) === "hold") await held;
    },
  });
  const poll = (): Hub | undefined => {
    const hub = websub.after(feed, { hub: hubUrl, self: TOPIC });
    feed.state = { ...feed.state, hub };
    return hub;
  };
  const path = () => new URL(posted.at(-1)?.form["hub.callback"] ?? "").pathname;
  const verify = (query: Record<string, string>) =>
    websub.handle({
      method: "GET",
      url: `${path()}?${new URLSearchParams(query)}`,
      headers: {},
      body: async () => new Uint8Array(),
    });
  const push = (body: string | undefined, signature?: string) =>
    websub.handle({
      method: "POST",
      url: path(),
      headers: { "x-hub-signature": signature },
      body: async () => (body === undefined ? undefined : Buffer.from(body)),
    });
  /** Pushes, and waits until it is taken in. */
  const deliver = async (body: string, signature?: string) => {
    const reply = await push(body, signature);
    await websub.settled();
    return reply;
  };
  return { clock, posted, feed, entries, websub, poll, path, verify, push, deliver, release };
}

const CONFIRM = {
  "hub.mode": "subscribe",
  "hub.topic": TOPIC,
  "hub.challenge": "echo",
  "hub.lease_seconds": "864000",
};
const signed = (body: string, algorithm = "sha256", key = SECRET) =>
  `${algorithm}=${createHmac(algorithm, key).update(body).digest("hex")}`;

test("a feed that names a hub is subscribed, once, and the intent confirmed", async () => {
  const { posted, poll, verify, feed, path } = subscriber();
  poll();
  poll();
  expect(posted).toEqual([
    {
      url: "https://hub.example/",
      form: {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": expect.stringMatching(/^https:\/\/desk\.example\.org\/websub\/1\/[0-9a-f]{32}$/),
        "hub.lease_seconds": "864000",
        "hub.secret": SECRET,
      },
    },
  ]);
  expect(path()).not.toContain(SECRET);
  expect(await verify(CONFIRM)).toEqual({ status: 200, body: "echo" });
  expect(feed.state.hub).toMatchObject({ pending: false, expiresAt: START + 10 * DAY });
  expect(feed.state.etag).toBe('"1"');
});

test.each([
  ["another topic", { ...CONFIRM, "hub.topic": "https://b.example/" }],
  ["an unsubscription nobody asked for", { ...CONFIRM, "hub.mode": "unsubscribe" }],
  ["no challenge", { ...CONFIRM, "hub.challenge": "" }],
])("%s is not confirmed", async (_, query) => {
  const { poll, verify, feed } = subscriber();
  poll();
  expect((await verify(query)).status).toBe(404);
  expect(feed.state.hub?.pending).toBe(true);
});

test("content counts with a valid signature alone, and changes neither validators nor the next poll", async () => {
  const { poll, verify, deliver, entries, feed } = subscriber();
  poll();
  await verify(CONFIRM);
  const nextPollAt = feed.state.nextPollAt;
  const body = rss(["pushed"]);
  for (const signature of [
    undefined,
    "",
    "sha256=00",
    signed(body, "sha256", "other"),
    signed(`${body} `),
    signed(body, "md5"),
  ]) {
    expect((await deliver(body, signature)).status).toBe(202);
  }
  expect(entries).toEqual([]);
  for (const algorithm of ["sha1", "sha256", "sha384", "sha512"])
    await deliver(body, signed(body, algorithm));
  expect(entries).toHaveLength(4);
  expect(feed.state).toMatchObject({ etag: '"1"', nextPollAt });
  expect((await deliver("not a feed", signed("not a feed"))).status).toBe(202);
});

test("a callback that was guessed, or of another feed, is unknown", async () => {
  const { poll, websub, path } = subscriber();
  poll();
  const ask = (url: string) =>
    websub.handle({
      method: "POST",
      url,
      headers: {},
      body: () => Promise.reject(new Error("nobody who is unknown is listened to")),
    });
  expect((await ask(path().replace("/1/", "/2/"))).status).toBe(404);
  expect((await ask(`${path().slice(0, -1)}${path().endsWith("0") ? "1" : "0"}`)).status).toBe(404);
  expect(await ask("/websub/1/")).toEqual({ status: 404, body: "" });
});

test("without TLS too a secret is sent, and content without a signature dropped", async () => {
  const { poll, posted, verify, deliver, entries } = subscriber("http://hub.example/");
  poll();
  expect(posted[0]?.form).toHaveProperty("hub.secret", SECRET);
  await verify(CONFIRM);
  await deliver(rss(["forged"]));
  expect(entries).toEqual([]);
  await deliver(rss(["pushed"]), signed(rss(["pushed"])));
  expect(entries).toEqual(["pushed"]);
});

test("a lease is renewed a day before it ends, a denial asked again a day later", async () => {
  const { poll, posted, verify, clock, feed } = subscriber();
  poll();
  await verify(CONFIRM);
  clock.set(START + 8 * DAY);
  poll();
  expect(posted).toHaveLength(1);
  clock.set(START + 9 * DAY + 1);
  poll();
  expect(posted).toHaveLength(2);
  expect(feed.state.hub).toMatchObject({ pending: true, expiresAt: START + 10 * DAY });
  await verify({ "hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "no" });
  expect(feed.state.hub?.expiresAt).toBeUndefined();
  poll();
  expect(posted).toHaveLength(2);
  clock.set(START + 11 * DAY);
  poll();
  expect(posted).toHaveLength(3);
});

test("a short lease is renewed while a third of it is left", async () => {
  const { poll, posted, verify, clock } = subscriber();
  poll();
  await verify({ ...CONFIRM, "hub.lease_seconds": "3600" });
  for (const [minutes, asked] of [
    [39, 1],
    [41, 2],
    [42, 2],
  ] as const) {
    clock.set(START + minutes * 60_000);
    poll();
    expect(posted).toHaveLength(asked);
  }
  // Its answer is lost: no more often than once a day.
  clock.set(START + 23 * 3_600_000);
  poll();
  expect(posted).toHaveLength(2);
});

test("content is acknowledged before it is taken in, and refused while too much is", async () => {
  const { poll, verify, push, release, websub, entries } = subscriber();
  poll();
  await verify(CONFIRM);
  await websub.settled();
  const body = rss(["hold"]);
  const replies: number[] = [];
  for (let n = 0; n < 33; n++) replies.push((await push(body, signed(body))).status);
  expect(replies).toEqual([...Array.from({ length: 32 }, () => 202), 503]);
  release();
  await websub.settled();
  expect(entries).toHaveLength(32);
  expect((await push(undefined)).status).toBe(413);
});

test("a hub on the desk's own network is not reached", async () => {
  await using hub = await listen((_, response) => response.end());
  const fetcher = createFetcher({ version: "1", contact: "", allowHosts: [] });
  const warned: unknown[] = [];
  const websub = createWebSub({
    clock: standingClock(START),
    log: {
      error: () => undefined,
      warn: ({ error }) => warned.push(String(error)),
      info: () => undefined,
      debug: () => undefined,
    },
    fetcher,
    reader: plainReader,
    publicUrl: "https://desk.example.org",
    secret: () => SECRET,
    feed: async () => undefined,
    saveHub: async () => undefined,
    ingest: async () => undefined,
  });
  websub.after(feedAt(TOPIC), { hub: `${hub.origin}/` });
  await websub.settled();
  await fetcher.close();
  expect(hub.requests).toHaveLength(0);
  expect(warned).toEqual([expect.stringMatching(/no feed may reach/)]);
});
