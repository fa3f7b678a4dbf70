import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { inShell } from "../adapters/shell-way.ts";
import { CHANNEL as DISCORD_CHANNEL, GUILD, MAY, startDiscord, TOKEN } from "../platforms/discord/index.ts";
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
  for (const [name, value] of Object.entries(TOKENS)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await room.close();
  for (const close of closing.splice(0)) await close();
});

const TOKENS = { DISCORD_TOKEN: TOKEN, SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN };
const MEETING = { guid: "m1", title: "Putin and Zelenskyy may meet in Geneva next week" };
const SWAP = { guid: "m2", title: "Two hundred prisoners come home after Zelenskyy wrote to Putin" };

/** A desk of both platforms that runs, with what a shell beside it says. */
async function running() {
  const discord = await startDiscord();
  const slack = await startSlack({ rateLimit: "off" });
  closing.push(discord.close, slack.close);
  room.publish("alpha", []);
  room.configure(
    ["alpha"],
    `backfill: all
adapters:
  discord: { apiBase: "${discord.apiBase}" }
  slack: { apiBase: "${slack.apiBase}" }
adminChannel: newsroom
channels: { world: "discord:${DISCORD_CHANNEL}", newsroom: "slack:${SLACK_CHANNEL}" }
watchLists:
  - { name: leaders, title: Leaders, queries: ["putin AND zelenskyy"], channels: [world, newsroom] }
`,
  );
  const service = room.start([], TOKENS);
  const config = join(room.dir, "wirewatch.yaml");
  /** Until a shell's words are as they should. */
  const says = async (args: string[], words: RegExp): Promise<string> => {
    let said = "";
    await vi.waitFor(async () => {
      said = await inShell([...args, "--config", config]);
      expect(said).toMatch(words);
    }, 30_000);
    return said;
  };
  await eventually("a first poll", () => (room.polls.get("alpha") ?? 0) > 0, 30_000, service.err);
  await says(["status"], /discord: connected\nslack: connected/);
  const slackSays = () =>
    slack
      .messages()
      .map((message) => read(message).text)
      .join("\n");
  return { discord, slack, slackSays, says, config, err: service.err };
}

it("what is wrong with one platform is said by status and doctor in a shell, with its mend; the other goes on", {
  timeout: 120_000,
}, async () => {
  const { discord, slackSays, says, err } = await running();
  // Discord's token is reset: its messages wait, Slack's come.
  discord.revokeToken();
  room.publish("alpha", [MEETING]);
  await eventually("Slack's alert", () => slackSays().includes(MEETING.title), 30_000, err);
  const status = await says(
    ["status"],
    /discord: connected, but[^\n]*refuses the token; reset the token[^\n]*DISCORD_TOKEN/,
  );
  expect(status).toMatch(/slack: connected\n|slack: connected$/);
  await says(["status"], /world: 1 message will be tried again: Discord refuses the token/);
  const doctor = await says(
    ["doctor", "--no-feeds"],
    /fault +platform +discord: .*refuses the token; reset the token/,
  );
  expect(doctor).toMatch(/ok +platform +slack: the running service says: connected/);
  expect(doctor).toMatch(/ok +channel +newsroom/);
  expect(discord.messages(DISCORD_CHANNEL)).toEqual([]);
});

it("a channel that was archived, or that the bot may not see any more, is said with its mend; the other goes on", {
  timeout: 120_000,
}, async () => {
  const { discord, slack, slackSays, says, err } = await running();
  slack.archive(SLACK_CHANNEL);
  room.publish("alpha", [MEETING]);
  await eventually("Discord's alert", () => discord.messages(DISCORD_CHANNEL).length === 1, 30_000, err);
  await says(["status"], /newsroom: 1 message could not be delivered: the channel is archived: unarchive it/);
  await says(["doctor", "--no-feeds"], /fault +channel +newsroom.*#world is archived\n +-> unarchive #world/);

  // Then Discord's: no right to see it, and out of the server.
  const channel = slack.world.channels.get(SLACK_CHANNEL);
  if (channel !== undefined) channel.archived = false;
  const place = discord.world.channels.get(DISCORD_CHANNEL);
  if (place !== undefined) place.denied = MAY.viewChannel;
  room.publish("alpha", [SWAP, MEETING]);
  await eventually("Slack's alert", () => slackSays().includes(SWAP.title), 30_000, err);
  await says(["status"], /world: 1 message could not be delivered: .*give it View Channel/);
  discord.gateway.dispatch("GUILD_DELETE", { id: GUILD });
  discord.world.guilds.delete(GUILD);
  await eventually(
    "the admin is told",
    () => /removed from the Discord server News Guild/.test(slackSays()),
    30_000,
    err,
  );
  await says(["doctor", "--no-feeds"], /fault +channel +world .*\n +-> .*invite it to that server/);
});

it("a channel's setting that is given in a shell counts in the running service", {
  timeout: 120_000,
}, async () => {
  const { slack, slackSays, config, err } = await running();
  await inShell(["channel", "layout", "newsroom", "headline", "--config", config]);
  await vi.waitFor(async () => {
    const [answer] = (await slack.slash({ text: "channel layout newsroom" })).responses;
    expect(read(answer ?? {}).text).toContain("shows alerts in the headline layout (set here;");
  }, 30_000);
  room.publish("alpha", [MEETING]);
  await eventually("Slack's alert", () => slackSays().includes(MEETING.title), 30_000, err);
  expect(slackSays()).toContain("Claim");
  expect(slackSays()).not.toContain("Why:");
});
