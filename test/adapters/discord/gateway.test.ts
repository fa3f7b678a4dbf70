import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { applicationCommands, leftOut, wire } from "../../../adapters/discord/commands.ts";
import { describe as describeCommand } from "../../../src/commands/command.ts";
import { commands } from "../../../src/commands/index.ts";
import type { CommandDescription, CommandHost, Reply } from "../../../src/model/command.ts";
import type { Clock } from "../../../src/model/time.ts";
import { CHANNEL, GUILD } from "../../platforms/discord/index.ts";
import { applicationCommand } from "../../platforms/discord/schemas.ts";
import { aMessage } from "../messages.ts";
import { benchDiscord, type DiscordBench, hostOf } from "./bench.ts";

let bench: DiscordBench;
let host: ReturnType<typeof hostOf>;
const stop = new AbortController();
afterEach(async () => {
  await bench.adapter.stop();
  await bench.platform.close();
});
/** Waits a hundredth of what it is told. */
const HASTY: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: (ms, signal) => setTimeout(ms / 100, undefined, { signal }),
};
const answer = (): Reply => ({ kind: "text", text: "Recent alerts" });

async function started(): Promise<DiscordBench> {
  bench = await benchDiscord();
  host = hostOf(answer);
  await bench.adapter.start(host, stop.signal);
  return bench;
}

describe("registration", () => {
  test("is one request, and none where nothing differs", async () => {
    const { platform } = await started();
    const changes = () => platform.requests.filter((r) => r.method !== "GET" && /\/commands/.test(r.path));
    expect(changes()).toHaveLength(1);
    expect([...platform.world.commands.values()]).toMatchObject([
      { name: "recent", contexts: [0], default_member_permissions: null },
      { name: "watch", options: [{ name: "list" }, { name: "pause" }], default_member_permissions: null },
    ]);
    await bench.adapter.stop();
    await bench.adapter.start(host, stop.signal);
    expect(changes()).toHaveLength(1);
  });

  test("takes away what is no longer offered, and changes what is worded anew", async () => {
    const { platform } = await started();
    await bench.adapter.stop();
    const reworded: CommandHost = {
      ...host,
      commands: host.commands
        .filter((c) => c.name === "recent")
        .map((c) => ({ ...c, summary: "What came in" })),
    };
    await bench.adapter.start(reworded, stop.signal);
    expect([...platform.world.commands.values()]).toMatchObject([
      { name: "recent", description: "What came in" },
    ]);
  });

  test("of every command that the core has is valid to Discord", () => {
    const described = commands.map(describeCommand);
    expect(described.length).toBeGreaterThan(0);
    expect(leftOut(described)).toEqual([]);
    for (const command of applicationCommands(described).map(wire)) {
      expect(applicationCommand.safeParse(command)).toMatchObject({ success: true });
    }
  });

  test("is described in the newsroom's languages, whole, and not registered again for that", async () => {
    const described = commands.map(describeCommand);
    bench = await benchDiscord();
    host = { ...hostOf(answer), commands: described };
    await bench.adapter.start(host, stop.signal);
    const there = new Map([...bench.platform.world.commands.values()].map((c) => [c.name, c]));
    const locales = ["de", "es-419", "es-ES", "fr", "it", "pl", "ru", "uk"];
    for (const { name, translations = {} } of described) {
      const [group = "", sub] = name.split(" ");
      const command = there.get(group);
      const option = command?.options?.find((o) => o.name === sub);
      const localised = (sub === undefined ? command : option)?.description_localizations;
      expect(Object.keys(localised ?? {}), name).toEqual(locales);
      expect(Object.keys(command?.description_localizations ?? {}), group).toEqual(locales);
      // Not cut: what is longer would have lost its end.
      expect(localised?.de, name).toBe(translations.de);
      expect(Object.values(translations).every((t) => t.length >= 1 && t.length <= 100)).toBe(true);
    }
    await bench.adapter.stop();
    await bench.adapter.start(host, stop.signal);
    expect(bench.platform.requests.filter((r) => r.method === "PUT")).toHaveLength(1);
    await bench.adapter.stop();
    const reworded = described.map((c) => ({ ...c, translations: { ...c.translations, de: "Anders" } }));
    await bench.adapter.start({ ...host, commands: reworded }, stop.signal);
    expect(bench.platform.requests.filter((r) => r.method === "PUT")).toHaveLength(2);
  });

  test("that fails is told by check and does not keep the desk from posting", async () => {
    bench = await benchDiscord();
    bench.platform.faults.add({ path: /commands/, answer: 500 });
    await bench.adapter.start(hostOf(answer), stop.signal);
    expect((await bench.adapter.check(CHANNEL)).detail).toContain("could not be registered");
    expect((await bench.adapter.send({ channel: CHANNEL }, aMessage(), "k1")).status).toBe("sent");
  });

  test("leaves out, and says so, what Discord has no room for", () => {
    const described = (name: string): CommandDescription => ({
      ...{ name, summary: name, permission: "member", options: [], example: name },
    });
    const many = Array.from({ length: 27 }, (_, i) => described(`watch c${i}`));
    const all = [described("watch"), described("recent"), ...many];
    expect(leftOut(all)).toEqual(["watch", "watch c25", "watch c26"]);
    for (const made of applicationCommands(all).map(wire)) {
      expect(applicationCommand.safeParse(made)).toMatchObject({ success: true });
    }
  });

  test("offers a command of admins to all where roles make admins: Discord hides by permissions alone", () => {
    const feed: CommandDescription = {
      name: "feed add",
      summary: "Add",
      permission: "admin",
      options: [],
      example: "",
    };
    expect(applicationCommands([feed])[0]?.default_member_permissions).toBe("32");
    expect(applicationCommands([feed], true)[0]?.default_member_permissions).toBeNull();
  });

  test("offers a command of admins only to those who manage the server; required options first", () => {
    const option = { summary: "s".repeat(300), type: "text", positional: false, suggests: true } as const;
    const [made] = applicationCommands([
      {
        name: "feed",
        summary: "s".repeat(300),
        permission: "admin",
        options: [
          { ...option, name: "late", required: false },
          { ...option, name: "url", required: true, choices: ["a", "b"] },
        ],
        example: "",
      },
    ]);
    expect(made).toMatchObject({
      default_member_permissions: "32",
      options: [{ name: "url" }, { name: "late" }],
    });
    expect(applicationCommand.safeParse({ ...made, options: [] }).success).toBe(true);
  });
});

describe("the gateway", () => {
  test("is joined without a privileged intent", async () => {
    const { platform } = await started();
    expect(platform.gateway).toMatchObject({ identified: 1, intents: 1 });
  });

  test("is resumed after a cut, and what was asked meanwhile is answered", async () => {
    const { platform } = await started();
    platform.gateway.drop();
    await vi.waitFor(() => expect(platform.gateway.connections).toBe(0));
    const told = await platform.interact({ command: "recent" });
    expect(told.text).toContain("Recent alerts");
    expect(platform.gateway).toMatchObject({ identified: 1, resumed: 1 });
    expect(await bench.adapter.check(CHANNEL)).toMatchObject({ ok: true });
    expect(bench.adapter.trouble?.()).toBeUndefined();
  });

  test("that asks for a reconnect gets one", async () => {
    const { platform } = await started();
    platform.gateway.askToReconnect();
    await vi.waitFor(() => expect(platform.gateway.resumed).toBe(1), 5_000);
    expect((await platform.interact({ command: "recent" })).text).toContain("Recent alerts");
  });

  test("that does not answer heartbeats is left and joined again", async () => {
    bench = await benchDiscord();
    bench.platform.gateway.heartbeatInterval = 100;
    bench.platform.gateway.acknowledges = false;
    host = hostOf(answer);
    await bench.adapter.start(host, stop.signal);
    await vi.waitFor(() => expect(bench.platform.gateway.resumed).toBeGreaterThan(0), 5_000);
    bench.platform.gateway.acknowledges = true;
    expect((await bench.platform.interact({ command: "recent" })).text).toContain("Recent alerts");
  });

  test.each([
    [4004, "refuses the token"],
    [4014, "refuses an intent"],
  ])("that closes with %i is tried again until it is mended, without a restart", async (code, words) => {
    bench = await benchDiscord({}, {}, { clock: HASTY });
    host = hostOf(answer);
    await bench.adapter.start(host, stop.signal);
    const { platform } = bench;
    const { token } = platform;
    await vi.waitFor(() => expect(platform.world.commands.size).toBe(2), 5_000);
    platform.world.token = "another";
    platform.gateway.drop(code, true);
    await vi.waitFor(() => expect(bench.logged.filter((l) => l.level === "error").length).toBeGreaterThan(0));
    expect(JSON.stringify(bench.logged)).toContain(words);
    platform.world.token = token;
    await vi.waitFor(() => expect(platform.gateway.identified).toBe(2), 5_000);
    await vi.waitFor(
      async () => expect(await bench.adapter.check(CHANNEL)).toMatchObject({ ok: true }),
      5_000,
    );
    expect((await platform.interact({ command: "recent" })).text).toContain("Recent alerts");
  });

  test("that tells of a server which the bot was removed from: logged, and check says the mend", async () => {
    const { platform } = await started();
    platform.gateway.dispatch("GUILD_DELETE", { id: GUILD });
    platform.world.guilds.delete(GUILD);
    await vi.waitFor(() =>
      expect(bench.logged).toContainEqual(
        expect.objectContaining({ fields: { adapter: "discord", guild: "News Guild" } }),
      ),
    );
    expect(await bench.adapter.check(CHANNEL)).toMatchObject({
      ok: false,
      mend: expect.stringContaining("invite it to that server"),
    });
    expect(await bench.adapter.send({ channel: CHANNEL }, aMessage(), "k1")).toMatchObject({
      status: "channelGone",
    });
  });

  test("that refuses the token is said by check; posting is the token's own matter", async () => {
    const { platform, deps } = await started();
    platform.gateway.drop(4004, true);
    await vi.waitFor(() => expect(bench.logged.some((l) => l.level === "error")).toBe(true));
    const check = await bench.adapter.check(CHANNEL);
    expect(check.ok).toBe(false);
    expect(check.detail).toContain("refuses the token");
    expect(check.mend).toContain("set DISCORD_TOKEN");
    expect(bench.adapter.trouble?.()).toMatch(/do not answer.*refuses the token; reset the token/);
    expect(JSON.stringify(bench.logged)).not.toContain(deps.env.DISCORD_TOKEN);
  });

  test("that cannot be reached does not keep the desk from posting", async () => {
    bench = await benchDiscord();
    bench.platform.faults.add({ path: /gateway/, answer: 502, times: 1_000 });
    host = hostOf(answer);
    await bench.adapter.start(host, stop.signal);
    expect(bench.logged.some((l) => l.message.includes("trying again"))).toBe(true);
    expect((await bench.adapter.send({ channel: CHANNEL }, aMessage(), "k1")).status).toBe("sent");
    expect((await bench.adapter.check(CHANNEL)).detail).toContain("slash commands do not answer");
  });
});
