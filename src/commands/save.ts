import type { Reply } from "../model/command.ts";
import type { WatchList } from "../model/watchlist.ts";
import type { DefinitionChange } from "../store/editing.ts";
import type { DeskEdits, Seeded } from "../store/store.ts";
import { actor, type CommandContext } from "./command.ts";

/**
 * Writes a changed definition with its audit row, if it is still as it was read. Returns what to answer where it is
 * not. A deletion keeps the seed's hash, so that the file does not bring it back.
 */
export async function save(context: CommandContext, edit: DefinitionChange): Promise<Reply | undefined> {
  const { store, clock } = context;
  const at = clock.now();
  const edits: DeskEdits = {
    at,
    ...(await rowsOf(context, edit, at)),
    audit: [
      {
        ...actor(context),
        action: `${edit.kind} ${edit.action}`,
        subject: edit.name,
        ...(edit.before === undefined ? {} : { before: edit.before }),
        ...(edit.after === undefined ? {} : { after: edit.after }),
      },
    ],
  };
  const stood = await store.change(edits, [{ kind: edit.kind, name: edit.name, definition: edit.before }]);
  if (!stood) {
    return {
      kind: "error",
      text: `${edit.name} was changed by someone else meanwhile; nothing was saved.`,
      hint: "Look again, and repeat what is still wanted.",
    };
  }
  await context.refresh();
  return undefined;
}

/** What stands now of what a change was of, with what that change made it from as the goal. */
export async function takenBack(
  { store }: CommandContext,
  change: DefinitionChange,
): Promise<DefinitionChange> {
  const { name } = change;
  const action = "undo";
  switch (change.kind) {
    case "watchList":
      return {
        kind: "watchList",
        name,
        action,
        before: now(await store.watchLists(), name),
        after: change.before,
      };
    case "entity":
      return {
        kind: "entity",
        name,
        action,
        before: now(await store.entities(), name),
        after: change.before,
      };
    case "feed":
      return {
        kind: "feed",
        name,
        action,
        before: now(await store.seededFeeds(), name),
        after: change.before,
      };
  }
}

function now<T>(rows: readonly Seeded<T>[], name: string): T | undefined {
  return rows.find((r) => r.name === name && r.deletedAt === undefined)?.definition;
}

async function rowsOf(
  { store }: CommandContext,
  edit: DefinitionChange,
  at: number,
): Promise<Pick<DeskEdits, "watchLists" | "entities" | "feeds">> {
  const { name } = edit;
  switch (edit.kind) {
    case "watchList":
      return { watchLists: rowFor(await store.watchLists(), name, edit.after, at) };
    case "entity":
      return { entities: rowFor(await store.entities(), name, edit.after, at) };
    case "feed":
      return { feeds: rowFor(await store.seededFeeds(), name, edit.after, at) };
  }
}

function rowFor<T>(rows: readonly Seeded<T>[], name: string, after: T | undefined, at: number): Seeded<T>[] {
  const row = rows.find((r) => r.name === name);
  if (after === undefined) return row === undefined ? [] : [{ ...row, deletedAt: at }];
  const { deletedAt: _, ...kept } = row ?? {};
  return [{ ...kept, name, definition: after }];
}

/** A watch list as it stands in the database: fresher than the desk. */
export async function readList({ store }: CommandContext, name: string): Promise<WatchList | undefined> {
  return now(await store.watchLists(), name);
}
