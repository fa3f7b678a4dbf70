import type { Command } from "commander";

/** `wirewatch restore FILE`: a backup in the database's place; what was there is kept beside it. */
export function register(program: Command): void {
  program
    .command("restore")
    .description("put a backup in the database's place; stop the service first")
    .argument("<file>", "a file that `wirewatch backup` made")
    .option("--json", "one JSON object")
    .addHelpText("after", "\nExample:\n  $ wirewatch restore backups/desk-2026-08-20.db")
    .action(async (from: string, _options: unknown, command: Command) => {
      const flags = command.optsWithGlobals();
      const { openDatabase } = await import("./database.ts");
      const { file } = await openDatabase(flags.config);
      const { restore } = await import("../store/sqlite/backup.ts");
      const { kept } = restore(from, file, new Date().toISOString().replace(/[:.]/g, "-"));
      if (flags.json === true) console.log(JSON.stringify({ database: file, restored: from, kept }));
      else
        console.log(
          `${file} is now ${from}.${kept === undefined ? "" : ` The one before is kept as ${kept}.`}`,
        );
    });
}
