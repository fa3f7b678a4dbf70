import { readFileSync } from "node:fs";
import { z } from "zod";
import { compile, type Matcher } from "../../src/matching/compile.ts";
import { parseWatchListFile } from "../../src/matching/watchlist-file.ts";
import type { Article } from "../../src/model/entry.ts";

/** A text that the desk wants, or does not, and why. */
export interface Labelled {
  article: Article;
  want: boolean;
  about: string;
}

const line = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  content: z.string(),
  language: z.string(),
  want: z.boolean(),
  about: z.string().default(""),
});

/** Reads a file of labelled texts beside the tests. */
export function readLabelled(name: string): Labelled[] {
  return readFileSync(new URL(name, import.meta.url), "utf8")
    .split("\n")
    .filter((text) => text.trim() !== "")
    .map((text) => {
      const { want, about, ...article } = line.parse(JSON.parse(text));
      return { article: { ...article, url: "", outlet: "", author: "", categories: [] }, want, about };
    });
}

/** The matcher of the shipped ukraine-peace list alone. */
export function ukrainePeace(): Matcher {
  const path = "config/watchlists/ukraine-peace.yaml";
  const source = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const { list, entities } = parseWatchListFile(source, path);
  return compile([list], entities);
}
