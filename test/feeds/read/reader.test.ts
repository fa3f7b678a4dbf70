import { afterEach, expect, test } from "vitest";
import { htmlToText } from "../../../src/feeds/html.ts";
import { FeedError } from "../../../src/feeds/read/fault.ts";
import { createReader, type Reader } from "../../../src/feeds/reader.ts";
import { canonicalUrl } from "../../../src/feeds/url.ts";
import { compare } from "../../../src/stories/compared.ts";
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

test("for an outlet, entries come as they are compared, and without their markup", async () => {
  reader = createReader({ workers: 1 });
  const item =
    "<item><title>Corrected: A headline of six words - Outlet</title><link>http://www.n.example/a?utm_source=rss</link><description>A teaser.</description><content:encoded>&lt;p>What &lt;b>was&lt;/b> said.&lt;/p>&lt;p>And more.&lt;/p></content:encoded></item>";
  const bytes = Buffer.from(rss(item));
  const [plain] = (await reader.read(bytes, SOURCE)).entries;
  const [compared] = (await reader.read(bytes, { ...SOURCE, outlet: "Outlet" })).entries;
  if (plain === undefined) throw new Error("no entry was read");
  expect(plain.content).toContain("<b>was</b>");
  const tools = { canonicalUrl, htmlToText };
  expect(compared).toEqual({ ...plain, content: "", compared: compare(plain, "Outlet", tools) });
  expect(compared?.compared).toMatchObject({
    canonicalUrl: "https://n.example/a",
    text: "What was said.\nAnd more.",
    titleKey: "a headline of six words",
  });
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

test("a document that needs too much memory is given up, and the next one is read", {
  timeout: 90_000,
}, async () => {
  reader = createReader({ workers: 1, memoryMb: 24, timeoutMs: 60_000 });
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

test("a worker hired early reads what comes, and ends where nothing does", async () => {
  const used = createReader({ workers: 1, early: true });
  const idle = createReader({ workers: 1, early: true });
  const document = await used.read(Buffer.from(RSS_OF_ONE), { url: "https://n.example/feed" });
  expect(document.entries).toMatchObject([{ id: "https://n.example/1", url: "https://n.example/1" }]);
  await Promise.all([used.close(), idle.close()]);
  await expect(idle.read(Buffer.from(RSS_OF_ONE), { url: "" })).rejects.toThrow("closed");
});

/** Its guid is its link. */
const RSS_OF_ONE = `<rss version="2.0"><channel><title>N</title><item><title>Talks resume</title>
<link>https://n.example/1</link><guid>https://n.example/1</guid></item></channel></rss>`;
