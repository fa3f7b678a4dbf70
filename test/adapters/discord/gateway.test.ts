import { afterEach, describe, expect, test, vi } from "vitest";
import { applicationCommands, wire } from "../../../adapters/discord/commands.ts";
import { describe as describeCommand } from "../../../src/commands/command.ts";
import { commands } from "../../../src/commands/index.ts";
import type { CommandHost, Reply } from "../../../src/model/command.ts";
import { CHANNEL } from "../../platforms/discord/index.ts";
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
    for (const command of applicationCommands(described).map(wire)) {
      expect(applicationCommand.safeParse(command)).toMatchObject({ success: true });
    }
  });

  test("that fails is told by check and does not keep the desk from posting", async () => {
    bench = await benchDiscord();
    bench.platform.faults.add({ path: /commands/, answer: 500 });
    await bench.adapter.start(hostOf(answer), stop.signal);
    expect((await bench.adapter.check(CHANNEL)).detail).toContain("could not be registered");
    expect((await bench.adapter.send({ channel: CHANNEL }, aMessage(), "k1")).status).toBe("sent");
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

  test("that refuses the token is said by check; posting is the token's own matter", async () => {
    const { platform, deps } = await started();
    platform.gateway.drop(4004, true);
    await vi.waitFor(() => expect(bench.logged.some((l) => l.level === "error")).toBe(true));
    const check = await bench.adapter.check(CHANNEL);
    expect(check.ok).toBe(false);
    expect(check.detail).toContain("refuses the token");
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
