import { afterEach, expect, test } from "vitest";
import { CHANNEL, read } from "../../platforms/slack/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { type SlackBench, slackBench } from "./bench.ts";

let bench: SlackBench;
afterEach(() => bench.platform.close());
const to = { channel: CHANNEL };
const reading = () => {
  const last = bench.platform.messages().at(-1);
  if (last === undefined) throw new Error("nothing was posted");
  return read(last);
};

test("an alert leads to the message of the story that it carries on, in posts and edits", async () => {
  bench = await slackBench();
  const first = sent(await bench.adapter.send(to, aMessage(), "alert1post"));
  const follows = { story: 7, headline: "Talks begin", ref: first };
  const ref = sent(await bench.adapter.send(to, aMessage({ story: 8, follows }), "alert2post"));
  const url = expect.stringMatching(
    new RegExp(`^https://[a-z0-9-]+\\.slack\\.com/archives/${first.channel}/p${first.id.replace(".", "")}$`),
  );
  expect(reading().text).toContain("Follows: Talks begin");
  expect(reading().links).toContainEqual({ url, text: "Talks begin" });
  sent(await bench.adapter.edit(ref, aMessage({ story: 8, follows }), "alert2post"));
  expect(reading().links).toContainEqual({ url, text: "Talks begin" });
  // Where the workspace is, is asked once, and only where something leads there.
  expect(bench.platform.requests.map((r) => r.method)).toEqual([
    "chat.postMessage",
    "auth.test",
    "chat.postMessage",
    "chat.update",
  ]);
});

test("it names the story where the message is none of Slack's", async () => {
  bench = await slackBench();
  for (const ref of [
    { channel: "123456789012345678", id: "1000000000000000001" },
    { channel: "C0123456/../x", id: "1755604800.000100" },
  ]) {
    const follows = { story: 7, headline: "Talks begin", ref };
    sent(await bench.adapter.send(to, aMessage({ follows }), `alert${ref.id.length}post`));
    expect(reading().text).toContain("Follows: Talks begin (story 7)");
  }
});

test("a correction's former words are struck through", async () => {
  bench = await slackBench();
  const note = "Headline changed: “24 hours” → “one day”";
  const struck = [{ start: note.indexOf("24"), end: note.indexOf("”") }];
  const thread = sent(await bench.adapter.send(to, aMessage(), "alert1post"));
  sent(await bench.adapter.send({ ...to, thread }, aMessage({ kind: "reply", note, struck }), "alert1reply"));
  expect(JSON.stringify(bench.platform.messages().at(-1)?.blocks)).toContain(
    '{"type":"text","text":"24 hours","style":{"bold":true,"strike":true}}',
  );
});
