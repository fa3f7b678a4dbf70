import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFetcher, type Fetcher } from "../../src/feeds/fetch.ts";
import { createRobots } from "../../src/feeds/robots.ts";
import { standingClock } from "./desk.ts";
import { type Loopback, listen } from "./loopback.ts";

let site: Loopback;
let fetcher: Fetcher;
let answer: { status: number; body: string | Buffer; headers?: Record<string, string> };
const clock = standingClock(Date.UTC(2026, 7, 20, 9));
const feedUrl = { url: "https://f.example/rss" };
const never = new AbortController().signal;

beforeEach(async () => {
  site = await listen((_, response) => {
    response.writeHead(answer.status, { "content-type": "text/plain", ...answer.headers }).end(answer.body);
  });
  fetcher = createFetcher({ version: "0", contact: "", allowHosts: [site.host] });
});
afterEach(async () => {
  await fetcher.close();
  await site[Symbol.asyncDispose]();
});

async function ask(body: string | Buffer, path: string, status = 200) {
  answer = { status, body };
  return createRobots(fetcher, clock).ask(new URL(path, site.origin), feedUrl, never);
}

describe("robots.txt", () => {
  it.each([
    ["nothing", "", "/a", true],
    ["a page of HTML in its place", "<!DOCTYPE html><p>Not found: anything</p>", "/a", true],
    ["everything", "User-agent: *\nDisallow: /", "/a", false],
    ["nothing by an empty rule", "User-agent: *\nDisallow:", "/a", true],
    ["others alone", "User-agent: Other\nDisallow: /", "/a", true],
    ["us alone", "User-agent: WireWatch/2.0\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a", false],
    ["all but us", "User-agent: *\nDisallow: /\nUser-agent: wirewatch\nAllow: /", "/a", true],
    [
      "us among others",
      "User-agent: Other\nUser-agent: Wirewatch\nUser-agent: Third\nDisallow: /a",
      "/a",
      false,
    ],
    [
      "all by the second of two groups",
      "User-agent: *\nDisallow: /b\n\nUser-agent: *\nDisallow: /a",
      "/a",
      false,
    ],
    ["a part, the longest rule first", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true],
    ["by a wildcard and an end", "User-agent: *\nDisallow: /*.php$", "/x.php", false],
    ["behind a byte order mark, in old line ends", "\uFEFFUser-agent: *\rDisallow: /a # why", "/a", false],
    ["what stands under no agent", "Disallow: /", "/a", true],
  ])("forbids %s", async (_what, body, path, allowed) => {
    expect((await ask(body, path)).allowed).toBe(allowed);
  });

  it.each([
    [404, true],
    [403, true],
    [410, true],
    [429, false],
    [500, false],
    [503, false],
  ])("that answers %d lets us through: %s (RFC 9309, 2.3.1)", async (status, allowed) => {
    expect((await ask("User-agent: *\nDisallow:", "/a", status)).allowed).toBe(allowed);
  });

  it("that nobody serves forbids everything, and is asked for again before long", async () => {
    answer = { status: 503, body: "" };
    const robots = createRobots(fetcher, clock);
    const url = new URL("/a", site.origin);
    await robots.ask(url, feedUrl, never);
    expect(await robots.ask(url, feedUrl, never)).toMatchObject({
      allowed: false,
      reason: expect.stringMatching(/503/),
    });
    expect(site.requests).toHaveLength(1);
    clock.set(clock.now() + 3_600_000);
    answer = { status: 200, body: "" };
    expect(await robots.ask(url, feedUrl, never)).toEqual({ allowed: true, delay: 0 });
  });

  it("says how long to wait between pages, within reason", async () => {
    expect(await ask("User-agent: *\nCrawl-delay: 2.5", "/a")).toEqual({ allowed: true, delay: 2_500 });
    expect(await ask("User-agent: *\nCrawl-delay: 1e300", "/a")).toEqual({ allowed: true, delay: 3_600_000 });
    expect(await ask("User-agent: *\nCrawl-delay: -1", "/a")).toEqual({ allowed: true, delay: 0 });
  });

  // Each would take minutes or gigabytes if it were read as it stands: the test's time limit is the check.
  it.each([
    [
      "a rule for each of 20,000 agents",
      `${Array.from({ length: 20_000 }, (_, i) => `User-agent: a${i}`).join("\n")}\n${"Disallow: /x\n".repeat(10_000)}`,
      true,
    ],
    ["one agent 30,000 times", `${"User-agent: *\n".repeat(20_000)}${"Disallow: /x\n".repeat(10_000)}`, true],
    ["500 KB of wildcards", `User-agent: *\n${"Disallow: /*a*a*a*a*a*a*b\n".repeat(18_000)}`, false],
    ["more than 500 KB", "# ".repeat(300_000), false],
  ])("that holds %s is dealt with at once", async (_what, body, allowed) => {
    expect((await ask(body, `/${"a".repeat(1_900)}`)).allowed).toBe(allowed);
  });

  it("is not matched with addresses of any length", async () => {
    expect(await ask("User-agent: *\nDisallow: /b", `/${"a".repeat(3_000)}`)).toMatchObject({
      allowed: false,
    });
  });

  it("follows a redirect, guarded", async () => {
    answer = { status: 302, body: "", headers: { location: "http://127.0.0.1:1/" } };
    const verdict = await createRobots(fetcher, clock).ask(new URL("/a", site.origin), feedUrl, never);
    expect(verdict).toMatchObject({ allowed: false, reason: expect.stringMatching(/127\.0\.0\.1/) });
  });
});
