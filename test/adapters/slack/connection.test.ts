import { afterEach, describe, expect, test, vi } from "vitest";
import { CHANNEL } from "../../platforms/slack/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { fakeHost, type SlackBench, slackBench } from "./bench.ts";

let bench: SlackBench;
afterEach(async () => {
  await bench.adapter.stop();
  await bench.platform.close();
});

const host = fakeHost(() => ({ kind: "text", text: "fine" }));
const start = () => bench.adapter.start(host, new AbortController().signal);
const connections = (count: number) =>
  vi.waitFor(() => expect(bench.platform.sockets.connections).toBe(count), { timeout: 10_000 });

describe("the connection for commands", () => {
  test("is made again after Slack refreshes it, and after it is cut; posting goes on meanwhile", async () => {
    bench = await slackBench();
    await start();
    const { platform, adapter } = bench;
    expect(platform.sockets.connections).toBe(1);
    platform.sockets.disconnect("refresh_requested");
    await connections(2);
    expect((await platform.slash({ text: "recent" })).responses).toHaveLength(1);
    platform.sockets.cut();
    sent(await adapter.send({ channel: CHANNEL }, aMessage(), "alert1post"));
    await connections(3);
    await vi.waitFor(async () => expect((await adapter.check(CHANNEL)).ok).toBe(true));
    expect((await platform.slash({ text: "recent" })).responses).toHaveLength(1);
  });

  test.each([
    ["too_many_websockets", /too many connections/],
    ["link_disabled", /Socket Mode is switched off/],
  ] as const)("that Slack ends with %s is a state that check says in words", async (reason, words) => {
    bench = await slackBench();
    await start();
    bench.platform.faults.add({ method: "apps.connections.open", times: 99, answer: { wait: 1 } });
    bench.platform.sockets.disconnect(reason);
    await vi.waitFor(() => expect(bench.log.lines.join("\n")).toMatch(words));
    expect(bench.adapter.trouble?.()).toMatch(/^commands are not answered: .+; .+/);
    bench.platform.faults.clear();
    await connections(2);
    await vi.waitFor(() => expect(bench.adapter.trouble?.()).toBeUndefined());
  });

  test.each([
    ["refused", "xapp-wrong", /refuses the app-level token.*invalid_auth/],
    ["of the other kind", "xoxb-loopback", /app-level token/],
  ])("with a token %s, posting works and check says what to do", async (_name, token, words) => {
    bench = await slackBench(
      {},
      { deps: { env: { SLACK_BOT_TOKEN: "xoxb-loopback", SLACK_APP_TOKEN: token } } },
    );
    await start().catch((error: unknown) => expect(String(error)).toMatch(words));
    sent(await bench.adapter.send({ channel: CHANNEL }, aMessage(), "alert1post"));
    const check = await bench.adapter.check(CHANNEL);
    expect(check).toMatchObject({ ok: false, detail: expect.stringMatching(words) });
    expect(check.mend).toContain("SLACK_APP_TOKEN");
    expect(JSON.stringify([check, bench.log.lines])).not.toContain("xapp-wrong");
  });

  test("without an app-level token, alerts are posted and the log says that commands are not answered", async () => {
    bench = await slackBench({}, { deps: { env: { SLACK_BOT_TOKEN: "xoxb-loopback" } } });
    await start();
    sent(await bench.adapter.send({ channel: CHANNEL }, aMessage(), "alert1post"));
    expect(bench.log.lines.join("\n")).toContain("commands are not answered");
    expect((await bench.adapter.check(CHANNEL)).ok).toBe(true);
    expect(bench.adapter.trouble?.()).toMatch(/set SLACK_APP_TOKEN/);
  });

  test("a bot token that is refused ends the start in words, without the token", async () => {
    bench = await slackBench();
    bench.platform.revoke();
    await expect(start()).rejects.toThrow(/refuses the bot token: the bot token was revoked/);
    bench.platform.world.revoked = false;
    bench.platform.faults.add({ method: "auth.test", answer: 503 });
    await expect(start()).rejects.toThrow(/does not answer \(HTTP 503\)/);
    await start();
    expect(bench.platform.sockets.size).toBe(1);
  });

  test("a token that is revoked while it runs stops posting and commands, in words, until it is good again", async () => {
    bench = await slackBench();
    await start();
    const { platform, adapter } = bench;
    platform.revoke();
    expect(await adapter.send({ channel: CHANNEL }, aMessage(), "alert1post")).toMatchObject({
      status: "unauthorized",
      reason: expect.stringContaining("the bot token was revoked: install the app again"),
    });
    await vi.waitFor(() =>
      expect(adapter.trouble?.()).toMatch(/refuses the app-level token: it was revoked.*set SLACK_APP_TOKEN/),
    );
    expect(await adapter.check(CHANNEL)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("revoked"),
    });
    platform.world.revoked = false;
    await connections(2);
    sent(await adapter.send({ channel: CHANNEL }, aMessage(), "alert1post"));
    expect((await platform.slash({ text: "recent" })).responses).toHaveLength(1);
  });

  test.each<[string, (bench: SlackBench) => void, RegExp]>([
    ["is archived", (b) => b.platform.archive(CHANNEL), /the channel is archived/],
    [
      "the bot was removed from",
      (b) => b.platform.world.addChannel(CHANNEL, { member: false }),
      /\/invite it there/,
    ],
    ["is gone", (b) => b.platform.world.channels.delete(CHANNEL), /there is no such channel/],
  ])("a channel that %s is told as gone; the rest goes on", async (_name, spoil, words) => {
    bench = await slackBench({ channels: [CHANNEL, "C0SPORT"] });
    await start();
    spoil(bench);
    const { adapter, platform } = bench;
    expect(await adapter.send({ channel: CHANNEL }, aMessage(), "alert1post")).toMatchObject({
      status: "channelGone",
      reason: expect.stringMatching(words),
    });
    sent(await adapter.send({ channel: "C0SPORT" }, aMessage(), "alert2post"));
    expect(platform.sockets.size).toBe(1);
    expect(adapter.trouble?.()).toBeUndefined();
  });

  test("ends with stop, for good", async () => {
    bench = await slackBench();
    await start();
    await bench.adapter.stop();
    await vi.waitFor(() => expect(bench.platform.sockets.size).toBe(0));
    expect(bench.platform.sockets.connections).toBe(1);
  });
});

describe("check", () => {
  test("names channel, workspace and bot where all is well, and opens no connection", async () => {
    bench = await slackBench();
    expect(await bench.adapter.check(CHANNEL)).toEqual({
      ok: true,
      detail: "#world of Loopback Newsroom as wirewatch",
    });
    expect(bench.platform.sockets.connections).toBe(0);
    expect(bench.platform.messages()).toEqual([]);
  });

  test.each<[string, string, (bench: SlackBench) => void, RegExp, RegExp]>([
    ["a name for an id", "#general", () => {}, /no id of a Slack channel/, /channel's id/],
    ["an unknown channel", "C0NONE", () => {}, /channel_not_found/, /check the id/],
    ["an archived channel", CHANNEL, (b) => b.platform.archive(CHANNEL), /#world is archived/, /unarchive/],
    [
      "a channel without the bot",
      CHANNEL,
      (b) => b.platform.world.addChannel(CHANNEL, { member: false }),
      /is not in #world/,
      /\/invite @wirewatch/,
    ],
    [
      "no right to post",
      CHANNEL,
      (b) => {
        b.platform.world.scopes = b.platform.world.scopes.filter((scope) => scope !== "chat:write");
      },
      /lacks chat:write/,
      /OAuth & Permissions/,
    ],
    [
      "no right to read back",
      CHANNEL,
      (b) => {
        b.platform.world.scopes = b.platform.world.scopes.filter((scope) => scope !== "channels:history");
      },
      /lacks channels:history/,
      /OAuth & Permissions/,
    ],
    [
      "no right to look",
      CHANNEL,
      (b) => {
        b.platform.world.scopes = b.platform.world.scopes.filter((scope) => scope !== "channels:read");
      },
      /missing_scope/,
      /channels:read/,
    ],
    ["a revoked token", CHANNEL, (b) => b.platform.revoke(), /revoked/, /SLACK_BOT_TOKEN/],
    [
      "a silent Slack",
      CHANNEL,
      (b) => b.platform.faults.add({ answer: "reset", times: 9 }),
      /no answer from Slack/,
      /apiBase/,
    ],
    [
      "a limited Slack",
      CHANNEL,
      (b) => b.platform.faults.add({ answer: { wait: 9 }, times: 9 }),
      /asks to wait/,
      /9 seconds/,
    ],
  ])("says %s, and the mend", async (_name, destination, spoil, detail, mend) => {
    bench = await slackBench();
    spoil(bench);
    const answer = await bench.adapter.check(destination);
    expect(answer.ok).toBe(false);
    expect(answer.detail).toMatch(detail);
    expect(answer.mend).toMatch(mend);
  });
});
