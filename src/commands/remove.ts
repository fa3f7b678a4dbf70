import type { CommandCall, Reply } from "../model/command.ts";
import type { DefinitionChange } from "../store/editing.ts";
import type { CommandContext } from "./command.ts";
import { save } from "./save.ts";

/** What is to be removed, and what is said of it. */
export interface Removal {
  /** From what stands to nothing. */
  change: DefinitionChange;
  question: string;
  /** The command itself, which with `yes` does it without asking. */
  call: CommandCall;
  done: string;
  /** For --json, once it is done. */
  data: Record<string, unknown>;
}

/** Removes a watch list, an entity or a feed: asks first, unless told not to. */
export async function remove(context: CommandContext, yes: boolean, removal: Removal): Promise<Reply> {
  const { change, question, call, done, data } = removal;
  if (!yes) {
    return {
      kind: "confirmation",
      text: question,
      confirm: {
        label: "Remove",
        style: "danger",
        call: { ...call, options: { ...call.options, yes: "true" } },
      },
      data: change.before,
    };
  }
  const failed = await save(context, change);
  return failed ?? { kind: "text", text: done, data: { ...data, removed: true } };
}
