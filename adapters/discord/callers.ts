import { type BaseInteraction, type Client, DiscordAPIError, PermissionFlagsBits, Routes } from "discord.js";
import { z } from "zod";
import { cleanText } from "../../src/alerts/text.ts";
import type { AdapterDeps } from "../../src/model/adapter.ts";
import type { Caller, Permission, Reply } from "../../src/model/command.ts";
import { standing } from "./check.ts";
import { reasonOf } from "./errors.ts";
import type { Platform } from "./platform.ts";
import type { Settings } from "./settings.ts";

const ANOTHER_DESK: Reply = {
  kind: "error",
  text: "This Wirewatch serves another desk: none of its channels is in this server.",
};
const STRANGER: Reply = { kind: "error", text: "You are in none of this desk's servers." };
const RANK: Record<Permission, number> = { member: 0, editor: 1, admin: 2 };

/** A channel's id, not a person's. */
function isChannelId(destination: string): boolean {
  return /^\d+$/.test(destination);
}

/** Who calls, from where, and whether that place is the desk's. */
export class Callers {
  readonly #client: Client;
  readonly #platform: Platform;
  readonly #deps: AdapterDeps;
  /** Guilds of channels that the gateway's lists do not hold: archived threads. Undefined: a direct message. */
  readonly #guilds = new Map<string, string | undefined>();

  constructor(client: Client, platform: Platform, deps: AdapterDeps) {
    this.#client = client;
    this.#platform = platform;
    this.#deps = deps;
  }

  /** Who acts, or, where that is none of the desk's people and places, what they are told instead. */
  async callerOf(interaction: BaseInteraction): Promise<Caller | Reply> {
    const permission = await this.#permission(interaction);
    if (permission === undefined) return interaction.guildId === null ? STRANGER : ANOTHER_DESK;
    const channel = this.#channelOf(interaction);
    return {
      platform: this.#deps.name,
      user: interaction.user.id,
      displayName: cleanText(interaction.user.displayName),
      permission,
      language: interaction.locale,
      ...(channel === undefined ? {} : { channel }),
    };
  }

  async #permission(interaction: BaseInteraction): Promise<Permission | undefined> {
    const { guildId, memberPermissions } = interaction;
    if (guildId === null) return this.#permissionOf(interaction.user.id);
    if (!(await this.#isHome(guildId))) return undefined;
    return permissionOf(memberPermissions?.bitfield, rolesOf(interaction), this.#platform.settings.roles);
  }

  /** In a direct message: what the person is in the desk's servers; undefined if in none of them, or no more. */
  async #permissionOf(user: string): Promise<Permission | undefined> {
    let best: Permission | undefined;
    for (const destination of this.#deps.destinations.filter(isChannelId)) {
      try {
        const { held, roles } = await standing(this.#platform, destination, user);
        if (roles === undefined) continue;
        const permission = permissionOf(held, roles, this.#platform.settings.roles);
        if (best === undefined || RANK[permission] > RANK[best]) best = permission;
      } catch (error) {
        const fields = { adapter: this.#deps.name, channel: destination, reason: reasonOf(error) };
        this.#deps.log.warn(fields, "a member of the Discord server could not be looked up");
      }
    }
    return best;
  }

  /** The desk's name of the channel, or of the forum or channel that holds the thread. */
  #channelOf({ channelId, channel }: BaseInteraction): string | undefined {
    const names = new Map(Object.entries(this.#deps.names ?? {}));
    const parent = channel?.isThread() === true ? (channel.parentId ?? "") : "";
    return names.get(channelId ?? "") ?? names.get(parent);
  }

  /** Whether the server holds one of the desk's channels. */
  async #isHome(guild: string): Promise<boolean> {
    const known = this.#client.guilds.cache.get(guild);
    const destinations = this.#deps.destinations.filter(isChannelId);
    if (known !== undefined && destinations.some((id) => known.channels.cache.has(id))) return true;
    for (const id of destinations) {
      if (!this.#client.channels.cache.has(id) && (await this.#guildOf(id)) === guild) return true;
    }
    return false;
  }

  async #guildOf(channel: string): Promise<string | undefined> {
    if (!this.#guilds.has(channel)) {
      try {
        const answer = await this.#platform.rest.get(Routes.channel(channel));
        this.#guilds.set(channel, z.object({ guild_id: z.string().optional() }).parse(answer).guild_id);
      } catch (error) {
        const fields = { adapter: this.#deps.name, channel, reason: reasonOf(error) };
        this.#deps.log.warn(fields, "a configured Discord channel could not be looked up");
        // Asked for once: should it be given back, the gateway's lists hold it.
        if (error instanceof DiscordAPIError) this.#guilds.set(channel, undefined);
        return undefined;
      }
    }
    return this.#guilds.get(channel);
  }
}

/** The ids of a member's roles; none in a direct message. */
function rolesOf({ member }: BaseInteraction): readonly string[] {
  if (member === null) return [];
  return Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
}

/**
 * Administrator or Manage Server make an admin, in the channel where the command is used; so do the configured roles,
 * which make editors too. All others are members.
 */
export function permissionOf(
  held: bigint | undefined,
  roles: readonly string[],
  mapped: Settings["roles"],
): Permission {
  const manages =
    ((held ?? 0n) & (PermissionFlagsBits.Administrator | PermissionFlagsBits.ManageGuild)) !== 0n;
  const has = (ids: readonly string[]) => ids.some((id) => roles.includes(id));
  if (manages || has(mapped.admin)) return "admin";
  return has(mapped.editor) ? "editor" : "member";
}
