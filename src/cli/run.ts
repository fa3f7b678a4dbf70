import { Command, type OptionValues } from "commander";

/** The service: your desk, or without a configuration the sample desk. */
export function register(program: Command): void {
  program.addCommand(
    new Command("run")
      .description("run the service: poll, match, tell (the default command)")
      .option("--once", "poll everything due, deliver, and exit")
      .addHelpText(
        "after",
        `
Without a wirewatch.yaml it runs the sample desk: a made-up wire on this machine, told in this terminal.

Examples:
  $ wirewatch run
  $ wirewatch run --once --config desk/wirewatch.yaml`,
      )
      .action(async (_options: OptionValues, command: Command) => {
        const { runService } = await import("./service.ts");
        const { config, once, verbose } = command.optsWithGlobals();
        process.exitCode = await runService({ config, once: once === true, verbose: verbose === true });
      }),
  );
}
