import { z } from "zod";
import type { Backfill, Channel, Desk } from "../desk/desk.ts";
import type { Seeds } from "../desk/seed.ts";
import type { Discovery } from "../feeds/discover.ts";
import type { DeskPolling } from "../feeds/schedule.ts";
import type { UrgencySettings } from "../model/attention.ts";
import type { Caller, Command, CommandDescription, OptionDescription } from "../model/command.ts";
import type { Clock, Instant } from "../model/time.ts";
import type { Store } from "../store/store.ts";
import { parseSince } from "./since.ts";
import { summariesOf } from "./translations/index.ts";

/** What a command may use: the store, the desk, the time. Nothing of any platform. */
export interface CommandContext {
  store: Store;
  desk(): Desk;
  clock: Clock;
  /** IANA name: for times that a person gives or reads in a shell. */
  timezone: string;
  /** The desk's channels with their settings, by name. */
  channels: ReadonlyMap<string, Channel>;
  urgency: UrgencySettings;
  /** What the desk tells of a feed's first sight. */
  backfill: Backfill;
  /** How the desk polls, for words about a feed's health. */
  polling: DeskPolling;
  /** What files say of the desk. */
  seeds: Seeds;
  /** Whether a service runs on this database. */
  running(): boolean;
  /** The feeds of a site. Rejects with FetchError where it cannot be read. */
  discover(site: string): Promise<Discovery>;
  /** What was edited counts from now on. */
  refresh(): Promise<void>;
  /** Who calls. */
  caller: Caller;
  /** How each adapter is doing, in words; in a shell, as the running service last said. */
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
  const given = z.string().trim();
  // A form sends a field that was left empty.
  return described(
    given.transform((value) => (value === "" ? undefined : value)).optional(),
    summary,
    "text",
  );
}

/** How many of something. */
export function count(summary: string, fallback: number, most: number) {
  return described(z.coerce.number().int().min(1).max(most).default(fallback), summary, "integer");
}

/** A page of a longer answer, in chat. */
export function page() {
  return count("Which page, in chat", 1, 1_000);
}

/** "yes" given: done without asking. */
export function flag(summary: string) {
  const given = z.enum(["true", "false"]).default("false");
  return described(
    given.transform((value) => value === "true"),
    summary,
    "flag",
  );
}

/** One of a few words. */
export function oneOf<T extends string>(summary: string, words: readonly T[]) {
  return z.enum(words).optional().meta({ description: summary, kind: "text", choices: words });
}

/** Several, each on a line of its own or parted by semicolons; none of them if it is empty. */
export function several(summary: string) {
  const list = z.string().transform((value) =>
    value
      .split(/[\n;]/)
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  );
  return described(list.optional(), summary, "text");
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
  const needs = new Map(Object.entries(c.needs ?? {}));
  return {
    name: c.name,
    summary: c.summary,
    translations: summariesOf(c.name),
    permission: c.permission,
    example: c.example,
    ...(c.chatOnly === true ? { chatOnly: true } : {}),
    ...(c.form === true ? { form: true } : {}),
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
        ...(needs.has(name) ? { permission: needs.get(name) ?? c.permission } : {}),
        ...(Array.isArray(meta.choices) ? { choices: meta.choices.map(String) } : {}),
      };
    }),
  };
}
