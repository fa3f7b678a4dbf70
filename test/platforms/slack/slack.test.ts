import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { APP_TOKEN, BOT_TOKEN, CHANNEL, type LoopbackSlack, startSlack } from "./index.ts";

let slack: LoopbackSlack;
beforeEach(async () => {
  slack = await startSlack({ rateLimit: "off" });
});
afterEach(() => slack.close());

/** One call as any client may make it; the answer's body. */
async function call(
  method: string,
  args: Record<string, unknown>,
  token: string | undefined = BOT_TOKEN,
  type = "application/json; charset=utf-8",
): Promise<Record<string, unknown>> {
  const answer = await fetch(slack.apiBase + method, {
    method: "POST",
    headers: { "content-type": type, ...(token === "" ? {} : { authorization: `Bearer ${token}` }) },
    body: type.startsWith("application/json")
      ? JSON.stringify(args)
      : new URLSearchParams(
          Object.entries(args).map(([k, v]): [string, string] => [k, String(v)]),
        ).toString(),
  });
  const body: unknown = await answer.json();
  return { ...Object(body), status: answer.status };
}

const post = (more: Record<string, unknown>) =>
  call("chat.postMessage", { channel: CHANNEL, text: "hi", ...more });
const textsOf = (body: Record<string, unknown>) =>
  z
    .array(z.object({ text: z.string() }))
    .parse(body.messages)
    .map((message) => message.text);
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const button = (change: Record<string, unknown> = {}) => ({
  type: "button",
  text: { type: "plain_text", text: "Go" },
  action_id: "go",
  ...change,
});

describe("the loopback Slack", () => {
  test.each([
    ["no token", "", "not_authed"],
    ["a wrong one", "xoxb-wrong", "invalid_auth"],
    ["the app-level one", APP_TOKEN, "not_allowed_token_type"],
  ])("refuses %s", async (_name, token, error) => {
    expect(await call("chat.postMessage", { channel: CHANNEL, text: "hi" }, token)).toMatchObject({ error });
    expect(await call("apps.connections.open", {}, BOT_TOKEN)).toMatchObject({
      error: "not_allowed_token_type",
    });
    expect(slack.messages()).toEqual([]);
  });

  test("takes forms and JSON, nothing else, and no method or argument it does not know", async () => {
    expect(await post({})).toMatchObject({ ok: true });
    const form = "application/x-www-form-urlencoded";
    expect(await call("chat.postMessage", { channel: CHANNEL, text: "hi" }, BOT_TOKEN, form)).toMatchObject({
      ok: true,
    });
    expect(await call("chat.postMessage", { text: "hi" }, BOT_TOKEN, "text/plain")).toMatchObject({
      error: "invalid_post_type",
    });
    expect(await call("chat.shout", {})).toMatchObject({ error: "unknown_method" });
    expect(await post({ shout: true })).toMatchObject({ error: "invalid_arguments" });
    expect(await post({ text: "" })).toMatchObject({ error: "no_text" });
  });

  test.each<[string, unknown[]]>([
    ["51 blocks", Array.from({ length: 51 }, () => ({ type: "divider" }))],
    ["a section of 3,001 characters", [section("x".repeat(3001))]],
    ["an empty section", [section("")]],
    ["a header of 151", [{ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }]],
    [
      "26 buttons",
      [{ type: "actions", elements: Array.from({ length: 26 }, (_, i) => button({ action_id: `${i}` })) }],
    ],
    ["two buttons of one id", [{ type: "actions", elements: [button(), button()] }]],
    [
      "a button text of 76",
      [{ type: "actions", elements: [button({ text: { type: "plain_text", text: "x".repeat(76) } })] }],
    ],
    ["a button value of 2,001", [{ type: "actions", elements: [button({ value: "x".repeat(2001) })] }]],
    ["an action_id of 256", [{ type: "actions", elements: [button({ action_id: "x".repeat(256) })] }]],
    [
      "11 context elements",
      [{ type: "context", elements: Array.from({ length: 11 }, () => ({ type: "plain_text", text: "x" })) }],
    ],
    [
      "an empty rich text",
      [
        {
          type: "rich_text",
          elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "" }] }],
        },
      ],
    ],
    ["an unknown block", [{ type: "poster" }]],
    ["an unknown property", [{ type: "divider", colour: "red" }]],
  ])("refuses %s", async (_name, blocks) => {
    expect(await post({ blocks })).toMatchObject({ ok: false, error: "invalid_blocks" });
    expect(slack.messages()).toEqual([]);
  });

  test("refuses more blocks' text, and more text, than Slack takes", async () => {
    const blocks = Array.from({ length: 5 }, () => section("x".repeat(2900)));
    expect(await post({ blocks })).toMatchObject({ error: "msg_blocks_too_long" });
    expect(await post({ text: "x".repeat(40_001) })).toMatchObject({ error: "msg_too_long" });
  });

  test("gives metadata back only to who asks for all of it, and keeps it through an edit that is silent on it", async () => {
    const metadata = { event_type: "wirewatch_delivery", event_payload: { key: "k1" } };
    const { ts } = await post({ metadata });
    await call("chat.update", { channel: CHANNEL, ts, text: "new" });
    const read = (more: Record<string, unknown>) =>
      call("conversations.history", { channel: CHANNEL, ...more });
    expect(await read({})).toMatchObject({ messages: [{ text: "new" }] });
    expect(JSON.stringify(await read({}))).not.toContain("k1");
    expect(await read({ include_all_metadata: true })).toMatchObject({ messages: [{ metadata }] });
    await call("chat.update", { channel: CHANNEL, ts, text: "new", metadata: {} });
    expect(JSON.stringify(await read({ include_all_metadata: true }))).not.toContain("k1");
  });

  test("pages history newest first, fifteen at most for a distributed app, and once a minute", async () => {
    await slack.close();
    let now = 1_755_600_000_000;
    slack = await startSlack({ distributed: true, now: () => now });
    for (let i = 0; i < 20; i++) slack.world.say(CHANNEL, `m${i}`);
    const first = await call("conversations.history", { channel: CHANNEL, limit: 100 });
    expect(first.has_more).toBe(true);
    expect(textsOf(first)).toEqual(Array.from({ length: 15 }, (_, i) => `m${19 - i}`));
    expect(await call("conversations.history", { channel: CHANNEL })).toMatchObject({
      status: 429,
      error: "ratelimited",
    });
    now += 60_000;
    const next_cursor: unknown = Reflect.get(Object(first.response_metadata), "next_cursor");
    const second = await call("conversations.history", { channel: CHANNEL, cursor: next_cursor });
    expect(second.has_more).toBe(false);
    expect(textsOf(second)).toEqual(["m4", "m3", "m2", "m1", "m0"]);
  });

  test("lets through about one message a second a channel", async () => {
    await slack.close();
    let now = 1_755_600_000_000;
    slack = await startSlack({ channels: [CHANNEL, "C0OTHER"], now: () => now });
    expect(await post({})).toMatchObject({ ok: true });
    const answer = await fetch(`${slack.apiBase}chat.postMessage`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${BOT_TOKEN}` },
      body: JSON.stringify({ channel: CHANNEL, text: "hi" }),
    });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await post({ channel: "C0OTHER" })).toMatchObject({ ok: true });
    now += 1000;
    expect(await post({})).toMatchObject({ ok: true });
    expect(slack.messages()).toHaveLength(2);
  });

  test("opens a modal within 3 seconds of its trigger, checked", async () => {
    const view = { type: "modal", title: { type: "plain_text", text: "Edit" }, blocks: [section("x")] };
    expect(await call("views.open", { trigger_id: "old", view })).toMatchObject({
      error: "expired_trigger_id",
    });
    const long = { ...view, title: { type: "plain_text", text: "x".repeat(25) } };
    expect(await call("views.open", { trigger_id: "old", view: long })).toMatchObject({
      error: "invalid_arguments",
    });
  });

  test("admits a socket by its ticket, once", async () => {
    const url = String((await call("apps.connections.open", {}, APP_TOKEN)).url);
    const open = () =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url);
        socket.addEventListener("message", ({ data }) => resolve(String(JSON.parse(String(data)).type)));
        socket.addEventListener("error", () => resolve("refused"));
      });
    expect(await open()).toBe("hello");
    expect(await open()).toBe("refused");
  });

  test("shows an error for a command that nobody acknowledges", async () => {
    await expect(slack.slash({ text: "recent" })).rejects.toThrow("not connected");
  });
});
