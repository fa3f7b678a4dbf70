import { type REST, Routes } from "discord.js";
import { LRUCache } from "lru-cache";
import type { MessageRef } from "../../src/model/delivery.ts";
import { channelSchema } from "./permissions.ts";

/** Channels whose guild is remembered. */
const REMEMBERED = 1_000;
/** Discord's word in a link for what is in no guild: a direct message. */
const NO_GUILD = "@me";
const ID = /^\d{5,20}$/;

/** Links to messages, as Discord's own "Copy Message Link" makes them. */
export class Links {
  readonly #rest: () => REST;
  readonly #guilds = new LRUCache<string, string>({ max: REMEMBERED });

  constructor(rest: () => REST) {
    this.#rest = rest;
  }

  /** "" for what is no message of Discord's, or where its guild cannot be learnt now: an alert goes out without. */
  async to(ref: MessageRef | undefined): Promise<string> {
    if (ref === undefined || !ID.test(ref.channel) || !ID.test(ref.id)) return "";
    const guild = await this.#guildOf(ref.channel);
    return guild === undefined ? "" : `https://discord.com/channels/${guild}/${ref.channel}/${ref.id}`;
  }

  async #guildOf(channel: string): Promise<string | undefined> {
    const known = this.#guilds.get(channel);
    if (known !== undefined) return known;
    try {
      const { guild_id: guild = NO_GUILD } = channelSchema.parse(
        await this.#rest().get(Routes.channel(channel)),
      );
      this.#guilds.set(channel, guild);
      return guild;
    } catch {
      // The message itself says what is wrong with the channel, or with Discord.
      return undefined;
    }
  }
}
