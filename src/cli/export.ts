import type { Command } from "commander";

/** `wirewatch export`: the desk's feeds and watch lists as the database has them, as YAML, OPML or NDJSON. */
export function register(program: Command): void {
  program
    .command("export")
    .description("print the desk's feeds and watch lists as the database has them")
    .option("--opml", "feeds only, as OPML")
    .option("--json", "one JSON object a line")
    .addHelpText(
      "after",
      `
The YAML's two parts, feeds and watchLists, may stand in a wirewatch.yaml as they are.

Examples:
  $ wirewatch export > desk.yaml
  $ wirewatch export --opml > feeds.opml`,
    )
    .action(async (_options: unknown, command: Command) => {
      const flags = command.optsWithGlobals();
      const { exportDesk } = await import("./export-desk.ts");
      const form = flags.opml === true ? "opml" : flags.json === true ? "json" : "yaml";
      process.stdout.write(await exportDesk(flags.config, form));
    });
}
