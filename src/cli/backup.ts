import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { UsageError } from "../ops/faults.ts";

/** `wirewatch backup FILE`: a sound copy of the database, made while the service runs. */
export function register(program: Command): void {
  program
    .command("backup")
    .description("copy the database to a file, soundly, while the service runs")
    .argument("<file>", "where the copy goes; one that is there is replaced")
    .option("--json", "one JSON object")
    .addHelpText("after", "\nExample:\n  $ wirewatch backup backups/desk-2026-08-20.db")
    .action(async (to: string, _options: unknown, command: Command) => {
      const flags = command.optsWithGlobals();
      const { openDatabase } = await import("./database.ts");
      const { file } = await openDatabase(flags.config);
      const folder = dirname(resolve(to));
      if (!existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`, "make it first");
      const { backup } = await import("../store/sqlite/backup.ts");
      const shown = process.stderr.isTTY === true && flags.json !== true;
      await backup(file, to, (part) => {
        if (shown) process.stderr.write(`\rcopying ${Math.round(part * 100)}% `);
      });
      if (shown) process.stderr.write("\n");
      console.log(
        flags.json === true
          ? JSON.stringify({ database: file, backup: to })
          : `${file} is copied to ${to}, and the copy is sound.`,
      );
    });
}
