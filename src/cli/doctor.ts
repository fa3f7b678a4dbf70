import type { Command } from "commander";

/** `wirewatch doctor`: looks at everything that a desk needs, and says the mend of each fault. */
export function register(program: Command): void {
  program
    .command("doctor")
    .description(
      "Check configuration, database, watch lists, feeds, tokens and channels; say the mend of each fault.",
    )
    .option("--no-feeds", "do not ask the feeds")
    .option("--json", "one JSON object a line: {check,subject,state,detail,mend}")
    .addHelpText(
      "after",
      `
Nothing is posted and nothing is changed. Exit code 1 if there is a fault.

Examples:
  $ wirewatch doctor
  $ wirewatch doctor --no-feeds --json`,
    )
    .action(async (options: { feeds: boolean; json?: boolean; config?: string; verbose?: boolean }) => {
      const { examine } = await import("./doctor-checks.ts");
      const { printFinding, printSummary } = await import("./doctor-print.ts");
      const counts = { ok: 0, note: 0, fault: 0 };
      for await (const finding of examine({
        ...(options.config === undefined ? {} : { file: options.config }),
        env: process.env,
        cwd: process.cwd(),
        feeds: options.feeds,
      })) {
        counts[finding.state]++;
        printFinding(finding, options.json === true);
      }
      if (options.json !== true) printSummary(counts);
      if (counts.fault > 0) process.exitCode = 1;
    });
}
