import type { Article } from "../model/entry.ts";
import type { KeptEntry } from "../store/store.ts";

/** An entry as what is matched and summarised. */
export function articleOf(entry: Omit<KeptEntry, "story">): Article {
  return {
    id: String(entry.id),
    title: entry.title,
    summary: entry.summary,
    content: entry.content,
    url: entry.url,
    outlet: entry.outlet,
    author: entry.author,
    language: entry.language,
    categories: entry.categories,
    ...(entry.publishedAt === undefined ? {} : { publishedAt: entry.publishedAt }),
  };
}
