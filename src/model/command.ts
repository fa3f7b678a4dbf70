import type { z } from "zod";
import type { MarkedText } from "./message.ts";
import type { Instant } from "./time.ts";

export type Permission = "member" | "editor" | "admin";

/** Who calls, and from where; set by the adapter, never by the person. */
export interface Caller {
  /** The adapter's name, or "shell". */
  platform: string;
  /** The platform's id of the person. */
  user: string;
  displayName: string;
  permission: Permission;
  /** The language that the platform speaks with the person, as a BCP 47 tag, where it says so. */
  language?: string;
  /** The desk's name of the channel that the call came from, if it is one. */
  channel?: string;
}

/** One command as a platform may offer it. Two words ("watch list") are a command and its subcommand. */
export interface CommandDescription {
  name: string;
  summary: string;
  /** The summary in other languages: by BCP 47 tag, the language alone. */
  translations?: Readonly<Record<string, string>>;
  permission: Permission;
  options: OptionDescription[];
  /** An example of use, without the program's name. */
  example: string;
  /** Not offered in a shell: it needs a person whom a platform can reach. */
  chatOnly?: boolean;
  /** May answer with a form, and then soon: a platform whose forms must be the first answer waits for it a moment. */
  form?: boolean;
}

export interface OptionDescription {
  name: string;
  summary: string;
  type: "text" | "integer" | "flag";
  required: boolean;
  /** In a shell and in Slack, given without its name, in this order. */
  positional: boolean;
  /** Whether `suggest` has anything to offer. */
  suggests: boolean;
  /** Who may give it, where that is fewer than may use the command. */
  permission?: Permission;
  choices?: string[];
}

/** What an adapter may ask of the core. */
export interface CommandHost {
  readonly commands: readonly CommandDescription[];
  /** Checks the permission, validates the options, runs. Never throws: a fault is a Reply of kind "error". */
  run(name: string, options: Record<string, string>, caller: Caller): Promise<Reply>;
  /** At most 25, for autocomplete. */
  suggest(
    name: string,
    option: string,
    partial: string,
    caller: Caller,
  ): Promise<{ value: string; label: string }[]>;
  /** For a platform with one slash command: "recent 5 watch:ukraine-peace" -> name and options, or a Reply that says what is wrong. */
  parseLine(line: string): { name: string; options: Record<string, string> } | Reply;
}

/** What a command answers, neutral of any platform. All text in it is untrusted and escaped by the adapter. */
export type Reply = PlainReply | PageReply | FormReply | ConfirmationReply;

/** What needs no answer. */
export type PlainReply =
  /** `failed`: bad news that a shell's exit code says too (1). */
  | { kind: "text"; text: string; data?: unknown; failed?: boolean }
  | { kind: "error"; text: string; hint?: string; usage?: boolean }
  /** `about`: for --json, a line before the items'. */
  | { kind: "list"; title: string; items: ListItem[]; empty: string; more?: string; about?: unknown }
  | { kind: "table"; title: string; columns: string[]; rows: string[][]; empty: string; data: unknown[] };

/**
 * A command with its options, to be run through CommandHost.run by whoever presses or submits: their permission counts,
 * not the first caller's. Its options may be longer than a button's id can hold; an adapter keeps the call then, and
 * gives the button a short name for it.
 */
export interface CommandCall {
  command: string;
  options: Record<string, string>;
}

/** Something to press. */
export interface CallButton {
  label: string;
  style?: "primary" | "danger" | "plain";
  call: CommandCall;
}

/** An answer with buttons under it: to the page before and the next, and what may be done with it. */
export interface PageReply {
  kind: "page";
  body: PlainReply;
  /** From 1; `of` is left out where the number of pages is not known. */
  page?: { number: number; of?: number };
  previous?: CommandCall;
  next?: CommandCall;
  /** At most 10. */
  actions?: CallButton[];
}

/**
 * Fields to fill in: a modal where there are some, else text that names the command's options. What is filled in goes,
 * by the fields' names, into the options of `submit.call` beside those that it has; an emptied field is sent as "".
 * A Reply of kind "error" to the submission is said inside the form, where the platform can.
 */
export interface FormReply {
  kind: "form";
  title: string;
  /** A sentence above the fields. */
  text?: string;
  /** At most 5: Discord's modals take no more. */
  fields: FormField[];
  submit: { label: string; call: CommandCall };
}

export interface FormField {
  /** An option of the command to call. */
  name: string;
  label: string;
  /** What it means, under the label; at most 100 characters. */
  hint?: string;
  /** text: one line. lines: many. choice: one of `choices`. */
  type: "text" | "lines" | "choice";
  value?: string;
  required: boolean;
  choices?: { value: string; label: string }[];
}

/** Asks before something is done; in a shell, the same command with --yes does it. */
export interface ConfirmationReply {
  kind: "confirmation";
  /** The question, with what would be lost. */
  text: string;
  confirm: CallButton;
  data?: unknown;
}

/** One line of an answer that people click: a story or an entry. */
export interface ListItem {
  headline: MarkedText;
  url: string;
  outlet: string;
  at?: Instant;
  /** Said after the rest: "ukraine-peace, +2 outlets". */
  detail: string;
  /** For --json: names in the vocabulary, times in RFC 3339. */
  data: unknown;
}

/** A command, written once. `S` is its options' schema. */
export interface Command<C, S extends z.ZodObject = z.ZodObject> {
  name: string;
  summary: string;
  permission: Permission;
  /** What one must be to give some of its options: who may ask need not be who may set. */
  needs?: { [K in keyof z.infer<S>]?: Permission };
  options: S;
  /** Names of the options that a shell and Slack take without their name, in order. */
  positional?: readonly (keyof z.infer<S> & string)[];
  example: string;
  /** Not offered in a shell. */
  chatOnly?: boolean;
  /** May answer with a form. */
  form?: boolean;
  suggest?: {
    [K in keyof z.infer<S>]?: (context: C, partial: string) => Promise<{ value: string; label: string }[]>;
  };
  run(context: C, options: z.infer<S>): Promise<Reply>;
}
