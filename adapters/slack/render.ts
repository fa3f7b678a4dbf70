import type { KnownBlock, MessageAttachment, RichTextElement } from "@slack/types";
import { safeUrl } from "../../src/alerts/text.ts";
import type { MessageLimits } from "../../src/model/adapter.ts";
import type { Message, Source } from "../../src/model/message.ts";
import { alertButtons } from "./buttons.ts";
import { escapeText, mentionText } from "./escape.ts";
import { shrinkToFit } from "./fit.ts";
import { related } from "./related.ts";
import { bullets, date, fixed, marked, plain, richBlocks, short } from "./rich.ts";

/** What chat.postMessage and chat.update are given. */
export interface SlackMessage {
  /** Shown in notifications and to screen readers. */
  text: string;
  blocks: KnownBlock[];
  attachments: MessageAttachment[];
}

/** Our own lengths, in UTF-16 units; Slack's are 3,000 a text object, 75 a button, 25 buttons a block. */
export const slackLimits: MessageLimits = {
  total: 9000,
  headline: 300,
  summary: 800,
  fields: 10,
  buttons: 10,
};

/** The bar beside a message: what is urgent is seen before it is read. */
const COLOURS = { breaking: "#d92d20", normal: "#2e77d0", low: "#8a8f98" } as const;

/** Characters of a summary in a compact alert. */
const COMPACT_SUMMARY = 200;

export interface RenderOptions {
  /** Whether the configured people are pinged (a post), or not (an edit). */
  mention: boolean;
  thumbnail?: boolean;
  /** Leads to the message of the story that this one carries on. */
  followsUrl?: string;
}

/** Lays out a neutral message. */
export function render(message: Message, options: RenderOptions): SlackMessage {
  return shrinkToFit((scale) => {
    const mention = options.mention ? mentionBlocks(message.mention) : [];
    const body = layout(message, scale, options);
    return { ...body, text: escapeText(fallback(message)), blocks: [...mention, ...body.blocks] };
  });
}

function layout(message: Message, scale: number, options: RenderOptions): Omit<SlackMessage, "text"> {
  switch (message.kind) {
    case "alert":
      return alert(message, scale, options);
    case "reply":
      return {
        blocks: [
          ...richBlocks(
            marked(
              { text: message.note, spans: message.struck ?? [] },
              1500 * scale,
              "",
              message.headline.text === "" ? {} : { bold: true },
              { strike: true },
            ),
          ),
          ...richBlocks(headline(message, scale), byline(message)),
          ...buttons(message, scale),
        ],
        attachments: [],
      };
    case "digest":
      return { blocks: digest(message, scale), attachments: [] };
    case "notice":
      return {
        blocks: [
          ...richBlocks(headline(message, scale), lines(message.note, 3000 * scale)),
          ...buttons(message, scale),
        ],
        attachments: [],
      };
  }
}

/** headline: what it is, and the buttons. compact: a short summary too. full: all there is. A picture if it has one. */
function alert(message: Message, scale: number, options: RenderOptions): Omit<SlackMessage, "text"> {
  const { layout = "full" } = message;
  const summary = layout === "full" ? slackLimits.summary : COMPACT_SUMMARY;
  const details: KnownBlock[] = [
    ...(layout === "headline" ? [] : richBlocks(marked(message.summary, summary * scale))),
    ...richBlocks(plain(message.note, 500 * scale, "", { italic: true })),
    ...(layout === "full" ? richBlocks(alsoIn(message, scale)) : []),
    ...richBlocks(...related(message, scale, options.followsUrl ?? "")),
    ...(options.thumbnail === false ? [] : image(message)),
    ...richBlocks(claimed(message)),
    ...(layout === "headline" ? [] : why(message, scale)),
    ...buttons(message, scale),
  ];
  const first = headline(message, scale);
  return {
    blocks: richBlocks(first, byline(message)),
    attachments:
      details.length === 0
        ? []
        : [{ color: COLOURS[message.priority], fallback: escapeText(fallback(message)), blocks: details }],
  };
}

function headline(message: Message, scale: number): RichTextElement[] {
  const style = message.withdrawn ? ({ strike: true } as const) : {};
  const text = marked(message.headline, slackLimits.headline * scale, message.url, style);
  const named =
    text.length > 0 || message.url === "" ? text : plain("(no headline)", 100, message.url, style);
  const label = message.withdrawn ? "Withdrawn: " : message.priority === "breaking" ? "Breaking: " : "";
  const labelled = label !== "" && (message.kind === "alert" || message.withdrawn);
  return named.length > 0 && labelled ? [...fixed(label, { bold: true }), ...named] : named;
}

/** "Reuters · 10:42 · 3 outlets, 1 independent" */
function byline(message: Message): RichTextElement[] {
  const outlets = new Set(message.sources.map((source) => source.outlet));
  const independent = message.independent === undefined ? "" : `, ${message.independent} independent`;
  return joined(" · ", [
    plain(message.outlet, 80),
    message.at === undefined ? [] : date(message.at),
    outlets.size > 1 ? fixed(`${outlets.size} outlets${independent}`) : [],
  ]);
}

/** The other outlets, each linked, the first ten of them. */
function alsoIn(message: Message, scale: number): RichTextElement[] {
  const others = new Map<string, Source>();
  for (const source of message.sources) {
    if (source.outlet !== message.outlet && !others.has(source.outlet)) others.set(source.outlet, source);
  }
  const shown = [...others.values()].slice(0, Math.max(1, Math.floor(slackLimits.fields * scale)));
  if (shown.length === 0) return [];
  const links = shown.map((source) => plain(source.outlet, 60, source.url.length > 600 ? "" : source.url));
  const rest = others.size - shown.length;
  return [...fixed("Also: "), ...joined(", ", links), ...(rest > 0 ? fixed(` and ${rest} more`) : [])];
}

/** Who works on it. */
function claimed(message: Message): RichTextElement[] {
  const who = short(message.claimedBy ?? "", 80);
  return who === "" ? [] : [...fixed("Claimed by "), ...fixed(who, { bold: true })];
}

/** In small type: the watch lists, the reason, the story's number. */
function why(message: Message, scale: number): KnownBlock[] {
  const lists = message.watchLists.map((list) => list.title || list.name).join(", ");
  const parts = [
    lists === "" ? "" : short(lists, 300 * scale),
    message.reason === "" || message.layout === "compact" ? "" : `Why: ${short(message.reason, 500 * scale)}`,
    message.story === undefined ? "" : `Story ${message.story}`,
  ].filter((part) => part !== "");
  if (parts.length === 0) return [];
  return [
    {
      type: "context",
      elements: parts.map((text) => ({ type: "plain_text", text, emoji: false })),
    },
  ];
}

/** Slack fetches the picture itself, and refuses the message if it cannot: `send` then tries without. */
function image(message: Message): KnownBlock[] {
  const url = message.thumbnail === undefined ? "" : safeUrl(message.thumbnail);
  if (url === "" || !url.startsWith("https:")) return [];
  return [
    {
      type: "section",
      text: { type: "plain_text", text: short(message.outlet, 80) || "Picture", emoji: false },
      accessory: { type: "image", image_url: url, alt_text: short(message.headline.text, 150) || "Picture" },
    },
  ];
}

function digest(message: Message, scale: number): KnownBlock[] {
  const blocks: KnownBlock[] = [...richBlocks(headline(message, 1), lines(message.note, 1000 * scale))];
  // 50 blocks a message (docs.slack.dev/reference/block-kit/blocks): a block a section, and room for the rest.
  const sections = message.sections.slice(0, Math.max(1, Math.floor(40 * scale)));
  for (const section of sections) {
    const shown = section.items.slice(0, Math.max(1, Math.floor(20 * scale)));
    const more = section.more + section.items.length - shown.length;
    const items = shown.map((item) => [
      ...marked(
        item.headline.text.trim() === "" ? { text: "(no headline)", spans: [] } : item.headline,
        Math.max(20, 200 * scale),
        item.url.length > 600 ? "" : item.url,
      ),
      ...prefixed(
        " — ",
        joined(" · ", [
          plain(item.outlet, 60),
          item.at === undefined ? [] : date(item.at),
          item.sources > 1 ? fixed(`${item.sources} outlets`) : [],
        ]),
      ),
    ]);
    if (more > 0) items.push(fixed(`and ${more} more`));
    blocks.push(...bullets(plain(section.title, 150, "", { bold: true }), items));
  }
  const hidden = message.sections.length - sections.length;
  if (hidden > 0) blocks.push(...richBlocks(fixed(`and ${hidden} more sections`)));
  return [...blocks, ...buttons(message, scale)];
}

function buttons(message: Message, scale: number): KnownBlock[] {
  // Slack takes values of 2,000 characters; ours name a story or an alert.
  return alertButtons(message.buttons, slackLimits.buttons, Math.max(60, 250 * scale));
}

/** A section of its own, the only mrkdwn in a message: nothing but the desk's own configuration stands in it. */
function mentionBlocks(mention: string | undefined): KnownBlock[] {
  const text = mention === undefined ? "" : mentionText(mention);
  return text === "" ? [] : [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }];
}

function fallback(message: Message): string {
  const head = short(message.headline.text, 300);
  const note = short(message.note, 600);
  const label = message.withdrawn ? "Withdrawn: " : message.priority === "breaking" ? "Breaking: " : "";
  const outlet = message.outlet === "" ? "" : ` — ${short(message.outlet, 80)}`;
  const text =
    message.kind === "alert"
      ? `${label}${head || "(no headline)"}${outlet}`
      : [note, head === "" ? "" : `${head}${outlet}`].filter((part) => part !== "").join(": ");
  return text || "Wirewatch";
}

/** Text with its own line breaks kept: a notice is ours, though it may quote a feed. */
function lines(text: string, max: number): RichTextElement[] {
  const kept: string[] = [];
  let left = max;
  for (const line of text.split("\n")) {
    if (left <= 0) break;
    const cut = short(line, left);
    kept.push(cut);
    left -= cut.length + 1;
  }
  return fixed(kept.join("\n").trim());
}

function joined(separator: string, parts: RichTextElement[][]): RichTextElement[] {
  const filled = parts.filter((part) => part.length > 0);
  return filled.flatMap((part, index) => (index === 0 ? part : [...fixed(separator), ...part]));
}

function prefixed(prefix: string, part: RichTextElement[]): RichTextElement[] {
  return part.length === 0 ? [] : [...fixed(prefix), ...part];
}
