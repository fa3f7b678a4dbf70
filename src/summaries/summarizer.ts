import type { Article } from "../model/entry.ts";
import { extract, type Summary, type SummaryOptions } from "./extractive.ts";

/** Whatever writes summaries: sentences chosen from the article, or a language model's own words. */
export interface Summarizer {
  readonly name: string;
  /** Rejects if it cannot summarise now; the caller falls back to `extract`. */
  summarize(article: Article, terms: readonly string[], options?: SummaryOptions): Promise<Summary>;
}

export const extractive: Summarizer = {
  name: "extractive",
  async summarize(article, terms, options) {
    return extract(article, terms, options);
  },
};
