import type { Command } from "commander";

/** `wirewatch import`: feeds of an OPML file into the desk's database, all of them or none. */
export function register(program: Command): void {
  program
    .command("import")
    .description("add the feeds of an OPML file to the desk")
    .argument("<file>", "an OPML file, as every feed reader exports it")
    .option("--dry-run", "say what would be added, and add nothing")
    .option("--json", "one JSON object a line")
    .addHelpText("after", "\nExample:\n  $ wirewatch import feeds.opml")
    .action(async (file: string, _options: unknown, command: Command) => {
      const { config, dryRun, json } = command.optsWithGlobals();
      const { importOpml } = await import("./import-opml.ts");
      await importOpml(file, config, { dryRun: dryRun === true, json: json === true });
    });
}
