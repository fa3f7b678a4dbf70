import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFetcher, type Fetcher } from "../../src/feeds/fetch.ts";
import { createFullTexts, type FullTextLimits } from "../../src/feeds/full-text.ts";
import { htmlToText } from "../../src/feeds/html.ts";
import { createReader } from "../../src/feeds/reader.ts";
import { canonicalUrl } from "../../src/feeds/url.ts";
import type { FeedSettings, FeedState, ParsedEntry } from "../../src/model/feed.ts";
import type { Log } from "../../src/model/log.ts";
import { draftEntries, withText } from "../../src/stories/draft.ts";
import type { News } from "../../src/stories/news.ts";
import { item } from "../pipeline/desk.ts";
import { standingClock } from "./desk.ts";
import { feedAt, type Loopback, listen } from "./loopback.ts";
import { articlePage, PARAGRAPH } from "./pages.ts";

const NOW = Date.UTC(2026, 7, 20, 9);
const reader = createReader({ workers: 1 });
afterAll(() => reader.close());

let site: Loopback;
let fetcher: Fetcher;
let clock: ReturnType<typeof standingClock>;
/** What was slept, in milliseconds: no time passes. */
let slept: number[];
/** What the site answers, by path; `/robots.txt` is not there unless a test puts it there. */
let answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void>;
const logged: { level: string; fields: Record<string, unknown> }[] = [];
const log: Log = {
  error: (fields) => void logged.push({ level: "error", fields }),
  warn: (fields) => void logged.push({ level: "warn", fields }),
  info: (fields) => void logged.push({ level: "info", fields }),
  debug: (fields) => void logged.push({ level: "debug", fields }),
};

const html = (body: string) => (_: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(body);
const text = (body: string) => (_: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(200, { "content-type": "text/plain" }).end(body);
const status = (code: number) => (_: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(code).end();
const redirect = (to: string) => (_: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(302, { location: to }).end();
const article = (request: IncomingMessage, response: ServerResponse) =>
  html(articlePage(`${PARAGRAPH.repeat(8)}<p>${request.url} says so.</p>`))(request, response);

beforeEach(async () => {
  answers = {};
  logged.length = 0;
  slept = [];
  clock = { ...standingClock(NOW), sleep: async (ms) => void slept.push(ms) };
  site = await listen((request, response) => {
    const answer = answers[(request.url ?? "").split("?")[0] ?? ""];
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  fetcher = createFetcher({ version: "0", contact: "", allowHosts: [site.host] });
});
afterEach(async () => {
  await fetcher.close();
  await site[Symbol.asyncDispose]();
});

const texts = (limits: Partial<FullTextLimits> = {}) =>
  createFullTexts({ fetcher, reader, clock, log, limits });

const NOBODYS = { from: "feed", note: expect.stringMatching(/consent, login or error page/) };

const POLLED: Partial<FeedState> = { firstPolledAt: NOW - 864e5, lastSuccessAt: NOW - 60_000 };
const feed = (state: Partial<FeedState> = POLLED, settings: Partial<FeedSettings> = {}) =>
  feedAt("https://f.example/rss", state, { fullText: true, ...settings });

/** Teasers, newest first, each with a link to a path of the site. */
function teasers(paths: string[], more: Partial<ParsedEntry> = {}): News[] {
  const entries = paths.map((path, i) =>
    item(`e${i}`, `Headline ${i}`, { summary: "A teaser.", url: `${site.origin}${path}`, ...more }),
  );
  const head = { title: "", link: "", language: "en", kind: "rss" as const };
  const document = { feed: head, entries, problems: [] };
  const { drafts } = draftEntries(feed(), document, NOW, { canonicalUrl, htmlToText });
  return drafts.map((draft) => ({ kind: "new", draft }));
}

/** What a single teaser's entry becomes. */
async function entryOf(path: string, more: Partial<ParsedEntry> = {}, limits: Partial<FullTextLimits> = {}) {
  const [one] = teasers([path], more);
  if (one === undefined) throw new Error("no draft");
  const found = await texts(limits).read(feed(), [one]);
  return { before: one.draft, after: withText(one.draft, found.get(one.draft.guid)) };
}

const asked = (path: string) => site.requests.filter((r) => r.url === path).length;

describe("the article behind a teaser", () => {
  it("becomes the entry's text, and the teaser stays what a revision is known by", async () => {
    answers["/1"] = article;
    const { before, after } = await entryOf("/1");
    expect(after).toMatchObject({
      textFrom: "article",
      summary: "A teaser.",
      contentHash: before.contentHash,
    });
    expect(after.content.split("\n")).toHaveLength(9);
    expect(after.content).toContain("ceasefire");
    expect(after.textHash).not.toBe(before.textHash);
    expect(after.textNote).toBeUndefined();
  });

  it("is asked for as Wirewatch, without a cookie or a referrer", async () => {
    answers["/1"] = article;
    await entryOf("/1");
    const headers = site.requests.find((r) => r.url === "/1")?.headers;
    expect(headers).toMatchObject({ "user-agent": expect.stringMatching(/^Wirewatch\//) });
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).not.toHaveProperty("referer");
  });

  it("is fetched from where a redirector's link says that it leads", async () => {
    answers["/1"] = article;
    const target = encodeURIComponent(`${site.origin}/1`);
    const { after } = await entryOf("/", { url: `http://l.facebook.com/l.php?u=${target}` });
    expect(after).toMatchObject({ textFrom: "article" });
  });

  it("is not looked for where the feed holds the whole text, the link is another's, or the entry is old", async () => {
    answers["/1"] = article;
    const own = await entryOf("/1", { content: "A long report. ".repeat(200) });
    expect(own.after).toMatchObject({ textFrom: "feed", content: own.before.content });
    expect(own.after.textNote).toBeUndefined();
    const old = await entryOf("/1", { publishedAt: NOW - 100 * 3_600_000 });
    expect(old.after).toMatchObject({ textFrom: "feed", textNote: "the entry is old" });
    const shared = await texts().read(feed(), teasers(["/1", "/1"]));
    expect([...shared.values()]).toEqual([
      { from: "feed", note: "the entry has no link of its own" },
      { from: "feed", note: "the entry has no link of its own" },
    ]);
    expect(site.requests).toEqual([]);
  });
});

describe("whom a page is asked for as", () => {
  const credentials = { basicEnv: "LOGIN", cookieEnv: "COOKIE" };
  const secrets = { credentials, headers: { "x-key": "k" }, userAgent: "Desk/1" };
  const asWhom = async (url: string, settings: Partial<FeedSettings> = {}) => {
    const whole = createFetcher({
      version: "0",
      contact: "",
      allowHosts: ["127.0.0.1"],
      env: { LOGIN: "me:pw", COOKIE: "a=b" },
    });
    const all = createFullTexts({ fetcher: whole, reader, clock, log });
    const found = await all.read(feed(POLLED, { url, ...secrets, ...settings }), teasers(["/1"]));
    await whole.close();
    return found.get("e0");
  };
  const OWN = { authorization: "Basic bWU6cHc=", cookie: "a=b", "x-key": "k", "user-agent": "Desk/1" };
  const headersOf = (path: string, at = site) => at.requests.find((r) => r.url === path)?.headers;

  it("is the feed, at the feed's own host; robots.txt is nobody's secret", async () => {
    answers["/1"] = article;
    expect(await asWhom(`${site.origin}/rss`)).toMatchObject({ from: "article" });
    expect(headersOf("/1")).toMatchObject(OWN);
    expect(headersOf("/robots.txt")).toMatchObject({ "user-agent": "Desk/1" });
    for (const name of ["authorization", "cookie", "x-key"])
      expect(headersOf("/robots.txt")).not.toHaveProperty(name);
  });

  it.each(["https://feeds.example/rss", "http://127.0.0.1:1/rss"])(
    "is nobody, at another host or port than that of %s",
    async (url) => {
      answers["/1"] = article;
      expect(await asWhom(url)).toMatchObject({ from: "article" });
      for (const name of ["authorization", "cookie", "x-key"])
        expect(headersOf("/1")).not.toHaveProperty(name);
      expect(headersOf("/1")).toMatchObject({ "user-agent": "Desk/1" });
    },
  );

  it("is nobody where a redirect leads to another host, and where https would become http", async () => {
    await using other = await listen((request, response) =>
      request.url === "/2" ? article(request, response) : response.writeHead(404).end(),
    );
    answers["/1"] = redirect(`${other.origin}/2`);
    expect(await asWhom(`${site.origin}/rss`)).toMatchObject({ from: "article" });
    expect(headersOf("/1")).toMatchObject(OWN);
    expect(headersOf("/2", other)).not.toHaveProperty("authorization");
    expect(headersOf("/2", other)).not.toHaveProperty("cookie");
    site.requests.length = 0;
    answers["/1"] = article;
    expect(await asWhom(site.origin.replace("http:", "https:"))).toMatchObject({ from: "article" });
    expect(headersOf("/1")).not.toHaveProperty("cookie");
  });

  it("is through the feed's proxy, robots.txt too", async () => {
    const asked: string[] = [];
    await using proxy = await listen((request, response) => {
      asked.push(request.url ?? "");
      if (request.url?.endsWith("robots.txt") === true) response.writeHead(404).end();
      else article(request, response);
    });
    expect(await asWhom("https://feeds.example/rss", { proxy: proxy.origin })).toMatchObject({
      from: "article",
    });
    expect(asked).toEqual([`${site.origin}/robots.txt`, `${site.origin}/1`]);
    expect(site.requests).toEqual([]);
  });

  it("says which secret is missing", async () => {
    answers["/1"] = article;
    const found = await asWhom(`${site.origin}/rss`, { credentials: { bearerEnv: "NONE" } });
    expect(found).toMatchObject({ from: "feed", note: expect.stringContaining("environment variable NONE") });
    expect(found).not.toHaveProperty("again");
  });
});

describe("a page that fails", () => {
  it("is asked for once more, after what the server asks for", async () => {
    let failures = 0;
    answers["/1"] = (request, response) => {
      if (failures++ > 0) return article(request, response);
      response.writeHead(503, { "retry-after": "4" }).end();
    };
    answers["/2"] = status(502);
    answers["/3"] = (_, response) => void response.writeHead(429, { "retry-after": "3600" }).end();
    answers["/4"] = status(404);
    const news = teasers(["/1", "/2", "/3", "/4"]);
    const found = await texts().read(feed(), news);
    expect(["e0", "e1", "e2", "e3"].map((guid) => found.get(guid))).toMatchObject([
      { from: "article" },
      { from: "feed", again: 0, note: expect.stringMatching(/502/) },
      { from: "feed", again: 3_600_000, note: expect.stringMatching(/429/) },
      { from: "feed", note: expect.stringMatching(/404/) },
    ]);
    expect(found.get("e3")).not.toHaveProperty("again");
    expect(slept.toSorted()).toEqual([2_000, 4_000]);
    expect(["/1", "/2", "/3", "/4"].map(asked)).toEqual([2, 2, 1, 1]);
  });

  it("is none to follow against robots.txt: what a redirect leads to is not asked for", async () => {
    answers["/robots.txt"] = text("User-agent: *\nDisallow: /2\n");
    answers["/1"] = redirect("/2");
    answers["/2"] = article;
    expect(await entryOf("/1")).toMatchObject({ after: { textFrom: "feed" } });
    expect(asked("/2")).toBe(0);
  });
});

describe("a page that is no article", () => {
  it.each<[string, () => void, RegExp]>([
    [
      "a paywall",
      () => {
        answers["/1"] = html(articlePage(`${PARAGRAPH.repeat(2)}<p>Subscribe to continue reading</p>`));
      },
      /behind a paywall/,
    ],
    [
      "a challenge",
      () => {
        answers["/1"] = html("<html><head><title>Just a moment...</title></head><body></body></html>");
      },
      /challenge page of Cloudflare/,
    ],
    [
      "a challenge by its status",
      () => {
        answers["/1"] = (_, response) =>
          void response
            .writeHead(403, { "cf-mitigated": "challenge" })
            .end("<title>Just a moment...</title>");
      },
      /403: a challenge page of Cloudflare/,
    ],
    ["a missing page", () => undefined, /404/],
    [
      "a picture",
      () => {
        answers["/1"] = (_, response) =>
          void response.writeHead(200, { "content-type": "image/png" }).end("x");
      },
      /no page but image\/png/,
    ],
    [
      "a page that holds nothing",
      () => {
        answers["/1"] = html("<p>Hello</p>");
      },
      /No article was found/,
    ],
    [
      "one of too many bytes",
      () => {
        answers["/1"] = html(articlePage(PARAGRAPH.repeat(2_000)));
      },
      /larger than/,
    ],
    [
      "one that robots are asked to leave alone",
      () => {
        answers["/robots.txt"] = text("User-agent: *\nDisallow: /1\n");
        answers["/1"] = article;
      },
      /robots\.txt asks robots to leave it alone/,
    ],
    [
      "one of a site whose robots.txt cannot be had",
      () => {
        answers["/robots.txt"] = status(503);
        answers["/1"] = article;
      },
      /robots\.txt cannot be read: .*503/,
    ],
    [
      "a redirect to a private address",
      () => {
        answers["/1"] = redirect("http://10.0.0.1/");
      },
      /10\.0\.0\.1/,
    ],
    [
      "a redirect to a page that robots are asked to leave alone",
      () => {
        answers["/robots.txt"] = text("User-agent: Wirewatch\nDisallow: /2\n");
        answers["/1"] = redirect("/2");
        answers["/2"] = article;
      },
      /leave it alone/,
    ],
    [
      "a page that never ends",
      () => {
        answers["/1"] = (_, response) =>
          void response.writeHead(200, { "content-type": "text/html" }).write("<p>");
      },
      /time/,
    ],
  ])("%s leaves the teaser, and why", async (_what, prepare, why) => {
    prepare();
    const { before, after } = await entryOf("/1", {}, { bytes: 100_000, page: 1_500 });
    expect(after).toMatchObject({ textFrom: "feed", content: before.content, textHash: before.textHash });
    expect(after.textNote).toMatch(why);
    expect(logged.filter((l) => l.level === "error")).toEqual([]);
    expect(logged.map((l) => l.level)).toContain("info");
  });

  it("is also one that takes too long to read", async () => {
    answers["/1"] = article;
    const hasty = createReader({ workers: 1, timeoutMs: 1 });
    const all = createFullTexts({ fetcher, reader: hasty, clock, log });
    const found = await all.read(feed(), teasers(["/1"]));
    await hasty.close();
    expect(found.get("e0")).toMatchObject({ from: "feed", note: expect.stringMatching(/took longer than/) });
  });

  it("is one that different headlines lead to: a consent page is nobody's article", async () => {
    const consent = html(
      articlePage(`${PARAGRAPH.repeat(8)}<p>We value your privacy.</p>`, "Before you go on"),
    );
    for (const path of ["/1", "/2", "/3"]) answers[path] = consent;
    const all = texts();
    const first = await all.read(feed(), teasers(["/1", "/2"]));
    expect([...first.values()]).toEqual([NOBODYS, NOBODYS]);
    const later = await all.read(feed(), teasers(["/3"], { title: "Another headline" }));
    expect([...later.values()]).toEqual([NOBODYS]);
  });

  it("is not asked for at all against robots.txt", async () => {
    answers["/robots.txt"] = text("User-agent: Other\nDisallow:\n\nUser-agent: wirewatch\nDisallow: /\n");
    answers["/1"] = article;
    expect((await entryOf("/1")).after.textFrom).toBe("feed");
    expect(asked("/1")).toBe(0);
  });
});

describe("the number of requests", () => {
  it("is one for a page and one for robots.txt, however often they are wanted", async () => {
    answers["/robots.txt"] = text("User-agent: *\nDisallow: /private\n");
    answers["/1"] = article;
    const all = texts();
    await Promise.all([all.read(feed(), teasers(["/1"])), all.read(feed(), teasers(["/1"]))]);
    await all.read(feed(), teasers(["/1?utm_source=rss"]));
    expect([asked("/1"), asked("/robots.txt")]).toEqual([1, 1]);
  });

  it("grows by one for a revision some minutes on, and for robots.txt once it has expired", async () => {
    answers["/robots.txt"] = text("User-agent: *\nDisallow: /private\n");
    answers["/1"] = article;
    const all = texts();
    const [one] = teasers(["/1"]);
    if (one === undefined) throw new Error("no draft");
    const entry = { ...one.draft, id: 1, story: 1 };
    const revision: News = { kind: "revision", draft: one.draft, entry, change: "text" };
    await all.read(feed(), [one]);
    clock.set(NOW + 120_000);
    await all.read(feed(), [revision]);
    expect(asked("/1")).toBe(1);
    clock.set(NOW + 600_000);
    await all.read(feed(), [revision]);
    expect([asked("/1"), asked("/robots.txt")]).toEqual([2, 1]);
    clock.set(NOW + 25 * 3_600_000);
    await all.read(feed({ ...POLLED, lastSuccessAt: clock.now() }), [one]);
    expect([asked("/1"), asked("/robots.txt")]).toEqual([3, 2]);
  });

  it("leaves a revised entry its article where that cannot be read anew", async () => {
    answers["/1"] = article;
    const all = texts();
    const [one] = teasers(["/1"]);
    if (one === undefined) throw new Error("no draft");
    const entry = { ...withText(one.draft, (await all.read(feed(), [one])).get("e0")), id: 1, story: 1 };
    const draft = { ...one.draft, title: "Another headline", contentHash: "another" };
    const revised = async () => {
      clock.set(clock.now() + 600_000);
      const found = await all.read(feed(), [{ kind: "revision", draft, entry, change: "headline" }]);
      return withText(draft, found.get("e0"));
    };
    expect(await revised()).toMatchObject({
      textFrom: "article",
      content: entry.content,
      title: "Another headline",
    });
    answers["/1"] = status(503);
    const kept = await revised();
    expect(kept).toMatchObject({ textFrom: "article", content: entry.content, contentHash: "another" });
    expect(kept.textNote).toMatch(/an earlier version's: .*503/);
  });

  it("is capped for one poll, the newest first", async () => {
    const paths = ["/new", "/newer", "/old"];
    for (const path of paths) answers[path] = article;
    const news = teasers(["/newer", "/new", "/old"]);
    const found = await texts({ pages: 2 }).read(feed(), news);
    const from = Object.fromEntries(
      news.map(({ draft }) => [new URL(draft.url).pathname, found.get(draft.guid)]),
    );
    expect(from).toMatchObject({ "/newer": { from: "article" }, "/new": { from: "article" } });
    expect(from["/old"]).toMatchObject({
      from: "feed",
      note: expect.stringMatching(/more entries were new/),
    });
    expect(asked("/old")).toBe(0);
    // A known feed's has its turn later; a backlog's has none.
    expect(found.get("e2")).toHaveProperty("again", 0);
    const backlog = await texts({ pages: 2 }).read(feed({}), news);
    expect(backlog.get("e2")).not.toHaveProperty("again");
  });

  it("is two at a time at one host", async () => {
    let [open, most] = [0, 0];
    const waiting: (() => void)[] = [];
    const paths = ["/1", "/2", "/3", "/4", "/5"];
    for (const path of paths) {
      answers[path] = (request, response) => {
        most = Math.max(most, ++open);
        waiting.push(() => {
          open--;
          article(request, response);
        });
        // Answers only once nobody else can come.
        if (waiting.length === 2 || asked("/5") + asked("/1") === 2)
          for (const go of waiting.splice(0)) setTimeout(go, 50);
      };
    }
    const found = await texts().read(feed(), teasers(paths));
    expect([...found.values()].map((t) => t.from)).toEqual(paths.map(() => "article"));
    expect(most).toBe(2);
  });

  it("ends with the time of a poll: what came is used, what did not is said", async () => {
    answers["/fast"] = article;
    answers["/slow"] = () => undefined;
    const news = teasers(["/slow", "/fast"]);
    const found = await texts({ poll: 1_500 }).read(feed(), news);
    const byPath = Object.fromEntries(
      news.map(({ draft }) => [new URL(draft.url).pathname, found.get(draft.guid)]),
    );
    expect(byPath["/fast"]).toMatchObject({ from: "article" });
    expect(byPath["/slow"]).toMatchObject({
      from: "feed",
      note: expect.stringMatching(/did not come in the time/),
    });
  });

  it("keeps to the pause that robots.txt asks for", async () => {
    answers["/robots.txt"] = text("User-agent: *\nCrawl-delay: 20\n");
    const paths = ["/1", "/2", "/3"];
    for (const path of paths) answers[path] = article;
    const found = await texts().read(feed(), teasers(paths));
    expect(slept).toEqual([20_000]);
    expect([...found.values()].filter((t) => t.from === "article")).toHaveLength(2);
    expect([...found.values()].map((t) => t.note ?? "").join()).toMatch(
      /asks for 20 seconds between two pages/,
    );
  });
});

describe("a page that may be gone", () => {
  it.each([
    [404, true],
    [410, true],
    [403, false],
    [500, false],
    [200, false],
  ])("answers %i: gone %s", async (code, gone) => {
    answers["/1"] = code === 200 ? article : status(code);
    expect(await texts().isGone(feed(), { url: `${site.origin}/1` })).toBe(gone);
  });

  it("is asked for as robots.txt allows, and counts as there where it cannot be asked", async () => {
    answers["/robots.txt"] = text("User-agent: *\nDisallow: /");
    expect(await texts().isGone(feed(), { url: `${site.origin}/1` })).toBe(false);
    expect(asked("/1")).toBe(0);
    expect(await texts().isGone(feed(), { url: "http://127.0.0.1:1/1" })).toBe(false);
    expect(await texts().isGone(feed(), { url: "none" })).toBe(false);
  });
});
