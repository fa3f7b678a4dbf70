import type { APIEmbed, APIEmbedField } from "discord.js";
import { cleanText, cutText, safeUrl } from "../../src/alerts/text.ts";
import type { DeliveryKey } from "../../src/model/delivery.ts";
import type { Message, Source } from "../../src/model/message.ts";
import type { Priority } from "../../src/model/watchlist.ts";
import { renderDigest } from "./digest.ts";
import { ago, fitLines, fitMarked, fitText } from "./escape.ts";
import { ALERT_DESCRIPTION, FIELD_VALUE, FOOTER_TITLES, TITLE } from "./limits.ts";
import { relatedLines } from "./related.ts";

const COLOUR: Record<Priority, number> = { breaking: 0xd92d20, normal: 0x2f6feb, low: 0x8a94a6 };
const WITHDRAWN = 0x4b5563;
/** Longest link beside a source's name: a longer one would crowd out the names. */
const SOURCE_LINK = 300;

/** What the message itself does not say. */
export interface Beside {
  /** Leads to the message of the story that this one carries on; "" where nothing does. */
  followsUrl: string;
  /** A reply that stands under no alert: it says what it is of. */
  alone: boolean;
}

/**
 * A message as one embed. All text of a feed stands in title, description and field values, where a backslash holds;
 * author and footer take none, since they show backslashes. The key ends the footer, for `keyOf`.
 */
export function renderEmbed(message: Message, key: DeliveryKey, given: Partial<Beside> = {}): APIEmbed {
  const url = safeUrl(message.url);
  const embed: APIEmbed = {
    color: message.withdrawn ? WITHDRAWN : COLOUR[message.priority],
    footer: { text: footer(message, key) },
  };
  const headed = { title: title(message), ...(url === "" ? {} : { url }) };
  switch (message.kind) {
    case "alert":
      return {
        ...embed,
        ...headed,
        description: alertText(message, given.followsUrl ?? ""),
        ...(layoutOf(message) === "full" ? { fields: fields(message) } : {}),
        ...thumbnail(message.thumbnail),
      };
    case "reply": {
      const said = fitLines(message.note, ALERT_DESCRIPTION, message.struck) || title(message);
      return { ...embed, ...(given.alone === true ? headed : {}), description: said };
    }
    case "notice":
      return { ...embed, ...headed, description: fitLines(message.note, ALERT_DESCRIPTION) };
    case "digest":
      return { ...embed, title: title(message), ...renderDigest(message) };
  }
}

function title(message: Message): string {
  const text = fitMarked(message.headline, TITLE - 4) || "(no headline)";
  return message.withdrawn ? `~~${text}~~` : text;
}

function layoutOf({ layout = "full" }: Message): NonNullable<Message["layout"]> {
  return layout;
}

/** How much of the summary each layout shows. */
const SUMMARY = { headline: 0, compact: 280, full: ALERT_DESCRIPTION - 1200 } as const;

function alertText(message: Message, followsUrl: string): string {
  const layout = layoutOf(message);
  const outlets = message.sources.length;
  const first = [
    message.withdrawn ? "**WITHDRAWN**" : message.priority === "breaking" ? "**BREAKING**" : "",
    fitText(message.outlet, 200),
    ago(message.at),
    layout !== "full" && outlets > 1 ? outletCount(message) : "",
  ];
  const claimed = fitText(message.claimedBy ?? "", 100);
  const lines = [
    first.filter((part) => part !== "").join(" · "),
    SUMMARY[layout] === 0 ? "" : fitMarked(message.summary, SUMMARY[layout]),
    fitLines(message.note, 500),
    ...relatedLines(message, followsUrl),
    claimed === "" ? "" : `Claimed by **${claimed}**`,
  ];
  return lines.filter((line) => line !== "").join("\n");
}

function fields(message: Message): APIEmbedField[] {
  const out: APIEmbedField[] = [];
  const lists = message.watchLists.map((list) => list.title).join(", ");
  const why = [fitText(lists, 400), fitText(message.reason, 600)].filter((part) => part !== "").join(": ");
  if (why !== "") out.push({ name: "Why", value: why });
  if (message.sources.some((source) => source.outlet !== message.outlet)) {
    out.push({ name: outletCount(message), value: sourceList(message.sources) });
  }
  return out;
}

/** "20 outlets, 2 independent" */
function outletCount({ sources, independent }: Message): string {
  const outlets = `${sources.length} ${sources.length === 1 ? "outlet" : "outlets"}`;
  return independent === undefined ? outlets : `${outlets}, ${independent} independent`;
}

/** "Example News, Daily Bugle and 12 more", each a link, in a field's room. */
function sourceList(sources: readonly Source[]): string {
  const shown: string[] = [];
  let length = 0;
  for (const source of sources) {
    const name = fitText(source.outlet, 100) || "(unnamed)";
    const url = safeUrl(source.url);
    const text = url === "" || url.length > SOURCE_LINK ? name : `[${name}](${url})`;
    if (length + text.length + 2 > FIELD_VALUE - " and 1000000 more".length) break;
    shown.push(text);
    length += text.length + 2;
  }
  const more = sources.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function thumbnail(url: string | undefined): Pick<APIEmbed, "thumbnail"> {
  const safe = safeUrl(url ?? "");
  return safe === "" ? {} : { thumbnail: { url: safe } };
}

/** What stands at the message's foot: story, watch lists, and last the key. */
function footer(message: Message, key: DeliveryKey): string {
  const lists = message.watchLists.map((list) => cleanText(list.title)).join(", ");
  const parts = [
    message.story === undefined ? "" : `Story ${message.story}`,
    cutText(lists, FOOTER_TITLES),
    key,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** The key that a message's foot names, if it is one of ours. */
export function keyOf(footerText: string): DeliveryKey | undefined {
  return /(?:^| · )([a-z0-9]{1,25})$/.exec(footerText)?.[1];
}
