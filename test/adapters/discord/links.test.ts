import { afterEach, expect, test } from "vitest";
import { CHANNEL } from "../../platforms/discord/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { benchDiscord, type DiscordBench } from "./bench.ts";

let bench: DiscordBench;
afterEach(async () => {
  await bench.adapter.stop();
  await bench.platform.close();
});
const to = { channel: CHANNEL };
const described = () => bench.platform.messages(CHANNEL).at(-1)?.embeds[0]?.description ?? "";
const asked = () => bench.platform.requests.filter((r) => r.path.endsWith(`/channels/${CHANNEL}`));

test("an alert leads to the message of the story that it carries on, in posts and edits", async () => {
  bench = await benchDiscord();
  const first = sent(await bench.adapter.send(to, aMessage(), "k1"));
  const follows = { story: 7, headline: "Envoys: [talks] begin", ref: first };
  const ref = sent(await bench.adapter.send(to, aMessage({ story: 8, follows }), "k2"));
  const link = /Follows: \[Envoys: \\\[talks\\\] begin\]\((.*)\)/;
  const [, url] = link.exec(described()) ?? [];
  expect(url).toMatch(new RegExp(`^https://discord\\.com/channels/\\d+/${first.channel}/${first.id}$`));
  sent(await bench.adapter.edit(ref, aMessage({ story: 8, follows, layout: "headline" }), "k2"));
  expect(described()).toMatch(link);
  // Which guild a channel is in is asked once, and of a channel that nothing leads to not at all.
  expect(asked()).toHaveLength(1);
});

test("it names the story where Discord does not say, or the message is none of its own", async () => {
  bench = await benchDiscord();
  for (const ref of [
    { channel: "999999999999999999", id: "1000000000000000001" },
    { channel: "C0123456", id: "1755604800.000100" },
    { channel: "x](https://evil.example)", id: "../../1" },
  ]) {
    const follows = { story: 7, headline: "Talks begin", ref };
    sent(await bench.adapter.send(to, aMessage({ follows }), `k${ref.id.length}`));
    expect(described()).toContain("Follows: Talks begin (story 7)");
  }
});
