import type { AdapterDeps } from "../../src/model/adapter.ts";
import type { Caller, CommandHost, Reply } from "../../src/model/command.ts";
import type { Callers } from "./caller.ts";
import { renderReply, type SlackReply } from "./reply.ts";

/** Who sent a command, as Slack names them. */
export interface SlackCaller {
  user_id: string;
  user_name: string;
  team_id: string;
  channel_id: string;
}

/** Runs what people write after the slash command. */
export class SlashCommands {
  readonly #host: CommandHost;
  readonly #callers: Callers;
  readonly #deps: AdapterDeps;

  constructor(host: CommandHost, callers: Callers, deps: AdapterDeps) {
    this.#host = host;
    this.#callers = callers;
    this.#deps = deps;
  }

  /** Always an answer: what failed is said to the caller, and logged. */
  async answer(who: SlackCaller, line: string): Promise<SlackReply> {
    try {
      return renderReply(await this.#run(who, line));
    } catch (error) {
      this.#deps.log.error(
        { error: error instanceof Error ? error.message : String(error) },
        "a Slack command failed",
      );
      return renderReply({ kind: "error", text: "Something went wrong here. The desk's log says more." });
    }
  }

  async #run(who: SlackCaller, line: string): Promise<Reply> {
    const [serves, permission] = await Promise.all([
      this.#callers.serves(who.team_id),
      this.#callers.permission(who.user_id),
    ]);
    if (!serves) {
      return {
        kind: "error",
        text: "This Wirewatch serves another desk: none of its channels is in this workspace.",
        hint: "An admin of the desk can add one under channels in wirewatch.yaml.",
      };
    }
    const parsed = this.#host.parseLine(line);
    if ("kind" in parsed) return parsed;
    const caller: Caller = {
      platform: this.#deps.name,
      user: who.user_id,
      displayName: who.user_name,
      permission,
    };
    return this.#host.run(parsed.name, parsed.options, caller);
  }
}

/** What was written, without what Slack makes of it: entities, and links in angle brackets. */
export function commandLine(text: string): string {
  return text
    .replace(/<(https?:\/\/[^|>\s]+)(?:\|[^<>]*)?>/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .trim();
}
