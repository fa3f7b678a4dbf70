import type { AdapterDeps } from "../../src/model/adapter.ts";
import type { Caller, CommandCall, CommandHost, Reply } from "../../src/model/command.ts";
import type { Callers } from "./caller.ts";

/** Who did something, as Slack names them. */
export interface SlackCaller {
  user: string;
  name: string;
  team: string;
  /** "" outside of any. */
  channel: string;
}

/** An answer, and what was called, where that could be read. */
export interface Answer {
  reply: Reply;
  call?: CommandCall;
  /** Where it was asked; "" outside of any channel. */
  channel?: string;
}

const FAILED: Reply = { kind: "error", text: "Something went wrong here. The desk's log says more." };

const ANOTHER_DESK: Reply = {
  kind: "error",
  text: "This Wirewatch serves another desk: none of its channels is in this workspace.",
  hint: "An admin of the desk can add one under channels in wirewatch.yaml.",
};

/** A button or form whose call is no longer kept. */
export const GROWN_OLD: Reply = {
  kind: "error",
  text: "This button has grown old.",
  hint: "Ask again with the command that it came from.",
};

/** Runs commands for people on Slack, each with their own permission. */
export class Calls {
  readonly host: CommandHost;
  readonly #callers: Callers;
  readonly #deps: AdapterDeps;

  constructor(host: CommandHost, callers: Callers, deps: AdapterDeps) {
    this.host = host;
    this.#callers = callers;
    this.#deps = deps;
  }

  /** Runs a line of chat, or a call that a button or form carries. Always an answer: what failed is said, and logged. */
  async ask(who: SlackCaller, what: string | CommandCall): Promise<Answer> {
    try {
      const caller = await this.caller(who);
      if (caller === undefined) return { reply: ANOTHER_DESK };
      const parsed = typeof what === "string" ? this.host.parseLine(this.#lineOf(what)) : callOf(what);
      if ("kind" in parsed) return { reply: parsed };
      const reply = await this.host.run(parsed.name, parsed.options, caller);
      return {
        reply,
        call: { command: parsed.name, options: parsed.options },
        channel: who.channel,
      };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#deps.log.error({ error: text }, "a Slack command failed");
      return { reply: FAILED };
    }
  }

  /** Nothing at all asks for help. */
  #lineOf(written: string): string {
    return written === "" && this.host.commands.some(({ name }) => name === "help") ? "help" : written;
  }

  /** The person, with what they may do; undefined if their workspace holds none of the desk's channels. */
  async caller(who: SlackCaller): Promise<Caller | undefined> {
    const [serves, person] = await Promise.all([
      this.#callers.serves(who.team),
      this.#callers.person(who.user),
    ]);
    if (!serves) return undefined;
    const channel = this.#deps.names?.[who.channel];
    return {
      platform: this.#deps.name,
      user: who.user,
      displayName: person.displayName || who.name,
      permission: person.permission,
      ...(person.language === undefined ? {} : { language: person.language }),
      ...(channel === undefined ? {} : { channel }),
    };
  }
}

function callOf(call: CommandCall): { name: string; options: Record<string, string> } {
  return { name: call.command, options: call.options };
}

/**
 * What was written, without what Slack and telephones make of it: entities, links in angle brackets, curly quotation
 * marks, and a dash for the two hyphens of an option.
 */
export function commandLine(text: string): string {
  return text
    .replace(/<(https?:\/\/[^|>\s]+)(?:\|[^<>]*)?>/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/[“”„‟]/g, '"')
    .replace(/(^|\s)[—–](?=[a-z])/g, "$1--")
    .trim();
}
