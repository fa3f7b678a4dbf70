import { once } from "node:events";
import { createServer } from "node:http";

/** Loopback addresses that the feeds are spread over, as outlets are over hosts. */
const HOSTS = 50;
const SHOWN = 30;

export interface Wire {
  hosts: string[];
  urls: string[];
  /** When the answer that first held an item was out, by the item's number (`performance.now()`). */
  answered: Map<number, number>;
  /** So many items a second from now on; 0: none. */
  rate(perSecond: number): void;
  close(): Promise<void>;
}

/** Outlets that bring out so many items a second in all, evenly, each in its turn; a poll finds what came since. */
export async function latencyWire(feeds: number): Promise<Wire> {
  const documents = Array.from({ length: feeds }, (): string[] => []);
  const answered = new Map<number, number>();
  let next = 0;
  let [perSecond, since] = [0, performance.now()];
  let begun = 0;
  const bringOut = () => {
    const due = begun + Math.floor(((performance.now() - since) / 1000) * perSecond);
    for (; next < due; next++) documents[next % feeds]?.unshift(item(next));
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    bringOut();
    const feed = Number(/^\/(\d+)\.xml$/.exec(request.url ?? "")?.[1] ?? -1);
    const items = documents[feed]?.slice(0, SHOWN) ?? [];
    documents[feed]?.splice(SHOWN);
    const fresh = items.map((text) => Number(/news-(\d+)/.exec(text)?.[1])).filter((n) => !answered.has(n));
    response.writeHead(200, { "content-type": "application/rss+xml" });
    response.end(rss(feed, items), () => {
      for (const n of fresh) if (!answered.has(n)) answered.set(n, performance.now());
    });
  });
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const hosts = Array.from({ length: Math.min(HOSTS, feeds) }, (_, n) => `127.0.0.${n + 1}:${port}`);
  return {
    hosts,
    urls: Array.from({ length: feeds }, (_, n) => `http://${hosts[n % hosts.length]}/${n}.xml`),
    answered,
    rate(now) {
      bringOut();
      [perSecond, since, begun] = [now, performance.now(), next];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Made-up words, the same at every run; no two items tell the same story. */
function item(n: number): string {
  let state = n * 7_919 + 17;
  const word = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return `w${(state % 50_000).toString(36)}`;
  };
  const words = (count: number) => Array.from({ length: count }, word).join(" ");
  return `<item><guid isPermaLink="false">news-${n}</guid><title>Minister${n % 10} ${words(8)} news-${n}</title><link>https://outlet.example/news-${n}</link><pubDate>${new Date().toUTCString()}</pubDate><description>${words(30)}</description></item>`;
}

function rss(feed: number, items: readonly string[]): string {
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet ${feed}</title><link>https://outlet.example/</link><language>en</language><description>news</description>${items.join("")}</channel></rss>`;
}
