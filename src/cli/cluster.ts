import type { Command } from "commander";

/** `wirewatch cluster`: articles in order of arrival in, `{id,story,duplicateOf}` out. */
export function register(program: Command): void {
  program
    .command("cluster")
    .description("Group articles into stories: which report one event, which repeat another's text")
    .argument("[file]", "articles, one JSON object a line; - or nothing for standard input", "-")
    .option("--json", "one JSON object a line")
    .addHelpText(
      "after",
      `
An article: {"id":"1","title":"...","summary":"...","outlet":"...","publishedAt":"2026-08-20T09:00:00Z"}, in order of
arrival; only "id" must be there. "story" names the story, "duplicateOf" the article whose text or link it repeats. Each
answer comes at once. Two stories may prove to be one: then the articles of the one that ends come again, and of an id
the last line counts.

Example:
  $ wirewatch parse --entries feeds/*.xml | wirewatch cluster --json`,
    )
    .action(async (file: string, options: { json?: boolean }) => {
      const { clusterLines } = await import("./cluster-lines.ts");
      const faulty = await clusterLines(file, { json: options.json === true });
      if (faulty > 0) process.exitCode = 1;
    });
}
