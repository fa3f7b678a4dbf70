import { afterEach, describe, expect, test } from "vitest";
import type { SendResult } from "../../../src/model/adapter.ts";
import { CHANNEL, type Fault, read, type SlackOptions } from "../../platforms/slack/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { type SlackBench, slackBench } from "./bench.ts";

let bench: SlackBench;
afterEach(() => bench.platform.close());

async function start(options: SlackOptions = {}, settings: Record<string, unknown> = {}) {
  bench = await slackBench(options, { settings });
  return bench;
}

const to = { channel: CHANNEL };

describe("a post", () => {
  test("is asked for without unfurling, parsing or names, by form, with the bot's token", async () => {
    const { adapter, platform } = await start();
    const ref = sent(await adapter.send(to, aMessage(), "alert1post"));
    const [message] = platform.messages();
    expect(message).toMatchObject({
      ts: ref.id,
      asked: { unfurl_links: false, unfurl_media: false, parse: "none", link_names: false, mrkdwn: false },
      metadata: { event_type: "wirewatch_delivery", event_payload: { key: "alert1post", kind: "alert" } },
    });
    expect(platform.requests.map((r) => [r.method, r.status, r.error])).toEqual([
      ["chat.postMessage", 200, ""],
    ]);
  });

  test("links the headline, shows matched words in bold, the time in the reader's zone, why, and who else", async () => {
    const { adapter, platform } = await start();
    sent(await adapter.send(to, aMessage({ priority: "breaking" }), "alert1post"));
    const message = platform.messages()[0];
    if (message === undefined) throw new Error("nothing was posted");
    const reading = read(message);
    expect(reading.bold).toContain("Putin");
    expect(reading.bold).toContain("security guarantees");
    expect(reading.links.map((link) => link.url)).toContain("https://news.example/kyiv-talks");
    expect(reading.links).toContainEqual({ url: "https://bugle.example/1", text: "Daily Bugle" });
    expect(reading.text).toContain("Breaking: Putin and Zelensky");
    expect(reading.text).toContain("Why: Putin near Zelensky");
    expect(reading.text).toContain("2 outlets");
    expect(JSON.stringify(message.blocks)).toContain(`"timestamp":${Date.UTC(2025, 7, 19, 12) / 1000}`);
    expect(message.attachments[0]?.color).toBe("#d92d20");
    expect(message.text).toBe("Breaking: Putin and Zelensky: leaders to meet — Example News");
  });

  test("a loud reply pings whom the desk configured, and the channel sees it", async () => {
    const { adapter, platform } = await start();
    const thread = sent(await adapter.send(to, aMessage(), "alert1post"));
    const loud = aMessage({ kind: "reply", note: "Now breaking.", loud: true, mention: "<!here>" });
    sent(await adapter.send({ ...to, thread, broadcast: true }, loud, "alert1reply1"));
    const reply = platform.messages().at(-1);
    if (reply === undefined) throw new Error("nothing was posted");
    expect(reply).toMatchObject({ thread_ts: thread.id, broadcast: true });
    expect(read(reply).mentions).toEqual(["here"]);
    expect(read(reply).text).toContain("Now breaking.");
  });

  test("pings whom the desk configured, once; an edit pings nobody", async () => {
    const { adapter, platform } = await start();
    const mention = "<!here> <@U0ADMIN> <!subteam^S0DESK> desk & <!channel|x> <@nobody>";
    const ref = sent(await adapter.send(to, aMessage({ mention }), "alert1post"));
    const message = platform.messages()[0];
    if (message === undefined) throw new Error("nothing was posted");
    expect(read(message).mentions).toEqual(["here", "U0ADMIN", "S0DESK"]);
    expect(read(message).broken).toEqual([]);
    await adapter.edit(ref, aMessage({ mention }), "alert1post");
    expect(message.edits).toBe(1);
    expect(read(message).mentions).toEqual([]);
  });

  test("keeps its picture where Slack can fetch it, and goes without where it cannot", async () => {
    const { adapter, platform } = await start({ images: (url) => url.includes("good") });
    const good = { thumbnail: "https://img.example/good.png" };
    const bad = { thumbnail: "https://img.example/gone.png" };
    const ref = sent(await adapter.send(to, aMessage(good), "alert1post"));
    sent(await adapter.send(to, aMessage(bad), "alert2post"));
    sent(await adapter.edit(ref, aMessage(bad), "alert1post"));
    expect(platform.messages()).toHaveLength(2);
    expect(JSON.stringify(platform.messages())).not.toContain("gone.png");
    expect(platform.requests.filter((r) => r.error === "invalid_blocks")).toHaveLength(2);
  });

  test("a withdrawn story is struck through and says so", async () => {
    const { adapter, platform } = await start();
    sent(await adapter.send(to, aMessage({ withdrawn: true }), "alert1post"));
    const [message] = platform.messages();
    expect(message?.text).toMatch(/^Withdrawn: /);
    expect(JSON.stringify(message?.blocks)).toContain('"strike":true');
  });

  test("to a person goes into the conversation with them", async () => {
    const { adapter } = await start();
    const ref = sent(await adapter.send({ channel: "U0MEMBER" }, aMessage(), "alert1post"));
    expect(ref.channel).toBe("D0MEMBER");
    expect(await adapter.find({ channel: "U0MEMBER" }, "alert1post", { ...ref, id: "1.000000" })).toEqual(
      ref,
    );
  });
});

describe("a reply", () => {
  test("goes into the thread, and into the channel too where that is asked", async () => {
    const { adapter, platform } = await start();
    const post = sent(await adapter.send(to, aMessage(), "alert1post"));
    const reply = aMessage({ kind: "reply", note: "Withdrawn by Example News" });
    const quiet = sent(await adapter.send({ ...to, thread: post }, reply, "alert1reply1"));
    const loud = sent(await adapter.send({ ...to, thread: quiet, broadcast: true }, reply, "alert1reply2"));
    expect(platform.messages().map((m) => [m.thread_ts, m.broadcast])).toEqual([
      [undefined, false],
      [post.id, false],
      [post.id, true],
    ]);
    expect(loud.thread).toBe(post.id);
    expect(await adapter.find({ ...to, thread: post }, "alert1reply2", post)).toEqual(loud);
    expect(await adapter.find(to, "alert1reply1", post)).toBeUndefined();
  });

  test("to a deleted message says that it is gone", async () => {
    const { adapter, platform } = await start();
    const post = sent(await adapter.send(to, aMessage(), "alert1post"));
    platform.deleteMessage(CHANNEL, post.id);
    const reply = await adapter.send({ ...to, thread: post }, aMessage({ kind: "reply" }), "alert1reply1");
    expect(reply.status).toBe("messageGone");
    expect(await adapter.find({ ...to, thread: post }, "alert1reply1")).toBeUndefined();
  });
});

describe("what Slack answers", () => {
  const cases: [string, Fault["answer"], Partial<SendResult>][] = [
    ["429", { wait: 7 }, { status: "wait", afterMs: 7000, scope: "channel" }],
    ["429 without a wait", { wait: "" }, { status: "wait", afterMs: 30_000 }],
    ["no answer", "hang", { status: "unknown", reason: "timed out" }],
    ["half an answer", "stall", { status: "unknown" }],
    ["a reset", "reset", { status: "unknown" }],
    ["500", 500, { status: "unknown", reason: "HTTP 500" }],
    ["503", 503, { status: "unknown" }],
    ["a proxy's page", "page", { status: "unknown" }],
    ["a proxy's 403", 403, { status: "unauthorized" }],
    ["404", 404, { status: "unauthorized" }],
    ["413", 413, { status: "rejected" }],
    ...["fatal_error", "internal_error", "service_unavailable", "request_timeout"].map(
      (error): [string, Fault["answer"], Partial<SendResult>] => [error, { error }, { status: "unknown" }],
    ),
    ...["invalid_auth", "token_revoked", "account_inactive", "missing_scope", "not_authed"].map(
      (error): [string, Fault["answer"], Partial<SendResult>] => [
        error,
        { error },
        { status: "unauthorized" },
      ],
    ),
    ...["channel_not_found", "is_archived", "not_in_channel", "restricted_action"].map(
      (error): [string, Fault["answer"], Partial<SendResult>] => [
        error,
        { error },
        { status: "channelGone" },
      ],
    ),
    ...["msg_too_long", "invalid_blocks", "no_text", "some_new_refusal"].map(
      (error): [string, Fault["answer"], Partial<SendResult>] => [error, { error }, { status: "rejected" }],
    ),
    ["ratelimited in words", { error: "ratelimited" }, { status: "wait", scope: "platform" }],
  ];

  test("to a post becomes the outcome it is, and is not sent twice by the client", async () => {
    const { adapter, platform } = await start({}, { timeoutMs: 200 });
    for (const [name, answer, expected] of cases) {
      platform.faults.add({ method: "chat.postMessage", answer });
      const before = platform.requests.length;
      const outcome = await adapter.send(to, aMessage(), "alert1post");
      expect(outcome, name).toMatchObject(expected);
      expect(platform.requests.length - before, name).toBe(1);
    }
    expect(platform.messages()).toEqual([]);
  });

  test("to an edit: refused edits are told from deleted messages, waits are the platform's", async () => {
    const { adapter, platform } = await start();
    const ref = sent(await adapter.send(to, aMessage(), "alert1post"));
    const edit = () => adapter.edit(ref, aMessage(), "alert1post");
    for (const error of ["cant_update_message", "edit_window_closed"]) {
      platform.faults.add({ method: "chat.update", answer: { error } });
      expect(await edit()).toEqual({ status: "rejected", reason: `edit refused: ${error}` });
    }
    platform.faults.add({ method: "chat.update", answer: { wait: 3 } });
    expect(await edit()).toEqual({ status: "wait", afterMs: 3000, scope: "platform" });
    platform.deleteMessage(CHANNEL, ref.id);
    expect((await edit()).status).toBe("messageGone");
  });

  test("an archived channel, a removed app and a wrong token are told apart in words", async () => {
    const { adapter, platform } = await start();
    platform.archive(CHANNEL);
    expect(await adapter.send(to, aMessage(), "a1")).toEqual({
      status: "channelGone",
      reason: "the channel is archived: unarchive it, or name another under `channels` (is_archived)",
    });
    platform.revoke();
    const revoked = await adapter.send(to, aMessage(), "a1");
    expect(revoked).toMatchObject({ status: "unauthorized" });
    expect(JSON.stringify(revoked)).toContain("revoked");
    expect(JSON.stringify([revoked, bench.log.lines])).not.toContain("xoxb-loopback");
  });

  test("the platform's own pace is obeyed: the second message in a second waits", async () => {
    const { adapter, platform } = await start({ rateLimit: {} });
    sent(await adapter.send(to, aMessage(), "alert1post"));
    const second = await adapter.send(to, aMessage(), "alert2post");
    expect(second).toEqual({ status: "wait", afterMs: 1000, scope: "channel" });
    expect(platform.messages()).toHaveLength(1);
  });

  test.each(["hang", "stall", "reset", 500, "page"] as const)(
    "accepted, then %s: unknown, and found by its key",
    async (answer) => {
      const { adapter, platform } = await start({}, { timeoutMs: 200 });
      const before = sent(await adapter.send(to, aMessage(), "alert1post"));
      platform.faults.add({ method: "chat.postMessage", answer, accept: true });
      expect((await adapter.send(to, aMessage(), "alert2post")).status).toBe("unknown");
      expect(platform.messages()).toHaveLength(2);
      const found = await adapter.find(to, "alert2post", before);
      expect(found?.id).toBe(platform.messages()[1]?.ts);
      platform.faults.add({ method: "chat.postMessage", answer });
      expect((await adapter.send(to, aMessage(), "alert3post")).status).toBe("unknown");
      expect(await adapter.find(to, "alert3post", before)).toBeUndefined();
    },
  );
});

describe("the token", () => {
  test.each([
    ["no token", {}, /set SLACK_BOT_TOKEN/],
    ["the other token", { SLACK_BOT_TOKEN: "xapp-loopback" }, /must hold a bot token/],
    ["a wrong token", { SLACK_BOT_TOKEN: "xoxb-wrong" }, /invalid_auth/],
  ])("%s: nothing is sent, and it is said what to do", async (_name, env, words) => {
    bench = await slackBench({}, { deps: { env } });
    const outcome = await bench.adapter.send(to, aMessage(), "alert1post");
    expect(outcome).toMatchObject({ status: "unauthorized", reason: expect.stringMatching(words) });
    expect((await bench.adapter.check(CHANNEL)).ok).toBe(false);
    expect(bench.platform.messages()).toEqual([]);
  });
});
