import { z } from "zod";
import { extractive } from "../summaries/summarizer.ts";
import { eachObject, printLine } from "./lines.ts";

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
  terms: z.array(z.string()).nullish(),
});

/** Summarises articles, and prints each summary before the next line is read. Returns how many lines were faulty. */
export function summarizeLines(file: string, terms: readonly string[], json: boolean): Promise<number> {
  return eachObject(file, "summarize", articleLine, async ({ id, terms: own, ...given }) => {
    const article = { ...given, id: String(id), categories: [] };
    const { text: summary, sentences } = await extractive.summarize(article, [...terms, ...(own ?? [])]);
    await printLine(json ? JSON.stringify({ id, summary, sentences }) : `${id}: ${summary}`);
  });
}
