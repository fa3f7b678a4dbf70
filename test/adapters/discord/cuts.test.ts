import { setTimeout } from "node:timers/promises";
import { WebSocketManager, WebSocketShardStatus } from "@discordjs/ws";
import { GatewayOpcodes, REST } from "discord.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { restOptions } from "../../../adapters/discord/rest.ts";
import { Shards } from "../../../adapters/discord/shards.ts";
import type { Reply } from "../../../src/model/command.ts";
import type { Clock } from "../../../src/model/time.ts";
import { CHANNEL } from "../../platforms/discord/index.ts";
import { aMessage } from "../messages.ts";
import { benchDiscord, type DiscordBench, hostOf } from "./bench.ts";

/** Waits a tenth of what it is told. */
const HASTY: Clock = {
  now: Date.now,
  monotonic: () => performance.now() * 10,
  sleep: (ms, signal) => setTimeout(ms / 10, undefined, { signal }),
};
/** Longer than a client of Discord waits before it connects again: half a second. */
const RECONNECT = 650;
/** Longer than an identify waits for its turn: 5 s and a little of the clock above. */
const IDENTIFY = 600;

let bench: DiscordBench;
let host: ReturnType<typeof hostOf>;
const uncaught: unknown[] = [];
const note = (error: unknown) => void uncaught.push(error);
const answer = (): Reply => ({ kind: "text", text: "Recent alerts" });
beforeEach(async () => {
  uncaught.length = 0;
  process.on("uncaughtException", note).on("unhandledRejection", note);
  bench = await benchDiscord({}, {}, { clock: HASTY });
  host = hostOf(answer);
});
afterEach(async () => {
  await bench.adapter.stop();
  await bench.platform.close();
  // What a socket or a promise has to say, it says in the next turns.
  await setTimeout(50);
  process.off("uncaughtException", note).off("unhandledRejection", note);
  expect(uncaught).toEqual([]);
});

const start = () => bench.adapter.start(host, new AbortController().signal);
const post = async (key: string) =>
  expect((await bench.adapter.send({ channel: CHANNEL }, aMessage(), key)).status).toBe("sent");

/** All is as if nothing had been: a command is answered once, and each message stands once. */
async function works(messages: number): Promise<void> {
  expect((await bench.platform.interact({ command: "recent" })).text).toContain("Recent alerts");
  expect(host.called).toHaveLength(1);
  expect(bench.platform.messages(CHANNEL)).toHaveLength(messages);
  await vi.waitFor(() => expect(bench.adapter.trouble?.()).toBeUndefined());
}

test("a gateway that hangs up between hello and identify is identified to in the next connection, once", async () => {
  const { gateway } = bench.platform;
  await start();
  expect(gateway.identified).toBe(1);
  // The session is gone, and the next identify has to wait its time: the connection ends before.
  gateway.cutsAfterHello = 1;
  gateway.drop(4007, true);
  await vi.waitFor(() => expect(gateway.greeted).toBe(2), 5_000);
  gateway.door = "held";
  await post("k1");
  await vi.waitFor(() => expect(gateway.held).toBe(1), 5_000);
  await setTimeout(IDENTIFY);
  expect(uncaught).toEqual([]);
  await post("k2");
  gateway.letIn();
  await vi.waitFor(() => expect(gateway.identified).toBe(2), 10_000);
  await works(2);
  expect(gateway).toMatchObject({ greeted: 3, identified: 2 });
});

test("a heart that was found dead at its first beat beats no more in the connection after it", async () => {
  const { gateway } = bench.platform;
  gateway.heartbeatInterval = 150;
  gateway.hurries = 1;
  gateway.acknowledges = false;
  await start();
  await vi.waitFor(() => expect(gateway).toMatchObject({ greeted: 1, connections: 0 }), 5_000);
  gateway.acknowledges = true;
  await vi.waitFor(() => expect(gateway.resumed).toBe(1), 5_000);
  await setTimeout(2 * gateway.heartbeatInterval);
  gateway.door = "held";
  gateway.drop();
  await vi.waitFor(() => expect(gateway.held).toBe(1), 5_000);
  await post("k1");
  await setTimeout(2 * gateway.heartbeatInterval);
  expect(uncaught).toEqual([]);
  gateway.letIn();
  await works(1);
  expect(gateway).toMatchObject({ greeted: 3, identified: 1, resumed: 2 });
});

test("a first connection that is refused leaves no second client behind", async () => {
  const { gateway } = bench.platform;
  gateway.door = "refused";
  await start();
  expect(bench.logged).toContainEqual(
    expect.objectContaining({ level: "warn", message: "Discord's gateway is not connected; trying again" }),
  );
  gateway.door = "open";
  await post("k1");
  await vi.waitFor(() => expect(gateway.connections).toBe(1), 10_000);
  await setTimeout(RECONNECT);
  await works(1);
  expect(gateway.greeted).toBe(1);
});

test("an ending service that waits for the handshake, and is cut, ends in peace", async () => {
  bench.platform.gateway.door = "held";
  await start();
  expect(bench.platform.gateway.held).toBe(1);
  await bench.adapter.stop();
  await bench.platform.close();
});

test.each([
  ["waits for hello", "mute"],
  ["is about to connect again", "cut"],
] as const)("an ending service that %s does not come back", async (_, how) => {
  const { gateway } = bench.platform;
  gateway.mute = how === "mute";
  await start();
  if (how === "cut") {
    gateway.drop();
    await vi.waitFor(() => expect(bench.adapter.trouble?.()).toContain("reconnecting"));
  }
  await bench.adapter.stop();
  gateway.mute = false;
  const { greeted } = gateway;
  await setTimeout(RECONNECT);
  expect(gateway.greeted).toBe(greeted);
});

test("an ending service that waits for the address of the gateway does not connect to it", async () => {
  const { gateway, faults, requests } = bench.platform;
  faults.add({ path: /gateway/, answer: { late: 600 } });
  await start();
  expect(requests.some((r) => r.path.includes("gateway"))).toBe(true);
  await bench.adapter.stop();
  await setTimeout(RECONNECT);
  expect(gateway.greeted).toBe(0);
});

test("a session that cannot be resumed where Discord says is begun anew, and why is logged", async () => {
  const { gateway } = bench.platform;
  gateway.resumeAt = "no address";
  await start();
  gateway.drop();
  await vi.waitFor(() => expect(gateway.identified).toBe(2), 5_000);
  expect(bench.logged).toContainEqual({
    level: "warn",
    message: "Discord's client lost its way; beginning anew",
    fields: { adapter: "discord", reason: expect.stringMatching(/Invalid URL/) },
  });
  await post("k1");
  await works(1);
});

test("what the client sends too early is told, and throws nowhere", async () => {
  const { platform } = bench;
  const lost: unknown[] = [];
  const over = new AbortController();
  const manager = new WebSocketManager({
    token: platform.token,
    intents: 1,
    rest: new REST(restOptions(platform.apiBase, 1_000)).setToken(platform.token),
    buildStrategy: (of) => new Shards(of, { over: over.signal, lost: (error) => lost.push(error) }),
  });
  platform.gateway.door = "held";
  const connected = manager.connect();
  await vi.waitFor(() => expect(platform.gateway.held).toBe(1), 5_000);
  void manager.send(0, { op: GatewayOpcodes.Heartbeat, d: null });
  await vi.waitFor(() => expect(String(lost)).toContain("WebSocket is not open: readyState 0 (CONNECTING)"));
  platform.gateway.letIn();
  await connected;
  expect([...(await manager.fetchStatus())]).toEqual([[0, WebSocketShardStatus.Ready]]);
  await manager.destroy();
});
