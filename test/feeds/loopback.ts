import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Feed, FeedSettings, FeedState } from "../../src/model/feed.ts";

export interface Loopback extends AsyncDisposable {
  /** "http://127.0.0.1:PORT" */
  origin: string;
  /** "127.0.0.1:PORT", for allowHosts. */
  host: string;
  requests: IncomingMessage[];
  server: Server;
}

/** An HTTP server on a free loopback port that keeps what it was asked. */
export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Loopback> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const host = `127.0.0.1:${address.port}`;
  return {
    origin: `http://${host}`,
    host,
    requests,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export function feedAt(
  url: string,
  state: Partial<FeedState> = {},
  settings: Partial<FeedSettings> = {},
): Feed {
  return {
    id: 1,
    paused: false,
    settings: { url, outlet: { name: "Example", tier: 2 }, language: "", group: "", ...settings },
    state: { nextPollAt: 0, failures: 0, ...state },
  };
}

/** An RSS 2.0 document with an item for each title; `more` goes into the channel. */
export function rss(titles: readonly string[], more = ""): string {
  const items = titles.map(
    (title) =>
      `<item><title>${title}</title><link>https://e.example/${title}</link><guid>${title}</guid></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>${more}${items.join("")}</channel></rss>`;
}
