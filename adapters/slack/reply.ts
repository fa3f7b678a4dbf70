import type { KnownBlock, RichTextElement } from "@slack/types";
import { cleanText } from "../../src/alerts/text.ts";
import type { ListItem, PageReply, Reply } from "../../src/model/command.ts";
import { confirmButtons, pageButtons } from "./buttons.ts";
import { escapeText } from "./escape.ts";
import { BLOCKS_BUDGET, jsonSize, shrinkToFit } from "./fit.ts";
import type { KeptCalls } from "./kept.ts";
import { bullets, date, fixed, marked, plain, richBlocks, short } from "./rich.ts";

/** A command's answer as Slack takes it: seen by the caller alone, nothing unfurled. */
export interface SlackReply {
  response_type: "ephemeral";
  text: string;
  blocks: KnownBlock[];
  unfurl_links: false;
  unfurl_media: false;
  parse: "none";
}

/** Lays out a command's answer. All of its text is untrusted. */
export function renderReply(reply: Reply, kept: KeptCalls): SlackReply {
  return {
    response_type: "ephemeral",
    text: escapeText(short(titleOf(reply), 300)) || "Wirewatch",
    blocks: replyBlocks(reply, kept),
    unfurl_links: false,
    unfurl_media: false,
    parse: "none",
  };
}

/** The same as blocks alone, for a modal or the app's home. */
export function replyBlocks(reply: Reply, kept: KeptCalls, budget = BLOCKS_BUDGET): KnownBlock[] {
  const buttons = buttonsOf(reply, kept);
  const body = shrinkToFit((scale) => blocksOf(reply, scale), budget - jsonSize(buttons));
  return [...body, ...buttons];
}

function buttonsOf(reply: Reply, kept: KeptCalls): KnownBlock[] {
  if (reply.kind === "page") return pageButtons(reply, kept);
  return reply.kind === "confirmation" ? confirmButtons(reply, kept) : [];
}

function titleOf(reply: Reply): string {
  switch (reply.kind) {
    case "text":
    case "error":
      return reply.text;
    case "list":
      return reply.items.length === 0 ? reply.empty : `${reply.title}: ${reply.items.length}`;
    case "table":
      return reply.rows.length === 0 ? reply.empty : `${reply.title}: ${reply.rows.length}`;
    case "page":
      return titleOf(reply.body);
    case "form":
      return reply.title;
    case "confirmation":
      return reply.text;
  }
}

function blocksOf(reply: Reply, scale: number): KnownBlock[] {
  switch (reply.kind) {
    case "text":
      return richBlocks(paragraphs(reply.text, 6000 * scale) ?? fixed("Done."));
    case "error": {
      const hint = reply.hint === undefined ? undefined : paragraphs(reply.hint, 1000 * scale);
      const text = paragraphs(reply.text, 3000 * scale) ?? fixed("That did not work.");
      return richBlocks([...fixed("⚠ "), ...text], hint === undefined ? [] : [...fixed("\n"), ...hint]);
    }
    case "list":
      return list(reply.title, reply.items, reply.empty, reply.more, scale);
    case "table":
      return table(reply.title, reply.columns, reply.rows, reply.empty, scale);
    case "page":
      return [...blocksOf(reply.body, scale), ...richBlocks(pageNumber(reply.page))];
    case "confirmation":
      return richBlocks(paragraphs(reply.text, 3000 * scale) ?? fixed("Are you sure?"));
    // Where no modal can be opened: what it would be about.
    case "form": {
      const text = reply.text === undefined ? undefined : paragraphs(reply.text, 3000 * scale);
      return richBlocks(plain(reply.title, 200, "", { bold: true }), text ?? []);
    }
  }
}

function pageNumber(page: PageReply["page"]): RichTextElement[] {
  if (page === undefined || (page.number === 1 && page.of === 1)) return [];
  const of = page.of === undefined ? "" : ` of ${page.of}`;
  return fixed(`Page ${page.number}${of}`, { italic: true });
}

function list(
  title: string,
  items: ListItem[],
  empty: string,
  more: string | undefined,
  scale: number,
): KnownBlock[] {
  if (items.length === 0) return richBlocks(paragraphs(empty, 1000) ?? fixed("Nothing found."));
  const shown = items.slice(0, Math.max(1, Math.floor(50 * scale)));
  const rest = items.length - shown.length;
  return [
    ...bullets(
      plain(title, 600 * scale, "", { bold: true }),
      shown.map((item) => line(item, scale)),
    ),
    ...richBlocks(rest > 0 ? fixed(`and ${rest} more`) : []),
    ...richBlocks(more === undefined ? [] : plain(more, 300, "", { italic: true })),
  ];
}

function line(item: ListItem, scale: number): RichTextElement[] {
  const headline = marked(item.headline, Math.max(30, 200 * scale), item.url.length > 600 ? "" : item.url);
  const rest = [
    plain(item.outlet, 60),
    item.at === undefined ? [] : date(item.at),
    plain(item.detail, Math.max(30, 200 * scale)),
  ].filter((part) => part.length > 0);
  return [
    ...(headline.length > 0 ? headline : fixed("(no headline)")),
    ...rest.flatMap((part, index) => [...fixed(index === 0 ? " — " : " · "), ...part]),
  ];
}

/**
 * Columns under each other in a fixed-width block: Slack's tables take no text selection and one a message. The last one
 * may run on over the edge: it moves no other.
 */
function table(
  title: string,
  columns: string[],
  rows: string[][],
  empty: string,
  scale: number,
): KnownBlock[] {
  if (rows.length === 0) return richBlocks(paragraphs(empty, 1000) ?? fixed("Nothing found."));
  const widest = (column: number) =>
    Math.max(8, Math.floor((column === columns.length - 1 ? 200 : 40) * scale));
  const shown = rows.slice(0, Math.max(1, Math.floor(60 * scale)));
  const cells = [columns, ...shown].map((row) => columns.map((_, i) => short(row[i] ?? "", widest(i))));
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => width(row[i] ?? ""))));
  const text = cells
    .map((row) =>
      row
        .map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - width(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
  const rest = rows.length - shown.length;
  return [
    ...richBlocks(plain(title, 600 * scale, "", { bold: true })),
    {
      type: "rich_text",
      elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text: text || "-" }] }],
    },
    ...richBlocks(rest > 0 ? fixed(`and ${rest} more`) : []),
  ];
}

/** Characters as people count them, for columns: close enough for scripts of single width. */
function width(text: string): number {
  return [...text].length;
}

/** Clean text with its own line breaks kept; undefined if nothing is left. */
function paragraphs(text: string, max: number): RichTextElement[] | undefined {
  const kept: string[] = [];
  let left = max;
  for (const row of text.split("\n")) {
    if (left <= 0) break;
    // Indentation of our own lists stays; a feed's is at most this much too.
    const indent = /^ {0,8}/.exec(row)?.[0] ?? "";
    const cut = short(row, Math.max(1, left));
    kept.push(cut === "" ? "" : indent + cut);
    left -= cut.length + 1;
  }
  const out = kept.join("\n").trimEnd();
  return cleanText(out) === "" ? undefined : fixed(out);
}
