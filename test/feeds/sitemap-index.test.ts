import { expect, test } from "vitest";
import { readOutcome } from "../../src/feeds/document-reader.ts";
import { createFetcher } from "../../src/feeds/fetch.ts";
import { readDocument } from "../../src/feeds/read/document.ts";
import { followIndex } from "../../src/feeds/sitemap-index.ts";
import type { FeedSettings } from "../../src/model/feed.ts";
import { standingClock, testDesk } from "./desk.ts";
import { feedAt, listen } from "./loopback.ts";

const START = Date.parse("2026-03-04T10:00:00Z");
const reader = { read: readDocument };

function indexOf(urls: readonly (readonly [url: string, date: string])[]): string {
  const maps = urls.map(
    ([url, date]) => `<sitemap><loc>${url}</loc>${date && `<lastmod>${date}</lastmod>`}</sitemap>`,
  );
  return `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${maps.join("")}</sitemapindex>`;
}

function newsOf(...ids: string[]): string {
  const urls = ids.map(
    (id) =>
      `<url><loc>https://n.example/${id}</loc><n:news><n:publication_date>2026-03-04</n:publication_date><n:title>${id}</n:title></n:news></url>`,
  );
  return `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">${urls.join("")}</urlset>`;
}

/** A site whose pages have their text as validator; what is no page is 500. `asked`: path, validator, own header. */
async function site(pages: Record<string, string>) {
  const asked: (readonly [path: string, validator: string, own: string])[] = [];
  const server = await listen((request, response) => {
    const { url = "", headers } = request;
    const page = pages[url];
    const etag = `"${page?.length}"`;
    const known = headers["if-none-match"] ?? "";
    asked.push([url, known, String(headers["x-key"] ?? "")]);
    if (page === undefined) response.writeHead(500).end();
    else if (known === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { etag }).end(page);
  });
  return { server, asked, paths: () => asked.splice(0).map(([path]) => path) };
}

test("what each sitemap lists is told apart, and which are named though they were not read", async () => {
  const pages: Record<string, string> = { "/1.xml": newsOf("a", "b"), "/2.xml": newsOf("b", "c") };
  const { server } = await site(pages);
  pages["/index.xml"] = indexOf([1, 2].map((n) => [`${server.origin}/${n}.xml`, `2026-03-0${n}`] as const));
  const fetcher = createFetcher({ version: "1", contact: "", allowHosts: [server.host] });
  const clock = standingClock(START);
  const feed = feedAt(`${server.origin}/index.xml`);
  const poll = async () => {
    const read = await readOutcome(reader, feed, await fetcher.fetch(feed));
    const { document, sitemaps } = await followIndex({ fetcher, reader, clock }, feed, read);
    feed.state.sitemaps = sitemaps;
    const ids = [...(document?.parts?.read ?? [])].map(([url, entries]) => [
      url.slice(server.origin.length),
      entries.map(({ id }) => id.at(-1)).join(""),
    ]);
    return { named: document?.parts?.named.map((url) => url.slice(server.origin.length)), ids };
  };
  const named = ["/2.xml", "/1.xml"];
  expect(await poll()).toEqual({
    named,
    ids: [
      ["/2.xml", "bc"],
      ["/1.xml", "ab"],
    ],
  });
  pages["/2.xml"] = newsOf("b", "c", "d");
  expect(await poll()).toEqual({ named, ids: [["/2.xml", "bcd"]] });
  await fetcher.close();
  await server[Symbol.asyncDispose]();
});

async function deskOf(url: string, hosts: readonly string[], settings?: Partial<FeedSettings>) {
  const clock = standingClock(START);
  const fetcher = createFetcher({ version: "1", contact: "", allowHosts: hosts });
  const desk = testDesk([{ url, ...(settings && { settings }) }], { clock, fetcher, reader });
  let polls = 0;
  const poll = async () => {
    clock.set(START + polls++ * 3_600_000 * 2);
    await desk.poller.once();
    return desk.kept.get(1);
  };
  return { poll, fetcher, faults: desk.faults };
}

test("an index of sitemaps is polled with its newest ones, each with its own validators", async () => {
  const pages: Record<string, string> = {
    "/2.xml": newsOf("b"),
    "/3.xml": newsOf("c", "d"),
    "/4.xml": newsOf("d", "e"),
  };
  const { server, asked, paths } = await site(pages);
  const dated = [1, 2, 3, 4].map((n) => [`${server.origin}/${n}.xml`, `2026-03-0${n}`] as const);
  pages["/index.xml"] = indexOf(dated);
  const { poll, fetcher, faults } = await deskOf(`${server.origin}/index.xml`, [server.host]);
  const first = await poll();
  expect(paths()).toEqual(["/index.xml", "/4.xml", "/3.xml", "/2.xml"]);
  expect([...(first?.entries ?? [])].map((id) => id.at(-1)).sort()).toEqual(["b", "c", "d", "e"]);
  expect(first?.feed.state).toMatchObject({ kind: "sitemap", failures: 0 });

  await poll();
  expect(asked.every(([, validator]) => validator !== "")).toBe(true);
  expect(paths()).toHaveLength(4);

  // The index is as it was, and one sitemap is not; another is away.
  pages["/4.xml"] = newsOf("d", "e", "f");
  delete pages["/3.xml"];
  const later = await poll();
  expect(later?.entries).toContain("https://n.example/f");
  expect(later?.feed.state.failures).toBe(0);
  expect(later?.feed.state.problems?.[0]).toMatch(/3\.xml: 500/);
  expect(later?.feed.state.etag).toBeDefined();

  // A new month's sitemap takes the place of the oldest; a feed that is no index any more has none.
  pages["/5.xml"] = newsOf("g");
  pages["/index.xml"] = indexOf([...dated, [`${server.origin}/5.xml`, "2026-03-05"]]);
  paths();
  expect((await poll())?.entries).toContain("https://n.example/g");
  expect(paths()).toEqual(["/index.xml", "/5.xml", "/4.xml", "/3.xml"]);
  pages["/index.xml"] = newsOf("h");
  expect((await poll())?.feed.state.sitemaps).toBeUndefined();
  expect(faults).toEqual([]);
  await fetcher.close();
  await server[Symbol.asyncDispose]();
});

test("a site whose sitemaps are all away is in trouble, and what an index leads to is guarded", async () => {
  const pages: Record<string, string> = {};
  const { server } = await site(pages);
  pages["/index.xml"] = indexOf([
    [`${server.origin}/away.xml`, ""],
    ["http://169.254.169.254/latest/meta-data", ""],
    ["javascript:alert(1)", ""],
  ]);
  const { poll, fetcher, faults } = await deskOf(`${server.origin}/index.xml`, [server.host]);
  expect((await poll())?.feed.state).toMatchObject({
    failures: 1,
    trouble: expect.stringMatching(/^its sitemaps: 500/),
  });
  expect(faults).toEqual([]);
  await fetcher.close();
  await server[Symbol.asyncDispose]();
});

test("a feed's own headers go to no other host that its index names, and an index in it is not followed", async () => {
  const pages: Record<string, string> = { "/own.xml": newsOf("a") };
  const elsewhere: Record<string, string> = {
    "/x.xml": newsOf("b"),
    "/in.xml": indexOf([["https://c.example/", ""]]),
  };
  const { server, asked } = await site(pages);
  const other = await site(elsewhere);
  pages["/index.xml"] = indexOf(
    [`${server.origin}/own.xml`, `${other.server.origin}/x.xml`, `${other.server.origin}/in.xml`].map(
      (url) => [url, ""] as const,
    ),
  );
  const { poll, fetcher } = await deskOf(`${server.origin}/index.xml`, [server.host, other.server.host], {
    headers: { "x-key": "k" },
  });
  const kept = await poll();
  expect(asked.map(([path, , own]) => [path, own])).toEqual([
    ["/index.xml", "k"],
    ["/own.xml", "k"],
  ]);
  expect(other.asked.map(([path, , own]) => [path, own])).toEqual([
    ["/x.xml", ""],
    ["/in.xml", ""],
  ]);
  expect(kept?.entries).toEqual(new Set(["https://n.example/a", "https://n.example/b"]));
  expect(kept?.feed.state.problems?.join()).toMatch(/in\.xml is an index in an index/);
  await fetcher.close();
  await Promise.all([server, other.server].map((s) => s[Symbol.asyncDispose]()));
});
