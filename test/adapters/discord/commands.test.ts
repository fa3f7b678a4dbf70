import { afterEach, describe, expect, test, vi } from "vitest";
import { pressed, renderButtons } from "../../../adapters/discord/buttons.ts";
import type { Reply } from "../../../src/model/command.ts";
import { CHANNEL, type DiscordOptions, GUILD, MAY } from "../../platforms/discord/index.ts";
import { createMessage } from "../../platforms/discord/schemas.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { benchDiscord, type Called, type DiscordBench, hostOf } from "./bench.ts";

let bench: DiscordBench;
let host: ReturnType<typeof hostOf>;
const stop = new AbortController();
afterEach(async () => {
  await bench.adapter.stop();
  await bench.platform.close();
});

const answer = (called: Called): Reply =>
  called.name === "recent"
    ? {
        kind: "list",
        title: "Recent alerts",
        items: [
          {
            headline: { text: "Putin: [talks] @everyone", spans: [{ start: 0, end: 5 }] },
            url: "https://news.example/1",
            outlet: "Example News",
            at: 1_755_604_800_000,
            detail: "ukraine-peace, +2 outlets",
            data: {},
          },
        ],
        empty: "Nothing yet.",
      }
    : { kind: "text", text: `${called.name} ${JSON.stringify(called.options)}` };

async function started(options: DiscordOptions = {}): Promise<DiscordBench> {
  bench = await benchDiscord(options);
  host = hostOf(answer);
  await bench.adapter.start(host, stop.signal);
  return bench;
}

describe("a slash command", () => {
  test("recent is acknowledged at once, answered to the caller only, with links, times and nothing hostile", async () => {
    const { platform } = await started();
    const told = await platform.interact({
      command: "recent",
      options: { watch: "ukraine-peace", limit: 5 },
      user: { id: "700000000000000007", name: "Ann" },
    });
    expect(told).toMatchObject({ deferred: true, ephemeral: true, content: "" });
    expect(told.embeds[0]).toMatchObject({
      title: "Recent alerts",
      description:
        "• [**Putin**: \\[talks\\] ＠everyone](https://news.example/1) — Example News · <t:1755604800:R> · ukraine-peace, +2 outlets",
    });
    expect(host.called).toEqual([
      {
        name: "recent",
        options: { watch: "ukraine-peace", limit: "5" },
        caller: {
          platform: "discord",
          user: "700000000000000007",
          displayName: "Ann",
          permission: "member",
          language: "en-GB",
        },
      },
    ]);
  });

  test("of two words is a subcommand", async () => {
    const { platform } = await started();
    expect((await platform.interact({ command: "watch list" })).text).toContain("watch list");
    expect(host.called[0]).toMatchObject({ name: "watch list", options: {} });
  });

  test.each([
    [MAY.administrator, "admin"],
    [MAY.manageGuild, "admin"],
    [MAY.viewChannel | MAY.sendMessages, "member"],
  ])("is called with the permission that Discord's own give: %s", async (permissions, permission) => {
    const { platform } = await started();
    const user = { id: "700000000000000007", permissions };
    await platform.interact({ command: "watch pause", options: { name: "x" }, user });
    expect(host.called[0]?.caller.permission).toBe(permission);
  });

  test.each([
    [["610000000000000001"], "admin"],
    [["620000000000000001"], "editor"],
    [["620000000000000001", "610000000000000001"], "admin"],
    [["630000000000000001"], "member"],
  ])("is called with what the configured roles give: %s", async (roles, permission) => {
    const mapped = { admin: ["610000000000000001"], editor: ["620000000000000001", "620000000000000002"] };
    bench = await benchDiscord({}, { roles: mapped });
    bench.platform.world.guilds
      .get(GUILD)
      ?.roles.push("610000000000000001", "620000000000000001", "630000000000000001");
    host = hostOf(answer);
    await bench.adapter.start(host, stop.signal);
    const user = { id: "700000000000000007", roles };
    await bench.platform.interact({ command: "watch pause", options: { name: "x" }, user });
    expect(host.called[0]?.caller.permission).toBe(permission);
  });

  test("says which of the desk's channels it came from, in a thread too", async () => {
    bench = await benchDiscord({}, {}, { names: { [CHANNEL]: "world" } });
    const other = { id: "200000000000000009", guild: GUILD };
    const thread = { id: "200000000000000011", guild: GUILD, type: 11, parent: CHANNEL };
    bench.platform.world.addChannel(other);
    bench.platform.world.addChannel(thread);
    host = hostOf(answer);
    await bench.adapter.start(host, stop.signal);
    for (const channel of [CHANNEL, thread.id, other.id]) {
      await bench.platform.interact({ command: "recent", channel });
    }
    expect(host.called.map((c) => c.caller.channel)).toEqual(["world", "world", undefined]);
  });

  test("in a server that holds none of the desk's channels is told that this is another desk's", async () => {
    bench = await benchDiscord();
    const other = "100000000000000002";
    bench.platform.world.addGuild({ id: other });
    bench.platform.world.addChannel({ id: "200000000000000002", guild: other });
    host = hostOf(answer);
    await bench.adapter.start(host, stop.signal);
    const told = await bench.platform.interact({ command: "recent", guild: other });
    expect(told.text).toContain("another desk");
    sent(
      await bench.adapter.send(
        { channel: "200000000000000002" },
        aMessage({ buttons: [{ label: "Mute", action: "mute", value: "7" }] }),
        "k1",
      ),
    );
    const [message] = bench.platform.messages("200000000000000002");
    if (message === undefined) throw new Error("no message");
    const pressedThere = await bench.platform.press(message, "wirewatch:mute:7", { guild: other });
    expect(pressedThere.text).toContain("another desk");
    const asked = { command: "recent", guild: other };
    expect(await bench.platform.complete(asked, "watch", "ukr")).toEqual([]);
    expect(host.called).toEqual([]);
  });

  test("in the server of an archived thread that is a channel of the desk is answered", async () => {
    bench = await benchDiscord({}, {}, { destinations: ["200000000000000011"] });
    bench.platform.world.addChannel({
      id: "200000000000000011",
      guild: GUILD,
      type: 11,
      parent: CHANNEL,
      archived: true,
    });
    host = hostOf(answer);
    await bench.adapter.start(host, stop.signal);
    expect((await bench.platform.interact({ command: "recent" })).text).toContain("Recent alerts");
  });

  test("that takes longer than Discord waits is answered all the same", async () => {
    bench = await benchDiscord();
    let finish = () => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    host = hostOf(async () => {
      await slow;
      return { kind: "text", text: "At last." };
    });
    await bench.adapter.start(host, stop.signal);
    const told = bench.platform.interact({ command: "recent" });
    await vi.waitFor(() => expect(host.called).toHaveLength(1));
    // Acknowledged before the command was asked, let alone done: the 3 seconds no longer run.
    expect(bench.platform.requests.filter((r) => r.path.endsWith("/callback"))).toMatchObject([
      { status: 204, body: { type: 5, data: { flags: 64 } } },
    ]);
    finish();
    expect((await told).text).toBe("At last.");
  });

  test("completes an option with what the core suggests", async () => {
    const { platform } = await started();
    expect(await platform.complete({ command: "recent" }, "watch", "ukraine")).toEqual([
      { name: "recent watch ukraine", value: "ukraine-peace" },
    ]);
    expect(await platform.complete({ command: "watch pause" }, "name", "x")).toEqual([
      { name: "watch pause name x", value: "x-peace" },
    ]);
  });
});

describe("a button", () => {
  const buttons = [
    { label: "Mute story", action: "mute", value: "7", style: "danger" as const },
    { label: "Odd", action: "odd", value: "x" },
    { label: "Too long", action: "mute", value: "x".repeat(100) },
  ];

  test("calls the command that it names; an edit keeps it or takes it away", async () => {
    const { platform, adapter } = await started();
    const ref = sent(await adapter.send({ channel: CHANNEL }, aMessage({ buttons }), "k1"));
    const [message] = platform.messages(CHANNEL);
    if (message === undefined) throw new Error("no message");
    expect(message.components).toMatchObject([
      {
        components: [
          { label: "Mute story", style: 4, custom_id: "wirewatch:mute:7" },
          { label: "Odd", style: 2 },
        ],
      },
    ]);
    const told = await platform.press(message, "wirewatch:mute:7", {
      user: { id: "700000000000000007", name: "Ann" },
    });
    expect(told).toMatchObject({ ephemeral: true, deferred: true });
    expect(host.called).toMatchObject([
      { name: "mute", options: { story: "7" }, caller: { displayName: "Ann" } },
    ]);
    expect((await platform.press(message, "wirewatch:odd:x")).text).toContain("no command odd");
    sent(await adapter.edit(ref, aMessage({ buttons: [] }), "k1"));
    expect(message.components).toEqual([]);
  });

  test.each([
    [[], "member"],
    [["620000000000000001"], "editor"],
    [undefined, undefined],
  ])(
    "of a direct message works for who is in the desk's server, as what they are there: %s",
    async (roles, permission) => {
      bench = await benchDiscord({}, { roles: { editor: ["620000000000000001"] } });
      host = hostOf(answer);
      const { platform, adapter } = bench;
      await adapter.start(host, stop.signal);
      const user = { id: "700000000000000007", name: "Ann" };
      if (roles !== undefined) platform.world.members.set(`${GUILD} ${user.id}`, roles);
      const ref = sent(await adapter.send({ channel: `user:${user.id}` }, aMessage({ buttons }), "k1"));
      const [message] = platform.messages(ref.channel);
      if (message === undefined) throw new Error("no message");
      const told = await platform.press(message, "wirewatch:mute:7", { user, direct: true });
      expect(told.text).toContain(permission === undefined ? "none of this desk's servers" : "mute");
      expect(host.called.map((c) => c.caller.permission)).toEqual(
        permission === undefined ? [] : [permission],
      );
    },
  );

  test("as many as a message holds, each once", () => {
    const many = Array.from({ length: 60 }, (_, i) => ({
      label: `b${i}`,
      action: "mute",
      value: String(i % 40),
    }));
    const rows = renderButtons(many);
    expect(rows.map((row) => row.components.length)).toEqual([5, 5, 5, 5, 5]);
    expect(createMessage.safeParse({ content: "x", components: rows }).success).toBe(true);
    expect(pressed("other:mute:7")).toBeUndefined();
    expect(pressed("wirewatch:mute:a:b")).toEqual({ action: "mute", value: "a:b" });
  });
});

describe("an answer that Discord refuses", () => {
  test("is told as such, so that nobody waits for it", async () => {
    const { platform } = await started();
    platform.faults.add({ method: "PATCH", path: /@original/, answer: 400 });
    expect((await platform.interact({ command: "recent" })).text).toContain("would not show the answer");
  });
});
