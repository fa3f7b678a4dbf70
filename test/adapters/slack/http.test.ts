import { createServer } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Reply } from "../../../src/model/command.ts";
import { signed } from "../../platforms/slack/deliver.ts";
import { CHANNEL, read } from "../../platforms/slack/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { answeringDesk, readView, realClock, slackBench } from "./bench.ts";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
let close = async () => {};
afterEach(() => close());

const say = (text: string) => (): Reply => ({ kind: "text", text });

/** The service with `mode: http` at a free port, and the platform told where it is. */
async function desk(signingSecret = SECRET) {
  const env = { SLACK_BOT_TOKEN: "xoxb-loopback", SLACK_SIGNING_SECRET: SECRET };
  let now = 0;
  const clock = { ...realClock, now: () => Date.now() + now };
  const made = await answeringDesk(
    {
      recent: say("Leaders to meet"),
      form: ({ name }) =>
        name === undefined
          ? {
              kind: "form",
              title: "Form",
              fields: [{ name: "name", label: "Name", type: "text", required: true }],
              submit: { label: "Save", call: { command: "form", options: {} } },
            }
          : { kind: "error", text: "name: is taken" },
    },
    { settings: { mode: "http", port: 0 }, deps: { env, clock } },
  );
  close = async () => {
    await made.adapter.stop();
    await made.platform.close();
  };
  const port = /"port":(\d+)/.exec(made.log.lines.find((line) => line.includes("listening")) ?? "")?.[1];
  const http = { url: `http://127.0.0.1:${port}/slack/events`, signingSecret, now: Date.now };
  made.platform.http = http;
  const pass = (ms: number) => {
    now += ms;
  };
  return { ...made, http, pass };
}

describe("over HTTP", () => {
  test("commands, buttons, forms, the home tab and shortcuts work as over the socket, and none is opened", async () => {
    const { platform, adapter, asked } = await desk();
    const { people, views } = platform;
    const { ackMs, responses } = await platform.slash({ text: "recent", user: "U0ADMIN" });
    expect(ackMs).toBeLessThan(3000);
    expect(read(responses[0] ?? {}).text).toBe("Leaders to meet");
    expect(asked[0]?.caller.permission).toBe("admin");
    const buttons = [{ label: "More", action: "recent", value: "5" }];
    sent(await adapter.send({ channel: CHANNEL }, aMessage({ buttons }), "alert1post"));
    const [message] = platform.messages();
    if (message === undefined) throw new Error("nothing was posted");
    expect((await platform.press(message, "wirewatch:0:recent")).responses).toHaveLength(1);
    await platform.slash({ text: "form" });
    if (views.top === undefined) throw new Error("no modal");
    expect(await people.submit(views.top, { name: "x" })).toEqual({ "field:name": "name: is taken" });
    await people.openHome();
    await vi.waitFor(() => expect(readView(views.homes.get("U0MEMBER")).text).toContain("Leaders to meet"));
    expect(platform.sockets.connections).toBe(0);
    expect((await adapter.check(CHANNEL)).ok).toBe(true);
  });

  test("a request that is not Slack's is refused and logged, and does nothing", async () => {
    const { platform, asked, log } = await desk("another-secret");
    await expect(platform.slash({ text: "recent" })).rejects.toThrow("401");
    expect(asked).toEqual([]);
    expect(log.lines.join("\n")).toMatch(/warn a request that claims.*signature is wrong/);
  });

  const body = new URLSearchParams({ command: "/wirewatch", text: "recent", user_id: "U0ADMIN" }).toString();
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const ask = async (url: string, more: Record<string, string>, sentBody = body) =>
    (await fetch(url, { method: "POST", headers: { ...form, ...more }, body: sentBody })).status;

  test("a request is taken once, and only while it is new", async () => {
    const { http, log, pass } = await desk();
    const headers = signed(http, body);
    expect(await ask(http.url, headers)).toBe(200);
    expect(await ask(http.url, headers)).toBe(401);
    expect(log.lines.join("\n")).toContain("it was sent before");
    const unseen = signed(http, `${body}&x=1`);
    pass(5 * 60_000 + 2000);
    expect(await ask(http.url, unseen, `${body}&x=1`)).toBe(401);
    expect(await ask(http.url, headers)).toBe(401);
    expect(log.lines.join("\n")).toContain("more than five minutes");
    pass(-12 * 60_000);
    expect(await ask(http.url, signed(http, `${body}&x=2`), `${body}&x=2`)).toBe(401);
  });

  test.each<[string, (headers: Record<string, string>) => Record<string, string>]>([
    ["without a signature", ({ "x-slack-signature": _, ...rest }) => rest],
    ["without a time", ({ "x-slack-request-timestamp": _, ...rest }) => rest],
    ["with a time that is none", (h) => ({ ...h, "x-slack-request-timestamp": "now" })],
    [
      "of another body",
      (h) => ({ ...h, "x-slack-signature": signed(desktop, "other")["x-slack-signature"] ?? "" }),
    ],
    ["of another version", (h) => ({ ...h, "x-slack-signature": `v1=${h["x-slack-signature"]?.slice(3)}` })],
  ])("a request %s is refused", async (_name, spoil) => {
    const { http, asked } = await desk();
    expect(await ask(http.url, spoil(signed(http, body)))).toBe(401);
    expect(asked).toEqual([]);
  });
  const desktop = { url: "", signingSecret: SECRET, now: Date.now };

  test("another path, method or size is refused; Slack's look at TLS is answered and does nothing", async () => {
    const { http, asked } = await desk();
    expect(await ask(http.url.replace("events", "other"), signed(http, body))).toBe(404);
    expect((await fetch(http.url)).status).toBe(405);
    const large = "x".repeat(1_000_001);
    expect(await ask(http.url, signed(http, large), large)).toBe(413);
    expect(await ask(http.url, {}, `ssl_check=1&${body}`)).toBe(200);
    expect(await ask(http.url, signed(http, "{"), "{")).not.toBe(401);
    expect(asked).toEqual([]);
  });

  test("Slack's question whether the address is ours is answered", async () => {
    const { http } = await desk();
    const question = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1aB" });
    const headers = { "content-type": "application/json", ...signed(http, question) };
    const answer = await fetch(http.url, { method: "POST", headers, body: question });
    expect(await answer.json()).toEqual({ challenge: "3eZbrw1aB" });
  });

  test("stops listening when the service stops", async () => {
    const { http, adapter } = await desk();
    await adapter.stop();
    await expect(fetch(http.url)).rejects.toThrow();
  });
});

describe("what keeps it from listening is said", () => {
  async function bench(settings: Record<string, unknown>, env: Record<string, string>) {
    const made = await slackBench(
      {},
      {
        settings: { mode: "http", ...settings },
        deps: { env: { SLACK_BOT_TOKEN: "xoxb-loopback", ...env } },
      },
    );
    close = async () => {
      await made.adapter.stop();
      await made.platform.close();
    };
    return made.adapter;
  }
  const start = (adapter: Awaited<ReturnType<typeof bench>>) =>
    adapter.start(
      { commands: [], run: async () => say("")(), suggest: async () => [], parseLine: () => say("")() },
      new AbortController().signal,
    );

  test("where there is no signing secret, by start and check", async () => {
    const adapter = await bench({}, {});
    await expect(start(adapter)).rejects.toThrow("set SLACK_SIGNING_SECRET");
    expect(await adapter.check(CHANNEL)).toMatchObject({
      ok: false,
      detail: "no signing secret for Slack",
      mend: expect.stringContaining("SLACK_SIGNING_SECRET"),
    });
  });

  test("where a token stands for it", async () => {
    const adapter = await bench({}, { SLACK_SIGNING_SECRET: "xapp-loopback" });
    await expect(start(adapter)).rejects.toThrow("SLACK_SIGNING_SECRET must hold the signing secret");
    expect((await adapter.check(CHANNEL)).ok).toBe(false);
  });

  test("where the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await vi.waitFor(() => expect(other.listening).toBe(true));
    const address = other.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const adapter = await bench({ port }, { SLACK_SIGNING_SECRET: SECRET });
    await expect(start(adapter)).rejects.toThrow(/cannot listen.*EADDRINUSE.*adapters\.slack\.port/);
    other.close();
  });
});
