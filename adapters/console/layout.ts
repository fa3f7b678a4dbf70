import { cleanMarked, cleanText, cutMarked, cutText, safeUrl } from "../../src/alerts/text.ts";
import type { MarkedText, Message } from "../../src/model/message.ts";

export type Style = "plain" | "headline" | "hit" | "faint" | "link" | "urgent" | "struck" | "name";

/** A run of safe text in one style. */
export interface Piece {
  text: string;
  style: Style;
}

/** A line of a message before it is wrapped. */
export interface Line {
  /** Columns of white space before it. */
  indent: number;
  pieces: Piece[];
}

/** What a line holds, in UTF-16 units; longer text is cut at a word. */
export const LIMITS = {
  headline: 300,
  summary: 800,
  outlet: 80,
  reason: 400,
  note: 600,
  related: 150,
  digest: 20_000,
};
/** Outlets named after "also:"; the rest are counted. */
const MOST_SOURCES = 6;

/** How a moment is told: "3 min ago" on a screen, a date in a file that is read later. */
export type TellTime = (at: number) => string;

/** A message laid out for reading, whole. All text in it is made safe. */
export function layOut(message: Message, tell: TellTime): Line[] {
  if (message.kind === "reply") return replyLines(message);
  if (message.kind === "digest") return digestLines(message, tell);
  if (message.kind === "notice") return noticeLines(message);
  return alertLines(message, tell);
}

function alertLines(message: Message, tell: TellTime): Line[] {
  const source = [outletOf(message.outlet), ...(message.at === undefined ? [] : [tell(message.at)])];
  if (message.story !== undefined) source.push(`story ${message.story}`);
  const lines: Line[] = [
    { indent: 0, pieces: [...mark(message), ...headline(message)] },
    { indent: 2, pieces: [{ text: source.filter((part) => part !== "").join(" · "), style: "faint" }] },
    { indent: 2, pieces: [{ text: safeUrl(message.url), style: "link" }] },
    { indent: 2, pieces: marked(message.summary, LIMITS.summary, "plain") },
    { indent: 2, pieces: [{ text: safe(message.note, LIMITS.note), style: "name" }] },
    { indent: 2, pieces: whyPieces(message) },
    { indent: 2, pieces: [{ text: also(message), style: "faint" }] },
    ...relatedLines(message, 2),
  ];
  return said(lines);
}

/** What an update looks like under an alert that was read already: the headline as it is now, and who has it. */
export function layOutUpdate(message: Message): Line[] {
  const outlets = outletsOf(message);
  const count = `${outlets.length} ${outlets.length === 1 ? "outlet" : "outlets"}`;
  const who = `${count}: ${named(outlets)}${independent(message)}`;
  return said([
    { indent: 2, pieces: [{ text: "updated ", style: "name" }, ...mark(message), ...headline(message)] },
    { indent: 4, pieces: [{ text: safe(message.note, LIMITS.note), style: "name" }] },
    { indent: 4, pieces: [{ text: outlets.length === 0 ? "" : who, style: "faint" }] },
    ...relatedLines(message, 4),
  ]);
}

/** What other stories it has to do with. A console has no links to messages: the one that it follows is named by number. */
function relatedLines({ follows, alsoIn = [] }: Message, indent: number): Line[] {
  const headline = (text: string) => safe(text, LIMITS.related) || "(no headline)";
  const lines = alsoIn.map((told) => {
    const outlet = outletOf(told.outlet);
    return `also in ${safe(told.language, 60)}: ${headline(told.headline)}${outlet === "" ? "" : ` (${outlet})`}`;
  });
  const earlier = follows && `follows: ${headline(follows.headline)} (story ${follows.story})`;
  return [earlier ?? "", ...lines].map((text) => ({ indent, pieces: [{ text, style: "faint" }] }));
}

function replyLines(message: Message): Line[] {
  return said([
    {
      indent: 2,
      pieces: [
        { text: "↳ ", style: "name" },
        ...marked(
          { text: message.note, spans: message.struck ?? [] },
          LIMITS.note,
          message.withdrawn ? "urgent" : "name",
          "struck",
        ),
      ],
    },
    { indent: 4, pieces: headline(message) },
    { indent: 4, pieces: [{ text: safeUrl(message.url), style: "link" }] },
  ]);
}

function noticeLines(message: Message): Line[] {
  return said([
    { indent: 0, pieces: [{ text: safe(message.note, LIMITS.note), style: "name" }] },
    { indent: 2, pieces: headline(message) },
    { indent: 2, pieces: [{ text: safeUrl(message.url), style: "link" }] },
  ]);
}

function digestLines(message: Message, tell: TellTime): Line[] {
  const lines: Line[] = [
    { indent: 0, pieces: headline(message) },
    { indent: 2, pieces: [{ text: safe(message.note, LIMITS.note), style: "plain" }] },
  ];
  let room = LIMITS.digest;
  for (const section of message.sections) {
    const title = safe(section.title, LIMITS.outlet);
    lines.push({ indent: 2, pieces: [{ text: title, style: "name" }] });
    room -= title.length;
    let left = section.more;
    for (const item of section.items) {
      const source = [
        outletOf(item.outlet) + (item.sources > 1 ? ` +${item.sources - 1}` : ""),
        ...(item.at === undefined ? [] : [tell(item.at)]),
      ];
      const pieces = marked(item.headline, LIMITS.headline, "plain");
      const url = safeUrl(item.url);
      room -= LIMITS.headline / 2 + url.length;
      if (room < 0) {
        left++;
        continue;
      }
      lines.push({
        indent: 2,
        pieces: [
          { text: "- ", style: "faint" },
          ...pieces,
          { text: ` (${source.join(" · ")})`, style: "faint" },
        ],
      });
      lines.push({ indent: 4, pieces: [{ text: url, style: "link" }] });
    }
    if (left > 0) lines.push({ indent: 2, pieces: [{ text: `and ${left} more`, style: "faint" }] });
  }
  return said(lines);
}

/** What must be seen before the headline is read. */
function mark(message: Message): Piece[] {
  if (message.withdrawn) return [{ text: "WITHDRAWN ", style: "urgent" }];
  if (message.priority === "breaking") return [{ text: "BREAKING ", style: "urgent" }];
  return message.priority === "low" ? [{ text: "low ", style: "faint" }] : [];
}

function headline(message: Message): Piece[] {
  if (!message.withdrawn) return marked(message.headline, LIMITS.headline, "headline");
  return [{ text: safe(message.headline.text, LIMITS.headline), style: "struck" }];
}

function whyPieces(message: Message): Piece[] {
  const lists = message.watchLists.map((list) => safe(list.title === "" ? list.name : list.title, 60));
  const reason = safe(message.reason, LIMITS.reason);
  const names: Piece[] = lists.length === 0 ? [] : [{ text: lists.join(", "), style: "name" }];
  if (reason === "") return names;
  return [...names, { text: names.length === 0 ? reason : `: ${reason}`, style: "plain" }];
}

/** Every outlet once, first first. */
function outletsOf(message: Message): string[] {
  return [...new Set(message.sources.map((source) => outletOf(source.outlet)))].filter((name) => name !== "");
}

function also(message: Message): string {
  const own = outletOf(message.outlet);
  const others = outletsOf(message).filter((outlet) => outlet !== own);
  return others.length === 0 ? "" : `also: ${named(others)}${independent(message)}`;
}

/** Copies of one text are many outlets, and one source. */
function independent({ independent: count }: Message): string {
  return count === undefined ? "" : ` (${count} independent ${count === 1 ? "source" : "sources"})`;
}

function named(outlets: readonly string[]): string {
  const rest = outlets.length - MOST_SOURCES;
  return [...outlets.slice(0, MOST_SOURCES), ...(rest > 0 ? [`+${rest}`] : [])].join(", ");
}

function outletOf(name: string): string {
  return safe(name, LIMITS.outlet);
}

/** Text made safe and cut. What lies far beyond the cut is not even looked at, however long a feed made it. */
export function safe(text: string, most: number): string {
  return cutText(cleanText(text.slice(0, most * 4)), most);
}

function marked(text: MarkedText, most: number, style: Style, hit: Style = "hit"): Piece[] {
  const { text: shown, spans } = cutMarked(
    cleanMarked({ ...text, text: text.text.slice(0, most * 4) }),
    most,
  );
  const pieces: Piece[] = [];
  let at = 0;
  for (const span of spans) {
    pieces.push({ text: shown.slice(at, span.start), style });
    pieces.push({ text: shown.slice(span.start, span.end), style: hit });
    at = span.end;
  }
  pieces.push({ text: shown.slice(at), style });
  return pieces.filter((piece) => piece.text !== "");
}

/** Lines that say something. */
function said(lines: Line[]): Line[] {
  return lines.filter((line) => line.pieces.some((piece) => piece.text.trim() !== ""));
}
