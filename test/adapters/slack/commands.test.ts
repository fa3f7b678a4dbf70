import { afterEach, describe, expect, test } from "vitest";
import type { Caller, Reply } from "../../../src/model/command.ts";
import { CHANNEL, read, type SlackOptions } from "../../platforms/slack/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { fakeHost, type SlackBench, slackBench } from "./bench.ts";

let bench: SlackBench;
const stop = new AbortController();
afterEach(async () => {
  await bench.adapter.stop();
  await bench.platform.close();
});

const stories: Reply = {
  kind: "list",
  title: "Latest stories",
  items: [
    {
      headline: { text: "Leaders to meet <!channel>", spans: [{ start: 0, end: 7 }] },
      url: "https://news.example/1",
      outlet: "Example News",
      at: 1_755_600_000_000,
      detail: "ukraine-peace, +2 outlets",
      data: {},
    },
  ],
  empty: "Nothing yet.",
};

/** The service, connected, its core answering `reply` and noting who asked what. */
async function connected(
  reply: Reply | ((caller: Caller) => Reply | Promise<Reply>) = stories,
  options: SlackOptions = {},
  destinations = [CHANNEL],
) {
  bench = await slackBench(options, { deps: { destinations } });
  const calls: { options: Record<string, string>; caller: Caller }[] = [];
  const host = fakeHost((given, caller) => {
    calls.push({ options: given, caller });
    return { kind: "text", text: "" };
  });
  const answering = {
    ...host,
    run: async (name: string, given: Record<string, string>, caller: Caller) => {
      await host.run(name, given, caller);
      return typeof reply === "function" ? reply(caller) : reply;
    },
  };
  await bench.adapter.start(answering, stop.signal);
  return { ...bench, calls };
}

describe("/wirewatch", () => {
  test("recent is answered inside 3 seconds, to the caller alone, linked and harmless", async () => {
    const { platform, calls } = await connected();
    const { ackMs, answerMs, responses } = await platform.slash({ text: "recent 5 watch:ukraine-peace" });
    expect(ackMs).toBeLessThan(3000);
    expect(answerMs).toBeLessThan(3000);
    expect(responses).toHaveLength(1);
    const [answer] = responses;
    expect(answer).toMatchObject({ response_type: "ephemeral", unfurl_links: false, unfurl_media: false });
    const reading = read(answer ?? {});
    expect(reading.text).toContain("Leaders to meet <!channel> (https://news.example/1) — Example News");
    expect(reading.text).toContain("ukraine-peace, +2 outlets");
    expect(reading.bold).toContain("Leaders");
    expect(reading.mentions).toEqual([]);
    expect(reading.broken).toEqual([]);
    expect(calls).toEqual([
      {
        options: { line: "recent 5 watch:ukraine-peace" },
        caller: {
          platform: "slack",
          user: "U0MEMBER",
          displayName: "mia",
          permission: "member",
          language: "en-US",
        },
      },
    ]);
  });

  test("gets what was typed, not what Slack makes of it", async () => {
    const { platform, calls } = await connected();
    await platform.slash({ text: 'recent "A & B" <https://news.example/1?a=1|news.example>' });
    expect(calls[0]?.options.line).toBe('recent "A & B" <https://news.example/1?a=1|news.example>');
    await platform.slash({ text: "recent —title “Grain deal” – or — that" });
    expect(calls[1]?.options.line).toBe('recent --title "Grain deal" – or — that');
  });

  test("workspace admins and owners are admins, others members, whoever cannot be looked up too", async () => {
    const { platform, calls } = await connected();
    for (const user of ["U0ADMIN", "U0OWNER", "U0MEMBER", "U0GHOST"])
      await platform.slash({ text: "recent", user });
    expect(calls.map((call) => call.caller.permission)).toEqual(["admin", "admin", "member", "member"]);
    platform.world.scopes = ["chat:write"];
    await platform.slash({ text: "recent", user: "U0NEW" });
    expect(calls.at(-1)?.caller.permission).toBe("member");
  });

  test("a word that is no command is answered with a hint; the core is not asked", async () => {
    const { platform, calls } = await connected();
    const { responses } = await platform.slash({ text: "recnt" });
    expect(read(responses[0] ?? {}).text).toMatch(/There is no command "recnt"\.\s+Try: recent/);
    expect(calls).toEqual([]);
  });

  test("a workspace without any of the desk's channels is told so and can do nothing", async () => {
    const { platform, calls } = await connected(stories, {}, ["C0ELSEWHERE"]);
    const { responses } = await platform.slash({ text: "recent", user: "U0ADMIN" });
    expect(read(responses[0] ?? {}).text).toContain("serves another desk");
    expect(calls).toEqual([]);
  });

  test("so is a person of another workspace in a shared channel", async () => {
    const { platform, calls } = await connected();
    const { responses } = await platform.slash({ text: "recent", team: "T0OTHER" });
    expect(read(responses[0] ?? {}).text).toContain("serves another desk");
    expect(calls).toEqual([]);
  });

  test("an admin of another workspace is no admin here", async () => {
    const { platform, calls, adapter } = await connected();
    platform.world.users.set("U0GUEST", {
      id: "U0GUEST",
      name: "gus",
      admin: true,
      owner: true,
      team: "T0OTHER",
    });
    await platform.slash({ text: "recent", user: "U0GUEST" });
    expect(calls[0]?.caller.permission).toBe("member");
    const buttons = [{ label: "More", action: "recent", value: "5" }];
    sent(await adapter.send({ channel: CHANNEL }, aMessage({ buttons }), "alert1post"));
    const [message] = platform.messages();
    if (message === undefined) throw new Error("nothing was posted");
    const { responses } = await platform.press(message, "wirewatch:0:recent", { user: "U0GUEST" });
    expect(read(responses[0] ?? {}).text).toContain("serves another desk");
    expect(calls).toHaveLength(1);
  });

  test("a fault of ours is said and logged, and the next command is answered", async () => {
    let broken = true;
    const { platform, log } = await connected(() => {
      if (broken) throw new Error("out of order");
      return stories;
    });
    const { responses } = await platform.slash({ text: "recent" });
    expect(read(responses[0] ?? {}).text).toContain("went wrong");
    expect(log.lines.join("\n")).toContain("out of order");
    broken = false;
    expect((await platform.slash({ text: "recent" })).responses).toHaveLength(1);
  });

  test.each<[string, Reply, RegExp]>([
    [
      "text",
      { kind: "text", text: "Two lines:\n  of *text* & <more>" },
      /Two lines:\n {2}of \*text\* & <more>/,
    ],
    [
      "an error",
      { kind: "error", text: "No such watch list.", hint: "Try: watch list" },
      /⚠ No such watch list\.\n\nTry: watch list/,
    ],
    ["an empty list", { ...stories, items: [] }, /^Nothing yet\.$/],
    [
      "a table",
      {
        kind: "table",
        title: "Watch lists",
        columns: ["name", "title"],
        rows: [
          ["ukraine-peace", "Ukraine peace"],
          ["x", "`code` <!here>"],
        ],
        empty: "None.",
        data: [],
      },
      /name {11}title\nukraine-peace {2}Ukraine peace\nx {14}`code` <!here>/,
    ],
  ])("%s is laid out", async (_name, reply, expected) => {
    const { platform } = await connected(reply);
    const { responses } = await platform.slash({ text: "recent" });
    expect(read(responses[0] ?? {}).text).toMatch(expected);
    expect(read(responses[0] ?? {}).mentions).toEqual([]);
  });

  test("a long answer is cut to what Slack takes, and says how much is left out", async () => {
    const [item] = stories.items;
    if (item === undefined) throw new Error("no item");
    const { platform } = await connected({ ...stories, items: Array.from({ length: 300 }, () => item) });
    const { responses } = await platform.slash({ text: "recent" });
    expect(read(responses[0] ?? {}).text).toMatch(/and 2\d\d more$/);
  });
});

test("a pressed button is acknowledged and runs its command", async () => {
  const { platform, adapter, calls } = await connected();
  const buttons = [{ label: "More", action: "recent", value: "5", style: "primary" as const }];
  sent(await adapter.send({ channel: CHANNEL }, aMessage({ buttons }), "alert1post"));
  const message = platform.messages()[0];
  if (message === undefined) throw new Error("nothing was posted");
  const { ackMs, responses } = await platform.press(message, "wirewatch:0:recent", { user: "U0ADMIN" });
  expect(ackMs).toBeLessThan(3000);
  expect(responses[0]).toMatchObject({ response_type: "ephemeral", replace_original: false });
  expect(calls[0]).toMatchObject({ options: { line: "recent 5" }, caller: { permission: "admin" } });
});
