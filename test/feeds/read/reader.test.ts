import { afterEach, expect, test } from "vitest";
import { FeedError } from "../../../src/feeds/read/fault.ts";
import { createReader, type Reader } from "../../../src/feeds/reader.ts";
import { rss } from "./feeds.ts";

const SOURCE = { url: "https://n.example/rss", language: "en" };
const document = (title: string) => Buffer.from(rss(`<item><title>${title}</title></item>`));
/** Long enough to read that a timer of a millisecond runs out first, whatever the machine. */
const LONG = Buffer.from(rss("<item><description>&lt;p>a &amp; b</description></item>".repeat(5_000)));

let reader: Reader;
afterEach(() => reader.close());

test("documents are read beside one another, each answered with its own", async () => {
  reader = createReader({ workers: 2 });
  const read = await Promise.all(["a", "b", "c", "d"].map((title) => reader.read(document(title), SOURCE)));
  expect(read.map(({ entries }) => entries[0]?.title)).toEqual(["a", "b", "c", "d"]);
});

test("what is no feed is a FeedError here too", async () => {
  reader = createReader({ workers: 1 });
  await expect(reader.read(Buffer.from("<html></html>"), SOURCE)).rejects.toBeInstanceOf(FeedError);
  await expect(reader.read(document("a"), SOURCE)).resolves.toMatchObject({ entries: [{ title: "a" }] });
});

test("a document that takes too long is given up, and the next one is read", async () => {
  reader = createReader({ workers: 1, timeoutMs: 1 });
  const given = reader.read(LONG, SOURCE);
  const waiting = reader.read(LONG, SOURCE);
  await expect(given).rejects.toThrow(/longer than 0.001 seconds/);
  await expect(waiting).rejects.toBeInstanceOf(FeedError);
});

test("a document that needs too much memory is given up, and the next one is read", async () => {
  reader = createReader({ workers: 1, memoryMb: 24 });
  const big = Buffer.from(
    rss(`<item><description>${"a&lt;b>".repeat(800)}</description></item>`.repeat(5_000)),
  );
  await expect(reader.read(big, SOURCE)).rejects.toThrow(/more than 24 MB of memory/);
  await expect(reader.read(document("a"), SOURCE)).resolves.toMatchObject({ entries: [{ title: "a" }] });
});

test("closing rejects what is in hand and what waits", async () => {
  reader = createReader({ workers: 1 });
  const reads = [reader.read(LONG, SOURCE), reader.read(LONG, SOURCE)].map((read) =>
    read.catch((error) => String(error)),
  );
  await reader.close();
  expect(await Promise.all(reads)).toEqual(["Error: the reader was closed", "Error: the reader was closed"]);
  await expect(reader.read(document("a"), SOURCE)).rejects.toThrow(/closed/);
});
