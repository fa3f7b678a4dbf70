import { cleanMarked, cleanText, cutMarked } from "../alerts/text.ts";
import type { ListItem, Reply } from "../model/command.ts";

/** A command's answer on a terminal, or as NDJSON. Errors go to stderr; returns the exit code. */
export async function printReply(reply: Reply, json: boolean): Promise<number> {
  if (reply.kind === "error") {
    console.error(`wirewatch: ${reply.text}${reply.hint === undefined ? "" : `\n${reply.hint}`}`);
    return reply.usage === true ? 2 : 1;
  }
  if (json) {
    for (const row of dataOf(reply)) console.log(JSON.stringify(row));
    return 0;
  }
  switch (reply.kind) {
    case "text":
      console.log(reply.text);
      break;
    case "list":
      console.log(reply.items.length === 0 ? reply.empty : reply.items.map(itemText).join("\n"));
      if (reply.more !== undefined) console.log(reply.more);
      break;
    case "table": {
      if (reply.rows.length === 0) {
        console.log(reply.empty);
        break;
      }
      const { default: Table } = await import("cli-table3");
      const table = new Table({
        head: reply.columns,
        style: { head: [], border: [] },
        wordWrap: true,
        colWidths: widths([reply.columns, ...reply.rows], process.stdout.columns ?? 110),
      });
      for (const row of reply.rows) table.push(row.map((cell) => cell.split("\n").map(cleanText).join("\n")));
      console.log(table.toString());
    }
  }
  return 0;
}

function dataOf(reply: Exclude<Reply, { kind: "error" }>): unknown[] {
  switch (reply.kind) {
    case "text":
      return [reply.data ?? { text: reply.text }];
    case "list":
      return reply.items.map((item) => item.data);
    case "table":
      return reply.data;
  }
}

function itemText(item: ListItem): string {
  const headline = cutMarked(cleanMarked(item.headline), 300);
  const bold = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const when =
    item.at === undefined ? "" : ` · ${new Date(item.at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const title = bold ? `\u001b[1m${headline.text}\u001b[0m` : headline.text;
  return `${title}\n  ${cleanText(item.outlet)}${when}${item.detail === "" ? "" : ` · ${cleanText(item.detail)}`}\n  ${item.url}`;
}

/** Column widths that fit the terminal: narrow columns as they are, the rest shared by the wide ones. */
function widths(rows: readonly string[][], columns: number): number[] {
  const wanted = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((r) => longestLine(r[i] ?? "") + 2)));
  const room = Math.max(40, columns - wanted.length - 1);
  const order = wanted.map((w, i) => ({ w, i })).sort((a, b) => a.w - b.w);
  const out: number[] = [];
  let left = room;
  for (const [k, { w, i }] of order.entries()) {
    const share = Math.max(6, Math.min(w, Math.floor(left / (order.length - k))));
    out[i] = share;
    left -= share;
  }
  return out;
}

function longestLine(cell: string): number {
  return Math.max(...cell.split("\n").map((line) => line.length));
}
