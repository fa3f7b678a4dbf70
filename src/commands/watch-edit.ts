import { z } from "zod";
import type { FormReply, Reply } from "../model/command.ts";
import type { WatchList } from "../model/watchlist.ts";
import { type CommandContext, command, flag, oneOf, optionalText, several, text } from "./command.ts";
import { differences } from "./difference.ts";
import {
  checkList,
  EditError,
  PARTS,
  type Part,
  phrasesOf,
  SETTINGS,
  type Setting,
  unquoted,
  withPart,
  withSetting,
} from "./list-change.ts";
import { noSuchWatchList, suggestWatchLists } from "./lookup.ts";
import { remove } from "./remove.ts";
import { readList, save } from "./save.ts";

/** What may be said of a whole list at once: a form's fields, or a shell's options. */
const whole = {
  phrases: several("All of its phrases, a line each (in a shell: parted by semicolons)"),
  queries: several("All of its queries, a line each"),
  entities: several("All of its entities, by key"),
  exclude: several("All that it leaves out, a line each"),
  priority: oneOf("How urgent its alerts are", ["breaking", "normal", "low"]),
  title: optionalText("Its title"),
};
const draft = {
  change: oneOf("What to do", ["add", "remove", "set"]),
  part: optionalText("").meta({
    description: "Which part of it to add to or remove from, or which setting to set",
    kind: "text",
    choices: [...PARTS, ...SETTINGS],
  }),
  value: optionalText("The words, the query, the key or the setting"),
};
export const draftOptions = { ...draft, ...whole };
export type Draft = z.output<z.ZodObject<typeof draftOptions>>;

/** A new watch list. */
export const watchAdd = command({
  name: "watch add",
  form: true,
  summary: "Make a watch list",
  permission: "admin",
  options: z.object({
    name: text("Its short name: small letters, digits and hyphens"),
    ...whole,
    channels: several("Where its alerts go: names of the desk's channels"),
  }),
  positional: ["name"],
  example: 'watch add grain --title "Grain corridor" --phrases "grain corridor; grain deal" --channels world',
  async run(context, { name, channels = [], ...given }) {
    const key = unquoted(name).toLowerCase();
    if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(key)) {
      throw new EditError(
        `“${key}” is no name for a list: small letters, digits and hyphens, such as ukraine-peace`,
      );
    }
    if ((await readList(context, key)) !== undefined) {
      throw new EditError(`there is a watch list “${key}” already; \`watch edit ${key}\` changes it`);
    }
    const empty: WatchList = {
      name: key,
      title: given.title ?? key,
      priority: "normal",
      entities: [],
      phrases: [],
      queries: [],
      exclude: [],
      channels: [],
    };
    const nothing = [given.phrases, given.queries, given.entities].every((all) => (all ?? []).length === 0);
    if (nothing) return listForm("watch add", empty, `What does ${key} look for?`);
    let list = applied(context, empty, given);
    for (const channel of channels) list = withPart(list, "add", "channel", channel, known(context));
    checkList(list, context.desk().entities);
    const failed = await save(context, {
      kind: "watchList",
      name: key,
      action: "add",
      before: undefined,
      after: list,
    });
    const told = list.channels.length === 0 ? "It has no channel yet: `channel route` gives it one." : "";
    return failed ?? saved(list, `${list.title} (${key}) is watched from now on. ${told}`.trim());
  },
});

/** A watch list changed. Without a change, a form with all of it. */
export const watchEdit = command({
  name: "watch edit",
  form: true,
  summary: "Change what a watch list looks for",
  permission: "admin",
  options: z.object({ name: text("The watch list's name"), ...draftOptions }),
  positional: ["name", "change", "part", "value"],
  example: 'watch edit ukraine-peace add phrase "security guarantees"',
  suggest: { name: suggestWatchLists },
  async run(context, { name, ...given }) {
    const before = await readList(context, name);
    if (before === undefined) return noSuchWatchList(context.desk(), name);
    if (Object.values(given).every((value) => value === undefined)) {
      return listForm("watch edit", before, `${before.title} (${name})`);
    }
    const after = applied(context, before, given);
    const changes = differences(before, after);
    if (changes.length === 0) return { kind: "text", text: `${name} is as that says already.`, data: before };
    checkList(after, context.desk().entities);
    const failed = await save(context, { kind: "watchList", name, action: "change", before, after });
    return failed ?? saved(after, [`${after.title} (${name}) is changed:`, ...changes].join("\n"));
  },
});

/** A watch list removed, after a question. */
export const watchRemove = command({
  name: "watch remove",
  summary: "Remove a watch list",
  permission: "admin",
  options: z.object({ name: text("The watch list's name"), yes: flag("Without asking") }),
  positional: ["name"],
  example: "watch remove grain --yes",
  suggest: { name: suggestWatchLists },
  async run(context, { name, yes }) {
    const before = await readList(context, name);
    if (before === undefined) return noSuchWatchList(context.desk(), name);
    const week = (await context.store.matchCounts(context.clock.now() - 7 * 86_400_000)).get(name) ?? 0;
    return remove(context, yes, {
      change: { kind: "watchList", name, action: "remove", before, after: undefined },
      question: `Remove the watch list ${before.title} (${name})? It matched ${week} ${week === 1 ? "entry" : "entries"} this week. \`watch undo ${name}\` brings it back.`,
      call: { command: "watch remove", options: { name } },
      done: `${before.title} (${name}) is removed.`,
      data: { watchList: name },
    });
  },
});

/** A list left alone for a while, without losing it. */
export const watchPause = pausing("pause", true, "Stop a watch list's alerts until it is resumed");
export const watchResume = pausing("resume", false, "Let a paused watch list alert again");

function pausing(verb: "pause" | "resume", paused: boolean, summary: string) {
  return command({
    name: `watch ${verb}`,
    summary,
    permission: "admin",
    options: z.object({ name: text("The watch list's name") }),
    positional: ["name"],
    example: `watch ${verb} ukraine-peace`,
    suggest: { name: suggestWatchLists },
    async run(context, { name }): Promise<Reply> {
      const before = await readList(context, name);
      if (before === undefined) return noSuchWatchList(context.desk(), name);
      const { paused: was = false, ...rest } = before;
      if (was === paused) return saved(before, `${name} is ${paused ? "paused" : "not paused"} already.`);
      const after: WatchList = paused ? { ...rest, paused } : rest;
      const failed = await save(context, { kind: "watchList", name, action: verb, before, after });
      return (
        failed ?? saved(after, paused ? `${name} is paused: nothing matches it.` : `${name} alerts again.`)
      );
    },
  });
}

/** The list as a draft would make it. Throws EditError or QueryError. */
export function applied(context: CommandContext, list: WatchList, draft: Partial<Draft>): WatchList {
  const { change, part, value = "", phrases, queries, entities, exclude, priority, title } = draft;
  let out = { ...list };
  if (change === "set") out = withSetting(out, nameOf(SETTINGS, part), value);
  else if (change !== undefined)
    out = withPart(out, change, nameOf<Part>(PARTS, part), value, known(context));
  if (title !== undefined) out.title = title;
  if (priority !== undefined) out.priority = priority;
  if (phrases !== undefined) out.phrases = phrasesOf(phrases.map(unquoted), list.phrases);
  if (queries !== undefined) out.queries = queries;
  if (exclude !== undefined) out.exclude = exclude;
  if (entities !== undefined) {
    out.entities = [];
    for (const key of entities) out = withPart(out, "add", "entity", key, known(context));
  }
  return out;
}

function nameOf<T extends Part | Setting>(all: readonly T[], given: string | undefined): T {
  const singular = (given ?? "").toLowerCase();
  const found = all.find(
    (p) => p === singular || `${p}s` === singular || (p === "query" && singular === "queries"),
  );
  if (found === undefined)
    throw new EditError(
      `what is to change: one of ${all.join(", ")}${given === undefined ? "" : `, not “${given}”`}`,
    );
  return found;
}

function known(context: CommandContext) {
  return { entities: context.desk().entities, channels: [...context.channels.keys()] };
}

function saved(list: WatchList, text: string): Reply {
  return { kind: "text", text, data: list };
}

/** All of a list in five fields: Discord's modals take no more. */
function listForm(name: "watch add" | "watch edit", list: WatchList, title: string): FormReply {
  const lines = (of: string, label: string, value: readonly string[], hint: string) =>
    ({ name: of, label, hint, type: "lines", value: value.join("\n"), required: false }) as const;
  return {
    kind: "form",
    title,
    text: `${title}:`,
    fields: [
      { name: "title", label: "Title", type: "text", value: list.title, required: false },
      lines(
        "phrases",
        "Phrases, a line each",
        list.phrases.map((p) => p.text),
        "Found with their natural variations",
      ),
      lines("queries", "Queries, a line each", list.queries, "@putin NEAR/10 summit"),
      lines("entities", "Entities, a line each", list.entities, "Their keys: see entity list"),
      lines("exclude", "Leaves out, a line each", list.exclude, "Phrases or queries"),
    ],
    submit: { label: "Save", call: { command: name, options: { name: list.name } } },
  };
}
