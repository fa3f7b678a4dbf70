import type { Problems } from "./limits.ts";

/** What a string of JSON may not hold as it stands (RFC 8259, section 7), and templates let through all the same. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const CONTROLS = /[\u0000-\u001F]+/g;
const ITEMS = /"items"\s*:\s*\[/;

/**
 * The feed that is left of JSON which cannot be parsed as a whole: cut off, or with faults in some items. Each item that
 * is whole by itself counts, and so does what stands before the items; undefined if there are none. One pass.
 */
export function salvageFeed(text: string, problems: Problems): unknown {
  const found = ITEMS.exec(text);
  if (found === null) return undefined;
  const items: unknown[] = [];
  let lost = 0;
  for (const piece of objectsFrom(text, found.index + found[0].length)) {
    const item = piece.whole ? lenient(piece.text) : undefined;
    if (item === undefined) lost += 1;
    else items.push(item);
  }
  if (items.length === 0) return undefined;
  const head = lenient(`${text.slice(0, found.index).trim().replace(/,$/, "")}}`);
  problems.add(`the document is faulty JSON: ${items.length} items could be read, ${lost} could not`);
  return { ...(typeof head === "object" ? head : {}), items };
}

/** The objects of an array, as text; the last one may not be whole. */
function* objectsFrom(text: string, start: number): Generator<{ text: string; whole: boolean }> {
  let from = -1;
  let depth = 0;
  let isText = false;
  for (let at = start; at < text.length; at++) {
    const c = text[at];
    if (isText) {
      if (c === "\\") at += 1;
      else if (c === '"') isText = false;
    } else if (c === '"') isText = true;
    else if (c === "{" || c === "[") {
      if (depth === 0) from = at;
      depth += 1;
    } else if (c === "}" || c === "]") {
      if (depth === 0) return;
      depth -= 1;
      if (depth === 0) yield { text: text.slice(from, at + 1), whole: true };
    }
  }
  if (depth > 0) yield { text: text.slice(from), whole: false };
}

function lenient(text: string): unknown {
  for (const attempt of [text, text.replace(CONTROLS, " ").replace(/,\s*(?=[\]}])/g, "")]) {
    try {
      return JSON.parse(attempt);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  return undefined;
}
