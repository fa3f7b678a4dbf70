import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readFaultText } from "../config/places.ts";
import { mergeEntities } from "../matching/entities.ts";
import { entitiesOf, QueryError } from "../matching/query/ast.ts";
import { checkEntities, parseQuery } from "../matching/query/parse.ts";
import type { Entity, WatchList } from "../model/watchlist.ts";
import { UsageError } from "../ops/faults.ts";
import { packageRoot } from "../ops/package.ts";

interface Lists {
  lists: WatchList[];
  entities: Entity[];
}

/** The watch lists that a command line of `match` asks for, queries among them as lists of one. Throws UsageError. */
export async function loadLists(options: {
  watch: string[];
  query: string[];
  queries: string[];
}): Promise<Lists> {
  const files =
    options.watch.length > 0 || options.query.length + options.queries.length > 0 ? options.watch : shipped();
  const watched = await readFiles(files);
  const queries = [
    ...options.query.map((text) => ({ name: "query", text, where: "--query" })),
    ...options.queries.flatMap((file) => readQueries(file)),
  ];
  const asksEntities = queries.some(({ text }) => text.includes("@"));
  const entities =
    files.length > 0 || !asksEntities ? watched.entities : (await readFiles(shipped())).entities;
  const keys = new Set(entities.map((entity) => entity.key));
  const lists = [...watched.lists];
  for (const { name, text, where } of queries) {
    try {
      const query = parseQuery(text);
      if (asksEntities && entitiesOf(query).size > 0) checkEntities(query, keys);
    } catch (error) {
      if (error instanceof QueryError) throw new UsageError(`${where}: ${error.message}`);
      throw error;
    }
    lists.push(listOf(name, text));
  }
  return { lists, entities };
}

/** A query as a watch list. */
export function listOf(name: string, query: string): WatchList {
  return {
    name,
    title: name,
    priority: "normal",
    entities: [],
    phrases: [],
    queries: [query],
    exclude: [],
    channels: [],
  };
}

function shipped(): string[] {
  const folder = join(packageRoot(), "config", "watchlists");
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

async function readFiles(files: readonly string[]): Promise<Lists> {
  if (files.length === 0) return { lists: [], entities: [] };
  // Not loaded for bare queries: YAML and its validation take longer to load than a small pipe runs.
  const { parseWatchListFile } = await import("../matching/watchlist-file.ts");
  const lists: WatchList[] = [];
  let entities: Entity[] = [];
  for (const file of files) {
    const read = parseWatchListFile(readText(file), file);
    if (lists.some((list) => list.name === read.list.name)) {
      throw new UsageError(`${file}: a list named “${read.list.name}” is there already`);
    }
    lists.push(read.list);
    entities = mergeEntities(entities, read.entities);
  }
  return { lists, entities };
}

function readQueries(file: string): { name: string; text: string; where: string }[] {
  return readText(file)
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((text, i) => ({ name: String(i + 1), text, where: `${file}:${i + 1}` }))
    .filter(({ text }) => text.trim() !== "" && !text.startsWith("#"));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${readFaultText(error)}`);
  }
}
