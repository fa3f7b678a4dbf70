import { decodeEntities } from "./character-data.ts";
import { LIMITS, type Problems } from "./limits.ts";

/** UTF-16 units of an entity's text, those of the entities that stand in it included. */
const LONGEST = 4_096;
const DECLARATION = /<!ENTITY\s+([\w.-]{1,64})\s+(?:"([^"]{0,4096})"|'([^']{0,4096})')\s*>/g;
const REFERENCE = /&([\w.-]{1,64});/g;

/** What stands before the first element: where that begins, and the short internal entities of the DTD, if any. */
export interface Prologue {
  start: number;
  entities: ReadonlyMap<string, string>;
}

/**
 * Reads up to the first element: junk, comments, processing instructions and the document type are passed over.
 * Of a DTD nothing is used but its internal entities, and of those only plain text of a bounded length, so that no
 * document grows ("billion laughs").
 */
export function readPrologue(text: string): Prologue {
  const entities = new Map<string, string>();
  let at = 0;
  const missing = new Set<string>();
  /** Where the mark ends; if it is missing, right where we are, so that what follows is still read. */
  const after = (mark: string, from: number): number => {
    const found = missing.has(mark) ? -1 : text.indexOf(mark, from);
    if (found === -1) missing.add(mark); // once: looking for it again and again would take quadratic time
    return found === -1 ? from : found + mark.length;
  };
  for (;;) {
    const open = text.indexOf("<", at);
    if (open === -1) return { start: text.length, entities };
    const mark = text.slice(open, open + 9);
    if (/^<[a-z]/i.test(mark)) return { start: open, entities };
    if (mark.startsWith("<!--")) at = after("-->", open + 4);
    else if (mark.startsWith("<?")) at = after(">", open + 2);
    else if (mark.toLowerCase() === "<!doctype") {
      const end = text.indexOf(">", open);
      const subset = text.indexOf("[", open);
      if (subset === -1 || end === -1 || end < subset) at = after(">", open + 9);
      else {
        const close = subsetEnd(text, subset);
        readEntities(text.slice(subset, Math.min(close, subset + LIMITS.expansion)), entities);
        at = close;
      }
    } else at = open + 1;
  }
}

function subsetEnd(text: string, from: number): number {
  const end = /\]\s{0,99}>/g;
  end.lastIndex = from;
  const found = end.exec(text);
  return found === null ? from + 1 : found.index + found[0].length;
}

function readEntities(subset: string, into: Map<string, string>): void {
  for (const [, name = "", double, single] of subset.matchAll(DECLARATION)) {
    if (into.size >= LIMITS.entities) return;
    if (into.has(name)) continue;
    // Those declared before may stand in it (XML 1.0, 4.4).
    const value = (double ?? single ?? "").replace(REFERENCE, (whole, of) => into.get(of) ?? whole);
    if (value.length <= LONGEST) into.set(name, decodeEntities(value));
  }
}

/** Decodes character data: XML's and HTML's named entities, numeric ones, the DTD's own. A bare `&` stays. */
export function createDecoder(
  entities: ReadonlyMap<string, string>,
  problems: Problems,
): (raw: string) => string {
  if (entities.size === 0) return (raw) => decodeEntities(raw);
  let grown = 0;
  return (raw) => {
    if (!raw.includes("&")) return raw;
    // The DTD's entities stand for text: what they give is not decoded again.
    let out = "";
    let at = 0;
    for (const hit of raw.matchAll(REFERENCE)) {
      const value = entities.get(hit[1] ?? "");
      if (value === undefined) continue;
      grown += value.length;
      if (grown > LIMITS.expansion) {
        problems.add("entities of the DTD that grow without end were left as they stand");
        break;
      }
      out += decodeEntities(raw.slice(at, hit.index)) + value;
      at = hit.index + hit[0].length;
    }
    return out + decodeEntities(raw.slice(at));
  };
}
