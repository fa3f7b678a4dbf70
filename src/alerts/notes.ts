import type { Message, Span } from "../model/message.ts";

/** What is said under an alert; what is `grave`, through a mute too. */
export interface Note {
  text: string;
  grave: boolean;
  /** What of it was said before. */
  struck?: Span;
}

/** The note behind other words. */
export function after(words: string, note: Note): Note {
  return { ...note, text: `${words}${note.text}`, ...(note.struck && { struck: moved(note.struck, words) }) };
}

/** Several notes as one, a line each, each once. */
export function together(notes: readonly Pick<Note, "text" | "struck">[]): Pick<Message, "note" | "struck"> {
  let note = "";
  const struck: Span[] = [];
  const said = new Set<string>();
  for (const { text, struck: was } of notes) {
    if (said.has(text)) continue;
    said.add(text);
    if (note !== "") note += "\n";
    if (was !== undefined) struck.push(moved(was, note));
    note += text;
  }
  return struck.length === 0 ? { note } : { note, struck };
}

function moved({ start, end }: Span, { length }: string): Span {
  return { start: start + length, end: end + length };
}
