import type { Command } from "commander";

interface ParseOptions {
  json?: boolean;
  entries?: boolean;
  config?: string;
}

/** `wirewatch parse`: feed documents as Wirewatch reads them. */
export function register(program: Command): void {
  program
    .command("parse")
    .description("Show feed documents as Wirewatch reads them.")
    .argument("[sources...]", "files, URLs, or - for standard input", ["-"])
    .option("--json", "print one document a line")
    .option("--entries", "print one entry a line, as `match`, `cluster` and `summarize` take them")
    .addHelpText(
      "after",
      `
A line of --json is {"source","feed":{"title","link","language","kind"},"entries":[...]}, or {"source","error"};
times are RFC 3339, UTC. The exit code is 0 if all were read and 1 if any was not.

Examples:
  $ wirewatch parse https://news.example/rss
  $ wirewatch parse feeds/*.xml --json
  $ wirewatch parse https://news.example/rss --entries | wirewatch match --query '"peace talks"'`,
    )
    .action(async (sources: string[], options: ParseOptions) => {
      const { parseSources } = await import("./parse-sources.ts");
      const form = options.entries === true ? "entries" : options.json === true ? "documents" : "listing";
      const failed = await parseSources(sources, form, options.config);
      if (failed > 0) process.exitCode = 1;
    });
}
