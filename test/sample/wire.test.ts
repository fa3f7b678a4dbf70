import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProxyAgent, request } from "undici";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readDocument } from "../../src/feeds/read/document.ts";
import type { FeedDocument } from "../../src/model/feed.ts";
import { type SampleWire, type SampleWireOptions, startSampleWire } from "../../src/sample/wire.ts";
import { createManualClock, type ManualClock } from "../manual-clock.ts";

const dir = join(import.meta.dirname, "../../config/sample");
const SECOND = 1_000;

let folder: string;
let clock: ManualClock;
let wire: SampleWire;
const stateFile = () => join(folder, "data", "wire.json");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wire-"));
  clock = createManualClock();
});
afterEach(async () => {
  await wire.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<SampleWireOptions> = {}): Promise<void> {
  wire = await startSampleWire({ dir, stateFile: stateFile(), clock, port: 0, ...options });
  if (options.pace === 0) await wire.done;
}

function feed(name: string): string {
  return wire.feeds.find(({ url }) => url.endsWith(`/${name}`))?.url ?? `no feed ${name}`;
}

async function read(url: string): Promise<FeedDocument> {
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  const contentType = answer.headers.get("content-type") ?? "";
  return readDocument(new Uint8Array(await answer.arrayBuffer()), { url, contentType });
}

/** Every entry of every feed, as a line. */
async function everything(): Promise<string[]> {
  const documents = await Promise.all(wire.feeds.map(({ url }) => read(url)));
  return documents
    .flatMap(({ entries }) => entries.map((e) => `${e.id} ${e.publishedAt} ${e.url} ${e.title}`))
    .sort();
}

/** Waits for the wire to have written what the clock set free. */
async function tick(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= SECOND) {
    await clock.advance(Math.min(SECOND, left));
    // Its writes are real: it sleeps again, or is done, only after them.
    while (clock.sleepers === 0 && (await settled(wire.done)) === false) await new Promise(setImmediate);
  }
}

async function settled(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<false>((r) => setImmediate(() => r(false)))]);
}

describe("the sample wire", () => {
  test("serves eight feeds of four kinds, each in its charset, and each is read without complaint", async () => {
    await start({ pace: 0 });
    const kinds: string[] = [];
    let stories = 0;
    for (const { url, language } of wire.feeds) {
      const document = await read(url);
      expect(document.problems).toEqual([]);
      expect(document.feed.language).toBe(language.toLowerCase());
      expect(document.entries.length).toBeGreaterThan(3);
      expect(document.entries.every((e) => e.title !== "" && e.publishedAt !== undefined)).toBe(true);
      expect(JSON.stringify(document)).not.toMatch(/\uFFFD|&amp;amp;/);
      kinds.push(document.feed.kind);
      stories += document.entries.length;
    }
    expect(kinds.sort()).toEqual(["atom", "atom", "json", "rdf", "rss", "rss", "rss", "rss"]);
    expect(stories).toBeGreaterThanOrEqual(60);
    const titles = async (name: string) => (await read(feed(name))).entries.map((e) => e.title).join("\n");
    expect(await titles("mayak.xml")).toContain(
      "обсуждать гарантии безопасности Украины без России — это".slice(0, 40),
    );
    expect(await titles("elbwarte.rdf")).toContain("Neue Elbbrücke");
    expect(await titles("tessel.rss")).toContain("café");
    expect(await titles("holos.atom")).toContain("Зустріч Путіна і Зеленського");
  });

  test("serves charsets as bytes, not as names only", async () => {
    await start({ pace: 0 });
    const bytes = async (name: string) => Buffer.from(await (await fetch(feed(name))).arrayBuffer());
    expect((await bytes("record.xml")).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]));
    expect((await bytes("mayak.xml")).includes(Buffer.from([0xcf, 0xf3, 0xf2, 0xe8, 0xed]))).toBe(true); // Путин
    expect((await bytes("elbwarte.rdf")).includes(Buffer.from([0x45, 0x6c, 0x62, 0x62, 0x72, 0xfc]))).toBe(
      true,
    );
  });

  test("releases stories one after another, the first that matters at once", async () => {
    await start();
    await tick(1);
    const first = (await read(feed("halyard.xml"))).entries[0];
    expect(first?.title).toContain("Putin-Zelenskyy meeting");
    expect(first?.publishedAt).toBe(Math.floor((clock.now() - 1) / SECOND) * SECOND);
    const before = await everything();
    await tick(20 * SECOND);
    const after = await everything();
    expect(after.length).toBeGreaterThan(before.length + 10);
    expect(after).toEqual(expect.arrayContaining(before));
    await tick(40 * SECOND);
    expect(await settled(wire.done)).toBe(true);
  });

  test("corrects a headline and withdraws a report, each under its own identity", async () => {
    await start();
    await tick(30 * SECOND);
    const find = async (name: string, id: string) =>
      (await read(feed(name))).entries.find((entry) => entry.id.endsWith(id));
    const draft = await find("halyard.xml", "trilateral-date");
    const report = await find("tessel.rss", "istanbul");
    expect(draft?.title).toContain("within two weeks");
    expect(report?.title).toMatch(/^Putin and Zelenskyy agree/);
    await tick(30 * SECOND);
    const corrected = await find("halyard.xml", "trilateral-date");
    const withdrawn = await find("tessel.rss", "istanbul");
    expect(corrected?.title).toContain("no date set");
    expect(withdrawn?.title).toBe(`WITHDRAWN: ${report?.title}`);
    expect(corrected).toMatchObject({ id: draft?.id, url: draft?.url, publishedAt: draft?.publishedAt });
    expect(withdrawn).toMatchObject({ id: report?.id, url: report?.url, publishedAt: report?.publishedAt });
  });

  test("goes on after a restart where it stood: nothing anew, nothing taken back, nothing lost", async () => {
    await start();
    await tick(15 * SECOND);
    for (let restart = 0; restart < 4; restart++) {
      const before = await everything();
      const urls = wire.feeds.map(({ url }) => url);
      await wire.close();
      clock = createManualClock(clock.now() + 3_600_000);
      await start();
      expect(wire.feeds.map(({ url }) => url)).toEqual(urls);
      expect(await everything()).toEqual(before);
      await tick(10 * SECOND);
      expect((await everything()).length).toBeGreaterThanOrEqual(before.length);
    }
    await tick(60 * SECOND);
    expect(await settled(wire.done)).toBe(true);
    const all = await everything();
    await wire.close();
    await start();
    await wire.done;
    expect(await everything()).toEqual(all);
    expect(new Set(all.map((line) => line.split(" ")[0])).size).toBe(all.length);
  });

  test("keeps its feeds' addresses when another program has its port, and says the way round", async () => {
    await start({ pace: 0 });
    const before = wire.feeds.map(({ url }) => url);
    const port = Number(new URL(before[0] ?? "").port);
    await wire.close();
    const squatter = createServer((_, response) => response.end("somebody else"));
    await new Promise<void>((resolve) => squatter.listen(port, "127.0.0.1", resolve));
    try {
      await start({ pace: 0 });
      expect(wire.feeds.map(({ url }) => url)).toEqual(before);
      const [first] = wire.feeds;
      expect(first?.proxy).toBeDefined();
      const proxy = new ProxyAgent(first?.proxy ?? "");
      const answer = await request(first?.url ?? "", { dispatcher: proxy });
      expect(await answer.body.text()).toContain("Halyard Wire");
      await proxy.close();
    } finally {
      squatter.close();
    }
  });

  test("answers 304 to what it has sent already, until there is news", async () => {
    await start();
    await tick(1);
    const url = feed("halyard.xml");
    const answer = await fetch(url);
    const etag = answer.headers.get("etag") ?? "";
    const since = answer.headers.get("last-modified") ?? "";
    const again = (headers: Record<string, string>) => fetch(url, { headers }).then((r) => r.status);
    expect(await again({ "if-none-match": etag })).toBe(304);
    expect(await again({ "if-none-match": `W/${etag}, "x"` })).toBe(304);
    expect(await again({ "if-none-match": '"x"', "if-modified-since": since })).toBe(200);
    expect(await again({ "if-modified-since": since })).toBe(304);
    await tick(12 * SECOND);
    expect(await again({ "if-none-match": etag })).toBe(200);
    expect(await again({ "if-modified-since": since })).toBe(200);
  });

  test("shows a page behind a story's link, and none before it is out", async () => {
    await start();
    await tick(1);
    const base = new URL(feed("halyard.xml")).origin;
    const page = await fetch(`${base}/halyard/trump-arranging`);
    expect(await page.text()).toContain("<h1>Trump says he has begun arranging");
    expect((await fetch(`${base}/halyard/lavrov-guarantees`)).status).toBe(404);
    expect((await fetch(`${base}/%2e%2e/wire.yaml`)).status).toBe(404);
    expect((await fetch(`${base}/halyard/trump-arranging`, { method: "POST" })).status).toBe(405);
  });

  test("one text stands in three feeds nearly word for word", async () => {
    await start({ pace: 0 });
    const copies = (
      await Promise.all(["halyard.xml", "tessel.rss", "ledger.json"].map((name) => read(feed(name))))
    ).map(({ entries }) => entries.find((entry) => entry.id.endsWith("ushakov-level")));
    expect(new Set(copies.map((copy) => copy?.title)).size).toBe(1);
    expect(new Set(copies.map((copy) => copy?.content)).size).toBe(3);
  });

  test("a place that cannot be read is an error that says what to do, not a new beginning", async () => {
    await start({ pace: 0 });
    await wire.close();
    await writeFile(stateFile(), '{"port":');
    await expect(start()).rejects.toThrow(/wire\.json.*delete its folder/);
    expect(await readFile(stateFile(), "utf8")).toBe('{"port":');
  });
});
