import type { CommandCall, PlainReply, Reply } from "../model/command.ts";
import type { CommandContext } from "./command.ts";

type Table = Extract<PlainReply, { kind: "table" }>;

/** Rows on a page: what the narrowest platform shows of an answer (Discord: 4,096 characters) holds so many. */
const ROWS = 15;
/** Of rows that hold sentences: what was changed, why a message failed. */
export const LONG_ROWS = 8;

/** A table in chat, by pages with buttons between them; a shell, which scrolls, and --json get all of it. */
export function inPages(
  { caller }: CommandContext,
  table: Table,
  wanted: number,
  call: CommandCall,
  rows = ROWS,
): Reply {
  const pages = Math.ceil(table.rows.length / rows);
  if (caller.platform === "shell" || pages <= 1) return table;
  const number = Math.min(wanted, pages);
  const shown = <T>(all: readonly T[]): T[] => all.slice((number - 1) * rows, number * rows);
  return { kind: "page", body: { ...table, rows: shown(table.rows) }, ...turns(call, number, pages) };
}

/** Which page it is of how many, and the calls that turn to those beside it. */
export function turns(
  call: CommandCall,
  number: number,
  pages: number,
): Pick<Extract<Reply, { kind: "page" }>, "page" | "previous" | "next"> {
  const to = (page: number): CommandCall => ({ ...call, options: { ...call.options, page: String(page) } });
  return {
    page: { number, of: pages },
    ...(number > 1 ? { previous: to(number - 1) } : {}),
    ...(number < pages ? { next: to(number + 1) } : {}),
  };
}
