import { describe, expect, it } from "vitest";
import { createLog, redactText } from "../../src/ops/log.ts";

function captured(pretty: boolean) {
  const lines: string[] = [];
  const log = createLog({ level: "info", pretty, stream: { write: (text) => void lines.push(text) } });
  return { log, lines };
}

// Put together here, so that no scanner takes them for real ones.
const SLACK_BOT = ["xoxb", "1234567890", "abcdefghijkl"].join("-");
const SLACK_APP = ["xapp", "1", "A0123", "abcdef0123456789"].join("-");
const DISCORD = ["MTE4MDAwMDAwMDAwMDAwMDAwMA", "GabCde", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"].join(".");

describe("the log", () => {
  it("writes one JSON object a line, with level and time in words", () => {
    const { log, lines } = captured(false);
    log.info({ feed: "https://a.example/" }, "feed polled");
    log.debug({}, "not said at this level");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "info",
      msg: "feed polled",
      feed: "https://a.example/",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
  });

  it("tells of a fault and its cause", () => {
    const { log, lines } = captured(false);
    log.error({ err: new Error("poll failed", { cause: new TypeError("socket closed") }) }, "feed failed");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      err: { message: "poll failed", cause: { name: "TypeError", message: "socket closed" } },
    });
  });

  it("writes a line that people can read, where they read it", () => {
    const { log, lines } = captured(true);
    log.warn({ feed: "https://a.example/", why: "no answer", err: new Error("gone") }, "feed failed");
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d {2}warn {3}feed failed {2}feed=https:\/\/a.example\/ {2}why="no answer"/,
    );
    expect(lines[0]).toMatch(/err="gone"\n$/);
  });

  it.each([true, false])("holds no secret (pretty: %s)", (pretty) => {
    const { log, lines } = captured(pretty);
    log.error(
      {
        token: "plain-secret-1",
        settings: { botToken: "plain-secret-2", headers: { authorization: "plain-secret-3" } },
        url: "https://me:plain-secret-4@feeds.example/rss",
        err: new Error(`refused ${SLACK_BOT} and ${SLACK_APP}`),
        request: `Authorization: Bot ${DISCORD}`,
        hook: "https://discord.com/api/webhooks/1/plain-secret-5",
      },
      "request failed",
    );
    const text = lines.join("");
    for (const secret of [SLACK_BOT, SLACK_APP, DISCORD, "plain-secret"]) expect(text).not.toContain(secret);
    expect(text).toContain("feeds.example/rss");
  });

  it("leaves ordinary text alone", () => {
    const text =
      "Basic income: Bot makers meet at https://example.org/a.b.c?x=1@2 and www.long-domain-name-of-paper.example.com";
    expect(redactText(text)).toBe(text);
  });
});

describe("the addresses of feeds that are read by a key", () => {
  it.each([
    ["https://n.example/rss?token=abc123", "https://n.example/rss?token=[secret]"],
    [
      "https://n.example/rss?lang=en&api_key=abc&page=2",
      "https://n.example/rss?lang=en&api_key=[secret]&page=2",
    ],
    ["https://n.example/rss?X-Amz-Signature=0a1b#top", "https://n.example/rss?X-Amz-Signature=[secret]#top"],
    ["GET https://n.example/?accessToken=a%20b failed", "GET https://n.example/?accessToken=[secret] failed"],
    ["https://n.example/rss?user=jo&password=p;q=1", "https://n.example/rss?user=jo&password=[secret];q=1"],
  ])("%s loses its key", (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  it("keep what is none, and the line its form", () => {
    const plain = "https://n.example/rss?section=keynotes&author=token&id=7";
    expect(redactText(plain)).toBe(plain);
    const { log, lines } = captured(false);
    log.info({ feed: "https://n.example/rss?sig=abc" }, "a feed's document has faults");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ feed: "https://n.example/rss?sig=[secret]" });
  });
});
