import type { ServerResponse } from "node:http";
import { createServer, type Socket } from "node:net";
import { createGzip } from "node:zlib";
import { expect, test } from "vitest";
import { createFetcher } from "../../src/feeds/fetch.ts";
import { feedAt, listen } from "./loopback.ts";

const timeouts = { connect: 2_000, headers: 2_000, body: 2_000 };
const fetcherFor = (host: string) => {
  const fetcher = createFetcher({ version: "1", contact: "", allowHosts: [host], timeouts });
  return { ...fetcher, [Symbol.asyncDispose]: () => fetcher.close() };
};

/** A server below HTTP, that does with a socket what it likes. */
async function rawServer(act: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    act(socket);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    host: `127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

test("a gzip bomb of 500 MB costs its cap and no more", async () => {
  let sent = 0;
  await using server = await listen((_, response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    const gzip = createGzip();
    gzip.pipe(response);
    const zeros = Buffer.alloc(1_000_000);
    const write = () => {
      while (sent < 500 && !response.destroyed) {
        sent += 1;
        if (!gzip.write(zeros)) return void gzip.once("drain", write);
      }
      gzip.end();
    };
    write();
  });
  await using fetcher = fetcherFor(server.host);
  const before = process.memoryUsage().rss;
  const outcome = await fetcher.fetch(feedAt(server.origin));
  expect(outcome).toMatchObject({
    kind: "failed",
    reason: "the answer is larger than 10 MB; it was not read further",
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
});

test.concurrent("a body that never ends is left at the cap or the time, whichever comes first", async () => {
  await using server = await listen((request, response) => {
    response.writeHead(200);
    const piece = Buffer.alloc(request.url === "/fast" ? 1_000_000 : 10, 32);
    const timer = setInterval(() => response.write(piece), 20);
    response.on("close", () => clearInterval(timer));
  });
  await using fetcher = fetcherFor(server.host);
  const [fast, slow] = await Promise.all([
    fetcher.fetch(feedAt(`${server.origin}/fast`)),
    fetcher.fetch(feedAt(`${server.origin}/slow`)),
  ]);
  expect(fast).toMatchObject({ reason: expect.stringMatching(/larger than 10 MB/) });
  expect(slow).toMatchObject({ reason: "the answer did not end within 2 seconds" });
});

test.concurrent.each([
  ["says nothing", (_: Socket) => undefined],
  [
    "drips headers",
    (socket: Socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket.write("x-a: b\r\n"), 100);
      socket.on("close", () => clearInterval(timer));
    },
  ],
])("a server that %s is left in time", async (_, act) => {
  await using server = await rawServer(act);
  await using fetcher = fetcherFor(server.host);
  const outcome = await fetcher.fetch(feedAt(`http://${server.host}/`));
  expect(outcome).toMatchObject({ kind: "failed", reason: expect.stringMatching(/no answer within/) });
});

test.concurrent.each([
  ["no HTTP", "SSH-2.0-OpenSSH_9.6\r\n"],
  ["endless headers", `HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(100_000)}`],
  ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\nabcde"],
  ["a short body", "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nabc"],
  ["a redirect to nowhere", "HTTP/1.1 302 Found\r\nlocation: http://[\r\ncontent-length: 0\r\n\r\n"],
  ["a redirect to a file", "HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n"],
])("%s ends in words", async (_, bytes) => {
  await using server = await rawServer((socket) => socket.once("data", () => socket.end(bytes)));
  await using fetcher = fetcherFor(server.host);
  const outcome = await fetcher.fetch(feedAt(`http://${server.host}/`));
  expect(outcome).toMatchObject({ kind: "failed", reason: expect.stringMatching(/\w{3}/) });
});

test.concurrent("a redirect's own endless body does not hold", async () => {
  await using server = await listen((request, response) => {
    if (request.url === "/rss") return void response.end("<rss/>");
    response.writeHead(302, { location: "/rss" });
    const timer = setInterval(() => response.write(Buffer.alloc(100_000)), 5);
    response.on("close", () => clearInterval(timer));
  });
  await using fetcher = fetcherFor(server.host);
  expect(await fetcher.fetch(feedAt(`${server.origin}/`))).toMatchObject({ kind: "document" });
});

test.concurrent.each([
  [
    "is slow at every stage",
    (response: ServerResponse, count: number) => {
      if (count === 1) setTimeout(() => response.writeHead(302, { location: "/rss" }).end(), 1_500);
      else setTimeout(() => response.writeHead(200).write("<rss>"), 1_500);
    },
  ],
  [
    "redirects slowly, again and again",
    (response: ServerResponse, count: number) => {
      setTimeout(() => response.writeHead(302, { location: `/${count}` }).end(), 900);
    },
  ],
])("a server that %s does not outlast the time of a poll", async (_, act) => {
  let count = 0;
  await using server = await listen((_, response) => act(response, ++count));
  await using fetcher = fetcherFor(server.host);
  // By default twice the longest of the others: 4 seconds here.
  const outcome = await fetcher.fetch(feedAt(server.origin));
  expect(outcome).toMatchObject({ kind: "failed", reason: expect.stringMatching(/redirects included/) });
  expect(count).toBeLessThan(6);
});

test("the time of a poll can be set", async () => {
  await using server = await listen((_, response) => void setTimeout(() => response.end("<rss/>"), 600));
  const fetcher = createFetcher({
    version: "1",
    contact: "",
    allowHosts: [server.host],
    timeouts: { ...timeouts, whole: 100 },
  });
  const outcome = await fetcher.fetch(feedAt(server.origin));
  await fetcher.close();
  expect(outcome).toMatchObject({ kind: "failed", reason: expect.stringMatching(/redirects included/) });
});
