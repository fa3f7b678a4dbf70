import { DiscordAPIError, Routes } from "discord.js";
import { z } from "zod";
import { cleanText } from "../../src/alerts/text.ts";
import type { ChannelCheck } from "../../src/model/adapter.ts";
import { personOf } from "./direct.ts";
import { outcomeOf } from "./errors.ts";
import {
  type Channel,
  channelSchema,
  type Guild,
  guildSchema,
  HISTORY,
  isForum,
  isText,
  isThread,
  MENTION_ALL,
  memberSchema,
  missingFor,
  permissionsIn,
} from "./permissions.ts";
import type { Platform } from "./platform.ts";

/** REQUIRE_TAG of a forum's flags. */
const REQUIRES_TAG = 1 << 4;
const userSchema = z.object({ username: z.string() });

/** Whether the bot may post in a channel and look up what it posted, in words, with the mend. Never throws. */
export async function checkChannel(platform: Platform, destination: string): Promise<ChannelCheck> {
  const person = personOf(destination);
  if (person !== undefined) return checkPerson(platform, person);
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
    if (channel.guild_id === undefined) {
      return {
        ok: false,
        detail: `${destination} is a direct message`,
        mend: "name a server's text channel or thread",
      };
    }
    const server = guild?.name ?? `server ${channel.guild_id}`;
    const place = `#${channel.name ?? channel.id} of ${server}`;
    if (!isText(channel) && !isForum(channel)) {
      const what = channel.type === 4 ? "a category" : `a channel of type ${channel.type}`;
      return {
        ok: false,
        detail: `${place} is ${what}, not a text channel`,
        mend: "name a text channel, a forum or a thread",
      };
    }
    const missing = held === undefined ? [] : missingFor(channel, held);
    if (missing.length > 0) {
      const mend = `in ${server} give the bot ${missing.join(", ")} in #${channel.name ?? channel.id} (Edit Channel, Permissions)`;
      return { ok: false, detail: `${bot.username} lacks ${missing.join(", ")} in ${place}`, mend };
    }
    if (channel.thread_metadata?.locked === true) {
      return {
        ok: false,
        detail: `${place} is a locked thread`,
        mend: "unlock the thread or name another place",
      };
    }
    const tag = isForum(channel) && ((channel.flags ?? 0) & REQUIRES_TAG) !== 0;
    const tags = tag ? "; its posts need a tag, so each watch list needs one called like it" : "";
    const shy = held !== undefined && (held & MENTION_ALL) === 0n;
    const pings = shy ? "; it pings only people, and roles that anyone may mention" : "";
    return { ok: true, detail: `${bot.username} posts in ${place}${tags}${pings}` };
  } catch (error) {
    return failed(error, destination);
  }
}

/** Whether there is such a person; whether they take direct messages shows only when one is sent. */
async function checkPerson(platform: Platform, person: string): Promise<ChannelCheck> {
  try {
    const known = userSchema.parse(await platform.rest.get(Routes.user(person)));
    return { ok: true, detail: `direct messages to ${cleanText(known.username)}` };
  } catch (error) {
    return failed(error, `user:${person}`);
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

interface Standing {
  channel: Channel;
  /** Unknown where the platform does not say: the channel is seen, but not its server or the bot in it. */
  guild?: Guild;
  held?: bigint;
  roles?: string[];
}

/** A member, the bot if unsaid, in a channel: the channel, its guild, what they may do there. A thread has its parent's permissions. */
export async function standing(platform: Platform, id: string, user?: string): Promise<Standing> {
  const { rest } = platform;
  const channel = channelSchema.parse(await rest.get(Routes.channel(id)));
  if (channel.guild_id === undefined) return { channel };
  const who = user ?? (await platform.me()).id;
  const guild = guildSchema.safeParse(await known(rest.get(Routes.guild(channel.guild_id))));
  const member = memberSchema.safeParse(await known(rest.get(Routes.guildMember(channel.guild_id, who))));
  if (!guild.success) return { channel };
  if (!member.success) return { channel, guild: guild.data };
  const parent = isThread(channel) ? channel.parent_id : undefined;
  const ruling = parent == null ? channel : channelSchema.parse(await rest.get(Routes.channel(parent)));
  const held = permissionsIn(ruling, guild.data, { id: who, roles: member.data.roles });
  return { channel, guild: guild.data, held, roles: member.data.roles };
}

/** An answer, or undefined where there is none to have (404). */
async function known(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status === 404) return undefined;
    throw error;
  }
}

/** Whether an empty history means that there is nothing: so unless it is known that the bot may not read it. Throws what the platform answered. */
export async function mayReadHistory(platform: Platform, channel: string): Promise<boolean> {
  const { held } = await standing(platform, channel);
  return held === undefined || (held & HISTORY) !== 0n;
}
