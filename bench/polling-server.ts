import { createHash } from "node:crypto";
import { createServer } from "node:http";

/**
 * `node bench/polling-server.ts FEEDS ITEMS`: serves /0.xml to /(FEEDS - 1).xml on every loopback address, each an
 * RSS document of ITEMS items with validators, answering 304 to what is unchanged. Prints its port.
 */
const [feeds = 1_000, items = 20] = process.argv.slice(2).map(Number);
const documents = Array.from({ length: feeds }, (_, feed) => document(feed));
const modified = new Date(Date.now() - 86_400_000).toUTCString();

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const text = documents[Number(/^\/(\d+)\.xml$/.exec(request.url ?? "")?.[1] ?? -1)];
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

/** Made-up words, the same at every run, no two items alike. */
function document(feed: number): string {
  // mulberry32 (Tommy Ettinger, public domain): seeds next to each other give words that have nothing in common.
  let state = feed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const word = () => `w${Math.floor(random() * random() * 20_000).toString(36)}`;
  const words = (count: number) => Array.from({ length: count }, word).join(" ");
  // The same all day, so that a server started anew serves what a desk knows.
  const now = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  const entries = Array.from({ length: items }, (_, item) => {
    const link = `http://site${feed}.example/news/${item}-${words(1)}`;
    const date = new Date(now - item * 1_800_000).toUTCString();
    return `<item><title>${words(9)}</title><link>${link}</link><guid>${link}</guid><pubDate>${date}</pubDate><description>${words(40)}</description></item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Site ${feed}</title><link>http://site${feed}.example/</link><language>en</language>${entries.join("")}</channel></rss>`;
}
