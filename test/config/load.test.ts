import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, loadConfig } from "../../src/config/index.ts";
import { ADAPTERS, configOf, folderWith } from "./desk.ts";

const CONTRACT = `
database: data/wirewatch.db
timezone: Europe/London
poll: { every: 5m }
fetch: { contact: desk@example.org, allowHosts: ["127.0.0.1:9000"] }
backfill: digest
feeds:
  - { url: "https://news.example/rss", outlet: Example News, tier: 1, language: en, every: 1m }
adapters:
  discord: { apiBase: "https://proxy.example/api", tokenFile: secrets/discord }
  slack-sport: { type: slack, apiBase: "https://slack.example/api/" }
channels:
  world: "discord:112233"
  newsroom: { to: "slack-sport:C0123", mention: "<!here>" }
  screen: "console:desk"
adminChannel: screen
`;

describe("finding the configuration", () => {
  const load = (cwd: string, options: { file?: string; env?: Record<string, string> } = {}) =>
    loadConfig({ env: {}, cwd, adapters: ADAPTERS, ...options });

  it("is nothing where the user has none", async () => {
    expect(await load(await folderWith({}))).toBeUndefined();
    expect(await load(await folderWith({}), { env: { WIREWATCH_CONFIG: "" } })).toBeUndefined();
  });

  it("takes --config before WIREWATCH_CONFIG before the working directory", async () => {
    const cwd = await folderWith({
      "wirewatch.yaml": "timezone: Europe/Paris",
      "b.yaml": "timezone: Europe/Berlin",
      "sub/c.yaml": "timezone: Europe/Rome",
    });
    const env = { WIREWATCH_CONFIG: "b.yaml" };
    expect((await load(cwd))?.timezone).toBe("Europe/Paris");
    expect((await load(cwd, { env }))?.timezone).toBe("Europe/Berlin");
    const named = await load(cwd, { env, file: "sub/c.yaml" });
    expect(named?.timezone).toBe("Europe/Rome");
    expect(named?.database).toBe(join(cwd, "sub/data/wirewatch.db"));
  });

  it("says so where a named file is not there", async () => {
    const fault = await load(await folderWith({}), { file: "gone.yaml" }).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ConfigError);
    expect(String(fault)).toContain("gone.yaml: there is no such file (`wirewatch init` makes");
    expect(fault).toMatchObject({ exitCode: 2 });
  });
});

describe("a configuration", () => {
  it("holds what the contract says, resolved", async () => {
    const config = await configOf(CONTRACT);
    expect(config).toMatchObject({
      database: join(config.folder, "data/wirewatch.db"),
      timezone: "Europe/London",
      poll: { every: "5m", floor: 30_000, ceiling: 3_600_000, concurrency: 32 },
      fetch: { contact: "desk@example.org", allowHosts: ["127.0.0.1:9000"], maxBytes: 10_000_000 },
      backfill: "digest",
      feeds: [
        {
          url: "https://news.example/rss",
          outlet: { name: "Example News", tier: 1 },
          language: "en",
          group: "",
          every: "1m",
        },
      ],
      channels: {
        world: { adapter: "discord", destination: "112233" },
        newsroom: { adapter: "slack-sport", destination: "C0123", mention: "<!here>" },
        screen: { adapter: "console", destination: "desk" },
      },
      adminChannel: "screen",
    });
    expect(config.adapters).toEqual({
      discord: {
        module: "discord",
        settings: { apiBase: "https://proxy.example/api", tokenFile: join(config.folder, "secrets/discord") },
      },
      "slack-sport": { module: "slack", settings: { apiBase: "https://slack.example/api/" } },
      console: { module: "console", settings: {} },
    });
  });

  it("is whole without a word said", async () => {
    const config = await configOf("# nothing yet\nfeeds:\nchannels:\n");
    expect(config).toMatchObject({
      timezone: "UTC",
      feeds: [],
      watchLists: [],
      channels: {},
      backfill: "digest",
    });
  });

  it("has in config/default.yaml exactly its defaults", async () => {
    const text = await readFile(join(import.meta.dirname, "../../config/default.yaml"), "utf8");
    const [written, silent] = [await configOf(text), await configOf("")];
    for (const config of [written, silent]) Object.assign(config, { file: "", folder: "", database: "" });
    expect(written).toEqual(silent);
    expect(text).toContain("\ndatabase: data/wirewatch.db\n");
  });

  it("names a feed's outlet by its host where nobody says it", async () => {
    const config = await configOf('feeds: [{ url: "https://www.news.example/rss" }]');
    expect(config.feeds[0]?.outlet).toEqual({ name: "news.example", tier: 2 });
  });

  it("takes feeds from OPML files, with what is said beside the file, and named ones over them", async () => {
    const opml = `<opml version="2.0"><body><outline text="World">
      <outline text="A" xmlUrl="https://a.example/rss"/><outline text="B" xmlUrl="https://b.example/rss"/>
      <outline text="none" xmlUrl="ftp://c.example/"/></outline></body></opml>`;
    const config = await configOf(
      'feeds: [{ file: lists/a.opml, tier: 1, every: 2m }, { url: "https://b.example/rss", outlet: Bee }]',
      { "lists/a.opml": opml },
    );
    expect(config.feeds).toEqual([
      { url: "https://b.example/rss", outlet: { name: "Bee", tier: 2 }, language: "", group: "" },
      {
        url: "https://a.example/rss",
        outlet: { name: "A", tier: 1 },
        language: "",
        group: "World",
        every: "2m",
      },
    ]);
    expect(config.problems).toEqual([expect.stringContaining("ftp://c.example/")]);
  });

  it("finds a feed's secrets from its own folder", async () => {
    const config = await configOf(
      'feeds: [{ url: "https://a.example/", credentials: { basicFile: secrets/a, bearerEnv: A_TOKEN } }]',
    );
    expect(config.feeds[0]?.credentials).toEqual({
      basicFile: join(config.folder, "secrets/a"),
      bearerEnv: "A_TOKEN",
    });
  });
});
