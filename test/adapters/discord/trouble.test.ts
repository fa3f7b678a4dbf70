import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { DiscordOptions } from "../../platforms/discord/index.ts";
import { CHANNEL, MAY } from "../../platforms/discord/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { benchDiscord, type DiscordBench, hostOf } from "./bench.ts";

let bench: DiscordBench;
afterEach(async () => {
  await bench.adapter.stop();
  await bench.platform.close();
});
const to = { channel: CHANNEL };
const PATH = /\/messages/;
const start = async (options: DiscordOptions = {}, settings: Record<string, unknown> = {}) => {
  bench = await benchDiscord(options, settings);
};
/** For tests in which the platform never answers: long enough for a busy machine's ordinary answers. */
const IMPATIENT = { timeoutMs: 1_000 };
const patience = (answer: string | number) => (typeof answer === "string" ? IMPATIENT : {});
const send = (key = "k1") => bench.adapter.send(to, aMessage(), key);
const requests = (method: string) =>
  bench.platform.requests.filter((r) => r.method === method && PATH.test(r.path));

describe("what Discord does to a post", () => {
  test.each(["hang", "stall", "reset", 500, 502] as const)(
    "%s: unknown, tried once, and not there",
    async (answer) => {
      await start({}, patience(answer));
      bench.platform.faults.add({ method: "POST", answer });
      expect((await send()).status).toBe("unknown");
      expect(requests("POST")).toHaveLength(1);
      expect(await bench.adapter.find(to, "k1")).toBeUndefined();
    },
  );

  test.each(["hang", "stall", "reset", 500] as const)(
    "%s after accepting: unknown, then found",
    async (answer) => {
      await start({}, patience(answer));
      const before = sent(await send("k0"));
      bench.platform.faults.add({ method: "POST", answer, accept: true });
      expect((await send()).status).toBe("unknown");
      expect((await bench.adapter.find(to, "k1", before))?.id).toBe(bench.platform.messages(CHANNEL)[1]?.id);
      // And where the core asks to send again within the nonce's minutes, it is the same message.
      expect(sent(await send()).id).toBe(bench.platform.messages(CHANNEL)[1]?.id);
      expect(bench.platform.messages(CHANNEL)).toHaveLength(2);
    },
  );

  test("a lost answer is found long after the nonce is forgotten", async () => {
    await start({}, IMPATIENT);
    bench.platform.faults.add({ method: "POST", answer: "hang", accept: true });
    await send();
    bench.platform.world.advance(86_400_000);
    expect((await bench.adapter.find(to, "k1"))?.id).toBe(bench.platform.messages(CHANNEL)[0]?.id);
  });

  test("429 is handed on with the platform's own wait, and nothing waits or is sent inside", async () => {
    await start();
    bench.platform.faults.add({ method: "POST", answer: { wait: 12.5, scope: "user" } });
    expect(await send()).toEqual({ status: "wait", afterMs: 12_500, scope: "channel" });
    bench.platform.faults.add({ method: "POST", answer: { wait: 65.3, scope: "global" } });
    expect(await send()).toEqual({ status: "wait", afterMs: 65_300, scope: "platform" });
    expect(requests("POST")).toHaveLength(2);
    expect((await send()).status).toBe("sent");
  });

  test("429 of the front door, without words, holds for the platform", async () => {
    await start();
    bench.platform.faults.add({ method: "POST", answer: 429 });
    expect(await send()).toMatchObject({ status: "wait", scope: "platform" });
  });

  test("a spent bucket is a wait before anything is sent", async () => {
    await start({ rateLimit: { limit: 2, windowMs: 60_000 } });
    sent(await send("a"));
    sent(await send("b"));
    const outcomes = await Promise.all([send("c"), send("d")]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: "wait", scope: "channel" });
      if (outcome.status === "wait") expect(outcome.afterMs).toBeGreaterThan(50_000);
    }
    expect(requests("POST").map((r) => r.status)).toEqual([200, 200]);
  });

  test("a refused token is said as such, and the next call asks again", async () => {
    await start();
    const ref = sent(await send());
    bench.platform.revokeToken();
    expect(await send("k2")).toMatchObject({ status: "unauthorized" });
    expect(await bench.adapter.edit(ref, aMessage(), "k1")).toMatchObject({ status: "unauthorized" });
    bench.platform.world.token = bench.platform.token;
    expect((await send("k2")).status).toBe("sent");
  });

  test.each([
    ["no such channel", { gone: true }, "does not exist any more"],
    ["not seen", { denied: MAY.viewChannel }, "View Channel"],
    ["may not post", { denied: MAY.sendMessages }, "Send Messages"],
  ])("%s: channelGone, in words", async (_, change, words) => {
    await start();
    const channel = bench.platform.world.channels.get(CHANNEL);
    if ("gone" in change) bench.platform.world.channels.delete(CHANNEL);
    else if (channel !== undefined) channel.denied = change.denied ?? 0n;
    const outcome = await send();
    expect(outcome.status).toBe("channelGone");
    expect(outcome).toHaveProperty("reason", expect.stringContaining(words));
  });

  test("without Embed Links the embed is dropped: rejected, with the mend", async () => {
    await start();
    const channel = bench.platform.world.channels.get(CHANNEL);
    if (channel !== undefined) channel.denied = MAY.embedLinks;
    expect(await send()).toMatchObject({
      status: "rejected",
      reason: expect.stringContaining("Embed Links"),
    });
  });

  test("a nonce whose message was deleted: it was there, and is not posted again", async () => {
    await start();
    const ref = sent(await send());
    bench.platform.deleteMessage(CHANNEL, ref.id);
    expect(await send()).toMatchObject({
      status: "messageGone",
      reason: expect.stringContaining("deleted since"),
    });
    expect(bench.platform.messages(CHANNEL)).toHaveLength(0);
  });
});

describe("what Discord does to an edit", () => {
  test("a deleted message: messageGone", async () => {
    await start();
    const ref = sent(await send());
    bench.platform.deleteMessage(CHANNEL, ref.id);
    expect(await bench.adapter.edit(ref, aMessage(), "k1")).toMatchObject({ status: "messageGone" });
  });

  test("too many edits of an hour-old message (30046, said with a 429): rejected, not waited for", async () => {
    await start({ oldEdits: 2 });
    const ref = sent(await send());
    bench.platform.world.advance(2 * 3_600_000);
    for (let i = 0; i < 2; i++) sent(await bench.adapter.edit(ref, aMessage(), "k1"));
    expect(await bench.adapter.edit(ref, aMessage(), "k1")).toMatchObject({
      status: "rejected",
      reason: expect.stringMatching(/^edit refused: /),
    });
    expect(bench.platform.requests.at(-1)).toMatchObject({ method: "PATCH", status: 429 });
  });

  test("an archived thread: rejected, and a reply opens it", async () => {
    await start();
    const thread = { id: "200000000000000011", guild: "100000000000000001", type: 11, parent: CHANNEL };
    const made = bench.platform.world.addChannel(thread);
    const ref = sent(await bench.adapter.send({ channel: thread.id }, aMessage(), "k1"));
    made.archived = true;
    expect(await bench.adapter.edit(ref, aMessage(), "k1")).toMatchObject({
      status: "rejected",
      reason: expect.stringMatching(/^edit refused: /),
    });
    sent(
      await bench.adapter.send(
        { channel: thread.id, thread: ref },
        aMessage({ kind: "reply", note: "x" }),
        "k2",
      ),
    );
    expect(made.archived).toBe(false);
  });

  test("another bot's message: rejected", async () => {
    await start();
    const ref = sent(await send());
    const [message] = bench.platform.messages(CHANNEL);
    if (message !== undefined) message.author = "300000000000000009";
    expect(await bench.adapter.edit(ref, aMessage(), "k1")).toMatchObject({
      status: "rejected",
      reason: expect.stringMatching(/^edit refused: /),
    });
  });

  test.each(["hang", 503] as const)("%s: unknown", async (answer) => {
    await start({}, patience(answer));
    const ref = sent(await send());
    bench.platform.faults.add({ method: "PATCH", answer, accept: true });
    expect((await bench.adapter.edit(ref, aMessage(), "k1")).status).toBe("unknown");
    expect(requests("PATCH")).toHaveLength(1);
  });
});

describe("find", () => {
  test("reads on over pages from the message before, past what others wrote", async () => {
    await start();
    const before = sent(await send("k0"));
    const chat = (i: number) => ({
      id: bench.platform.world.snowflake(),
      channel: CHANNEL,
      author: "700000000000000001",
      content: `chat ${i}`,
      embeds: [{ footer: { text: "Story 7 · k9" } }],
      components: [],
      flags: 0,
      at: Date.now(),
      pinged: [],
    });
    for (let i = 0; i < 250; i++) bench.platform.messages(CHANNEL).push(chat(i));
    const ref = sent(await send("k1"));
    expect(await bench.adapter.find(to, "k1", before)).toEqual(ref);
    expect(await bench.adapter.find(to, "k1")).toEqual(ref);
    expect(await bench.adapter.find(to, "k0")).toEqual(before);
    // Anyone may write a foot like ours: only the bot's own messages count.
    expect(await bench.adapter.find(to, "k9", before)).toBeUndefined();
  });

  test("throws where the history may not be read: an empty list is then no answer", async () => {
    await start();
    sent(await send());
    const channel = bench.platform.world.channels.get(CHANNEL);
    if (channel !== undefined) channel.denied = MAY.readMessageHistory;
    await expect(bench.adapter.find(to, "k1")).rejects.toThrow("Read Message History");
  });

  test("throws where the platform does not answer", async () => {
    await start({}, IMPATIENT);
    bench.platform.faults.add({ method: "GET", path: PATH, answer: "hang" });
    await expect(bench.adapter.find(to, "k1")).rejects.toThrow();
  });
});

describe("the token", () => {
  test("a wrong one ends start with the mend", async () => {
    bench = await benchDiscord({}, {}, { env: { DISCORD_TOKEN: "wrong" } });
    const host = hostOf(() => ({ kind: "text", text: "" }));
    await expect(bench.adapter.start(host, AbortSignal.timeout(20_000))).rejects.toThrow("set DISCORD_TOKEN");
  });

  test("none is said with where to put it", async () => {
    bench = await benchDiscord({}, {}, { env: {} });
    expect(await bench.adapter.check(CHANNEL)).toMatchObject({ ok: false, mend: "set DISCORD_TOKEN" });
    expect(await send()).toMatchObject({ status: "unauthorized" });
    const host = hostOf(() => ({ kind: "text", text: "" }));
    await expect(bench.adapter.start(host, AbortSignal.timeout(20_000))).rejects.toThrow("set DISCORD_TOKEN");
  });

  test("may stand in a file", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "wirewatch-")), "token");
    bench = await benchDiscord({}, { tokenFile: file }, { env: {} });
    expect(await send()).toMatchObject({ status: "unauthorized", reason: expect.stringContaining(file) });
    writeFileSync(file, `${bench.platform.token}\n`);
    expect((await send()).status).toBe("sent");
  });
});
