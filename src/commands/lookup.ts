import type { Desk } from "../desk/desk.ts";
import type { Reply } from "../model/command.ts";
import type { CommandContext } from "./command.ts";

/** Watch lists whose name or title holds what was typed. */
export async function suggestWatchLists(context: CommandContext, partial: string) {
  const typed = partial.toLowerCase();
  return [...context.desk().watchLists.values()]
    .filter((list) => `${list.name} ${list.title}`.toLowerCase().includes(typed))
    .slice(0, 25)
    .map((list) => ({ value: list.name, label: `${list.title} (${list.name})` }));
}

/** A name that no list has: what there is instead. */
export function noSuchWatchList(desk: Desk, name: string): Reply {
  const names = [...desk.watchLists.keys()];
  return {
    kind: "error",
    usage: true,
    text: `There is no watch list "${name}".`,
    hint: names.length === 0 ? "This desk has no watch lists yet." : `There is: ${names.join(", ")}.`,
  };
}

/** Channels whose name holds what was typed. */
export async function suggestChannels({ channels }: CommandContext, partial: string) {
  const typed = partial.toLowerCase();
  return [...channels.keys()]
    .filter((name) => name.toLowerCase().includes(typed))
    .slice(0, 25)
    .map((name) => ({ value: name, label: name }));
}

/** A name that no channel has: what there is instead. */
export function noSuchChannel({ channels }: CommandContext, name: string): Reply {
  const names = [...channels.keys()];
  return {
    kind: "error",
    usage: true,
    text: `There is no channel "${name}".`,
    hint: names.length === 0 ? "Channels stand in wirewatch.yaml." : `There is: ${names.join(", ")}.`,
  };
}
