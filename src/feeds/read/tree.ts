import type { Vocabulary } from "./names.ts";

/** One element of a feed, as the canonicaliser keeps it. */
export interface Node {
  vocabulary: Vocabulary;
  /** Local name, lower-case. */
  name: string;
  /** By local name, lower-case; no prototype. */
  attributes: Readonly<Record<string, string>>;
  children: Node[];
  /** Character data of this element alone, decoded. */
  text: string;
  /** The inside as markup, where a text field held elements; undefined where it held characters only. */
  markup?: string;
  /** Some of the text came from a CDATA section: it may be markup by itself. */
  raw?: boolean;
  /** From `xml:base`, made absolute as far as it goes; "" if nobody said one. */
  base: string;
  /** From `xml:lang`; "" if nobody said one. */
  language: string;
  /** The document ended, or a new entry began, before this element was closed. */
  cut?: boolean;
}

/** The children of that name in one of the vocabularies, those of the first vocabulary that has any. */
export function named(node: Node, name: string, ...vocabularies: Vocabulary[]): Node[] {
  for (const vocabulary of vocabularies) {
    const found = node.children.filter((c) => c.name === name && c.vocabulary === vocabulary);
    if (found.length > 0) return found;
  }
  return [];
}

/** The first child of that name that says anything. */
export function first(node: Node, name: string, ...vocabularies: Vocabulary[]): Node | undefined {
  for (const vocabulary of vocabularies) {
    for (const child of node.children) {
      if (child.name === name && child.vocabulary === vocabulary && !isBlank(child)) return child;
    }
  }
  return undefined;
}

/** The text of the first child of that name that has any, trimmed; "" if none has. */
export function textOf(node: Node, name: string, ...vocabularies: Vocabulary[]): string {
  return first(node, name, ...vocabularies)?.text.trim() ?? "";
}

function isBlank(node: Node): boolean {
  return node.markup === undefined && node.children.length === 0 && node.text.trim() === "";
}
