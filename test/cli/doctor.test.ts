import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/sqlite/open.ts";
import { folderWith } from "../config/desk.ts";
import * as discord from "../platforms/discord/index.ts";
import * as slack from "../platforms/slack/index.ts";
import { wirewatch } from "./launch.ts";

interface Finding {
  check: string;
  subject: string;
  state: string;
  detail: string;
  mend?: string;
}

async function examine(yaml: string, env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const cwd = await folderWith({ ...files, "wirewatch.yaml": yaml });
  const ran = await wirewatch(["doctor", "--json"], { cwd, env });
  const findings: Finding[] = ran.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  return { ...ran, cwd, findings, of: (check: string) => findings.filter((found) => found.check === check) };
}

/** Publishers on loopback, by path. */
async function publishers(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === "/good") {
      response.writeHead(200, { "content-type": "application/rss+xml" });
      response.end(
        '<rss version="2.0"><channel><title>A</title><item><title>One</title><link>http://a.example/1</link></item></channel></rss>',
      );
    } else if (request.url === "/page") response.end("<html><body><p>Not a feed</p></body></html>");
    else if (request.url === "/gone") response.writeHead(410).end();
    else response.writeHead(403).end("no");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `127.0.0.1:${address.port}`;
}

describe("wirewatch doctor", () => {
  it("finds nothing to mend where all is well", async () => {
    const [host, platform] = [await publishers(), await discord.startDiscord()];
    onTestFinished(() => platform.close());
    const workspace = await slack.startSlack();
    onTestFinished(() => workspace.close());
    const { code, findings } = await examine(
      `
fetch: { contact: desk@example.org, allowHosts: ["${host}"] }
feeds: [{ url: "http://${host}/good" }]
adapters: { discord: { apiBase: "${platform.apiBase}" }, slack: { apiBase: "${workspace.apiBase}" } }
channels: { world: "discord:${discord.CHANNEL}", newsroom: "slack:${slack.CHANNEL}", screen: "console:desk" }
adminChannel: world
watchLists: [{ name: a, phrases: [security guarantees], channels: [world] }]
`,
      {
        DISCORD_TOKEN: discord.TOKEN,
        SLACK_BOT_TOKEN: slack.BOT_TOKEN,
        SLACK_APP_TOKEN: slack.APP_TOKEN,
      },
    );
    expect(findings.filter((found) => found.state !== "ok")).toEqual([]);
    expect(code).toBe(0);
    expect(findings.map((found) => found.check)).toEqual([
      "config",
      "database",
      "feed",
      "channel",
      "channel",
      "channel",
    ]);
    expect(platform.requests.filter((request) => request.method !== "GET")).toEqual([]);
    expect(workspace.messages()).toEqual([]);
  });

  it("says each fault of the configuration, with its place, and exits 1", async () => {
    const { code, findings } = await examine("timezone: Mars\nbackfil: all\n");
    expect(code).toBe(1);
    expect(findings).toMatchObject([
      { check: "config", subject: "wirewatch.yaml:1:11", state: "fault" },
      {
        check: "config",
        subject: "wirewatch.yaml:2:1",
        state: "fault",
        mend: expect.stringContaining("backfill"),
      },
    ]);
  });

  it("says that a list names an entity nobody has, before the first start; and that an empty file does nothing", async () => {
    const { code, of } = await examine(
      "fetch: { contact: desk@example.org }\nwatchLists: [{ name: a, queries: ['@nobody AND b'] }]\n",
    );
    expect(code).toBe(1);
    expect(of("watchList")).toContainEqual(
      expect.objectContaining({ subject: "a", state: "fault", detail: expect.stringContaining("@nobody") }),
    );
    expect((await examine("")).of("config").map((found) => found.detail)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^no feeds/), expect.stringMatching(/^no watch lists/)]),
    );
  });

  it("says of each feed what is wrong with it", async () => {
    const host = await publishers();
    const feeds = ["good", "page", "gone", "closed"].map((path) => `{ url: "http://${host}/${path}" }`);
    const { code, of } = await examine(
      `fetch: { allowHosts: ["${host}"] }\nfeeds: [${feeds.join(", ")}, { url: "http://127.0.0.1:1/" }]`,
    );
    expect(code).toBe(1);
    expect(of("feed").map((found) => found.state)).toEqual(["ok", "fault", "fault", "fault", "fault"]);
    const [good, page, gone, closed, refused] = of("feed");
    expect(good?.detail).toMatch(/^rss, 1 entry,/);
    expect(page?.mend).toContain("is it a feed?");
    expect(gone?.mend).toContain("take it out");
    expect(closed).toMatchObject({
      detail: expect.stringContaining("403"),
      mend: expect.stringContaining("userAgent"),
    });
    expect(refused?.detail).toContain("fetch.allowHosts");
  });

  it("says what keeps the bots out, and never shows a token", async () => {
    const platform = await discord.startDiscord();
    onTestFinished(() => platform.close());
    const { code, of, stdout } = await examine(
      `
adapters: { discord: { apiBase: "${platform.apiBase}" } }
channels: { world: "discord:${discord.CHANNEL}", newsroom: "slack:C0123" }
`,
      { DISCORD_TOKEN: "a-token-that-is-wrong", SLACK_BOT_TOKEN: "" },
    );
    expect(code).toBe(1);
    expect(of("channel")).toMatchObject([
      {
        subject: `world (discord:${discord.CHANNEL})`,
        state: "fault",
        mend: expect.stringContaining("token"),
      },
      { subject: "newsroom (slack:C0123)", state: "fault", mend: expect.stringContaining("SLACK_BOT_TOKEN") },
    ]);
    expect(stdout).not.toContain("a-token-that-is-wrong");
  });

  it("looks at the database without touching it", async () => {
    const cwd = await folderWith({ "wirewatch.yaml": "database: desk.db\n" });
    const database = async () => {
      const { stdout } = await wirewatch(["doctor", "--json", "--no-feeds"], { cwd });
      return stdout.split("\n").find((line) => line.includes('"database"'));
    };
    expect(await database()).toContain("not there yet");
    await openStore({ file: join(cwd, "desk.db"), newDeskId: () => "desk" }).close();
    expect(await database()).toContain("whole, migrated, writable");
    await writeFile(join(cwd, "desk.db"), "this is no database, whatever its name says".repeat(100));
    expect(await database()).toContain('"state":"fault"');
    const other = await folderWith({ "wirewatch.yaml": "database: folder\n" });
    await mkdir(join(other, "folder"));
    const ran = await wirewatch(["doctor", "--no-feeds"], { cwd: other });
    expect(ran).toMatchObject({ code: 1, stdout: expect.stringMatching(/^fault {2}database /m) });
  });

  it("says that the sample desk runs where there is no configuration", async () => {
    const ran = await wirewatch(["doctor"], { cwd: await folderWith({}) });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("wirewatch init");
  });
});
