import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CHANNEL as DISCORD_CHANNEL, startDiscord, TOKEN, textOf } from "../platforms/discord/index.ts";
import {
  APP_TOKEN,
  BOT_TOKEN,
  read,
  CHANNEL as SLACK_CHANNEL,
  startSlack,
} from "../platforms/slack/index.ts";
import { eventually, type Newsroom, newsroom } from "./newsroom.ts";

let room: Newsroom;
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  room = await newsroom();
});
afterEach(async () => {
  await room.close();
  for (const close of closing.splice(0)) await close();
});

const LISTS = `
watchLists:
  - { name: leaders, title: Leaders, queries: ["putin AND zelenskyy"], channels: [CHANNELS] }
`;
const MEETING = {
  guid: "m1",
  title: "Putin and Zelenskyy may meet in Geneva next week",
  description: "Aides said so on Friday.",
};

describe("the service", () => {
  it("tells a story once on three platforms, lets it grow, takes it back, and answers", {
    timeout: 60_000,
  }, async () => {
    const discord = await startDiscord();
    const slack = await startSlack();
    closing.push(discord.close, slack.close);
    room.publish("alpha", []);
    room.publish("beta", []);
    room.configure(
      ["alpha", "beta"],
      `backfill: all
adapters:
  discord: { apiBase: "${discord.apiBase}" }
  slack: { apiBase: "${slack.apiBase}" }
channels: { world: "discord:${DISCORD_CHANNEL}", newsroom: "slack:${SLACK_CHANNEL}", screen: "console:desk" }
${LISTS.replace("CHANNELS", "world, newsroom, screen")}`,
    );
    const tokens = { DISCORD_TOKEN: TOKEN, SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN };
    const service = room.start([], tokens);
    const say = () => `${service.out()}\n${service.err()}`;
    const posts = () => [discord.messages(DISCORD_CHANNEL), slack.messages(SLACK_CHANNEL), room.lines()];
    const counts = () => posts().map((m) => m.length);
    await eventually("a first poll of both", () => (room.polls.get("beta") ?? 0) > 0, 20_000, say);

    room.publish("alpha", [MEETING, { guid: "w", title: "Rain tomorrow" }]);
    await eventually("one message everywhere", () => counts().every((n) => n === 1), 20_000, say);

    room.publish("beta", [{ ...MEETING, guid: "b1", title: `UPDATE 1-${MEETING.title}`, description: "" }]);
    const grown = () => {
      const [onDiscord] = discord.messages(DISCORD_CHANNEL);
      const [onSlack] = slack.messages(SLACK_CHANNEL);
      return onDiscord?.editedAt !== undefined && onSlack?.edits === 1 && room.lines().length === 2;
    };
    await eventually("each message edited", grown, 20_000, say);
    const [first] = discord.messages(DISCORD_CHANNEL);
    expect(textOf(first?.content ?? "", first?.embeds ?? [])).toContain("beta");
    expect(
      read(slack.messages(SLACK_CHANNEL)[0] ?? { text: "", blocks: [], attachments: [] }).text,
    ).toContain("beta");

    for (const outlet of ["alpha", "beta"]) {
      room.publish(outlet, [
        { ...MEETING, guid: outlet === "alpha" ? "m1" : "b1", title: `WITHDRAWN: ${MEETING.title}` },
      ]);
    }
    await eventually(
      "a reply everywhere",
      () => (counts()[0] ?? 0) >= 2 && (counts()[1] ?? 0) >= 2,
      20_000,
      say,
    );
    await eventually("told on the console", () => room.lines().some((l) => l.kind === "reply"), 20_000, say);

    const told = await discord.interact({ command: "recent" });
    expect(JSON.stringify(told)).toContain("Geneva");
    const slashed = await slack.slash({ text: "recent", channel: SLACK_CHANNEL });
    expect(slashed.ackMs).toBeLessThan(3000);
    expect(JSON.stringify(slashed.responses)).toContain("Geneva");
    const lists = await slack.slash({ text: "watch list", channel: SLACK_CHANNEL });
    expect(JSON.stringify(lists.responses)).toContain("Leaders");

    const { how, ms } = await service.kill("SIGTERM");
    expect(how).toBe(0);
    expect(ms).toBeLessThan(10_000);
    expect(say()).not.toContain(TOKEN);
  });

  it("posts nothing again after a restart, and refuses to run twice", { timeout: 60_000 }, async () => {
    room.publish("alpha", [MEETING]);
    room.configure(
      ["alpha"],
      `backfill: all\nchannels: { screen: "console:desk" }${LISTS.replace("CHANNELS", "screen")}`,
    );
    const first = room.start();
    await eventually("the alert", () => room.lines().length === 1, 20_000, first.err);
    const second = room.start();
    expect(await second.ended).toBe(1);
    expect(second.err()).toContain("another `wirewatch run` is using");
    expect((await first.kill("SIGTERM")).how).toBe(0);

    const polled = room.polls.get("alpha") ?? 0;
    const again = room.start();
    await eventually("two more polls", () => (room.polls.get("alpha") ?? 0) >= polled + 2, 20_000, again.err);
    expect(room.lines()).toHaveLength(1);
  });

  it("polls once, tells the backlog as one digest, and exits", { timeout: 60_000 }, async () => {
    room.publish("alpha", [
      MEETING,
      { guid: "m2", title: "Zelenskyy calls Putin", at: Date.now() - 3_600_000 },
    ]);
    room.publish("beta", [{ guid: "old", title: "Putin and Zelenskyy last year", at: Date.now() - 9e9 }]);
    room.configure(
      ["alpha", "beta", "broken"],
      `channels: { screen: "console:desk" }${LISTS.replace("CHANNELS", "screen")}`,
    );
    const service = room.start(["run", "--once"]);
    expect(await service.ended, service.err()).toBe(0);
    const lines = room.lines();
    expect(lines.map((l) => l.kind)).toEqual(["post"]);
    expect(lines[0]?.text).toContain("Zelenskyy calls Putin");
    expect(lines[0]?.text).toContain(MEETING.title);
    expect(lines[0]?.text).not.toContain("last year");
  });

  it("shows the same stories in a shell", { timeout: 60_000 }, async () => {
    room.publish("alpha", [MEETING]);
    room.configure(
      ["alpha"],
      `backfill: all\nchannels: { screen: "console:desk" }${LISTS.replace("CHANNELS", "screen")}`,
    );
    expect(await room.start(["run", "--once"]).ended).toBe(0);
    const recent = room.start(["recent", "leaders", "--json"]);
    expect(await recent.ended, recent.err()).toBe(0);
    expect(JSON.parse(recent.out())).toMatchObject({
      headline: MEETING.title,
      outlet: "alpha",
      watchLists: ["leaders"],
    });
    const search = room.start(["search", "geneva", "AND", "putin", "--json"]);
    expect(await search.ended, search.err()).toBe(0);
    expect(JSON.parse(search.out())).toMatchObject({ headline: MEETING.title });
    const wrong = room.start(["search", "geneva AND"]);
    expect(await wrong.ended).toBe(2);
    expect(wrong.err()).toMatch(/column 11|AND/);
  });
});
