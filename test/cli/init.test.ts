import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { adapters } from "../../adapters/index.ts";
import { applicationIdOf, DISCORD_PERMISSIONS, discordInvite, slackManifest } from "../../src/cli/invite.ts";
import { loadConfig } from "../../src/config/index.ts";
import { ADAPTERS, folderWith } from "../config/desk.ts";
import { wirewatch } from "./launch.ts";

describe("wirewatch init", () => {
  it("writes a configuration that is valid as it stands, and says what comes next", async () => {
    const cwd = await folderWith({});
    const flags = ["--discord", "112233", "--slack", "C0123", "--contact", 'a "desk"@example.org'];
    const ran = await wirewatch(["init", ...flags, "--timezone", "Europe/Kyiv"], { cwd });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    for (const word of [
      "DISCORD_TOKEN",
      "SLACK_BOT_TOKEN",
      "SLACK_APP_TOKEN",
      "connections:write",
      "doctor",
    ]) {
      expect(ran.stdout).toContain(word);
    }
    const config = await loadConfig({ env: {}, cwd, adapters: ADAPTERS });
    expect(config).toMatchObject({
      timezone: "Europe/Kyiv",
      fetch: { contact: 'a "desk"@example.org' },
      channels: {
        discord: { adapter: "discord", destination: "112233" },
        slack: { adapter: "slack", destination: "C0123" },
      },
      adminChannel: "discord",
    });
    expect(config?.feeds.length).toBeGreaterThan(30);
    expect(config?.watchLists).toMatchObject([{ name: "ukraine-peace", channels: ["discord", "slack"] }]);
  });

  it("writes Slack's manifest for Socket Mode, or for HTTP at the address that is given", async () => {
    const socket = await folderWith({});
    expect((await wirewatch(["init", "--slack", "C0123"], { cwd: socket })).code).toBe(0);
    expect(await readFile(join(socket, "slack-manifest.yaml"), "utf8")).toBe(slackManifest());
    const cwd = await folderWith({});
    const ran = await wirewatch(["init", "--slack", "C0123", "--slack-url", "https://wire.example"], { cwd });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain("SLACK_SIGNING_SECRET");
    expect(ran.stdout).not.toContain("SLACK_APP_TOKEN");
    const url = "https://wire.example/slack/events";
    expect(await readFile(join(cwd, "slack-manifest.yaml"), "utf8")).toBe(slackManifest(url));
    const config = await loadConfig({ env: {}, cwd, adapters });
    expect(config?.adapters.slack?.settings).toMatchObject({ mode: "http" });
  });

  it("takes the shipped feeds and the terminal where --yes says no more", async () => {
    const cwd = await folderWith({});
    expect((await wirewatch(["init", "--yes", "--out", "deep/desk.yaml"], { cwd })).code).toBe(0);
    const config = await loadConfig({ env: {}, cwd, file: "deep/desk.yaml", adapters: ADAPTERS });
    expect(config?.channels).toEqual({ screen: { adapter: "console", destination: "desk" } });
  });

  it("names its feeds from the new file's own folder", async () => {
    const opml = '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/rss"/></body></opml>';
    const cwd = await folderWith({ "lists/mine.opml": opml });
    const ran = await wirewatch(["init", "--yes", "--feeds", "lists/mine.opml", "--out", "etc/desk.yaml"], {
      cwd,
    });
    expect(ran.code).toBe(0);
    const config = await loadConfig({ env: {}, cwd, file: "etc/desk.yaml", adapters: ADAPTERS });
    expect(config?.feeds.map((feed) => feed.url)).toEqual(["https://a.example/rss"]);
  });

  it("never overwrites", async () => {
    const cwd = await folderWith({ "wirewatch.yaml": "timezone: UTC\n" });
    const ran = await wirewatch(["init", "--yes"], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("is there already");
    expect(await readFile(join(cwd, "wirewatch.yaml"), "utf8")).toBe("timezone: UTC\n");
  });

  it.each([
    [["--discord", "#world"], "digits only"],
    [["--slack", "newsroom"], "such as C0123ABCD"],
    [["--slack", "C0123", "--slack-url", "http://wire.example"], "expected an https address"],
    [["--slack-url", "https://wire.example"], "for which channel?"],
    [["--console", "a/b"], "letters, digits"],
    [["--yes", "--timezone", "Mars"], 'no time zone "Mars"'],
    [["--yes", "--feeds", "gone.opml"], "--feeds gone.opml: cannot be read"],
    [[], "no terminal to ask at"],
  ])("%j writes nothing and says why", async (flags, why) => {
    const cwd = await folderWith({});
    const ran = await wirewatch(["init", ...flags], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(why);
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe("what lets the bot in", () => {
  it("asks Slack for the scopes that are used", () => {
    const manifest: unknown = parse(slackManifest());
    expect(manifest).toMatchObject({
      features: { slash_commands: [{ command: "/wirewatch" }] },
      settings: { socket_mode_enabled: true, interactivity: { is_enabled: true } },
      oauth_config: {
        scopes: {
          bot: [
            "commands",
            "chat:write",
            "channels:history",
            "groups:history",
            "channels:read",
            "groups:read",
            "im:history",
            "im:write",
            "users:read",
            "usergroups:read",
          ],
        },
      },
    });
  });

  it("asks Discord for the permissions that are used", () => {
    const url = new URL(discordInvite("42"));
    const bits = BigInt(url.searchParams.get("permissions") ?? "0");
    expect(bits).toBe(0x4000014c00n);
    expect(Object.keys(DISCORD_PERMISSIONS)).toHaveLength(5);
    expect(url.searchParams.get("scope")).toBe("bot applications.commands");
    expect(url.searchParams.get("client_id")).toBe("42");
  });

  it("reads the application's id from a token, and from nothing else", () => {
    const token = `${Buffer.from("1180000000000000000").toString("base64url")}.x.y`;
    expect(applicationIdOf(token)).toBe("1180000000000000000");
    for (const other of [undefined, "", "nonsense", "Bot x.y.z"])
      expect(applicationIdOf(other)).toBeUndefined();
  });
});
