import { Command, CommanderError, Option } from "commander";
import { exitCodeOf, faultLine, UsageError } from "../ops/faults.ts";
import { packageVersion } from "../ops/package.ts";
import { register as backup } from "./backup.ts";
import { register as cluster } from "./cluster.ts";
import { registerCommands } from "./commands.ts";
import { register as doctor } from "./doctor.ts";
import { register as exporting } from "./export.ts";
import { register as importing } from "./import.ts";
import { register as init } from "./init.ts";
import { register as match } from "./match.ts";
import { register as migrate } from "./migrate.ts";
import { register as parse } from "./parse.ts";
import { register as restore } from "./restore.ts";
import { register as run } from "./run.ts";
import { register as summarize } from "./summarize.ts";

type Register = (program: Command) => void;

/** Each file beside this one adds one command, and loads what it needs only when it runs. */
const COMMANDS: Register[] = [
  run,
  init,
  doctor,
  parse,
  match,
  cluster,
  summarize,
  importing,
  exporting,
  migrate,
  backup,
  restore,
];

/**
 * The `wirewatch` program. With the command line it leaves out what that does not need: the commands shared with
 * chat are loaded only for one of them or for help, so that a filter in a pipe starts at once.
 */
export async function createProgram(
  args?: readonly string[],
  commands: readonly Register[] = COMMANDS,
): Promise<Command> {
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
  addOptions(program);
  for (const register of commands) register(program);
  if (args === undefined || needsChatCommands(program, args)) {
    const { commands: shared } = await import("../commands/index.ts");
    const { describe } = await import("../commands/command.ts");
    registerCommands(program, shared.map(describe));
  }
  for (const command of everyCommand(program)) {
    command.exitOverride();
    addOptions(command);
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
export async function runProgram(args: readonly string[], commands = COMMANDS): Promise<number> {
  try {
    const program = await createProgram(args, commands);
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
  if (asksOfProgram(args) || firstOperand(program, args) !== undefined) return [...args];
  return ["run", ...args];
}

function needsChatCommands(program: Command, args: readonly string[]): boolean {
  const first = firstOperand(program, args);
  if (first === undefined) return asksOfProgram(args);
  return !program.commands.some((command) => command.name() === first);
}

function asksOfProgram(args: readonly string[]): boolean {
  return args.some((arg) => arg === "--help" || arg === "-h" || arg === "--version");
}

function firstOperand(program: Command, args: readonly string[]): string | undefined {
  return program.parseOptions([...args]).operands[0];
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function addOptions(command: Command): void {
  for (const option of [
    new Option("--config <file>", "the configuration (default: wirewatch.yaml here)"),
    new Option("--verbose", "say more in the log, and show where a fault came from"),
  ]) {
    if (!command.options.some((known) => known.long === option.long)) command.addOption(option);
  }
}
