import type { z } from "zod";
import type { Caller, CommandHost, Permission, Reply } from "../model/command.ts";
import type { Log } from "../model/log.ts";
import { type AnyCommand, actor, type CommandContext, describe } from "./command.ts";
import { parseLine } from "./line.ts";

const RANK: Record<Permission, number> = { member: 0, editor: 1, admin: 2 };

/** Offers commands to a platform: who may is checked here and nowhere else. */
export function createHost(
  commands: readonly AnyCommand[],
  context: Omit<CommandContext, "caller">,
  log: Log,
): CommandHost {
  const byName = new Map(commands.map((c) => [c.name, c]));
  const described = commands.map(describe);

  return {
    commands: described,

    async run(name, options, caller): Promise<Reply> {
      const command = byName.get(name);
      if (command === undefined)
        return unknownCommand(
          name,
          described.map((c) => c.name),
        );
      const refusal = refused(command, caller, options);
      if (refusal !== undefined) {
        await noteRefusal(command, options, { ...context, caller }, log);
        return refusal;
      }
      const parsed = command.options.safeParse(options);
      if (!parsed.success)
        return {
          kind: "error",
          usage: true,
          text: whatIsWrong(parsed.error),
          hint: `Example: ${command.example}`,
        };
      try {
        return await command.run({ ...context, caller }, parsed.data);
      } catch (error) {
        return faultReply(error, name, log);
      }
    },

    async suggest(name, option, partial, caller) {
      const command = byName.get(name);
      if (command === undefined || refused(command, caller, {}) !== undefined) return [];
      const suggest = Object.entries(command.suggest ?? {}).find(([key]) => key === option)?.[1];
      if (suggest === undefined) return [];
      return (await suggest({ ...context, caller }, partial)).slice(0, 25);
    },

    parseLine: (line) => parseLine(line, described),
  };
}

/** Who tried what they may not: in the audit trail, beside what was done. */
async function noteRefusal(
  command: AnyCommand,
  options: Record<string, string>,
  context: CommandContext,
  log: Log,
): Promise<void> {
  const [first] = command.positional ?? [];
  const subject = (first === undefined ? undefined : options[first]) ?? "";
  const tried = { ...actor(context), action: `refused ${command.name}`, subject: subject.slice(0, 200) };
  try {
    await context.store.edit({ at: context.clock.now(), audit: [tried] });
  } catch (error) {
    log.error({ error, command: command.name }, "a refusal could not be written to the audit trail");
  }
}

function refused(command: AnyCommand, caller: Caller, options: Record<string, string>): Reply | undefined {
  const may = (permission: Permission) => RANK[caller.permission] >= RANK[permission];
  const hint = "Ask an admin.";
  if (!may(command.permission))
    return { kind: "error", text: `"${command.name}" is for ${command.permission}s of this desk.`, hint };
  for (const [option, permission] of Object.entries(command.needs ?? {})) {
    if (permission === undefined || may(permission) || (options[option] ?? "") === "") continue;
    return {
      kind: "error",
      text: `"${command.name}" with \`${option}\` is for ${permission}s of this desk.`,
      hint,
    };
  }
  return undefined;
}

export function unknownCommand(name: string, names: readonly string[]): Reply {
  return {
    kind: "error",
    usage: true,
    text: `There is no command "${name}".`,
    hint: `There is: ${names.join(", ")}.`,
  };
}

/** Errors about what a person wrote: a query, a watch list. */
const PEOPLES_FAULTS = new Set([
  "QueryError",
  "WatchListError",
  "WatchListFileError",
  "EditError",
  "SettingError",
]);

/** A fault of a person's words is said to them; one of ours goes to the log, and they are told that it did. */
function faultReply(error: unknown, command: string, log: Log): Reply {
  if (error instanceof Error && PEOPLES_FAULTS.has(error.name)) {
    return { kind: "error", usage: true, text: error.message };
  }
  log.error({ error, command }, "a command failed");
  return { kind: "error", text: "That failed; the service's log says why." };
}

function whatIsWrong(error: z.ZodError): string {
  return error.issues.map((i) => `${i.path.join(".") || "option"}: ${inWords(i)}`).join("; ");
}

/** Zod's words for what was left out, and for what is no number or too great a one, are a programmer's. */
function inWords(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") {
    if (/received undefined$/.test(issue.message)) return "is missing";
    return issue.expected === "number" ? "expected a number" : issue.message;
  }
  if (issue.code === "too_small")
    return issue.origin === "string" ? "is missing" : `${issue.minimum} at least`;
  if (issue.code === "too_big" && issue.origin !== "string") return `${issue.maximum} at most`;
  return issue.message;
}
