import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { createFetcher, type FetchOptions } from "../../src/feeds/fetch.ts";
import { stateAfter } from "../../src/feeds/health.ts";
import { feedAt, type Loopback, listen, rss } from "./loopback.ts";

function fetcherFor(loopback: Loopback | Loopback[], options: Partial<FetchOptions> = {}) {
  const allowHosts = [loopback].flat().map(({ host }) => host);
  const fetcher = createFetcher({ version: "1.2", contact: "desk@example.org", allowHosts, ...options });
  return { ...fetcher, [Symbol.asyncDispose]: () => fetcher.close() };
}

const BODY = rss(["one"]);

test("a poll says who asks, and nothing it need not", async () => {
  await using server = await listen((_, response) => response.setHeader("set-cookie", "a=b").end(BODY));
  await using fetcher = fetcherFor(server);
  await fetcher.fetch(feedAt(`${server.origin}/rss?x=1`));
  await fetcher.fetch(feedAt(`${server.origin}/rss?x=1`));
  for (const { headers, url } of server.requests) {
    expect(url).toBe("/rss?x=1");
    expect(headers["user-agent"]).toBe("Wirewatch/1.2 (+desk@example.org)");
    expect(headers["accept-encoding"]).toBe("gzip, br, zstd");
    expect(Object.keys(headers).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  }
});

test("validators go back exactly as received, and only those of the last answer", async () => {
  const answers = [
    { etag: 'W/"a\\"b,c"', "last-modified": "Tue, 4 Mar 2025 10:00:00 +0100" },
    { etag: "unquoted--gzip" },
    { "last-modified": "yesterday" },
    {},
  ];
  let turn = 0;
  await using server = await listen((_, response) => {
    response.writeHead(200, { ...answers[turn] }).end(rss([`item ${turn}`]));
    turn += 1;
  });
  await using fetcher = fetcherFor(server);
  let feed = feedAt(`${server.origin}/rss`);
  for (let poll = 0; poll < 5; poll++) {
    const outcome = await fetcher.fetch(feed);
    feed = { ...feed, state: stateAfter(feed, outcome, undefined, poll) };
  }
  const sent = server.requests.map(({ headers }) => [headers["if-none-match"], headers["if-modified-since"]]);
  expect(sent).toEqual([
    [undefined, undefined],
    ['W/"a\\"b,c"', "Tue, 4 Mar 2025 10:00:00 +0100"],
    ["unquoted--gzip", undefined],
    [undefined, "yesterday"],
    [undefined, undefined],
  ]);
});

test("304 and a body that is byte for byte the last one are both unchanged", async () => {
  await using server = await listen((request, response) => {
    if (request.headers["if-none-match"] === '"1"') response.writeHead(304).end();
    else response.writeHead(200, request.url === "/etag" ? { etag: '"1"' } : {}).end(BODY);
  });
  await using fetcher = fetcherFor(server);
  for (const [path, by] of [
    ["/etag", "status"],
    ["/plain", "hash"],
  ]) {
    const feed = feedAt(`${server.origin}${path}`);
    const first = await fetcher.fetch(feed);
    expect(first.kind).toBe("document");
    const second = await fetcher.fetch({ ...feed, state: stateAfter(feed, first, undefined, 0) });
    expect(second).toMatchObject({ kind: "unchanged", by });
  }
});

test.each([
  ["gzip", gzipSync(BODY)],
  ["x-gzip", gzipSync(BODY)],
  ["br", brotliCompressSync(BODY)],
  ["zstd", zstdCompressSync(BODY)],
  ["deflate", deflateSync(BODY)],
  ["deflate", deflateRawSync(BODY)],
  ["gzip, br", brotliCompressSync(gzipSync(BODY))],
  ["identity", Buffer.from(BODY)],
  ["", gzipSync(BODY)],
])("content encoding %j is undone", async (encoding, bytes) => {
  await using server = await listen((_, response) => {
    if (encoding !== "") response.setHeader("content-encoding", encoding);
    response.end(bytes);
  });
  await using fetcher = fetcherFor(server);
  const outcome = await fetcher.fetch(feedAt(server.origin));
  expect(outcome.kind === "document" ? Buffer.from(outcome.bytes).toString() : outcome).toBe(BODY);
});

test.each([
  ["gzip", gzipSync(BODY).subarray(0, 40), /broken or cut short/],
  ["br", Buffer.from("not brotli at all"), /broken or cut short/],
  ["zstd", Buffer.from("not zstd"), /broken or cut short/],
  ["rot13", Buffer.from(BODY), /encoding that was not asked for: "rot13"/],
  ["gzip, gzip, gzip", gzipSync(BODY), /3 times over/],
])("content encoding %j that fails is said", async (encoding, bytes, words) => {
  await using server = await listen((_, response) =>
    response.setHeader("content-encoding", encoding).end(bytes),
  );
  await using fetcher = fetcherFor(server);
  const outcome = await fetcher.fetch(feedAt(server.origin));
  expect(outcome).toMatchObject({ kind: "failed", reason: expect.stringMatching(words) });
});

test("redirects are followed five times, and permanent ones are noted", async () => {
  await using server = await listen((request, response) => {
    const [, code = "", left = "0"] = /^\/(\d+)\/(\d+)/.exec(request.url ?? "") ?? [];
    if (Number(left) > 0)
      response.writeHead(Number(code), { location: `/${code}/${Number(left) - 1}` }).end();
    else response.end(BODY);
  });
  await using fetcher = fetcherFor(server);
  const get = (path: string) => fetcher.fetch(feedAt(`${server.origin}${path}`));
  expect(await get("/301/5")).toMatchObject({ kind: "document", movedTo: `${server.origin}/301/0` });
  const temporary = await get("/302/3");
  expect(temporary).toMatchObject({ kind: "document", url: `${server.origin}/302/0` });
  expect(temporary).not.toHaveProperty("movedTo");
  expect(await get("/308/6")).toMatchObject({
    kind: "failed",
    reason: expect.stringMatching(/more than 5 redirects/),
  });
});

test("validators go only to the address that gave them", async () => {
  await using server = await listen((request, response) => {
    if (request.url === "/rss") response.writeHead(302, { location: "/real", etag: '"redirect"' }).end();
    else response.writeHead(200, { etag: '"real"' }).end(BODY);
  });
  await using fetcher = fetcherFor(server);
  const feed = feedAt(`${server.origin}/rss`);
  const first = await fetcher.fetch(feed);
  await fetcher.fetch({ ...feed, state: stateAfter(feed, first, undefined, 0) });
  expect(server.requests.map(({ url, headers }) => [url, headers["if-none-match"]])).toEqual([
    ["/rss", undefined],
    ["/real", undefined],
    ["/rss", undefined],
    ["/real", '"real"'],
  ]);
});

test("a feed's headers and secrets go to its own host and no other", async () => {
  await using other = await listen((_, response) => response.end(BODY));
  await using server = await listen((request, response) => {
    if (request.url === "/away") response.writeHead(301, { location: `${other.origin}/` }).end();
    else if (request.url === "/here") response.writeHead(302, { location: "/rss" }).end();
    else response.end(BODY);
  });
  await using fetcher = fetcherFor([server, other], { env: { TOKEN: " s3cret\n", COOKIE: "sid=1" } });
  const settings = {
    headers: { "X-Key": "k", Host: "evil", "If-None-Match": "invented" },
    credentials: { bearerEnv: "TOKEN", cookieEnv: "COOKIE" },
    userAgent: "Other/1",
  };
  await fetcher.fetch(feedAt(`${server.origin}/here`, {}, settings));
  await fetcher.fetch(feedAt(`${server.origin}/away`, {}, settings));
  for (const { headers } of server.requests) {
    expect(headers).toMatchObject({
      "x-key": "k",
      authorization: "Bearer s3cret",
      cookie: "sid=1",
      host: server.host,
    });
    expect(headers["if-none-match"]).toBeUndefined();
    expect(headers["user-agent"]).toBe("Other/1");
  }
  expect(other.requests).toHaveLength(1);
  expect(Object.keys(other.requests[0]?.headers ?? {})).not.toContain("authorization");
  expect(Object.keys(other.requests[0]?.headers ?? {})).not.toContain("cookie");
  expect(Object.keys(other.requests[0]?.headers ?? {})).not.toContain("x-key");
});

test("a secret that is missing is named, and nothing is sent", async () => {
  await using server = await listen((_, response) => response.end(BODY));
  await using fetcher = fetcherFor(server, { env: {} });
  const outcome = await fetcher.fetch(feedAt(server.origin, {}, { credentials: { basicEnv: "NO_SUCH" } }));
  expect(outcome).toMatchObject({
    kind: "failed",
    refused: true,
    reason: expect.stringContaining("NO_SUCH"),
  });
  expect(server.requests).toHaveLength(0);
});

test.each([
  [403, { server: "cloudflare", "cf-mitigated": "challenge" }, "", /^403: a challenge page of Cloudflare/],
  [403, {}, "<title>Just a moment...</title>", /^403: a challenge page/],
  [403, {}, "no", /^403; try a userAgent/],
  [404, {}, "", /^404; look for its new address/],
  [429, { "retry-after": "120" }, "", /^429; it is asked too often/],
  [500, {}, "", /^500; the publisher's server/],
])("%i %j is told in words", async (status, headers, body, words) => {
  await using server = await listen((_, response) => response.writeHead(status, { ...headers }).end(body));
  await using fetcher = fetcherFor(server);
  const outcome = await fetcher.fetch(feedAt(server.origin));
  expect(outcome).toMatchObject({ kind: "failed", status, reason: expect.stringMatching(words) });
  if (status === 429) expect(outcome).toMatchObject({ retryAfter: 120_000 });
});

test("410 is gone; a refused connection and an unknown host are told in words", async () => {
  const server = await listen((_, response) => response.writeHead(410).end());
  await using fetcher = fetcherFor(server, {
    resolve: (_, done) => done(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []),
  });
  // Nothing more is due of the host, so that no connection is left that the server could hang up on.
  expect(await fetcher.fetch(feedAt(server.origin), undefined, false)).toMatchObject({ kind: "gone" });
  await server[Symbol.asyncDispose]();
  expect(await fetcher.fetch(feedAt(server.origin))).toMatchObject({
    reason: expect.stringMatching(/refuses connections/),
  });
  expect(await fetcher.fetch(feedAt("https://unknown.example/"))).toMatchObject({
    reason: expect.stringMatching(/host name is unknown/),
  });
});

test("no host has more than two requests at once, whoever asks", async () => {
  let open = 0;
  let most = 0;
  await using server = await listen((_, response) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      response.end(BODY);
    }, 20);
  });
  await using fetcher = fetcherFor(server);
  const polls = Array.from({ length: 8 }, (_, n) => fetcher.fetch(feedAt(`${server.origin}/${n}`)));
  await Promise.all([...polls, fetcher.fetchOnce(`${server.origin}/page`)]);
  expect(most).toBe(2);
});

test("a connection kept that the server closes as the next request comes is no failure; a fresh one is", async () => {
  let answered = 0;
  await using server = await listen((request, response) => {
    // Every connection is good for one answer, though the server does not say so.
    if (answersOn.has(request.socket)) return void request.socket.destroy();
    if (request.url === "/never") return void request.socket.destroy();
    answersOn.add(request.socket);
    answered += 1;
    response.writeHead(200).end(rss([`n${answered}`]));
  });
  const answersOn = new WeakSet<object>();
  const fetcher = createFetcher({ version: "1", contact: "", allowHosts: [server.host] });
  const poll = (path: string) => fetcher.fetch(feedAt(`${server.origin}${path}`));
  for (let n = 0; n < 3; n++) expect(await poll("/")).toMatchObject({ kind: "document" });
  expect(server.requests).toHaveLength(5);
  // The one kept is tried in vain, then a fresh one: not again.
  expect(await poll("/never")).toMatchObject({
    kind: "failed",
    reason: expect.stringMatching(/hung up in the middle/),
  });
  expect(server.requests).toHaveLength(7);
  expect(await poll("/never")).toMatchObject({ kind: "failed" });
  expect(server.requests).toHaveLength(8);
  // What changes something is never sent twice.
  await poll("/");
  const form = { "hub.mode": "subscribe" };
  await expect(fetcher.fetchOnce(`${server.origin}/`, { form })).rejects.toThrow(/hung up/);
  expect(server.requests).toHaveLength(10);
  await fetcher.close();
});

test("through a feed's proxy the name is resolved and judged first", async () => {
  await using proxy = await listen((_, response) => response.end(BODY));
  await using fetcher = fetcherFor([], {
    resolve: (name, done) =>
      done(null, [{ address: name === "public.example" ? "93.184.215.14" : "127.0.0.1", family: 4 }]),
  });
  const settings = { proxy: proxy.origin };
  expect(await fetcher.fetch(feedAt("http://public.example/rss", {}, settings))).toMatchObject({
    kind: "document",
  });
  expect(proxy.requests.map(({ url }) => url)).toEqual(["http://public.example/rss"]);
  for (const url of ["http://inside.example/rss", "http://169.254.169.254/", "http://[::1]/"]) {
    expect(await fetcher.fetch(feedAt(url, {}, settings))).toMatchObject({
      kind: "failed",
      refused: true,
      reason: expect.stringMatching(/no feed may reach/),
    });
  }
  expect(proxy.requests).toHaveLength(1);
});

test("a proxy's secret goes to the proxy alone, and a renewed one counts at once", async () => {
  await using server = await listen((_, response) => response.end("<rss/>"));
  await using proxy = await listen((request, response) => {
    const pass = request.headers["proxy-authorization"] === `Basic ${btoa("me:pw")}`;
    response.writeHead(pass ? 200 : 407).end("<rss/>");
  });
  const env = { PROXY: "me:old" };
  const fetcher = createFetcher({ version: "1", contact: "", allowHosts: [server.host], env });
  const feed = feedAt(server.origin, {}, { proxy: proxy.origin, credentials: { proxyEnv: "PROXY" } });
  expect(await fetcher.fetch(feed)).toMatchObject({
    kind: "failed",
    reason: expect.stringMatching(/^407; .* proxyFile or proxyEnv/),
  });
  env.PROXY = "me:pw";
  expect(await fetcher.fetch(feed)).toMatchObject({ kind: "document" });
  await fetcher.close();
  expect(server.requests).toEqual([]);
  expect(proxy.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});

test("an unsendable proxy or URL is told in words, not thrown", async () => {
  await using fetcher = fetcherFor([]);
  for (const feed of [feedAt("nonsense"), feedAt("https://a.example/", {}, { proxy: "not a proxy" })]) {
    expect(await fetcher.fetch(feed)).toMatchObject({ kind: "failed", reason: expect.stringMatching(/\w/) });
  }
});

test("an answer that is not read to its end gives its connection back", async () => {
  await using server = await listen((request, response) => {
    if (request.url === "/last") return void response.end(BODY);
    response.writeHead(200, { "content-encoding": "rot13" });
    const timer = setInterval(() => response.write("x".repeat(1_000)), 5);
    response.on("close", () => clearInterval(timer));
  });
  await using fetcher = fetcherFor(server);
  await Promise.all(Array.from({ length: 6 }, (_, n) => fetcher.fetch(feedAt(`${server.origin}/${n}`))));
  expect(await fetcher.fetch(feedAt(`${server.origin}/last`))).toMatchObject({ kind: "document" });
});

test("headers that are lists go on from line to line", async () => {
  await using server = await listen((_, response) => {
    response.setHeader("link", ['</a>; rel="self"', "<https://hub.example/>; rel=hub, </b>; rel=next"]);
    response.setHeader("cache-control", ["public", "max-age=60"]);
    response.end(BODY);
  });
  await using fetcher = fetcherFor(server);
  expect(await fetcher.fetch(feedAt(`${server.origin}/rss`))).toMatchObject({
    maxAge: 60_000,
    links: { self: `${server.origin}/a`, hub: "https://hub.example/" },
  });
});
