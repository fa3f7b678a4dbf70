import { z } from "zod";
import type { CommandDescription, Reply } from "../model/command.ts";
import { type AnyCommand, command, describe, optionalText } from "./command.ts";

/** What there is, and how one of it is used. */
export function helpOn(commands: () => readonly AnyCommand[]) {
  return command({
    name: "help",
    summary: "What there is, and how to use it",
    permission: "member",
    options: z.object({ command: optionalText("A command: watch edit") }),
    positional: ["command"],
    example: "help watch edit",
    chatOnly: true, // a shell has its own, which needs no database
    async run({ caller }, { command: asked }): Promise<Reply> {
      const [language = ""] = (caller.language ?? "").toLowerCase().split("-");
      const all = commands().map(describe);
      const named = asked?.toLowerCase().replace(/\s+/g, " ");
      const found = all.filter(
        (c) => named === undefined || c.name === named || c.name.startsWith(`${named} `),
      );
      const [only] = found;
      if (only !== undefined && found.length === 1)
        return { kind: "text", text: inFull(only, language), data: only };
      return {
        kind: "table",
        title: named === undefined ? "Commands" : `Commands of ${named}`,
        columns: ["Command", "What it does", "Who may"],
        rows: found.map((c) => [c.name, c.translations?.[language] ?? c.summary, `${c.permission}s`]),
        empty: `There is no command "${named}".`,
        data: found,
      };
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
