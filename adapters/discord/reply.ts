import type { APIEmbed } from "discord.js";
import type { FormReply, ListItem, PageReply, Reply } from "../../src/model/command.ts";
import { link } from "./digest.ts";
import { ago, fitLines, fitMarked, fitText } from "./escape.ts";
import { DESCRIPTION, TITLE } from "./limits.ts";
import { fitsModal } from "./modal.ts";

const ANSWER = 0x2f6feb;
const FAULT = 0xd92d20;
/** Longest link shown in a list. */
const LINK = 500;
/** Kept free for the line that says how much is not shown. */
const LAST_LINE = 60;

/** A command's answer as one embed, within Discord's limits; all text in it is escaped. */
export function renderReply(reply: Reply): APIEmbed {
  switch (reply.kind) {
    case "text":
      return { color: ANSWER, description: fitLines(reply.text, DESCRIPTION) || "Done." };
    case "error": {
      const hint = reply.hint === undefined ? "" : `\n\n${fitLines(reply.hint, 800)}`;
      return {
        color: FAULT,
        description: `${fitLines(reply.text, DESCRIPTION - 1000) || "That failed."}${hint}`,
      };
    }
    case "list":
      return lines(reply.title, reply.items.map(itemLine), reply.empty, reply.more);
    case "table":
      return lines(
        reply.title,
        reply.rows.map((row) => rowLine(reply.columns, row)),
        reply.empty,
        undefined,
      );
    case "page":
      return { ...renderReply(reply.body), ...pageNumber(reply.page) };
    case "form":
      return { color: ANSWER, title: fitText(reply.title, TITLE), description: formText(reply) };
    case "confirmation":
      return { color: FAULT, description: fitLines(reply.text, DESCRIPTION) || "Shall this be done?" };
  }
}

function pageNumber(page: PageReply["page"]): Pick<APIEmbed, "footer"> {
  if (page === undefined) return {};
  return {
    footer: { text: page.of === undefined ? `Page ${page.number}` : `Page ${page.number} of ${page.of}` },
  };
}

/** What stands above a form's button: its sentence, and what it holds now. */
function formText(form: FormReply): string {
  const { text = "", fields } = form;
  const now = fields.map((field) => {
    const value = fitText(field.value ?? "", 300);
    return `**${fitText(field.label, 100) || fitText(field.name, 100)}**: ${value === "" ? "—" : value}`;
  });
  const tooLong = `This is more than a form on Discord holds: use the options of /${form.submit.call.command}.`;
  return [fitLines(text, 1000), ...now, fitsModal(form) ? "" : tooLong]
    .filter((line) => line !== "")
    .join("\n");
}

function lines(title: string, all: string[], empty: string, more: string | undefined): APIEmbed {
  const head = { color: ANSWER, title: fitText(title, TITLE) };
  if (all.length === 0) return { ...head, description: fitLines(empty, DESCRIPTION) || "Nothing." };
  const last = more === undefined ? "" : fitText(more, 300);
  const shown: string[] = [];
  let length = last.length + LAST_LINE;
  for (const line of all) {
    if (length + line.length + 1 > DESCRIPTION) break;
    shown.push(line);
    length += line.length + 1;
  }
  if (shown.length < all.length) shown.push(`… and ${all.length - shown.length} more`);
  if (last !== "") shown.push(last);
  return { ...head, description: shown.join("\n") };
}

function itemLine(item: ListItem): string {
  const headline = fitMarked(item.headline, 300) || "(no headline)";
  const detail = [fitText(item.outlet, 60), ago(item.at), fitText(item.detail, 200)].filter(
    (part) => part !== "",
  );
  return `• ${link(headline, item.url, LINK)}${detail.length === 0 ? "" : ` — ${detail.join(" · ")}`}`;
}

/** "**ukraine-peace** · Title: Ukraine peace · Channels: world": a phone is too narrow for columns. */
function rowLine(columns: readonly string[], row: readonly string[]): string {
  const [first = "", ...rest] = row;
  const cells = rest.flatMap((cell, i) => {
    const text = fitText(cell, 200);
    return text === "" ? [] : [`${fitText(columns[i + 1] ?? "", 40)}: ${text}`];
  });
  return [`**${fitText(first, 100) || "—"}**`, ...cells].join(" · ");
}
