import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "../../src/store/sqlite/open.ts";
import { type Loopback, listen } from "../feeds/loopback.ts";
import { articlePage, PARAGRAPH } from "../feeds/pages.ts";
import { consoleLines, eventually, type Service, startService } from "./newsroom.ts";

let dir = "";
let site: Loopback;
let running: Service | undefined;
/** What each outlet's feed lists: paths of the site, newest first. */
let listed: Record<string, string[]>;
/** Answers that do not come until the test lets them. */
let held: ServerResponse[];
/** Counts up with every poll, so that no document is like the one before. */
let polls = 0;

const STORY = articlePage(
  `${PARAGRAPH.repeat(6)}<p>Putin and Zelenskyy would both be there, an aide said.</p>`,
);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
  listed = {};
  held = [];
  site = await listen((request, response) => {
    const path = request.url ?? "";
    const feed = listed[path.slice(1)];
    const page = (html: string) => response.writeHead(200, { "content-type": "text/html" }).end(html);
    if (feed !== undefined) response.writeHead(200, { "content-type": "application/rss+xml" }).end(rss(feed));
    else if (path.startsWith("/story")) page(STORY);
    else if (path.startsWith("/walled")) {
      page(articlePage(`${PARAGRAPH.repeat(2)}<p>Putin, Zelenskyy. Subscribe to continue reading</p>`));
    } else if (path.startsWith("/slow")) held.push(response);
    else response.writeHead(404).end();
  });
});
afterEach(async () => {
  await running?.kill("SIGKILL");
  await site[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

function rss(paths: string[]): string {
  const items = paths.map(
    (path) =>
      `<item><guid isPermaLink="false">${path}</guid><title>Summit news ${path}</title><link>${site.origin}${path}</link>
       <description>What is known so far.</description></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>https://t.example/</link>
    <description>${++polls}</description>${items.join("")}</channel></rss>`;
}

function start(outlets: string[]): Service {
  const feeds = outlets.map(
    (o) =>
      `  - { url: "${site.origin}/${o}", outlet: ${o}, language: en, every: 1s, fullText: ${o !== "plain"} }`,
  );
  writeFileSync(
    join(dir, "wirewatch.yaml"),
    `database: desk.db
backfill: all
poll: { every: 1s, floor: 1s }
fetch: { contact: desk@example.org, allowHosts: ["${site.host}"] }
feeds:
${feeds.join("\n")}
channels: { screen: "console:desk" }
watchLists:
  - { name: leaders, title: Leaders, queries: ["putin AND zelenskyy", "title:plain"], channels: [screen] }
`,
  );
  running = startService(dir, [], {});
  return running;
}

const lines = () => consoleLines(join(dir, "console-desk.ndjson"));
const asked = (path: string) => site.requests.filter((r) => r.url === path).length;

async function entries() {
  const store = openStore({ file: join(dir, "desk.db"), newDeskId: () => "", existing: true });
  try {
    return await store.entriesSince(0, undefined, 100);
  } finally {
    await store.close();
  }
}

/** What the next start looks for again, of what was first seen since. */
async function lookedFor(since = 0) {
  const store = openStore({ file: join(dir, "desk.db"), newDeskId: () => "", existing: true });
  try {
    return (await store.teasers(since, 10)).map((e) => e.guid);
  } finally {
    await store.close();
  }
}

it("alerts of what stands only in the article, which is fetched once over polls and restarts", {
  timeout: 60_000,
}, async () => {
  listed.alpha = ["/story-1", "/walled-1"];
  const service = start(["alpha"]);
  await eventually("the alert", () => lines().length === 1, 20_000, service.err);
  expect(lines()[0]?.text).toMatch(/in the article/);
  const polled = () => asked("/alpha");
  await eventually("another poll", () => polled() >= 2, 20_000, service.err);
  expect((await service.kill("SIGTERM")).how).toBe(0);

  const again = start(["alpha"]);
  const before = polled();
  await eventually("a poll after the restart", () => polled() > before, 20_000, again.err);
  // The teaser is the same again: no revision, no edit.
  expect(lines()).toHaveLength(1);
  listed.alpha = ["/story-2", "/story-1", "/walled-1"];
  await eventually("the next entry's article", () => asked("/story-2") === 1, 20_000, again.err);
  await again.kill("SIGTERM");

  expect([asked("/story-1"), asked("/walled-1")]).toEqual([1, 1]);
  expect(lines().filter((l) => l.kind === "post")).toHaveLength(1);
  const kept = Object.fromEntries((await entries()).map((e) => [e.guid, e]));
  expect(kept["/story-1"]).toMatchObject({ textFrom: "article", summary: "What is known so far." });
  expect(kept["/story-1"]?.content).toContain("Zelenskyy would both be there");
  expect(kept["/walled-1"]).toMatchObject({ textFrom: "feed", content: "" });
  expect(kept["/walled-1"]?.textNote).toMatch(/paywall/);
  expect(await lookedFor()).toEqual([]);
});

it("tells of other feeds while an article is waited for, and stops in time", {
  timeout: 60_000,
}, async () => {
  listed.alpha = ["/slow-1"];
  listed.plain = [];
  const service = start(["alpha", "plain"]);
  await eventually("a page asked for", () => held.length === 1, 20_000, service.err);
  listed.plain = ["/plain-1"];
  await eventually("the other feed's alert", () => lines().length === 1, 20_000, service.err);
  expect(held[0]?.writableEnded).toBe(false);
  const { how, ms } = await service.kill("SIGTERM");
  expect(how).toBe(0);
  expect(ms).toBeLessThan(10_000);
  const kept = (await entries()).find((e) => e.guid === "/slow-1");
  expect(kept).toMatchObject({ textFrom: "feed", textNote: "the service was stopped before it was read" });
  expect(await lookedFor()).toEqual(["/slow-1"]);
  expect(await lookedFor(Date.now() + 1)).toEqual([]);
});
