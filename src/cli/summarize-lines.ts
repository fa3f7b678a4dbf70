import { once } from "node:events";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { z } from "zod";
import { UsageError } from "../ops/faults.ts";
import { extractive } from "../summaries/summarizer.ts";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

const articleLine = z.object({
  id: z.union([z.string(), z.number()]),
  title: text,
  summary: text,
  content: text,
  url: text,
  outlet: text,
  author: text,
  language: text,
  categories: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  terms: z.array(z.string()).nullish(),
});

/**
 * Summarises the articles of a file, one JSON object a line, "-" for standard input, and prints each summary before
 * the next line is read. A faulty line is told on standard error by its number and passed over. Returns how many
 * were faulty. Throws a UsageError if the file cannot be read.
 */
export async function summarizeLines(file: string, terms: readonly string[], json: boolean): Promise<number> {
  let number = 0;
  let failed = 0;
  for await (const line of linesOf(file)) {
    number++;
    const bare = number === 1 ? line.replace(/^\uFEFF/, "") : line;
    if (bare.trim() === "") continue;
    const article = readArticle(bare);
    if (typeof article === "string") {
      failed++;
      console.error(`wirewatch summarize: line ${number}: ${article}`);
      continue;
    }
    const { id } = article;
    const summary = await extractive.summarize({ ...article, id: String(id) }, [
      ...terms,
      ...(article.terms ?? []),
    ]);
    const out = json
      ? JSON.stringify({ id, summary: summary.text, sentences: summary.sentences })
      : `${id}: ${summary.text}`;
    if (!process.stdout.write(`${out}\n`)) await once(process.stdout, "drain");
  }
  return failed;
}

/** The lines of a file or of standard input. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const input: Readable = file === "-" ? process.stdin : createReadStream(file);
  input.setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of input) {
      const lines = (rest + String(chunk)).split(/\r?\n/);
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (rest !== "") yield rest;
}

/** The article, or what is wrong with the line. */
function readArticle(line: string): z.infer<typeof articleLine> | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return `not JSON (${error instanceof Error ? error.message : String(error)}); expected one article object a line`;
  }
  const read = articleLine.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "the line" : `"${issue.path.join(".")}"`;
  return `${where}: ${issue?.message ?? "no article"}`;
}
