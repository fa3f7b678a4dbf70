import { afterEach, expect, test } from "vitest";
import { CHANNEL, startDiscord, TOKEN } from "../../platforms/discord/index.ts";
import { eventually, type Newsroom, newsroom } from "../../service/newsroom.ts";

let room: Newsroom;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await room.close();
  for (const close of closing.splice(0)) await close();
});

/** Words that no other story shares, so that none is grouped with another. */
const TOPICS = ["glacier", "orchestra", "harbour"];

/**
 * The worst of both: Discord takes a message and never says so, the service is killed before its record, and when it
 * comes back the nonce is forgotten. Only the search by key keeps the alert from being posted twice.
 */
test("every alert is on Discord once, whatever was lost on the way", { timeout: 300_000 }, async () => {
  room = await newsroom();
  const discord = await startDiscord();
  closing.push(discord.close);
  room.publish("alpha", []);
  room.configure(
    ["alpha"],
    `backfill: all
adapters:
  discord: { apiBase: "${discord.apiBase}", timeoutMs: 2000 }
channels: { world: "discord:${CHANNEL}" }
watchLists:
  - { name: all, title: All, queries: ["minister"], channels: [world] }
`,
  );
  const items: { guid: string; title: string }[] = [];
  const message = { method: "POST", path: /\/messages$/ };
  for (const [i, topic] of TOPICS.entries()) {
    items.unshift({ guid: topic, title: `Minister opens the ${topic} number ${i} in ${topic} town` });
    room.publish("alpha", [...items]);
    if (i % 3 === 0) discord.faults.add({ ...message, answer: "hang", accept: true });
    if (i % 3 === 1) discord.faults.add({ ...message, answer: "reset", accept: false });
    if (i % 3 === 2) discord.faults.add({ ...message, answer: 502, accept: true });
    const asked = discord.requests.length;
    const service = room.start([], { DISCORD_TOKEN: TOKEN });
    const posting = () =>
      discord.requests.slice(asked).some((r) => r.method === "POST" && /messages$/.test(r.path));
    await eventually(`a post of ${topic}`, posting, 60_000, () => `${service.out()}\n${service.err()}`);
    await service.kill("SIGKILL");
    discord.world.advance(10 * 60_000);
  }
  discord.faults.clear();
  const last = room.start([], { DISCORD_TOKEN: TOKEN });
  const titles = () => discord.messages(CHANNEL).map((m) => m.embeds[0]?.title ?? "");
  const all = () => TOPICS.every((topic) => titles().some((title) => title.includes(topic)));
  await eventually("every alert", all, 120_000, () => `${titles().join("\n")}\n${last.out()}\n${last.err()}`);
  // Nothing is owed any more: whoever stops now has finished the work in hand.
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  expect((await last.kill("SIGTERM")).how).toBe(0);
  const once = TOPICS.map((topic) => titles().filter((title) => title.includes(topic)).length);
  expect(once).toEqual(TOPICS.map(() => 1));
});
