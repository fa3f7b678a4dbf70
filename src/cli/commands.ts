import { type Command, Option } from "commander";
import { namedInLine } from "../commands/line.ts";
import type { CommandDescription, OptionDescription } from "../model/command.ts";

/**
 * The chat's commands in a shell: `wirewatch recent`, `wirewatch watch list`. Their names and options are needed for
 * --help and so are read at once; the store and the matcher only when one runs.
 */
export function registerCommands(program: Command, descriptions: readonly CommandDescription[]): void {
  for (const description of descriptions) {
    if (description.chatOnly === true) continue;
    const [first = "", second] = description.name.split(" ");
    const parent = second === undefined ? program : group(program, first);
    const own = parent
      .command(second ?? first, second === "list" ? { isDefault: true } : {})
      .description(description.summary)
      .option("--json", "one JSON object a line")
      .addHelpText("after", `\nExample:\n  $ wirewatch ${description.example}`);
    const positional = description.options.filter((o) => o.positional);
    for (const [i, option] of positional.entries()) {
      const name = `${option.name}${i === positional.length - 1 ? "..." : ""}`;
      // What is missing is said by the command itself, which takes each by its name too.
      own.argument(`[${name}]`, option.required ? option.summary : `${option.summary} (optional)`);
      own.addOption(new Option(`--${option.name} <value>`, option.summary).hideHelp());
    }
    for (const option of description.options.filter((o) => !o.positional)) {
      const flag = option.type === "flag" ? `--${option.name}` : `--${option.name} <value>`;
      if (option.required) own.requiredOption(flag, option.summary);
      else own.option(flag, option.summary);
    }
    own.action(async (...given: unknown[]) => {
      const flags: Record<string, unknown> = own.optsWithGlobals();
      const options: Record<string, string> = {};
      const words = given
        .slice(0, positional.length)
        .flat()
        .filter((word) => typeof word === "string");
      const { plain, named } = takeNamed(words, description.options);
      for (const [i, option] of positional.entries()) {
        const value = i === positional.length - 1 ? plain.slice(i).join(" ") : plain[i];
        if (value !== undefined && value !== "") options[option.name] = value;
      }
      Object.assign(options, named);
      for (const option of description.options) {
        const value = flags[option.name];
        if (value !== undefined) options[option.name] = String(value);
      }
      const { runInShell } = await import("./shell.ts");
      const config = typeof flags.config === "string" ? { config: flags.config } : {};
      process.exitCode = await runInShell(description.name, options, {
        ...config,
        json: flags.json === true,
      });
    });
  }
}

/** Chat's `since:2h` among a shell's words, where the shell has taken the quotes away already. */
function takeNamed(words: readonly string[], options: readonly OptionDescription[]) {
  const named: Record<string, string> = {};
  const plain = words.filter((word) => {
    const [, name = "", value = ""] = /^([a-z]+)[:=](\S.*)$/su.exec(word) ?? [];
    if (!namedInLine(options).some((option) => option.name === name)) return true;
    named[name] = value;
    return false;
  });
  return { plain, named };
}

function group(program: Command, name: string): Command {
  const known = program.commands.find((c) => c.name() === name);
  return known ?? program.command(name).description(`${name} commands`);
}
