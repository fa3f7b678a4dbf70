import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Loopback, listen } from "../feeds/loopback.ts";
import { consoleLines, eventually, type Service, startService } from "./newsroom.ts";

const LISTENING = /"port":(\d+)[^\n]*listening for WebSub hubs/;
let dir = "";
let site: Loopback;
let hub: Loopback;
/** What was asked of the hub. */
let asked: URLSearchParams[];
/** Titles that the feed lists, newest first. */
let listed: string[];
let running: Service | undefined;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
  asked = [];
  listed = ["Nothing to see"];
  hub = await listen((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.on("end", () => {
      asked.push(new URLSearchParams(body));
      response.writeHead(202).end();
    });
  });
  site = await listen((_, response) =>
    response.writeHead(200, { "content-type": "application/rss+xml" }).end(feedOf(listed)),
  );
  writeFileSync(
    join(dir, "wirewatch.yaml"),
    `database: desk.db
backfill: none
poll: { every: 1s, floor: 1s }
fetch: { allowHosts: ["127.0.0.1"] }
websub: { url: "https://desk.example.org/websub/", port: 0 }
feeds: [{ url: "${site.origin}/rss", outlet: A, language: en, every: 1s }]
channels: { screen: "console:desk" }
watchLists: [{ name: alarms, title: Alarms, queries: [flood, quake, strike], channels: [screen] }]
`,
  );
});
afterEach(async () => {
  await running?.kill("SIGKILL");
  await site[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

function feedOf(titles: string[]): string {
  const items = titles.map(
    (title) => `<item><guid isPermaLink="false">${title}</guid><title>${title}</title></item>`,
  );
  return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title>
    <atom:link rel="hub" href="${hub.origin}/"/><atom:link rel="self" href="${site.origin}/rss"/>${items.join("")}</channel></rss>`;
}

async function start(): Promise<Service> {
  const service = startService(dir, [], {});
  running = service;
  await eventually("the service listens", () => LISTENING.test(service.err()), 20_000, service.err);
  return service;
}

/** A request of the hub's to the callback that it was given, as the proxy before the service passes it on. */
function call(query: string, init: RequestInit = {}): Promise<Response> {
  const callback = new URL(asked.at(-1)?.get("hub.callback") ?? "");
  expect(callback.origin).toBe("https://desk.example.org");
  const port = LISTENING.exec(running?.err() ?? "")?.[1];
  return fetch(`http://127.0.0.1:${port}${callback.pathname}${query}`, init);
}

function push(body: string, secret: string): Promise<Response> {
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const headers = { "content-type": "application/rss+xml", "x-hub-signature": signature };
  return call("", { method: "POST", headers, body });
}

async function confirm(lease: number): Promise<string> {
  const topic = encodeURIComponent(`${site.origin}/rss`);
  const query = `?hub.mode=subscribe&hub.topic=${topic}&hub.challenge=c-${lease}&hub.lease_seconds=${lease}`;
  return (await call(query)).text();
}

const told = () => consoleLines(join(dir, "console-desk.ndjson")).map(({ headline }) => headline);
const polls = () => site.requests.length;

it("subscribes where a feed names a hub, takes what it signed, renews, and polls on when it is denied", {
  timeout: 90_000,
}, async () => {
  const first = await start();
  await eventually("a subscription", () => asked.length === 1, 20_000, first.err);
  const secret = asked[0]?.get("hub.secret") ?? "";
  expect(secret.length).toBeGreaterThan(31);
  expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
    "hub.mode": "subscribe",
    "hub.topic": `${site.origin}/rss`,
  });
  expect(await confirm(864_000)).toBe("c-864000");

  const good = feedOf(["Flood in Lisbon closes the harbour"]);
  expect((await push(feedOf(["Flood that nobody saw"]), "guessed")).status).toBe(202);
  expect((await push(good, secret)).status).toBe(202);
  await eventually("what was pushed", () => told().length === 1, 20_000, first.err);
  expect((await push(good, secret)).status).toBe(202);
  const oversize = await push(" ".repeat(10_000_001), secret).catch(() => undefined);
  expect(oversize === undefined || oversize.status === 413).toBe(true);
  const before = polls();
  await eventually("further polls", () => polls() >= before + 2, 20_000, first.err);
  expect(told()).toEqual(["Flood in Lisbon closes the harbour"]);
  expect(asked).toHaveLength(1);

  await first.kill("SIGKILL");
  const second = await start();
  expect((await push(feedOf(["Quake near Osaka stops trains"]), secret)).status).toBe(202);
  await eventually("a push after the kill", () => told().length === 2, 20_000, second.err);
  expect(asked).toHaveLength(1);

  // The hub shortens the lease: it is asked again in time, though the feed never changes.
  expect(await confirm(3)).toBe("c-3");
  await eventually("the renewal", () => asked.length === 2, 20_000, second.err);
  expect(asked[1]?.get("hub.callback")).toBe(asked[0]?.get("hub.callback"));
  const topic = encodeURIComponent(`${site.origin}/rss`);
  expect((await call(`?hub.mode=denied&hub.topic=${topic}&hub.reason=no`)).status).toBe(200);

  listed = ["Strike of pilots grounds Heathrow flights", "Nothing to see"];
  await eventually("what a poll brings", () => told().length === 3, 20_000, second.err);
  expect(told()).toEqual([
    "Flood in Lisbon closes the harbour",
    "Quake near Osaka stops trains",
    "Strike of pilots grounds Heathrow flights",
  ]);
  expect(asked).toHaveLength(2);
  expect(first.err() + second.err()).not.toContain(secret);
  expect(second.err()).toMatch(/a hub denied a subscription/);
  expect((await second.kill("SIGTERM")).how).toBe(0);
});
