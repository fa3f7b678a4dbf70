import { compile } from "../../src/matching/compile.ts";
import type { Article } from "../../src/model/entry.ts";
import type { Entity, Match, WatchList } from "../../src/model/watchlist.ts";

/** An article with these fields, the others empty; a text alone is its title. */
export function articleOf(fields: Partial<Article> | string): Article {
  const given = typeof fields === "string" ? { title: fields } : fields;
  return {
    id: "1",
    title: "",
    summary: "",
    content: "",
    url: "",
    outlet: "",
    author: "",
    language: "",
    categories: [],
    ...given,
  };
}

export function listOf(fields: Partial<WatchList>): WatchList {
  return {
    name: "list",
    title: "List",
    priority: "normal",
    entities: [],
    phrases: [],
    queries: [],
    exclude: [],
    channels: [],
    ...fields,
  };
}

/** What one query finds in one article. */
export function ask(
  query: string,
  fields: Partial<Article> | string,
  entities: Entity[] = [],
): Match | undefined {
  return compile([listOf({ queries: [query] })], entities).match(articleOf(fields))[0];
}

export function finds(query: string, fields: Partial<Article> | string): boolean {
  return ask(query, fields) !== undefined;
}
