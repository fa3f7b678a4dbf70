import { readFile } from "node:fs/promises";
import { stringify } from "yaml";
import type { Entity, WatchList } from "../model/watchlist.ts";
import type { Path, YamlDocument } from "./document.ts";
import type { ConfigFault } from "./faults.ts";
import { whatExists } from "./nearest.ts";
import { readFaultText, resolveFile, shortName } from "./places.ts";
import { readWatchList } from "./readers.ts";
import type { FileSettings } from "./schema.ts";

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
    const { file: listFile, channels, priority, paused, ...inline } = line;
    const extra = Object.keys(inline);
    if (listFile !== undefined && extra.length > 0) {
      const hint = "beside a file stand only channels, priority and paused; say the rest in the file";
      const message = `watchLists[${index}]: "${extra[0]}" beside "file"`;
      faults.push(
        document.fault(path, message, { hint, ...(extra[0] === undefined ? {} : { key: extra[0] }) }),
      );
      continue;
    }
    for (const [at, channel] of (channels ?? []).entries()) {
      if (file.channels[channel] !== undefined) continue;
      const hint = whatExists(channel, Object.keys(file.channels));
      const message = `watchLists[${index}].channels: no channel "${channel}"`;
      faults.push(document.fault([...path, "channels", at], message, { hint }));
    }
    try {
      const full = listFile === undefined ? undefined : resolveFile(places.folder, listFile);
      const text = full === undefined ? stringify(inline) : await readFile(full, "utf8");
      const name =
        full === undefined ? `${document.file}: watchLists[${index}]` : shortName(places.cwd, full);
      const read = await readWatchList(text, name);
      const list = {
        ...read.list,
        channels: channels ?? read.list.channels,
        priority: priority ?? read.list.priority,
        ...(paused === undefined ? {} : { paused }),
      };
      if (watchLists.some((other) => other.name === list.name)) {
        faults.push(
          document.fault(path, `watchLists[${index}]: a list named "${list.name}" is there already`),
        );
      } else watchLists.push(list);
      for (const entity of read.entities) {
        const clash = mergeEntity(entities, entity);
        if (clash !== undefined) faults.push(document.fault(path, `watchLists[${index}]: ${clash}`));
      }
    } catch (fault) {
      const at = listFile === undefined ? path : [...path, "file"];
      const prefix = listFile === undefined ? "" : `${listFile}: `;
      const said = readFaultText(fault);
      faults.push(
        document.fault(at, said.includes(prefix) ? said : `watchLists[${index}]: ${prefix}${said}`),
      );
    }
  }
  return { watchLists, entities: [...entities.values()], faults };
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
