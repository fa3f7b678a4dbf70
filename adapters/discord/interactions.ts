import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Client,
  type CommandInteractionOption,
  type Interaction,
  MessageFlags,
  type ModalSubmitInteraction,
} from "discord.js";
import { cleanText, cutText } from "../../src/alerts/text.ts";
import type { AdapterDeps } from "../../src/model/adapter.ts";
import type { Caller, CommandCall, CommandHost, FormReply, Reply } from "../../src/model/command.ts";
import type { Millis } from "../../src/model/time.ts";
import { type Answer, renderAnswer, renderFault } from "./answer.ts";
import { pressed } from "./buttons.ts";
import { Callers } from "./callers.ts";
import type { Calls } from "./calls.ts";
import { reasonOf } from "./errors.ts";
import { fitsModal, renderModal } from "./modal.ts";
import type { Platform } from "./platform.ts";

/** At most 25 choices of 100 characters each are offered. */
const CHOICES = 25;
const CHOICE = 100;
/** How long a command that may answer with a form is waited for: Discord takes a modal only as the first answer, within 3 s. */
const FORM_PATIENCE: Millis = 1_500;

const LEFT: Reply = { kind: "text", text: "Nothing was done." };

type Acting = ChatInputCommandInteraction | ButtonInteraction | ModalSubmitInteraction;

/** What people do on Discord, turned into calls of the core's commands. */
export class Interactions {
  readonly #callers: Callers;
  readonly #host: CommandHost;
  readonly #deps: AdapterDeps;
  readonly #calls: Calls;
  /** Commands that answered with a form: the next time their form is waited for. */
  readonly #withForms = new Set<string>();

  constructor(client: Client, platform: Platform, host: CommandHost, deps: AdapterDeps, calls: Calls) {
    this.#callers = new Callers(client, platform, deps);
    this.#host = host;
    this.#deps = deps;
    this.#calls = calls;
    for (const { name, form } of host.commands) if (form === true) this.#withForms.add(name);
  }

  /** Never throws: what fails is logged, and told to the person where that is still possible. */
  async take(interaction: Interaction): Promise<void> {
    try {
      if (interaction.isAutocomplete()) await this.#suggest(interaction);
      else if (interaction.isChatInputCommand()) await this.#command(interaction);
      else if (interaction.isButton()) await this.#press(interaction);
      else if (interaction.isModalSubmit()) await this.#submit(interaction);
    } catch (error) {
      const fields = { adapter: this.#deps.name, reason: reasonOf(error) };
      this.#deps.log.warn(fields, "an interaction on Discord could not be answered");
    }
  }

  async #command(interaction: ChatInputCommandInteraction): Promise<void> {
    const { name, options } = calledWith(interaction.commandName, interaction.options.data);
    await this.#runs(interaction, { command: name, options });
  }

  async #press(interaction: ButtonInteraction): Promise<void> {
    const alert = pressed(interaction.customId);
    if (alert !== undefined) return this.#pressAlert(interaction, `${alert.action} ${alert.value}`.trim());
    const meant = this.#calls.meaning(interaction.customId);
    switch (meant?.deed) {
      case undefined:
        return;
      case "no":
        return this.#answer(interaction, async () => LEFT, true);
      case "form":
        return this.#openForm(interaction, meant.form);
      case "go":
        return this.#runs(interaction, meant.call, true);
      case "do":
        return this.#runs(interaction, meant.call);
      case "send":
      case "forgotten":
        return this.#answer(interaction, async () => forgotten(meant.deed === "send" ? "" : meant.command));
    }
  }

  /** An alert's button names a command and its argument, as a line of chat would. */
  async #pressAlert(interaction: ButtonInteraction, line: string): Promise<void> {
    const parsed = this.#host.parseLine(line);
    if ("kind" in parsed) return this.#answer(interaction, async () => parsed);
    await this.#runs(interaction, { command: parsed.name, options: parsed.options });
  }

  async #submit(interaction: ModalSubmitInteraction): Promise<void> {
    const meant = this.#calls.meaning(interaction.customId);
    if (meant === undefined) return;
    const values = valuesOf(interaction);
    if (meant.deed !== "send") {
      return this.#answer(interaction, async () =>
        forgotten(meant.deed === "forgotten" ? meant.command : "", values),
      );
    }
    const { command, options } = meant.call;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const reply = await this.#reply(interaction, (caller) =>
      this.#host.run(command, { ...options, ...values }, caller),
    );
    const { form } = meant;
    const correctable = reply.kind === "error" && form !== undefined;
    await this.#show(
      interaction,
      correctable ? renderFault(reply, form, values, this.#calls) : renderAnswer(reply, this.#calls),
    );
  }

  /** Runs a command as the one who acts. `inPlace`: the answer takes the place of the message that was pressed. */
  async #runs(
    interaction: ChatInputCommandInteraction | ButtonInteraction,
    call: CommandCall,
    inPlace = false,
  ): Promise<void> {
    const run = (caller: Caller) => this.#host.run(call.command, call.options, caller);
    if (!this.#withForms.has(call.command)) {
      return this.#answer(
        interaction,
        async (caller) => {
          const reply = await run(caller);
          if (reply.kind === "form") this.#withForms.add(call.command);
          return reply;
        },
        inPlace,
      );
    }
    const reply = this.#reply(interaction, run);
    const early = await Promise.race([reply, this.#patience()]);
    if (early?.kind === "form" && fitsModal(early)) return this.#openForm(interaction, early);
    await this.#answer(interaction, () => reply, inPlace);
  }

  async #patience(): Promise<undefined> {
    await this.#deps.clock.sleep(FORM_PATIENCE);
    return undefined;
  }

  async #openForm(
    interaction: ChatInputCommandInteraction | ButtonInteraction,
    form: FormReply,
  ): Promise<void> {
    await interaction.showModal(renderModal(form, this.#calls.idOfModal(form)));
  }

  /** Acknowledged at once: Discord gives up after 3 seconds, a command may take longer. Only the caller sees it. */
  async #answer(
    interaction: Acting,
    call: (caller: Caller) => Promise<Reply>,
    inPlace = false,
  ): Promise<void> {
    if (inPlace && interaction.isButton()) await interaction.deferUpdate();
    else await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await this.#show(interaction, renderAnswer(await this.#reply(interaction, call), this.#calls));
  }

  async #reply(interaction: Acting, call: (caller: Caller) => Promise<Reply>): Promise<Reply> {
    const caller = await this.#callers.callerOf(interaction);
    return "kind" in caller ? caller : call(caller);
  }

  async #show(interaction: Acting, answer: Answer): Promise<void> {
    try {
      await interaction.editReply(this.#shown(answer));
    } catch (error) {
      // Else "thinking..." stands there for a quarter of an hour. The next fault goes to the log.
      const text = `Discord would not show the answer: ${reasonOf(error)}`;
      await interaction.editReply(this.#shown(renderAnswer({ kind: "error", text }, this.#calls)));
    }
  }

  #shown(answer: Answer) {
    return { ...answer, allowedMentions: { parse: [] } };
  }

  async #suggest(interaction: AutocompleteInteraction): Promise<void> {
    const { name } = calledWith(interaction.commandName, interaction.options.data);
    const focused = interaction.options.getFocused(true);
    const caller = await this.#callers.callerOf(interaction);
    const offered =
      "kind" in caller ? [] : await this.#host.suggest(name, focused.name, String(focused.value), caller);
    const choices = offered.flatMap(({ value, label }) => {
      // A value cut short would name something else.
      if (value === "" || value.length > CHOICE) return [];
      return [{ name: cutText(cleanText(label), CHOICE) || value, value }];
    });
    await interaction.respond(choices.slice(0, CHOICES));
  }
}

/** What a form's fields hold; an emptied one is "". */
function valuesOf(interaction: ModalSubmitInteraction): Record<string, string> {
  const values: Record<string, string> = {};
  for (const field of interaction.fields.fields.values()) {
    if ("value" in field) values[field.customId] = String(field.value ?? "");
    else if ("values" in field) values[field.customId] = field.values[0] ?? "";
  }
  return values;
}

/** What was kept for a button or a form is no longer known: said with the way back, and with what was written. */
function forgotten(command: string, written: Record<string, string> = {}): Reply {
  const again = command === "" ? "Use the command again." : `Use /${command} again.`;
  const lines = Object.entries(written).flatMap(([name, value]) =>
    value === "" ? [] : [`${name}: ${value}`],
  );
  return {
    kind: "error",
    text: "This is older than Wirewatch remembers, so nothing was done.",
    hint: lines.length === 0 ? again : `${again} You had written:\n${lines.join("\n")}`,
  };
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
