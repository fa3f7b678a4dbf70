import type { Command } from "commander";

interface MatchOptions {
  watch: string[];
  query: string[];
  queries: string[];
  json?: boolean;
}

const more = (value: string, before: string[]) => [...before, value];

/** `wirewatch match`: articles in, matches out; neither a database nor a configuration. */
export function register(program: Command): void {
  program
    .command("match")
    .description("Match articles against watch lists or queries.")
    .argument("[file]", "articles, one JSON object a line; - or nothing for standard input", "-")
    .option(
      "--watch <file>",
      "a watch-list file (may be repeated; default: the lists that come along)",
      more,
      [],
    )
    .option("--query <query>", "one query", more, [])
    .option(
      "--queries <file>",
      "queries, one a line; blank lines and lines that begin with # are passed over",
      more,
      [],
    )
    .option("--json", "print one JSON object a match: {id,watchList,terms,reason,score}")
    .addHelpText(
      "after",
      `
An article: {"id":"1","title":"...","summary":"...","content":"...","url":"...","outlet":"...","author":"...",
"language":"en","categories":["..."]}; what is missing is empty. An article that matches nothing prints nothing.
@entity in a query means those of the --watch files, else of the lists that come along.

Examples:
  $ wirewatch match articles.ndjson --watch config/watchlists/ukraine-peace.yaml
  $ wirewatch parse --entries https://news.example/rss | wirewatch match --json --query 'title:summit AND @putin'`,
    )
    .action(async (file: string, options: MatchOptions) => {
      const { loadLists } = await import("./match-lists.ts");
      const { matchLines } = await import("./match-lines.ts");
      const { lists, entities } = await loadLists(options);
      const { compile } = await import("../matching/compile.ts");
      const failed = await matchLines(file, compile(lists, entities), options.json === true);
      if (failed > 0) process.exitCode = 1;
    });
}
