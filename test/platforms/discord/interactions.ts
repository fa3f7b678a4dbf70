import { type Answer, checked, Refusal } from "./answers.ts";
import { filledIn, type Modal } from "./forms.ts";
import type { Gateway } from "./gateway.ts";
import { channelJson, type Json, memberJson, userJson } from "./payloads.ts";
import { callback, components, type Embed, editAnswer, type InteractionMessage } from "./schemas.ts";
import { MAY, type RegisteredCommand, type World } from "./world.ts";

export interface Person {
  id: string;
  name?: string;
  permissions?: bigint;
  /** Ids of roles of the guild. */
  roles?: string[];
  /** As Discord shows itself to them; "en-GB" unless told. */
  locale?: string;
}

export interface Asked {
  /** "recent" or "watch list". */
  command: string;
  options?: Record<string, string | number | boolean>;
  user?: Person;
  guild?: string;
  channel?: string;
  /** In the direct messages with the bot. */
  direct?: boolean;
}

/** What the person who asked sees in the end. */
export interface Told {
  /** Acknowledged first, answered later. */
  deferred: boolean;
  ephemeral: boolean;
  content: string;
  embeds: Embed[];
  components: unknown[];
  /** The form that was opened. Then all else is empty. */
  modal?: Modal;
  /** The answer took the place of the message that was pressed. */
  updated: boolean;
  /** The message as the platform has it, for pressing what is on it. */
  message: Json;
  /** All text of it, parts joined by line feeds. */
  text: string;
}

interface Pending {
  token: string;
  /** The interaction's: 2 command, 3 component, 4 autocomplete, 5 modal. */
  type: number;
  acknowledged: boolean;
  updates: boolean;
  /** What it was pressed on, or sent from. */
  on: Json | undefined;
  ephemeral: boolean;
  told: (told: Told) => void;
  choices: (choices: { name: string; value: string }[]) => void;
  fail: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** Which answers ("Interaction Callback Type") fit which interaction: a form is never answered with a form. */
const FITS: Record<number, number[]> = { 2: [4, 5, 9], 3: [4, 5, 6, 7, 9], 4: [8], 5: [4, 5, 6, 7] };

const NOTHING: Told = {
  ...{ deferred: false, ephemeral: false, content: "", embeds: [], components: [], updated: false },
  message: {},
  text: "",
};

/** "You must respond to an interaction within 3 seconds of receiving the event." */
const ACKNOWLEDGE_WITHIN = 3_000;

export class Interactions {
  readonly #world: World;
  readonly #gateway: Gateway;
  readonly #pending = new Map<string, Pending>();

  constructor(world: World, gateway: Gateway) {
    this.#world = world;
    this.#gateway = gateway;
  }

  /** A person uses a slash command; resolves with what the person is told. */
  use(asked: Asked): Promise<Told> {
    const { command, data } = this.#data(asked);
    const user = asked.user ?? { id: "700000000000000001" };
    const needed = BigInt(command.default_member_permissions ?? 0);
    if (needed !== 0n && ((user.permissions ?? 0n) & (needed | MAY.administrator)) === 0n) {
      throw new Error(`Discord does not offer /${asked.command} to ${user.id}`);
    }
    return new Promise((told, fail) => this.#open(2, data, asked, { told, fail, choices: () => {} }));
  }

  /** A person types in an option that completes; resolves with what is offered. */
  complete(asked: Asked, option: string, partial: string): Promise<{ name: string; value: string }[]> {
    const { data } = this.#data({ ...asked, options: {} }, false);
    const typed = { name: option, type: 3, value: partial, focused: true };
    const [first] = data.options;
    if (first !== undefined && "options" in first) first.options = [typed];
    else data.options = [typed];
    return new Promise((choices, fail) => this.#open(4, data, asked, { choices, fail, told: () => {} }));
  }

  /** A person presses a button of a message: one that is there, and not greyed out. */
  press(message: Json, customId: string, asked: Omit<Asked, "command">): Promise<Told> {
    const rows = components.parse(message.components);
    const there = rows.flatMap((row) => row.components).find((b) => b.custom_id === customId);
    if (there === undefined) throw new Error(`the message has no button ${customId}`);
    if (there.disabled === true) throw new Error(`the button ${customId} is greyed out`);
    const data = { custom_id: customId, component_type: 2, options: [] };
    return new Promise((told, fail) =>
      this.#open(3, data, { command: "", ...asked }, { told, fail, choices: () => {} }, message),
    );
  }

  /** A person fills in the form that they were shown and sends it; what is not named stays as it stood. */
  submit(told: Told, values: Record<string, string>, asked: Omit<Asked, "command">): Promise<Told> {
    const form = told.modal;
    if (form === undefined) throw new Error("there is no form to send");
    const data = { custom_id: form.custom_id, components: filledIn(form, values) };
    return new Promise((answer, fail) =>
      this.#open(5, data, { command: "", ...asked }, { told: answer, fail, choices: () => {} }),
    );
  }

  #data(asked: Asked, complete = true) {
    const [name = "", sub] = asked.command.split(" ");
    const command = [...this.#world.commands.values()].find((c) => c.name === name);
    if (command === undefined) throw new Error(`/${name} is not registered`);
    const offered = sub === undefined ? command.options : subcommand(command, sub);
    const options = Object.entries(asked.options ?? {}).map(([option, value]) => {
      const known = offered?.find((o) => o.name === option);
      if (known === undefined) throw new Error(`/${asked.command} has no option "${option}"`);
      return { name: option, type: known.type, value };
    });
    for (const o of offered ?? []) {
      if (complete && "required" in o && o.required && asked.options?.[o.name] === undefined)
        throw new Error(`"${o.name}" is required`);
    }
    const nested: { name: string; type: number; value?: unknown; options?: unknown[]; focused?: boolean }[] =
      sub === undefined ? options : [{ name: sub, type: 1, options }];
    return { command, data: { id: command.id, name, type: 1, options: nested } };
  }

  #open(
    type: number,
    data: unknown,
    asked: Asked,
    answers: Pick<Pending, "told" | "choices" | "fail">,
    message?: Json,
  ): void {
    const world = this.#world;
    const id = world.snowflake();
    const token = `interaction-token-${id}`;
    const person = asked.user ?? { id: "700000000000000001" };
    const guild = asked.guild ?? [...world.guilds.keys()][0] ?? "";
    const channel = [...world.channels.values()].find((c) =>
      asked.channel === undefined ? c.guild === guild : c.id === asked.channel,
    );
    if (channel === undefined) throw new Error(`guild ${guild} has no channel to ask from`);
    const timer = setTimeout(() => {
      this.#pending.delete(id);
      answers.fail(new Error("The application did not respond within 3 seconds"));
    }, ACKNOWLEDGE_WITHIN);
    this.#pending.set(id, {
      ...{ token, type, acknowledged: false, ephemeral: false, updates: false, on: message, timer },
      ...answers,
    });
    const user = userJson(person.id, person.name ?? `user-${person.id}`);
    this.#gateway.dispatch("INTERACTION_CREATE", {
      id,
      application_id: world.application,
      type,
      data,
      token,
      version: 1,
      ...(asked.direct === true
        ? {
            user,
            channel_id: "800000000000000001",
            channel: { id: "800000000000000001", type: 1, recipients: [user], last_message_id: null },
            context: 1,
          }
        : {
            guild_id: guild,
            guild: { id: guild, locale: "en-US", features: [] },
            channel_id: channel.id,
            channel: { ...channelJson(world, channel), permissions: "0" },
            member: memberJson(user, person.permissions ?? MAY.viewChannel, person.roles),
            guild_locale: "en-US",
            context: 0,
          }),
      locale: person.locale ?? "en-GB",
      app_permissions: String(world.guilds.get(guild)?.permissions ?? 0n),
      entitlements: [],
      authorizing_integration_owners: { "0": guild },
      attachment_size_limit: 10_485_760,
      ...(message === undefined ? {} : { message }),
    });
  }

  /** POST /interactions/:id/:token/callback */
  callback(id: string, token: string, body: unknown): Answer {
    const pending = this.#pending.get(id);
    if (pending === undefined || pending.token !== token)
      throw new Refusal(404, 10_062, "Unknown interaction");
    if (pending.acknowledged) throw new Refusal(400, 40_060, "Interaction has already been acknowledged.");
    const asked = checked(callback, body);
    if (!FITS[pending.type]?.includes(asked.type)) {
      throw new Refusal(400, 50_035, "Invalid Form Body", {
        errors: { type: { _errors: [{ code: "BASE_TYPE_CHOICES", message: "not for this interaction" }] } },
      });
    }
    pending.acknowledged = true;
    clearTimeout(pending.timer);
    pending.updates = asked.type === 6 || asked.type === 7;
    if (asked.type === 4 || asked.type === 7) this.#tell(id, pending, asked.data, false);
    else if (asked.type === 8) pending.choices(asked.data.choices);
    else if (asked.type === 5) pending.ephemeral = ((asked.data?.flags ?? 0) & 64) !== 0;
    else if (asked.type === 9) pending.told({ ...NOTHING, modal: asked.data });
    return { status: 204 };
  }

  /** PATCH /webhooks/:application/:token/messages/@original */
  answerLater(token: string, body: unknown): Answer {
    const [id, pending] = [...this.#pending].find(([, p]) => p.token === token) ?? [];
    if (id === undefined || pending === undefined) throw new Refusal(404, 10_015, "Unknown Webhook");
    const asked = checked(editAnswer, body);
    const { embeds, content } = asked;
    return this.#tell(
      id,
      pending,
      { embeds, content, components: asked.components, flags: pending.ephemeral ? 64 : 0 },
      true,
    );
  }

  #tell(id: string, pending: Pending, message: InteractionMessage, deferred: boolean): Answer {
    const embeds = message.embeds ?? [];
    const content = message.content ?? "";
    if (content === "" && embeds.length === 0) throw new Refusal(400, 50_006, "Cannot send an empty message");
    const before = pending.updates ? pending.on : undefined;
    const ephemeral = before === undefined ? ((message.flags ?? 0) & 64) !== 0 : before.flags === 64;
    const shown = message.components ?? before?.components ?? [];
    const bot = userJson(this.#world.bot.id, this.#world.bot.name, true);
    const body = {
      id,
      type: 20,
      channel_id: "0",
      author: bot,
      timestamp: new Date().toISOString(),
      edited_timestamp: null,
    };
    const flags = ephemeral ? 64 : 0;
    const made = { ...body, content, embeds, flags, attachments: [], mentions: [], components: shown };
    pending.told({
      ...{ deferred, ephemeral, content, embeds, updated: pending.updates, message: made },
      components: components.parse(shown),
      text: textOf(content, embeds),
    });
    return { status: 200, body: made };
  }

  close(): void {
    for (const pending of this.#pending.values()) clearTimeout(pending.timer);
  }
}

function subcommand(command: RegisteredCommand, name: string) {
  for (const option of command.options ?? []) {
    if (option.type === 1 && option.name === name && "options" in option) return option.options ?? [];
    if (option.type === 1 && option.name === name) return [];
  }
  throw new Error(`/${command.name} has no subcommand "${name}"`);
}

/** All text of a message, parts joined by line feeds. */
export function textOf(content: string, embeds: readonly Embed[]): string {
  const parts = embeds.flatMap((e) => [
    e.author?.name,
    e.title,
    e.url,
    e.description,
    ...(e.fields ?? []).flatMap((f) => [f.name, f.value]),
    e.footer?.text,
  ]);
  return [content, ...parts].filter((part) => part !== undefined && part !== "").join("\n");
}
