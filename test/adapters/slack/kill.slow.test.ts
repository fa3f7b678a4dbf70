import { afterEach, expect, test } from "vitest";
import { CHANNEL, type Fault, read, startSlack } from "../../platforms/slack/index.ts";
import { eventually, type Newsroom, newsroom } from "../../service/newsroom.ts";

let room: Newsroom;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await room.close();
  for (const close of closing.splice(0)) await close();
});

/** Words that no other story shares, so that none is grouped with another; and how Slack answers their alert. */
const TOPICS: [string, Omit<Fault, "method">][] = [
  ["glacier", { answer: "hang", accept: true }],
  ["orchestra", { answer: "reset", accept: false }],
  ["harbour", { answer: 502, accept: true }],
  ["tariff", { answer: "stall", accept: true }],
];

/**
 * Slack takes a message, or not, and never says so; the service is killed before its record, and comes back as a
 * distributed app that may read fifteen messages at a time of a channel in which others write too, once in a while.
 * Only the search by key keeps the alert from being posted twice.
 */
test("every alert is on Slack once, whatever was lost on the way", { timeout: 300_000 }, async () => {
  room = await newsroom();
  const slack = await startSlack({ distributed: true, rateLimit: { minuteMs: 3000 } });
  closing.push(slack.close);
  room.publish("alpha", []);
  room.configure(
    ["alpha"],
    `backfill: all
adapters:
  slack: { apiBase: "${slack.apiBase}", timeoutMs: 2000 }
channels: { world: "slack:${CHANNEL}" }
watchLists:
  - { name: all, title: All, queries: ["minister"], channels: [world] }
`,
  );
  const env = { SLACK_BOT_TOKEN: slack.tokens.bot, SLACK_APP_TOKEN: slack.tokens.app };
  const items: { guid: string; title: string }[] = [];
  for (const [i, [topic, fault]] of TOPICS.entries()) {
    items.unshift({ guid: topic, title: `Minister opens the ${topic} number ${i} in ${topic} town` });
    room.publish("alpha", [...items]);
    slack.faults.add({ method: "chat.postMessage", ...fault });
    const asked = slack.requests.length;
    const service = room.start([], env);
    const posting = () => slack.requests.slice(asked).some((r) => r.method === "chat.postMessage");
    await eventually(`a post of ${topic}`, posting, 60_000, () => `${service.out()}\n${service.err()}`);
    await service.kill("SIGKILL");
    // Once more than a page of it.
    for (let chatter = 0; chatter < (i === 0 ? 20 : 5); chatter++)
      slack.world.say(CHANNEL, `chatter ${chatter}`);
  }
  slack.faults.clear();
  const last = room.start([], env);
  const alerts = () => slack.messages().filter((m) => !m.foreign);
  const texts = () => alerts().map((message) => read(message).text);
  const all = () => TOPICS.every(([topic]) => texts().some((text) => text.includes(topic)));
  await eventually("every alert", all, 150_000, () => `${texts().join("\n")}\n${last.out()}\n${last.err()}`);
  // Nothing is owed any more: whoever stops now has finished the work in hand.
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  expect((await last.kill("SIGTERM")).how).toBe(0);
  const counts = TOPICS.map(([topic]) => texts().filter((text) => text.includes(topic)).length);
  expect(counts).toEqual(TOPICS.map(() => 1));
});
