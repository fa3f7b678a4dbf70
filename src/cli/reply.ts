import { cleanMarked, cleanText, cutMarked } from "../alerts/text.ts";
import type { FormReply, ListItem, PlainReply, Reply } from "../model/command.ts";

/** A command's answer on a terminal, or as NDJSON. Errors go to stderr; returns the exit code. */
export async function printReply(reply: Reply, json: boolean): Promise<number> {
  if (reply.kind === "error") {
    console.error(`wirewatch: ${reply.text}${reply.hint === undefined ? "" : `\n${reply.hint}`}`);
    return reply.usage === true ? 2 : 1;
  }
  if (reply.kind === "confirmation") {
    console.error(`wirewatch: ${reply.text}\nTo do it, give the same command with --yes.`);
    return 2;
  }
  if (reply.kind === "form") {
    console.error(`wirewatch: ${formText(reply)}`);
    return 2;
  }
  if (reply.kind === "page") {
    const code = await printReply(reply.body, json);
    if (!json && reply.next !== undefined) console.log(`More: wirewatch ${callText(reply.next)}`);
    return code;
  }
  const code = reply.kind === "text" && reply.failed === true ? 1 : 0;
  if (json) {
    for (const row of dataOf(reply)) console.log(JSON.stringify(row));
    return code;
  }
  switch (reply.kind) {
    case "text":
      console.log(reply.text);
      break;
    case "list":
      if (reply.about !== undefined) console.log(reply.title);
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
      console.log(cleanText(reply.title));
      console.log(table.toString());
    }
  }
  return code;
}

/** A shell has no forms: the options that one would fill in. */
function formText(form: FormReply): string {
  const fields = form.fields.map((f) => `  --${f.name} ${f.hint ?? f.label}`);
  return [`${form.text ?? form.title} Options:`, ...fields].join("\n");
}

function callText({ command, options }: { command: string; options: Record<string, string> }): string {
  return [command, ...Object.entries(options).map(([name, value]) => `--${name}=${quoted(value)}`)].join(" ");
}

function quoted(value: string): string {
  return /^[\w.,:@/-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

function dataOf(reply: Exclude<PlainReply, { kind: "error" }>): unknown[] {
  switch (reply.kind) {
    case "text":
      return [reply.data ?? { text: reply.text }];
    case "list":
      return [...(reply.about === undefined ? [] : [reply.about]), ...reply.items.map((item) => item.data)];
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
