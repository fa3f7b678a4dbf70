import type { Command } from "commander";

/** `wirewatch migrate`: brings the database's schema up to date; the service does so itself when it starts. */
export function register(program: Command): void {
  program
    .command("migrate")
    .description("bring the database up to date (the service does so itself when it starts)")
    .option("--json", "one JSON object a line")
    .addHelpText("after", "\nExample:\n  $ wirewatch migrate")
    .action(async (_options: unknown, command: Command) => {
      const flags = command.optsWithGlobals();
      const { openDatabase } = await import("./database.ts");
      const { file } = await openDatabase(flags.config);
      const { connect } = await import("../store/sqlite/open.ts");
      const { migrate, schemaVersion } = await import("../store/sqlite/migrate.ts");
      const db = connect({ file, existing: true });
      try {
        const run = migrate(db);
        const version = schemaVersion(db);
        if (flags.json === true)
          console.log(JSON.stringify({ database: file, version, ran: run.map((m) => m.name) }));
        else if (run.length === 0) console.log(`${file} is up to date (schema ${version}).`);
        else console.log(`${file}: ran ${run.map((m) => m.name).join(", ")}; now schema ${version}.`);
      } finally {
        db.close();
      }
    });
}
