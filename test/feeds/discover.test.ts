import { expect, test } from "vitest";
import { type DiscoverParts, discover, namedFeeds } from "../../src/feeds/discover.ts";
import { createFetcher } from "../../src/feeds/fetch.ts";
import { createReader } from "../../src/feeds/reader.ts";
import { plainReader } from "./desk.ts";
import { listen, rss } from "./loopback.ts";

/** A site of these pages, and what is discovered from `path`. */
async function discovered(
  pages: Record<string, string>,
  path = "/",
  scheme = "http://",
  read: DiscoverParts["read"] = plainReader.read,
) {
  await using site = await listen((request, response) => {
    const page = pages[request.url ?? ""];
    if (page === undefined) response.writeHead(404);
    response.end(page?.replaceAll("HOST", request.headers.host ?? ""));
  });
  const fetcher = createFetcher({ version: "1", contact: "", allowHosts: [site.host] });
  try {
    const found = await discover(`${scheme}${site.host}${path}`, { fetcher, read });
    const feeds = found.feeds.map((feed) => ({ ...feed, url: feed.url.replace(site.origin, "") }));
    return { ...found, feeds, asked: site.requests.map(({ url }) => url) };
  } finally {
    await fetcher.close();
  }
}

test("what the page names is read to be sure, and told once", async () => {
  const { feeds, problems } = await discovered({
    "/": `<base href="/blog/"><link REL="Alternate" type="application/rss+xml" title="Posts" href="posts.xml">
      <link rel=alternate type="application/atom+xml" href="/dead"><link rel=stylesheet type=text/css href=/style>
      <a href="/blog/posts.xml">again</a><a href="/more/rss">More</a><a href="javascript:rss.xml">x</a>`,
    "/blog/posts.xml": rss(["a"]),
    "/more/rss": rss(["b"]),
  });
  expect(feeds).toEqual([
    { url: "/blog/posts.xml", title: "T", how: "named" },
    { url: "/more/rss", title: "T", how: "named" },
  ]);
  expect(problems.join("\n")).toMatch(/\/dead: 404/);
});

test("an address that is a feed is found itself; else the usual paths are tried", async () => {
  expect((await discovered({ "/rss": rss(["a"]) }, "/rss")).feeds).toEqual([
    { url: "/rss", title: "T", how: "itself" },
  ]);
  const guessed = await discovered({ "/": "<p>Welcome", "/feed.xml": rss(["a"]) });
  expect(guessed.feeds).toEqual([{ url: "/feed.xml", title: "T", how: "guessed" }]);
  expect((await discovered({ "/": "<p>Welcome" })).feeds).toEqual([]);
});

test("without a scheme https is tried, then http; what fails is told in words, not OpenSSL's", async () => {
  const found = await discovered({ "/rss": rss(["a"]) }, "/rss", "");
  expect(found.feeds).toMatchObject([{ how: "itself" }]);
  expect(found.problems).toEqual([
    expect.stringMatching(
      /^https:.*does not speak TLS there: try http:\/\/ instead of https:\/\/ \([A-Z_]+\)$/,
    ),
  ]);
  const read = plainReader.read;
  const fetcher = createFetcher({ version: "1", contact: "", allowHosts: ["127.0.0.1"] });
  const site = await listen(() => undefined);
  await site[Symbol.asyncDispose]();
  await expect(discover(site.host, { fetcher, read })).rejects.toThrow(
    /^neither https nor http: https:.* refuses connections .*; http:.* refuses connections/,
  );
  // A refusal of the guard's has nothing to do with the scheme.
  await expect(discover("10.0.0.1:9", { fetcher, read })).rejects.toThrow(
    /^https:.*no feed may reach[^;]*;[^;]*$/,
  );
  await fetcher.close();
});

test("a page that is refused may have its feeds at the usual places", async () => {
  expect((await discovered({ "/feed.xml": rss(["a"]) })).feeds).toEqual([
    { url: "/feed.xml", title: "T", how: "guessed" },
  ]);
  await expect(discovered({})).rejects.toThrow(/: 404; look for/);
});

test("an index of sitemaps names those for news", async () => {
  const map = (n: number) =>
    `<sitemap><loc>http://HOST/${n === 7 ? "news" : "pages"}-${n}.xml</loc></sitemap>`;
  const index = `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${Array.from({ length: 60 }, (_, n) => map(n)).join("")}</sitemapindex>`;
  const news = `<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://a.example/1</loc>
    <n:news><n:title>One</n:title></n:news></url></urlset>`;
  const pages = { "/sitemap.xml": index, "/news-7.xml": news };
  const reader = createReader({ workers: 1 });
  const found = await discovered(pages, "/sitemap.xml", "http://", reader.read.bind(reader));
  await reader.close();
  expect(found.feeds).toEqual([{ url: "/news-7.xml", title: "", how: "named" }]);
  expect(found.asked.slice(0, 2)).toEqual(["/sitemap.xml", "/news-7.xml"]);
  expect(found.asked).toHaveLength(31);
});

test("a page that names private places, or ten thousand, is not a way in", async () => {
  await using secret = await listen((_, response) => response.end(rss(["secret"])));
  const link = (href: string) => `<link rel=alternate type="application/rss+xml" href="${href}">`;
  const { feeds, problems } = await discovered({ "/": link(`${secret.origin}/rss`) });
  expect(feeds).toEqual([]);
  expect(problems.join()).toMatch(/no feed may reach/);
  expect(secret.requests).toHaveLength(0);
  const many = Array.from({ length: 10_000 }, (_, n) => link(`/${n}`)).join("");
  expect(namedFeeds(many, "https://a.example/")).toHaveLength(30);
});
