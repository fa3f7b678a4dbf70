import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { AdapterModule } from "../model/adapter.ts";
import { resolveAdapters } from "./adapters.ts";
import type { Config } from "./config.ts";
import { readYaml, type YamlDocument } from "./document.ts";
import { ConfigError, type ConfigFault } from "./faults.ts";
import { resolveFeeds } from "./feeds.ts";
import { faultsOf } from "./issues.ts";
import { readFaultText, shortName } from "./places.ts";
import { type FileSettings, fileSchema } from "./schema.ts";
import { resolveWatchLists } from "./watchlists.ts";

export interface LoadOptions {
  /** What `--config` said. */
  file?: string | undefined;
  env: Record<string, string | undefined>;
  cwd: string;
  /** The adapters that there are: the configuration itself knows none. */
  adapters: readonly AdapterModule[];
}

/**
 * The desk's configuration: the file named by `--config`, else by WIREWATCH_CONFIG, else `wirewatch.yaml` in
 * the working directory. Undefined if nobody named one and there is none: then the sample desk runs.
 * Throws ConfigError with every fault at once.
 */
export async function loadConfig(options: LoadOptions): Promise<Config | undefined> {
  const path = findConfig(options);
  if (path === undefined) return undefined;
  const name = shortName(options.cwd, path);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (fault) {
    throw new ConfigError([
      { file: name, message: readFaultText(fault), hint: "`wirewatch init` makes a configuration" },
    ]);
  }
  return parseConfig(text, { path, name, cwd: options.cwd, adapters: options.adapters });
}

/** The path of the configuration that would be read; undefined if there is none. */
export function findConfig(options: Pick<LoadOptions, "file" | "env" | "cwd">): string | undefined {
  const named =
    options.file ?? (options.env.WIREWATCH_CONFIG === "" ? undefined : options.env.WIREWATCH_CONFIG);
  if (named !== undefined) return resolve(options.cwd, named);
  const own = join(options.cwd, "wirewatch.yaml");
  return existsSync(own) ? own : undefined;
}

async function parseConfig(
  text: string,
  source: { path: string; name: string; cwd: string; adapters: readonly AdapterModule[] },
): Promise<Config> {
  const read = readYaml(text, source.name);
  if ("faults" in read) throw new ConfigError(read.faults);
  const { document } = read;
  const { file, faults } = checkFile(document);
  const sound = (...sections: (keyof FileSettings)[]) =>
    !faults.some((fault) => sections.some((section) => fault.section === section));
  const places = { folder: dirname(source.path), cwd: source.cwd };
  const placed = resolveAdapters(file, source.adapters, document, places.folder);
  const fed = await resolveFeeds(file.feeds, document, places);
  const watched = await resolveWatchLists(file, document, places);
  // What a section's own faults took away must not show as further faults elsewhere.
  const all = [
    ...faults,
    ...(sound("adapters", "channels") ? placed.faults : []),
    ...fed.faults,
    ...(sound("channels") ? watched.faults : []),
    ...databaseFaults(file, document),
  ];
  if (all.length > 0) throw new ConfigError(all);
  const {
    adminChannel,
    websub,
    timezone,
    poll,
    fetch,
    backfill,
    stories,
    attention,
    delivery,
    retention,
    log,
  } = file;
  return {
    file: source.path,
    folder: places.folder,
    database: resolve(places.folder, file.database),
    ...{ timezone, poll, fetch, backfill, stories, attention, delivery, retention, log },
    ...(adminChannel === undefined ? {} : { adminChannel }),
    ...(websub === undefined ? {} : { websub }),
    feeds: fed.feeds,
    problems: fed.problems,
    watchLists: watched.watchLists,
    entities: watched.entities,
    channels: placed.channels,
    adapters: placed.adapters,
  };
}

/** The file by its schema. Sections with faults are at their defaults, so that the rest can be judged too. */
function checkFile(document: YamlDocument): {
  file: FileSettings;
  faults: (ConfigFault & { section: string })[];
} {
  const given = withoutNothing(document.value ?? {});
  const checked = fileSchema.safeParse(given);
  if (checked.success) return { file: checked.data, faults: [] };
  const faults = checked.error.issues.flatMap((issue) =>
    faultsOf(document, [issue], fileSchema).map((fault) => ({
      ...fault,
      section: String(issue.path[0] ?? ""),
    })),
  );
  const entries =
    typeof given === "object" && given !== null && !Array.isArray(given) ? Object.entries(given) : [];
  const rest = entries.filter(
    ([key]) => Object.hasOwn(fileSchema.shape, key) && !faults.some((fault) => fault.section === key),
  );
  return { file: fileSchema.parse(Object.fromEntries(rest)), faults };
}

function databaseFaults(file: FileSettings, document: YamlDocument) {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(file.database)) return [];
  const hint = "this version keeps its state in SQLite: say a path, such as data/wirewatch.db";
  return [document.fault(["database"], "database: expected a file", { hint })];
}

/** A key with nothing behind it is as good as not there ("feeds:" with every line commented out). */
function withoutNothing(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (inner === null) return [];
      return [[key, key === "adapters" || key === "channels" ? inner : withoutNothing(inner)]];
    }),
  );
}
