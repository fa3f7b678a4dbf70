import { afterEach, expect, test } from "vitest";
import { createManualClock } from "../../manual-clock.ts";
import { CHANNEL } from "../../platforms/slack/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { type SlackBench, slackBench } from "./bench.ts";

let bench: SlackBench;
afterEach(() => bench.platform.close());

const to = { channel: CHANNEL };

test("a distributed app finds by fifteen messages a minute, going on where it was cut short", async () => {
  const clock = createManualClock();
  bench = await slackBench(
    { distributed: true, now: clock.now, rateLimit: { messageMs: 0 } },
    { deps: { clock } },
  );
  const { adapter, platform } = bench;
  const before = sent(await adapter.send(to, aMessage(), "alert1post"));
  await clock.advance(1000);
  const lost = sent(await adapter.send(to, aMessage(), "alert2post"));
  for (let i = 0; i < 40; i++) platform.world.say(CHANNEL, `chatter ${i}`);

  for (let minute = 0; minute < 2; minute++) {
    await expect(adapter.find(to, "alert2post", before)).rejects.toMatchObject({
      name: "CannotKnow",
      afterMs: 60_000,
    });
    // Asked again too early, it does not even ask Slack.
    const asked = platform.requests.length;
    await expect(adapter.find(to, "alert2post", before)).rejects.toMatchObject({ name: "CannotKnow" });
    expect(platform.requests.length).toBe(asked);
    await clock.advance(60_000);
  }
  expect(await adapter.find(to, "alert2post", before)).toEqual(lost);
  const pages = platform.requests.filter((r) => r.method === "conversations.history" && r.status === 200);
  expect(pages).toHaveLength(3);
  expect(pages.every((page) => page.args.oldest === before.id && page.args.limit === "15")).toBe(true);
});

test("what never arrived is known not to be there once the whole stretch was read", async () => {
  const clock = createManualClock();
  bench = await slackBench({ distributed: true, now: clock.now, rateLimit: {} }, { deps: { clock } });
  const { adapter, platform } = bench;
  const before = sent(await adapter.send(to, aMessage(), "alert1post"));
  for (let i = 0; i < 20; i++) platform.world.say(CHANNEL, `chatter ${i}`);
  await expect(adapter.find(to, "alert2post", before)).rejects.toThrow(/read no more/);
  await clock.advance(60_000);
  expect(await adapter.find(to, "alert2post", before)).toBeUndefined();
});

test("without the right to read, it cannot be known, and that is said", async () => {
  bench = await slackBench();
  const { adapter, platform } = bench;
  platform.world.scopes = ["chat:write"];
  await expect(adapter.find(to, "alert1post")).rejects.toThrow(/channels:history/);
  platform.faults.add({ method: "conversations.history", answer: 500 });
  await expect(adapter.find(to, "alert1post")).rejects.toThrow(/cannot read the history/);
});

test("another app's message with our key in its text is not ours", async () => {
  bench = await slackBench();
  bench.platform.world.say(CHANNEL, "alert1post", {
    metadata: { event_type: "somebody_else", event_payload: { key: "alert1post" } },
  });
  expect(await bench.adapter.find(to, "alert1post")).toBeUndefined();
});

test("without a message to begin after, a week is searched", async () => {
  const clock = createManualClock();
  bench = await slackBench({ now: clock.now, rateLimit: "off" }, { deps: { clock } });
  const { adapter } = bench;
  const ref = sent(await adapter.send(to, aMessage(), "alert1post"));
  await clock.advance(6 * 24 * 3_600_000);
  expect(await adapter.find(to, "alert1post")).toEqual(ref);
  await clock.advance(2 * 24 * 3_600_000);
  expect(await adapter.find(to, "alert1post")).toBeUndefined();
});
