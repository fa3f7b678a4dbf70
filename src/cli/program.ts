import { Command, CommanderError, Option } from "commander";
import { exitCodeOf, faultLine, UsageError } from "../ops/faults.ts";
import { packageVersion } from "../ops/package.ts";
import { register as init } from "./init.ts";
import { register as parse } from "./parse.ts";
import { register as summarize } from "./summarize.ts";

/** Each file beside this one adds one command, and loads what it needs only when it runs. */
const COMMANDS: ((program: Command) => void)[] = [init, parse, summarize];

/** The `wirewatch` program, with every command it has. */
export function createProgram(commands: readonly ((program: Command) => void)[] = COMMANDS): Command {
  const program = new Command("wirewatch")
    .description("Watches feeds for a newsroom and tells each story once, where the newsroom talks.")
    .version(packageVersion(), "--version", "print the version")
    .showSuggestionAfterError(true)
    .addHelpText(
      "after",
      `
Without a command it runs: your desk, where there is a wirewatch.yaml, else the sample desk.

Examples:
  $ wirewatch              run your desk, or the sample desk
  $ wirewatch init         make a wirewatch.yaml
  $ wirewatch doctor       check it, and say the mend of each fault`,
    );
  for (const register of commands) register(program);
  for (const command of everyCommand(program)) {
    command.exitOverride();
    addOnce(command, new Option("--config <file>", "the configuration (default: wirewatch.yaml here)"));
    addOnce(command, new Option("--verbose", "say more in the log, and show where a fault came from"));
  }
  // Commander gives these to the program even where they stand after a command: hand them down.
  program.hook("preAction", (_program, command) => {
    const given = command.optsWithGlobals();
    for (const key of ["config", "verbose"]) {
      if (given[key] !== undefined) command.setOptionValue(key, given[key]);
    }
  });
  return program;
}

/** Runs one command line and returns the exit code: 0 done, 1 failed, 2 used wrongly. Errors go to stderr. */
export async function runProgram(program: Command, args: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(withDefaultCommand(program, args), { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? 0 : 2; // it has said what is wrong
    reportFault(fault, args);
    return exitCodeOf(fault);
  }
}

/** One clear line on stderr; the stack only for who asks. */
export function reportFault(fault: unknown, args: readonly string[]): void {
  const hint = fault instanceof UsageError && fault.hint !== undefined ? ` (${fault.hint})` : "";
  console.error(`wirewatch: ${faultLine(fault)}${hint}`);
  const verbose = args.includes("--verbose") || (process.env.DEBUG ?? "") !== "";
  if (verbose && fault instanceof Error) console.error(fault.stack);
}

/** No command means `run`, so that `npm start` is the service. */
function withDefaultCommand(program: Command, args: readonly string[]): string[] {
  const asksOfProgram = args.some((arg) => arg === "--help" || arg === "-h" || arg === "--version");
  if (asksOfProgram || program.parseOptions([...args]).operands.length > 0) return [...args];
  return ["run", ...args];
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function addOnce(command: Command, option: Option): void {
  if (!command.options.some((known) => known.long === option.long)) command.addOption(option);
}
