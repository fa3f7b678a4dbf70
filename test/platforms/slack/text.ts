import type { SlackAttachments, SlackBlocks } from "./blocks.ts";

interface Shown {
  text?: string | undefined;
  blocks?: SlackBlocks | undefined;
  attachments?: SlackAttachments | undefined;
}

/** What a reader sees of a message, and what it does to them. */
export interface Reading {
  /** All that can be read, parts joined by line feeds; links followed by their address. */
  text: string;
  /** Who is pinged: "here", "U123", "S123". */
  mentions: string[];
  links: { url: string; text: string }[];
  /** What is bold. */
  bold: string[];
  /** Control sequences in a parsed field that Slack's grammar does not know, or characters left unescaped. */
  broken: string[];
}

/** Reads a message as Slack's clients would: blocks where there are some, else the text. */
export function read(message: Shown): Reading {
  const reading: Reading = { text: "", mentions: [], links: [], bold: [], broken: [] };
  const parts: string[] = [];
  const blocks = [...(message.blocks ?? []), ...(message.attachments ?? []).flatMap((a) => a.blocks ?? [])];
  // The fallback is parsed too, for notifications: it must be as harmless.
  const fallback = parse(message.text ?? "", reading);
  if (blocks.length === 0) parts.push(fallback);
  for (const attachment of message.attachments ?? []) parse(attachment.fallback ?? "", reading);
  for (const block of blocks) parts.push(blockText(block, reading));
  reading.text = parts.filter((part) => part !== "").join("\n");
  return reading;
}

function blockText(block: SlackBlocks[number], reading: Reading): string {
  switch (block.type) {
    case "section":
      return [block.text, ...(block.fields ?? [])]
        .map((text) => (text === undefined ? "" : objectText(text, reading)))
        .join("\n");
    case "context":
      return block.elements
        .map((element) => (element.type === "image" ? element.alt_text : objectText(element, reading)))
        .join("\n");
    case "header":
      return block.text.text;
    case "image":
      return block.alt_text;
    case "divider":
      return "";
    case "actions":
      return block.elements.map((e) => (e.type === "button" ? e.text.text : "")).join("\n");
    case "rich_text":
      return block.elements
        .map((element) =>
          element.type === "rich_text_list"
            ? element.elements.map((item) => richText(item.elements, reading)).join("\n")
            : richText(element.elements, reading),
        )
        .join("\n");
  }
}

type RichElements = Extract<
  Extract<SlackBlocks[number], { type: "rich_text" }>["elements"][number],
  { type: "rich_text_section" }
>["elements"];

function richText(elements: RichElements, reading: Reading): string {
  return elements.map((element, index) => richPiece(element, elements[index + 1], reading)).join("");
}

function richPiece(
  element: RichElements[number],
  next: RichElements[number] | undefined,
  reading: Reading,
): string {
  if (element.style?.bold === true && "text" in element) reading.bold.push(element.text ?? "");
  switch (element.type) {
    case "text":
      return element.text;
    case "link": {
      reading.links.push({ url: element.url, text: element.text ?? element.url });
      // A link in several pieces is one link to the reader.
      const more = next?.type === "link" && next.url === element.url;
      return more ? (element.text ?? "") : `${element.text ?? ""} (${element.url})`;
    }
    case "date":
      return element.fallback ?? new Date(element.timestamp * 1000).toISOString();
    case "user":
      reading.mentions.push(element.user_id);
      return `@${element.user_id}`;
    case "usergroup":
      reading.mentions.push(element.usergroup_id);
      return `@${element.usergroup_id}`;
    case "broadcast":
      reading.mentions.push(element.range);
      return `@${element.range}`;
    case "channel":
      return `#${element.channel_id}`;
    case "emoji":
      return `:${element.name}:`;
  }
}

function objectText(text: { type: "plain_text" | "mrkdwn"; text: string }, reading: Reading): string {
  return text.type === "plain_text" ? text.text : parse(text.text, reading);
}

/** Slack's control sequences and entities (docs.slack.dev/messaging/formatting-message-text). */
function parse(source: string, reading: Reading): string {
  const text = source.replace(/<([^<>]*)>/g, (whole, inner: string) => {
    const [target = "", label] = inner.split("|");
    const ping = /^!(here|channel|everyone)$|^@([UW][A-Z0-9]+)$|^!subteam\^(S[A-Z0-9]+)$/.exec(target);
    if (ping !== null) {
      const who = ping[1] ?? ping[2] ?? ping[3] ?? "";
      reading.mentions.push(who);
      return `@${who}`;
    }
    if (/^!date\^/.test(target)) return label ?? "";
    if (/^(?:https?:|mailto:)/.test(target)) {
      reading.links.push({ url: target, text: label ?? target });
      return `${label ?? ""} (${target})`;
    }
    reading.broken.push(whole);
    return whole;
  });
  if (/[<>]/.test(text)) reading.broken.push("< or > left as it is");
  if (/&(?!(?:amp|lt|gt);)/.test(source)) reading.broken.push("& left as it is");
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
