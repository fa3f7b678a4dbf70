import { z } from "zod";
import type { Reply } from "../model/command.ts";
import { withoutSecrets } from "./audit.ts";
import { type CommandContext, command } from "./command.ts";
import { differences } from "./difference.ts";
import { checkList } from "./list-change.ts";
import { save, takenBack } from "./save.ts";
import { takeBackAct } from "./take-back.ts";

/** A change taken back, by its number in the audit trail. */
export const undo = command({
  name: "undo",
  summary: "Take back a change, by its number in the audit trail",
  permission: "admin",
  options: z.object({
    number: z.coerce.number().int().min(1).meta({ description: "Its number in `audit`", kind: "integer" }),
  }),
  positional: ["number"],
  example: "undo 17",
  run: (context, { number: id }) => takeBack(context, id),
});

/**
 * A watch list, an entity or a feed becomes what it was before the change. What was changed since then is taken back
 * with it, and said: a definition has no halves.
 */
export async function takeBack(context: CommandContext, id: number): Promise<Reply> {
  const change = await context.store.changeOf(id);
  if (change === undefined) {
    const [row] = await context.store.trail({ id, limit: 1 });
    if (row !== undefined) return takeBackAct(context, row);
    return { kind: "error", usage: true, text: `There is no change ${id}.`, hint: "See `audit`." };
  }
  const back = await takenBack(context, change);
  if (JSON.stringify(back.before) === JSON.stringify(back.after)) {
    return { kind: "text", text: `${back.name} is as it was before change ${id} already.` };
  }
  if (back.kind === "watchList" && back.after !== undefined) checkList(back.after, context.desk().entities);
  const failed = await save(context, back);
  if (failed !== undefined) return failed;
  const what =
    back.after === undefined ? "gone again" : back.before === undefined ? "back" : "as it was before";
  return {
    kind: "text",
    text: [
      `${back.name} is ${what} (change ${id} taken back).`,
      ...differences(back.before, back.after),
    ].join("\n"),
    data: {
      undone: id,
      subject: back.name,
      before: withoutSecrets(back.before),
      after: withoutSecrets(back.after),
    },
  };
}
