import type { Command } from "commander";

/** `wirewatch import`: feeds of an OPML file into the desk's database, all that are alive or none. */
export function register(program: Command): void {
  program
    .command("import")
    .description("add the feeds of an OPML file to the desk")
    .argument("<file>", "an OPML file, as every feed reader exports it")
    .option("--dry-run", "say what would be added, and add nothing")
    .option("--no-probe", "without looking whether each is there: offline, or to keep dead ones")
    .option("--json", "one JSON object a line")
    .addHelpText(
      "after",
      `
Each feed is asked for once, before any is added: what is gone, or no feed, is left out and said. Folders become groups.

Examples:
  $ wirewatch import feeds.opml
  $ wirewatch import feeds.opml --no-probe`,
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      const { config, dryRun, json, probe } = command.optsWithGlobals();
      const { importOpml } = await import("./import-opml.ts");
      const options = { dryRun: dryRun === true, json: json === true, probe: probe !== false };
      process.exitCode = await importOpml(file, config, options);
    });
}
