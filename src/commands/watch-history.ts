import { z } from "zod";
import { asSeeded } from "../desk/seed.ts";
import type { Reply } from "../model/command.ts";
import { auditData, summed } from "./audit.ts";
import { actor, command, count, page, text } from "./command.ts";
import { differences } from "./difference.ts";
import { noSuchWatchList, suggestWatchLists } from "./lookup.ts";
import { inPages, LONG_ROWS } from "./pages.ts";
import { readList } from "./save.ts";
import { minute } from "./since.ts";
import { takeBack } from "./undo.ts";

/** How a watch list became what it is. */
export const watchHistory = command({
  name: "watch history",
  summary: "How a watch list became what it is, change by change",
  permission: "member",
  options: z.object({
    name: text("The watch list's name"),
    limit: count("How many changes, 100 at most", 20, 100),
    page: page(),
  }),
  positional: ["name"],
  example: "watch history ukraine-peace",
  suggest: { name: suggestWatchLists },
  async run(context, { name, limit, page }): Promise<Reply> {
    const { store, desk, timezone } = context;
    const rows = await store.trail({ kind: "watchList", subject: name, limit });
    if (rows.length === 0) return noSuchWatchList(desk(), name);
    const table = {
      kind: "table" as const,
      title: `History of ${name}`,
      columns: ["Number", "When", "Who", "What"],
      rows: rows.map((row) => [
        String(row.id),
        minute(row.at, timezone),
        row.who,
        `${row.action.replace(/^watchList /, "")}${summed(row)}`,
      ]),
      empty: "",
      data: rows.map(auditData),
    };
    const options = { name, limit: String(limit) };
    return inPages(context, table, page, { command: "watch history", options }, LONG_ROWS);
  },
});

/** The last change, or one further back, taken back. */
export const watchUndo = command({
  name: "watch undo",
  summary: "Take back a watch list's last change, or make it what it was before one",
  permission: "admin",
  options: z.object({
    name: text("The watch list's name"),
    number: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ description: "A change's number in `watch history`; the last if unsaid", kind: "integer" }),
  }),
  positional: ["name", "number"],
  example: "watch undo ukraine-peace",
  suggest: { name: suggestWatchLists },
  async run(context, { name, number: id }): Promise<Reply> {
    const rows = await context.store.trail({
      kind: "watchList",
      subject: name,
      limit: 1,
      ...(id === undefined ? {} : { id }),
    });
    const wanted = rows[0]?.id;
    if (wanted !== undefined) return takeBack(context, wanted);
    if (id === undefined) return noSuchWatchList(context.desk(), name);
    return {
      kind: "error",
      usage: true,
      text: `${name} has no change ${id}.`,
      hint: `See \`watch history ${name}\`.`,
    };
  },
});

/** The file's form of a list instead of the one that was edited. */
export const watchReset = command({
  name: "watch reset",
  summary: "Make a watch list what its file says",
  permission: "admin",
  options: z.object({ name: text("The watch list's name") }),
  positional: ["name"],
  example: "watch reset ukraine-peace",
  suggest: { name: suggestWatchLists },
  async run(context, { name }): Promise<Reply> {
    const { store, seeds, clock } = context;
    const row = (await store.watchLists()).find((r) => r.name === name);
    const after = seeds.watchLists.find((l) => l.name === name) ?? row?.seeded;
    if (after === undefined) {
      if (row === undefined || row.deletedAt !== undefined) return noSuchWatchList(context.desk(), name);
      return {
        kind: "error",
        text: `${name} stands in no file: it was made here.`,
        hint: `\`watch undo ${name}\` takes back its last change.`,
      };
    }
    const before = await readList(context, name);
    const changed = { ...actor(context), action: "watchList reset", subject: name, after };
    const edits = {
      at: clock.now(),
      watchLists: [asSeeded(name, after)],
      audit: [before === undefined ? changed : { ...changed, before }],
    };
    if (!(await store.change(edits, [{ kind: "watchList", name, definition: before }]))) {
      return { kind: "error", text: `${name} was changed by someone else meanwhile; look again.` };
    }
    await context.refresh();
    return {
      kind: "text",
      text: [`${name} is as its file says.`, ...differences(before, after)].join("\n"),
      data: after,
    };
  },
});
