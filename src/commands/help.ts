import { z } from "zod";
import type { CommandDescription, Reply } from "../model/command.ts";
import { type AnyCommand, command, describe, optionalText, page as pageNumber } from "./command.ts";
import { inPages } from "./pages.ts";

/** Commands on a page: a line each, in every language. */
const SHORT_ROWS = 24;

/** What there is, and how one of it is used. */
export function helpOn(commands: () => readonly AnyCommand[]) {
  return command({
    name: "help",
    summary: "What there is, and how to use it",
    permission: "member",
    options: z.object({ command: optionalText("A command: watch edit"), page: pageNumber() }),
    positional: ["command"],
    example: "help watch edit",
    chatOnly: true, // a shell has its own, which needs no database
    async run(context, { command: asked, page }): Promise<Reply> {
      const [language = ""] = (context.caller.language ?? "").toLowerCase().split("-");
      const all = commands().map(describe);
      const named = asked?.toLowerCase().replace(/\s+/g, " ");
      const found = all.filter(
        (c) => named === undefined || c.name === named || c.name.startsWith(`${named} `),
      );
      const [only] = found;
      if (only !== undefined && found.length === 1)
        return { kind: "text", text: inFull(only, language), data: only };
      const table = {
        kind: "table" as const,
        title: named === undefined ? "Commands" : `Commands of ${named}`,
        columns: ["Command", "For", "What it does"],
        rows: found.map((c) => [c.name, `${c.permission}s`, c.translations?.[language] ?? c.summary]),
        empty: `There is no command "${named}".`,
        data: found,
      };
      const options: Record<string, string> = asked === undefined ? {} : { command: asked };
      return inPages(context, table, page, { command: "help", options }, SHORT_ROWS);
    },
  });
}

function inFull(c: CommandDescription, language: string): string {
  const options = c.options.map((o) => {
    const words = o.choices === undefined ? "" : ` (${o.choices.join(", ")})`;
    const who = o.permission === undefined ? "" : `, for ${o.permission}s`;
    return `  ${o.name}${o.required ? "" : ", optional"}${who}: ${o.summary}${words}`;
  });
  const summary = c.translations?.[language] ?? c.summary;
  return [`${c.name}: ${summary}. For ${c.permission}s.`, ...options, `Example: ${c.example}`].join("\n");
}
