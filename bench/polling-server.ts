import { createHash } from "node:crypto";
import { createServer } from "node:http";

/**
 * `node bench/polling-server.ts FEEDS ITEMS [MINUTES]`: serves /0.xml to /(FEEDS - 1).xml on every loopback address, each an
 * RSS document of ITEMS items with validators, answering 304 to what is unchanged; with MINUTES, each has a new item so
 * often, a part of them every minute. Prints its port.
 */
const [feeds = 1_000, items = 20, minutes = 0] = process.argv.slice(2).map(Number);
const documents = Array.from({ length: feeds }, (_, feed) => document(feed));
const started = Date.now();
const modified = new Date(Date.now() - 86_400_000).toUTCString();

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const text = current(Number(/^\/(\d+)\.xml$/.exec(request.url ?? "")?.[1] ?? -1));
  if (text === undefined) {
    response.writeHead(404).end();
    return;
  }
  const etag = `"${createHash("sha1").update(text).digest("hex")}"`;
  const headers = { etag, "last-modified": modified, "content-type": "application/rss+xml" };
  if (request.headers["if-none-match"] === etag) response.writeHead(304, headers).end();
  else response.writeHead(200, headers).end(text);
});
server.listen(0, "0.0.0.0", () => {
  const address = server.address();
  console.log(typeof address === "object" && address !== null ? address.port : 0);
});

/** A feed's document as it is by now; new items are those of a feed of their own. */
function current(feed: number): string | undefined {
  if (minutes === 0) return documents[feed];
  const fresh: string[] = [];
  const passed = Math.floor((Date.now() - started) / 60_000);
  for (let minute = 1; minute <= passed; minute++)
    if ((feed + minute) % minutes === 0) fresh.unshift(item(feed, -minute, randomOf(feed + minute * feeds)));
  return documents[feed]?.replace("<item>", `${fresh.join("")}<item>`);
}

/** Made-up words, the same at every run, no two items alike. */
function document(feed: number): string {
  const random = randomOf(feed);
  const entries = Array.from({ length: items }, (_, n) => item(feed, n, random));
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Site ${feed}</title><link>http://site${feed}.example/</link><language>en</language>${entries.join("")}</channel></rss>`;
}

/** The `n`th item of a feed, half an hour older than the one before. */
function item(feed: number, n: number, random: () => number): string {
  const word = () => `w${Math.floor(random() * random() * 20_000).toString(36)}`;
  const words = (count: number) => Array.from({ length: count }, word).join(" ");
  const link = `http://site${feed}.example/news/${n}-${words(1)}`;
  // The same all day, so that a server started anew serves what a desk knows; what is new is of this moment.
  const now = n < 0 ? started - n * 60_000 : Math.floor(Date.now() / 86_400_000) * 86_400_000 - n * 1_800_000;
  const date = new Date(now).toUTCString();
  return `<item><title>${words(9)}</title><link>${link}</link><guid>${link}</guid><pubDate>${date}</pubDate><description>${words(40)}</description></item>`;
}

/** mulberry32 (Tommy Ettinger, public domain): seeds next to each other give words that have nothing in common. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
