import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Client,
  type CommandInteractionOption,
  type Interaction,
  MessageFlags,
  PermissionFlagsBits,
  type PermissionsBitField,
  Routes,
} from "discord.js";
import { z } from "zod";
import { cleanText, cutText } from "../../src/alerts/text.ts";
import type { AdapterDeps } from "../../src/model/adapter.ts";
import type { Caller, CommandHost, Permission, Reply } from "../../src/model/command.ts";
import { pressed } from "./buttons.ts";
import { reasonOf } from "./errors.ts";
import type { Platform } from "./platform.ts";
import { renderReply } from "./reply.ts";

/** At most 25 choices of 100 characters each are offered. */
const CHOICES = 25;
const CHOICE = 100;

const ANOTHER_DESK: Reply = {
  kind: "error",
  text: "This Wirewatch serves another desk: none of its channels is in this server.",
};

/** What people do on Discord, turned into calls of the core's commands. */
export class Interactions {
  readonly #client: Client;
  readonly #platform: Platform;
  readonly #host: CommandHost;
  readonly #deps: AdapterDeps;

  constructor(client: Client, platform: Platform, host: CommandHost, deps: AdapterDeps) {
    this.#client = client;
    this.#platform = platform;
    this.#host = host;
    this.#deps = deps;
  }

  /** Never throws: what fails is logged, and told to the person where that is still possible. */
  async take(interaction: Interaction): Promise<void> {
    try {
      if (interaction.isAutocomplete()) await this.#suggest(interaction);
      else if (interaction.isChatInputCommand()) await this.#run(interaction);
      else if (interaction.isButton()) await this.#press(interaction);
    } catch (error) {
      const fields = { adapter: this.#deps.name, reason: reasonOf(error) };
      this.#deps.log.warn(fields, "an interaction on Discord could not be answered");
    }
  }

  async #run(interaction: ChatInputCommandInteraction): Promise<void> {
    const { name, options } = calledWith(interaction.commandName, interaction.options.data);
    await this.#answer(interaction, (caller) => this.#host.run(name, options, caller));
  }

  /** A button names a command and its argument, as a line of chat would. */
  async #press(interaction: ButtonInteraction): Promise<void> {
    const call = pressed(interaction.customId);
    if (call === undefined) return;
    await this.#answer(interaction, async (caller) => {
      const parsed = this.#host.parseLine(`${call.action} ${call.value}`.trim());
      return "kind" in parsed ? parsed : this.#host.run(parsed.name, parsed.options, caller);
    });
  }

  /** Acknowledged at once: Discord gives up after 3 seconds, a command may take longer. Only the caller sees it. */
  async #answer(
    interaction: ChatInputCommandInteraction | ButtonInteraction,
    call: (caller: Caller) => Promise<Reply>,
  ): Promise<void> {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const home = await this.#isHome(interaction.guildId);
    const reply = home ? await call(this.#caller(interaction)) : ANOTHER_DESK;
    try {
      await interaction.editReply({ embeds: [renderReply(reply)], allowedMentions: { parse: [] } });
    } catch (error) {
      // Else "thinking..." stands there for a quarter of an hour. The next fault goes to the log.
      const text = `Discord would not show the answer: ${reasonOf(error)}`;
      await interaction.editReply({
        embeds: [renderReply({ kind: "error", text })],
        allowedMentions: { parse: [] },
      });
    }
  }

  async #suggest(interaction: AutocompleteInteraction): Promise<void> {
    const { name } = calledWith(interaction.commandName, interaction.options.data);
    const focused = interaction.options.getFocused(true);
    const offered = (await this.#isHome(interaction.guildId))
      ? await this.#host.suggest(name, focused.name, String(focused.value), this.#caller(interaction))
      : [];
    const choices = offered.slice(0, CHOICES).flatMap(({ value, label }) => {
      // A value cut short would name something else.
      if (value === "" || value.length > CHOICE) return [];
      return [{ name: cutText(cleanText(label), CHOICE) || value, value }];
    });
    await interaction.respond(choices);
  }

  #caller(interaction: ChatInputCommandInteraction | AutocompleteInteraction | ButtonInteraction): Caller {
    return {
      platform: this.#deps.name,
      user: interaction.user.id,
      displayName: cleanText(interaction.user.displayName),
      permission: permissionOf(interaction.memberPermissions),
    };
  }

  /** Whether the server holds one of the desk's channels. */
  async #isHome(guild: string | null): Promise<boolean> {
    if (guild === null) return false;
    const known = this.#client.guilds.cache.get(guild);
    if (known !== undefined && this.#deps.destinations.some((id) => known.channels.cache.has(id)))
      return true;
    for (const id of this.#deps.destinations) {
      if (!this.#client.channels.cache.has(id) && (await this.#guildOf(id)) === guild) return true;
    }
    return false;
  }

  readonly #guilds = new Map<string, string | undefined>();

  /** Archived threads are not in the gateway's lists: asked for once. */
  async #guildOf(channel: string): Promise<string | undefined> {
    if (!this.#guilds.has(channel)) {
      try {
        const answer = await this.#platform.rest.get(Routes.channel(channel));
        this.#guilds.set(channel, z.object({ guild_id: z.string().optional() }).parse(answer).guild_id);
      } catch (error) {
        const fields = { adapter: this.#deps.name, channel, reason: reasonOf(error) };
        this.#deps.log.warn(fields, "a configured Discord channel could not be looked up");
        return undefined;
      }
    }
    return this.#guilds.get(channel);
  }
}

/** The core's name of a command and its options as text. */
function calledWith(
  command: string,
  data: readonly CommandInteractionOption[],
): { name: string; options: Record<string, string> } {
  const [first] = data;
  const nested = first?.options !== undefined;
  const given = nested ? (first?.options ?? []) : data;
  const options = given.flatMap((o) => (o.value === undefined ? [] : [[o.name, String(o.value)] as const]));
  return { name: nested ? `${command} ${first?.name}` : command, options: Object.fromEntries(options) };
}

/** Administrator or Manage Server make an admin, in the channel where the command is used; all others are members. */
export function permissionOf(held: Readonly<PermissionsBitField> | null): Permission {
  const admin = held?.any([PermissionFlagsBits.Administrator, PermissionFlagsBits.ManageGuild]) ?? false;
  return admin ? "admin" : "member";
}
