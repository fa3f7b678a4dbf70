import { DiscordAPIError, Routes } from "discord.js";
import type { ChannelCheck } from "../../src/model/adapter.ts";
import { outcomeOf } from "./errors.ts";
import {
  type Channel,
  channelSchema,
  type Guild,
  guildSchema,
  HISTORY,
  isText,
  isThread,
  memberSchema,
  missingFor,
  permissionsIn,
} from "./permissions.ts";
import type { Platform } from "./platform.ts";

/** Whether the bot may post in a channel and look up what it posted, in words, with the mend. Never throws. */
export async function checkChannel(platform: Platform, destination: string): Promise<ChannelCheck> {
  if (!/^\d{5,20}$/.test(destination)) {
    return {
      ok: false,
      detail: `"${destination}" is no Discord channel id`,
      mend: "in Discord switch on Developer Mode (Settings, Advanced), right-click the channel, Copy Channel ID",
    };
  }
  try {
    const { channel, guild, held } = await standing(platform, destination);
    const bot = await platform.me();
    const place = `#${channel.name ?? channel.id} of ${guild.name}`;
    if (!isText(channel)) {
      const what =
        channel.type === 15
          ? "a forum"
          : channel.type === 4
            ? "a category"
            : `a channel of type ${channel.type}`;
      return {
        ok: false,
        detail: `${place} is ${what}, not a text channel`,
        mend: "name a text channel or a thread",
      };
    }
    const missing = missingFor(channel, held);
    if (missing.length > 0) {
      const mend = `in ${guild.name} give the bot ${missing.join(", ")} in #${channel.name ?? channel.id} (Edit Channel, Permissions)`;
      return { ok: false, detail: `${bot.username} lacks ${missing.join(", ")} in ${place}`, mend };
    }
    if (channel.thread_metadata?.locked === true) {
      return {
        ok: false,
        detail: `${place} is a locked thread`,
        mend: "unlock the thread or name another place",
      };
    }
    return { ok: true, detail: `${bot.username} posts in ${place}` };
  } catch (error) {
    return failed(error, destination);
  }
}

function failed(error: unknown, destination: string): ChannelCheck {
  const outcome = outcomeOf(error, false);
  switch (outcome.status) {
    case "unauthorized":
      return {
        ok: false,
        detail: outcome.reason,
        mend: "reset the token on the developer portal's Bot page and set DISCORD_TOKEN",
      };
    case "wait":
      return {
        ok: false,
        detail: `Discord asks to wait ${Math.ceil(outcome.afterMs / 1000)} s`,
        mend: "try again then",
      };
    case "channelGone":
    case "messageGone":
      return {
        ok: false,
        detail: `the bot cannot reach channel ${destination}: ${outcome.reason}`,
        mend: mendOf(error),
      };
    case "unknown":
    case "rejected":
      return {
        ok: false,
        detail: `Discord does not say: ${outcome.reason}`,
        mend: "check the network and apiBase",
      };
    case "sent":
      return { ok: true, detail: "" };
  }
}

function mendOf(error: unknown): string {
  const seen = error instanceof DiscordAPIError && error.code === 50_001;
  return seen
    ? "give the bot View Channel there, or invite it to that server"
    : "check the id: right-click the channel, Copy Channel ID";
}

/** The bot in a channel: the channel, its guild, and what the bot may do there. A thread has its parent's permissions. */
async function standing(
  platform: Platform,
  id: string,
): Promise<{ channel: Channel; guild: Guild; held: bigint }> {
  const channel = channelSchema.parse(await platform.rest.get(Routes.channel(id)));
  if (channel.guild_id === undefined)
    throw new Error(`channel ${id} is a direct message, not a server's channel`);
  const bot = await platform.me();
  const guild = guildSchema.parse(await platform.rest.get(Routes.guild(channel.guild_id)));
  const member = memberSchema.parse(await platform.rest.get(Routes.guildMember(guild.id, bot.id)));
  const parent = isThread(channel) ? channel.parent_id : undefined;
  const ruling =
    parent == null ? channel : channelSchema.parse(await platform.rest.get(Routes.channel(parent)));
  return { channel, guild, held: permissionsIn(ruling, guild, { id: bot.id, roles: member.roles }) };
}

/** Whether an empty history means that there is nothing. Throws what the platform answered. */
export async function mayReadHistory(platform: Platform, channel: string): Promise<boolean> {
  const { held } = await standing(platform, channel);
  return (held & HISTORY) !== 0n;
}
