import { stripVTControlCharacters } from "node:util";
import { vi } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import type { CommandDescription } from "../../src/model/command.ts";
import type { Shown, Way } from "./way.ts";

/** What a command line prints, in this process. */
export async function inShell(args: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const say = vi.spyOn(console, "log").mockImplementation((line) => void lines.push(String(line)));
  const fault = vi.spyOn(console, "error").mockImplementation((line) => void lines.push(String(line)));
  try {
    await runProgram([...args]);
  } finally {
    say.mockRestore();
    fault.mockRestore();
    process.exitCode = 0;
  }
  return stripVTControlCharacters(lines.join("\n"));
}

/** Somebody at a shell, who is an admin, on the desk of a configuration. */
export function shellWay(config: string, commands: readonly CommandDescription[]): Way {
  const shown = async (args: readonly string[]): Promise<Shown> => {
    const text = await inShell([...args, "--config", config]);
    return {
      text: text.replace(/ *│ */g, " | ").replace(/\s+/g, " "),
      buttons: text.includes("--yes") ? ["Remove"] : [],
      // What a button does in chat, the same command with --yes does here.
      press: () => shown([...args, "--yes"]),
      fill: () => Promise.reject(new Error("a shell has no forms")),
    };
  };

  return {
    async say(command, options = {}) {
      const described = commands.find((c) => c.name === command);
      const given = Object.entries(options).flatMap(([name, value]) => {
        const flag = described?.options.find((o) => o.name === name)?.type === "flag";
        return flag ? (value === "true" ? [`--${name}`] : []) : [`--${name}`, value];
      });
      return shown([...command.split(" "), ...given]);
    },
  };
}
