import { styleText } from "node:util";
import type { Message } from "../../src/model/message.ts";
import { type Line, layOut, layOutUpdate, type Piece, type Style, type TellTime } from "./layout.ts";
import { columnsOf, headThatFits } from "./width.ts";

/** How a message comes to the screen: new, as an update of one already read, or under one. */
export type Showing = "post" | "edit" | "reply";

export interface Screen {
  /** Width in columns. */
  columns: number;
  color: boolean;
  /** Against which ages are told. */
  now: number;
}

const ANSI: Record<Exclude<Style, "plain">, Parameters<typeof styleText>[0]> = {
  headline: "bold",
  hit: ["bold", "black", "bgYellow"],
  faint: "dim",
  link: ["cyan", "underline"],
  urgent: ["bold", "red"],
  struck: ["strikethrough", "dim"],
  name: "magenta",
};

/** A message as people read it on a terminal, ended by a line feed; wrapped, with colours if the screen has them. */
export function renderForScreen(message: Message, showing: Showing, screen: Screen): string {
  const lines = showing === "edit" ? layOutUpdate(message) : layOut(message, (at) => age(at, screen.now));
  const columns = Math.max(24, screen.columns);
  const text = lines
    .flatMap((line) => wrap(line, columns))
    .map(
      (line) =>
        " ".repeat(line.indent) +
        together(line.pieces)
          .map((piece) => paint(piece, screen.color))
          .join(""),
    )
    .join("\n");
  return `${showing === "post" ? "\n" : ""}${text}\n`;
}

/** The same message in full as plain text, for a file: no wrapping, no colours, dates instead of ages. */
export function renderAsText(message: Message): string {
  return layOut(message, date)
    .map((line) => " ".repeat(line.indent) + line.pieces.map((piece) => piece.text).join(""))
    .join("\n");
}

/** "just now", "4 min ago", "3 h ago", then the date. */
export function age(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < -1 || minutes >= 36 * 60) return date(at);
  if (minutes < 1) return "just now";
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

const date: TellTime = (at) => {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return "";
  return `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`;
};

function paint(piece: Piece, color: boolean): string {
  if (!color || piece.style === "plain") return piece.text;
  return styleText(ANSI[piece.style], piece.text, { validateStream: false });
}

/** One line as several, each within `columns`; what follows the first hangs under it. A link is left whole. */
function wrap(line: Line, columns: number): Line[] {
  const out: Line[] = [];
  let pieces: Piece[] = [];
  let used = line.indent;
  const room = columns - line.indent;
  const flush = () => {
    if (pieces.length > 0) out.push({ indent: line.indent, pieces: trimEnd(pieces) });
    pieces = [];
    used = line.indent;
  };
  for (const word of wordsOf(line.pieces)) {
    const width = word.reduce((sum, piece) => sum + columnsOf(piece.text), 0);
    const blank = word.every((piece) => piece.text.trim() === "");
    if (used + width > columns && pieces.length > 0 && !blank) flush();
    if (blank && pieces.length === 0) continue;
    if (width <= room || word.some((piece) => piece.style === "link")) {
      pieces.push(...word);
      used += width;
      continue;
    }
    // A word wider than the screen is broken where it must be.
    for (const piece of word) {
      for (let rest = piece.text; rest !== ""; ) {
        if (used >= columns) flush();
        const head = headThatFits(rest, columns - used);
        if (columnsOf(head) > columns - used && pieces.length > 0) flush();
        pieces.push({ text: head, style: piece.style });
        used += columnsOf(head);
        rest = rest.slice(head.length);
      }
    }
  }
  flush();
  return out;
}

/** Words and the white space between, each as the pieces that it is made of: a highlight may end inside a word. */
function wordsOf(pieces: readonly Piece[]): Piece[][] {
  const words: Piece[][] = [];
  let glue = false;
  for (const piece of pieces) {
    for (const text of piece.text.match(/\s+|\S+/gu) ?? []) {
      const blank = text.trim() === "";
      const last = words.at(-1);
      if (glue && !blank && last !== undefined) last.push({ text, style: piece.style });
      else words.push([{ text, style: piece.style }]);
      glue = !blank;
    }
  }
  return words;
}

/** Neighbours of one style as one piece. */
function together(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last?.style === piece.style) last.text += piece.text;
    else out.push({ ...piece });
  }
  return out;
}

function trimEnd(pieces: Piece[]): Piece[] {
  const last = pieces.at(-1);
  if (last === undefined || last.text.trim() !== "") return pieces;
  return trimEnd(pieces.slice(0, -1));
}
