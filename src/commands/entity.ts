import { z } from "zod";
import { nearest } from "../matching/suggest.ts";
import type { Reply } from "../model/command.ts";
import type { Alias, Entity } from "../model/watchlist.ts";
import {
  type CommandContext,
  command,
  flag,
  optionalText,
  page as pageNumber,
  several,
  text,
} from "./command.ts";
import { differences } from "./difference.ts";
import { checkList, EditError, unquoted } from "./list-change.ts";
import { inPages } from "./pages.ts";
import { accepted, aliasesOf, aliasText, proposals } from "./proposals.ts";
import { remove } from "./remove.ts";
import { save } from "./save.ts";

/** The entities that watch lists and queries may name. */
export const entityList = command({
  name: "entity list",
  summary: "The entities that watch lists and queries may name",
  permission: "member",
  options: z.object({
    find: optionalText("Only those whose key, name or spelling holds this"),
    page: pageNumber(),
  }),
  positional: ["find"],
  example: "entity list putin",
  async run(context, { find, page }): Promise<Reply> {
    const { desk } = context;
    const typed = find?.toLowerCase();
    const all = desk().entities.filter(
      (e) =>
        typed === undefined ||
        [e.key, e.name, ...e.aliases.map((a) => a.text)].some((t) => t.toLowerCase().includes(typed)),
    );
    const users = (key: string) => usersOf(key, desk().watchLists.values());
    const table = {
      kind: "table" as const,
      title: "Entities",
      columns: ["Key", "Name", "Also as", "Watch lists"],
      rows: all.map((e) => [
        `@${e.key}`,
        e.name,
        e.aliases.map(aliasText).join(", "),
        users(e.key).join(", "),
      ]),
      empty: find === undefined ? "This desk has no entities yet." : `No entity holds "${find}".`,
      data: all.map((e) => ({ entity: e.key, name: e.name, aliases: e.aliases, watchLists: users(e.key) })),
    };
    return inPages(context, table, page, {
      command: "entity list",
      options: find === undefined ? {} : { find },
    });
  },
});

/** A new entity, and the spellings that its name may have. */
export const entityAdd = command({
  name: "entity add",
  form: true,
  summary: "Make an entity; spellings of its name are proposed",
  permission: "admin",
  options: z.object({
    key: text("Its key in queries, without the @: small letters, digits and hyphens"),
    name: optionalText("Its full name"),
    aliases: several("Spellings that it is found by; a ? behind one: only near another term"),
  }),
  positional: ["key", "name"],
  example: 'entity add zelenskyy "Volodymyr Zelenskyy"',
  async run(context, { key: given, name, aliases = [] }): Promise<Reply> {
    const key = unquoted(given).replace(/^@/, "").toLowerCase();
    if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(key)) {
      throw new EditError(`“${key}” is no key: small letters, digits and hyphens, such as eu-commission`);
    }
    if ((await readEntity(context, key)) !== undefined) {
      throw new EditError(
        `there is an entity @${key} already; \`entity alias ${key}\` gives it more spellings`,
      );
    }
    if (name === undefined) {
      return {
        kind: "form",
        title: `New entity @${key}`,
        fields: [
          { name: "name", label: "Full name", type: "text", required: true },
          {
            name: "aliases",
            label: "Spellings, a line each",
            hint: "More are proposed afterwards",
            type: "lines",
            required: false,
          },
        ],
        submit: { label: "Add", call: { command: "entity add", options: { key } } },
      };
    }
    const after: Entity = { key, name: unquoted(name), aliases: aliasesOf(aliases) };
    const failed = await save(context, {
      kind: "entity",
      name: key,
      action: "add",
      before: undefined,
      after,
    });
    return failed ?? proposals(context, after, 1, `@${key} is ${after.name} from now on.`);
  },
});

/** More spellings for an entity: proposed ones confirmed, others added or removed. */
export const entityAlias = command({
  name: "entity alias",
  form: true,
  summary: "Add or remove spellings of an entity, or confirm proposed ones",
  permission: "admin",
  options: z.object({
    key: text("The entity's key"),
    add: several("Spellings to add; a ? behind one: it counts only near another term"),
    remove: several("Spellings to remove"),
    accept: optionalText("Proposed spellings by their numbers: 1,3-5"),
    aliases: several("All of its spellings, a line each"),
    form: flag("All of its spellings in a form"),
    page: z.coerce
      .number()
      .int()
      .min(1)
      .default(1)
      .meta({ description: "Which page of proposals", kind: "integer" }),
  }),
  positional: ["key", "add"],
  example: "entity alias zelenskyy --accept 1-6",
  suggest: { key: suggestEntities },
  async run(context, { key: given, add, remove, accept, aliases, form, page }): Promise<Reply> {
    const key = given.replace(/^@/, "");
    const before = await readEntity(context, key);
    if (before === undefined) return noSuchEntity(context, key);
    if (form) {
      const value = before.aliases.map(aliasText).join("\n");
      return {
        kind: "form",
        title: `@${key}: ${before.name}`,
        fields: [
          {
            name: "aliases",
            label: "Spellings, a line each",
            hint: "? behind one: counts only near another term",
            type: "lines",
            value,
            required: false,
          },
        ],
        submit: { label: "Save", call: { command: "entity alias", options: { key } } },
      };
    }
    if ([add, remove, accept, aliases].every((o) => o === undefined))
      return proposals(context, before, page, "");
    const kept = aliases === undefined ? before.aliases : aliasesOf(aliases);
    const gone = new Set((remove ?? []).map((t) => t.toLowerCase()));
    const missing = [...gone].filter((t) => !kept.some((a) => a.text.toLowerCase() === t));
    if (missing.length > 0) throw new EditError(`@${key} has no spelling “${missing[0]}”`);
    const confirmed = accept === undefined ? [] : await accepted(context, before, accept);
    const fresh = [...aliasesOf(add ?? []), ...confirmed];
    const after: Entity = {
      ...before,
      aliases: unique([...kept, ...fresh]).filter((a) => !gone.has(a.text.toLowerCase())),
    };
    const changes = differences(before, after);
    if (changes.length === 0) return { kind: "text", text: `@${key} is as that says already.`, data: before };
    const failed = await save(context, { kind: "entity", name: key, action: "change", before, after });
    return (
      failed ?? {
        kind: "text",
        text: [`@${key} (${after.name}) is changed:`, ...changes].join("\n"),
        data: after,
      }
    );
  },
});

/** An entity that nothing names any more. */
export const entityRemove = command({
  name: "entity remove",
  summary: "Remove an entity",
  permission: "admin",
  options: z.object({ key: text("The entity's key"), yes: flag("Without asking") }),
  positional: ["key"],
  example: "entity remove zelenskyy --yes",
  suggest: { key: suggestEntities },
  async run(context, { key: given, yes }): Promise<Reply> {
    const key = given.replace(/^@/, "");
    const before = await readEntity(context, key);
    if (before === undefined) return noSuchEntity(context, key);
    const others = context.desk().entities.filter((e) => e.key !== key);
    for (const list of context.desk().watchLists.values()) {
      if (list.entities.includes(key))
        throw new EditError(
          `watch list ${list.name} has @${key}: \`watch edit ${list.name} remove entity ${key}\` first`,
        );
      if (context.desk().faults.some((f) => f.watchList === list.name)) continue;
      checkList(list, others);
    }
    return remove(context, yes, {
      change: { kind: "entity", name: key, action: "remove", before, after: undefined },
      question: `Remove the entity @${key} (${before.name}) with its ${before.aliases.length} spellings?`,
      call: { command: "entity remove", options: { key } },
      done: `@${key} is removed.`,
      data: { entity: key },
    });
  },
});

function unique(all: readonly Alias[]): Alias[] {
  return [...new Map(all.toReversed().map((a) => [a.text.toLowerCase(), a])).values()].reverse();
}

async function readEntity({ store }: CommandContext, key: string): Promise<Entity | undefined> {
  return (await store.entities()).find((r) => r.name === key && r.deletedAt === undefined)?.definition;
}

function usersOf(
  key: string,
  lists: Iterable<{ name: string; entities: string[]; queries: string[] }>,
): string[] {
  const named = new RegExp(`@${key}(?![\\w-])`);
  return [...lists]
    .filter((l) => l.entities.includes(key) || l.queries.some((q) => named.test(q)))
    .map((l) => l.name);
}

export async function suggestEntities({ desk }: CommandContext, partial: string) {
  const typed = partial.toLowerCase().replace(/^@/, "");
  return desk()
    .entities.filter((e) => `${e.key} ${e.name}`.toLowerCase().includes(typed))
    .slice(0, 25)
    .map((e) => ({ value: e.key, label: `${e.name} (@${e.key})` }));
}

function noSuchEntity({ desk }: CommandContext, key: string): Reply {
  const near = nearest(
    key,
    desk().entities.map((e) => e.key),
  );
  return {
    kind: "error",
    usage: true,
    text: `There is no entity @${key}${near === undefined ? "" : `; @${near} perhaps`}.`,
    hint: "See `entity list`.",
  };
}
