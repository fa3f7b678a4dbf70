import { z } from "zod";
import type { Desk } from "../desk/desk.ts";
import type { Caller, Command, CommandDescription, OptionDescription } from "../model/command.ts";
import type { Clock, Instant } from "../model/time.ts";
import type { Store } from "../store/store.ts";
import { parseSince } from "./since.ts";

/** What a command may use: the store, the desk, the time. Nothing of any platform. */
export interface CommandContext {
  store: Store;
  desk(): Desk;
  clock: Clock;
  /** IANA name: for times that a person gives or reads in a shell. */
  timezone: string;
  /** The desk's channels, by name: "discord:112233". */
  channels: ReadonlyMap<string, string>;
  /** Who calls. */
  caller: Caller;
  /** How each adapter is doing, in words; empty in a shell beside the service. */
  connections(): readonly { adapter: string; state: string }[];
}

/** Who did it and where, as the audit trail has it. */
export function actor({ caller }: CommandContext): { who: string; place: string } {
  const name = caller.displayName === "" ? "" : ` (${caller.displayName})`;
  return { who: `${caller.platform}:${caller.user}${name}`, place: caller.channel ?? caller.platform };
}

/** A command as the desk keeps it, its options' types forgotten. */
export type AnyCommand = Command<CommandContext>;

/** Checks a command's types where it is written. */
export function command<S extends z.ZodObject>(
  definition: Command<CommandContext, S>,
): Command<CommandContext, S> {
  return definition;
}

type Kind = OptionDescription["type"];

function described<T extends z.ZodType>(schema: T, summary: string, kind: Kind): T {
  return schema.meta({ description: summary, kind });
}

/** Words. */
export function text(summary: string) {
  return described(z.string().trim().min(1), summary, "text");
}

export function optionalText(summary: string) {
  return described(z.string().trim().min(1).optional(), summary, "text");
}

/** How many of something. */
export function count(summary: string, fallback: number, most: number) {
  return described(z.coerce.number().int().min(1).max(most).default(fallback), summary, "integer");
}

/** A moment in the past: "2h", "3d", "2026-08-20", an RFC 3339 time. */
export function since(summary: string) {
  const parsed = z.string().transform((value, issue): ((now: Instant) => Instant) => {
    const moment = parseSince(value);
    if (moment !== undefined) return moment;
    issue.addIssue({
      code: "custom",
      message: `"${value}" is no time: write 30m, 2h, 3d, 1w or a date like 2026-08-20`,
    });
    return z.NEVER;
  });
  return described(parsed.optional(), summary, "text");
}

/** What platforms are told of a command. */
export function describe(c: AnyCommand): CommandDescription {
  const positional: readonly string[] = c.positional ?? [];
  return {
    name: c.name,
    summary: c.summary,
    permission: c.permission,
    example: c.example,
    options: Object.entries(c.options.shape).map(([name, schema]): OptionDescription => {
      const meta = schema instanceof z.ZodType ? (schema.meta() ?? {}) : {};
      const kind = meta.kind === "integer" || meta.kind === "flag" ? meta.kind : "text";
      return {
        name,
        summary: meta.description ?? name,
        type: kind,
        required: schema instanceof z.ZodType && !schema.safeParse(undefined).success,
        positional: positional.includes(name),
        suggests: c.suggest !== undefined && name in c.suggest,
      };
    }),
  };
}
