import { readFile } from "node:fs/promises";
import { stringify } from "yaml";
import { parseWatchListFile, WatchListFileError, watchListFileSchema } from "../matching/watchlist-file.ts";
import type { Entity, WatchList } from "../model/watchlist.ts";
import type { Path, YamlDocument } from "./document.ts";
import type { ConfigFault } from "./faults.ts";
import { faultsOf } from "./issues.ts";
import { whatExists } from "./nearest.ts";
import { readFaultText, resolveFile, shortName } from "./places.ts";
import type { FileSettings } from "./schema.ts";

type ListLine = FileSettings["watchLists"][number];
interface Read {
  list: WatchList;
  entities: Entity[];
}

/** Watch lists from files and from the configuration itself, and the entities that they bring. */
export async function resolveWatchLists(
  file: FileSettings,
  document: YamlDocument,
  places: { folder: string; cwd: string },
): Promise<{ watchLists: WatchList[]; entities: Entity[]; faults: ConfigFault[] }> {
  const watchLists: WatchList[] = [];
  const entities = new Map<string, Entity>();
  const faults: ConfigFault[] = [];
  for (const [index, line] of file.watchLists.entries()) {
    const path: Path = ["watchLists", index];
    const fault = (message: string, where: Path = path, options: { hint?: string; key?: string } = {}) =>
      void faults.push(document.fault(where, `watchLists[${index}]${message}`, options));
    const channels = Object.keys(file.channels);
    for (const [at, channel] of (line.channels ?? []).entries()) {
      if (channels.includes(channel)) continue;
      const hint = whatExists(channel, channels);
      fault(`.channels: no channel "${channel}"`, [...path, "channels", at], { hint });
    }
    const read =
      line.file === undefined
        ? readInline(line, document, path)
        : await readListFile(line, line.file, places, fault, path);
    if (read === undefined) continue;
    if ("faults" in read) {
      faults.push(...read.faults);
      continue;
    }
    const list = {
      ...read.list,
      channels: line.channels ?? read.list.channels,
      priority: line.priority ?? read.list.priority,
      ...(line.paused === undefined ? {} : { paused: line.paused }),
      ...(line.mode === undefined ? {} : { mode: line.mode }),
    };
    for (const channel of line.channels === undefined ? list.channels : []) {
      if (channels.includes(channel)) continue;
      fault(`: ${list.name} names no channel of this desk: "${channel}"`, path, {
        hint: `say its channels beside it; ${whatExists(channel, channels)}`,
      });
    }
    if (watchLists.some((other) => other.name === list.name)) {
      fault(`: a list named "${list.name}" is there already`);
    } else watchLists.push(list);
    for (const entity of read.entities) {
      const clash = mergeEntity(entities, entity);
      if (clash !== undefined) fault(`: ${clash}`);
    }
  }
  return { watchLists, entities: [...entities.values()], faults };
}

const BESIDE_A_FILE = ["file", "channels", "priority", "paused", "mode"];

async function readListFile(
  line: ListLine,
  file: string,
  places: { folder: string; cwd: string },
  fault: (message: string, where: Path, options?: { hint?: string; key?: string }) => void,
  path: Path,
): Promise<Read | { faults: ConfigFault[] } | undefined> {
  const [extra] = Object.keys(line).filter((key) => !BESIDE_A_FILE.includes(key));
  if (extra !== undefined) {
    const hint = "beside a file stand only channels, priority, paused and mode; say the rest in the file";
    fault(`: "${extra}" beside "file"`, path, { hint, key: extra });
    return undefined;
  }
  const full = resolveFile(places.folder, file);
  const name = shortName(places.cwd, full);
  try {
    return parseWatchListFile(await readFile(full, "utf8"), name);
  } catch (error) {
    if (error instanceof WatchListFileError) {
      return { faults: error.faults.map((found) => ({ file: name, ...found })) };
    }
    fault(`: ${file}: ${readFaultText(error)}`, [...path, "file"]);
    return undefined;
  }
}

/** A list that stands in the configuration itself: in the same keys as a file, and judged as one. */
function readInline(line: ListLine, document: YamlDocument, path: Path): Read | { faults: ConfigFault[] } {
  const { channels: _, paused: __, mode: ___, ...keys } = line;
  const checked = watchListFileSchema.safeParse(keys);
  if (!checked.success)
    return { faults: faultsOf(document, checked.error.issues, watchListFileSchema, path) };
  try {
    return parseWatchListFile(stringify(keys), document.file);
  } catch (error) {
    if (!(error instanceof WatchListFileError)) throw error;
    // The file's own places are those of a text that nobody has: say the list's.
    const label = path.map((part) => (typeof part === "number" ? `[${part}]` : part)).join("");
    return { faults: error.faults.map(({ message }) => document.fault(path, `${label}: ${message}`)) };
  }
}

/** Lists share entities: the same key adds its aliases; the same key for another name is a clash, in words. */
function mergeEntity(entities: Map<string, Entity>, entity: Entity): string | undefined {
  const known = entities.get(entity.key);
  if (known !== undefined && known.name !== entity.name) {
    return `@${entity.key} is "${known.name}" in one list and "${entity.name}" here; give one another key`;
  }
  const aliases = new Map((known?.aliases ?? []).map((alias) => [alias.text, alias]));
  // Where two lists differ on whether a spelling is ambiguous, the careful one holds.
  for (const alias of entity.aliases) {
    if (aliases.get(alias.text)?.ambiguous !== true) aliases.set(alias.text, alias);
  }
  entities.set(entity.key, { ...entity, aliases: [...aliases.values()] });
  return undefined;
}
