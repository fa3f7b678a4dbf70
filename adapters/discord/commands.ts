import { type REST, Routes } from "discord.js";
import { z } from "zod";
import { cutText } from "../../src/alerts/text.ts";
import type { CommandDescription, OptionDescription, Permission } from "../../src/model/command.ts";
import { groupLocalised, localised } from "./locales.ts";

/** Discord's numbers: a chat-input command, its option types, where it may be used. */
const SUBCOMMAND = 1;
const TYPE = { text: 3, integer: 4, flag: 5 } as const;
const IN_A_SERVER = 0;
/** Manage Server, as a decimal string: who is offered a command that only admins may use. The core checks again. */
const MANAGE_SERVER = String(1 << 5);
/** "You can have up to 25 choices"; descriptions hold 100 characters. */
const CHOICES = 25;
/** "An app can have up to 100 global CHAT_INPUT commands", each of up to 25 options: subcommands are options. */
const COMMANDS = 100;
const SUBCOMMANDS = 25;
const SUMMARY = 100;

const optionSchema = z.object({
  type: z.number(),
  name: z.string(),
  description: z.string(),
  required: z.boolean().default(false),
  autocomplete: z.boolean().default(false),
  choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })).default([]),
});

/** Discord gives them sorted or not, or null where there are none. */
const localisations = z
  .record(z.string(), z.string().nullable())
  .nullish()
  .transform((all) => {
    const given = Object.entries(all ?? {}).flatMap(([locale, text]) =>
      text === null ? [] : [[locale, text] as const],
    );
    return Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1)));
  });

/** A command as far as this adapter sets it; what Discord adds to it falls away, so that two can be compared. */
const commandSchema = z.object({
  name: z.string(),
  description: z.string(),
  description_localizations: localisations,
  options: z
    .array(
      optionSchema.extend({
        description_localizations: localisations,
        options: z.array(optionSchema).default([]),
      }),
    )
    .default([]),
  default_member_permissions: z.string().nullable().default(null),
  contexts: z.array(z.number()).nullable().default(null),
});
export type ApplicationCommand = z.infer<typeof commandSchema>;

/** The core's commands that Discord has no room for: a group of more than 25, a group's own name, more than 100 in all. */
export function leftOut(commands: readonly CommandDescription[]): string[] {
  const held = new Set(offerable(commands));
  return commands.filter((c) => !held.has(c)).map((c) => c.name);
}

function offerable(commands: readonly CommandDescription[]): CommandDescription[] {
  const groups = new Map<string, number>();
  const names = new Set<string>();
  const parted = new Set(commands.flatMap((c) => (c.name.includes(" ") ? [c.name.split(" ")[0] ?? ""] : [])));
  return commands.filter(({ name }) => {
    const [group = "", sub] = name.split(" ");
    // A command with subcommands cannot be used by itself.
    if (sub === undefined && parted.has(group)) return false;
    const members = groups.get(group) ?? 0;
    if (members >= SUBCOMMANDS || (!names.has(group) && names.size >= COMMANDS)) return false;
    names.add(group);
    groups.set(group, members + 1);
    return true;
  });
}

/**
 * Discord's application commands for the core's: "watch list" becomes /watch with the subcommand list. Discord hides what
 * only admins may use from those who do not manage the server; `rolesMakeAdmins`: from nobody, as it cannot go by roles.
 */
export function applicationCommands(
  commands: readonly CommandDescription[],
  rolesMakeAdmins = false,
): ApplicationCommand[] {
  const out = new Map<string, ApplicationCommand>();
  const permissions = new Map<string, Permission[]>();
  for (const command of offerable(commands)) {
    const [name = "", sub] = command.name.split(" ");
    permissions.set(name, [...(permissions.get(name) ?? []), command.permission]);
    const made = out.get(name) ?? {
      name,
      description: cutText(sub === undefined ? command.summary : `Commands of ${name}`, SUMMARY),
      description_localizations: sub === undefined ? localised(command.translations) : groupLocalised(name),
      options: [],
      default_member_permissions: null,
      contexts: [IN_A_SERVER],
    };
    out.set(name, made);
    const options = ordered(command.options);
    if (sub === undefined)
      made.options = options.map((o) => ({ ...o, description_localizations: {}, options: [] }));
    else {
      const described = {
        description: cutText(command.summary, SUMMARY),
        description_localizations: localised(command.translations),
      };
      made.options.push({ ...BARE, ...described, type: SUBCOMMAND, name: sub, options });
    }
  }
  for (const [name, command] of out) {
    const needs = permissions.get(name) ?? [];
    if (!rolesMakeAdmins && needs.every((p) => p === "admin"))
      command.default_member_permissions = MANAGE_SERVER;
  }
  return [...out.values()];
}

const BARE = { required: false, autocomplete: false, choices: [] };

/** "Required options must be listed before optional options." */
function ordered(options: readonly OptionDescription[]): z.infer<typeof optionSchema>[] {
  return options
    .toSorted((a, b) => Number(b.required) - Number(a.required))
    .map((o) => {
      const few = o.choices !== undefined && o.choices.length <= CHOICES ? o.choices : [];
      return {
        type: TYPE[o.type],
        name: o.name,
        description: cutText(o.summary, SUMMARY),
        required: o.required,
        autocomplete: few.length === 0 && o.suggests && o.type !== "flag",
        choices: few.map((choice) => ({ name: choice, value: choice })),
      };
    });
}

/** Registers what differs; returns whether anything did. Throws what the platform answered. */
export async function registerCommands(
  rest: REST,
  application: string,
  commands: readonly CommandDescription[],
  rolesMakeAdmins: boolean,
): Promise<boolean> {
  const wanted = applicationCommands(commands, rolesMakeAdmins);
  // Unasked for, Discord leaves the translations out, and every start would register all of them anew.
  const query = new URLSearchParams({ with_localizations: "true" });
  const answer = await rest.get(Routes.applicationCommands(application), { query });
  const there = z.array(commandSchema).parse(answer);
  if (canonical(wanted) === canonical(there)) return false;
  await rest.put(Routes.applicationCommands(application), { body: wanted.map(wire) });
  return true;
}

function canonical(commands: readonly ApplicationCommand[]): string {
  const parsed = commands.map((c) => commandSchema.parse(c));
  return JSON.stringify(parsed.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
}

/** Without the keys that Discord refuses beside others. */
export function wire(command: ApplicationCommand) {
  const option = (o: z.infer<typeof optionSchema>) => ({
    type: o.type,
    name: o.name,
    description: o.description,
    required: o.required,
    ...(o.choices.length > 0 ? { choices: o.choices } : {}),
    ...(o.autocomplete ? { autocomplete: true } : {}),
  });
  const options = command.options.map((o) =>
    o.type === SUBCOMMAND
      ? {
          type: SUBCOMMAND,
          name: o.name,
          description: o.description,
          description_localizations: o.description_localizations,
          options: o.options.map(option),
        }
      : option(o),
  );
  return { ...command, options };
}
