import type { Command } from "commander";

interface SummarizeOptions {
  terms: string[];
  json?: boolean;
}

/** `wirewatch summarize`: articles in, `{id,summary,sentences}` out, a line as soon as its article was read. */
export function register(program: Command): void {
  program
    .command("summarize")
    .description("Say what articles report, in whole sentences of their own.")
    .argument("[file]", "articles, one JSON object a line; - or nothing for standard input", "-")
    .option(
      "--terms <words>",
      "prefer sentences with these words or phrases (commas between; may be repeated)",
      (value: string, before: string[]) => [...before, ...value.split(",").map((term) => term.trim())],
      [],
    )
    .option("--json", "print one JSON object a line")
    .addHelpText(
      "after",
      `
An article: {"id":"1","title":"...","summary":"...","content":"...","language":"en"}; only "id" must be there.
A "terms" array in an article counts for that article.

Examples:
  $ wirewatch parse --entries https://news.example/rss | wirewatch summarize --json
  $ wirewatch summarize articles.ndjson --terms "security guarantees, Putin" --json`,
    )
    .action(async (file: string, options: SummarizeOptions) => {
      const { summarizeLines } = await import("./summarize-lines.ts");
      const failed = await summarizeLines(file, options.terms, options.json === true);
      if (failed > 0) process.exitCode = 1;
    });
}
