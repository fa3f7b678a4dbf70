import { readConstruct, toLine } from "./construct.ts";
import { LIMITS } from "./limits.ts";
import { type Node, named, textOf } from "./tree.ts";

const EMAIL = /[\w.+%-]{1,64}@[\w.-]{1,255}/;

/** A person as RSS writes one ("jane@example.org (Jane Doe)", "Jane Doe <jane@...>"): the name, else the address. */
export function personName(text: string): string {
  const said = text.replace(/\s+/g, " ").trim().slice(0, LIMITS.line);
  const address = EMAIL.exec(said)?.[0];
  if (address === undefined) return said;
  const rest = said
    .replace(address, " ")
    .replace(/mailto:|[<>()[\]"]/gi, " ")
    .replace(/\s+/g, " ")
    .replace(/^[\s,;:-]+|[\s,;:-]+$/g, "");
  return rest === "" ? address : rest;
}

/** Who wrote an entry (or publishes a feed): names, each once, joined by a comma; "" if unsaid. */
export function authorsOf(node: Node): string {
  const names = new Set<string>();
  const add = (name: string) => name !== "" && names.size < LIMITS.list && names.add(name);
  for (const author of named(node, "author", "atom", "")) {
    const person = textOf(author, "name", "atom", "") || textOf(author, "email", "atom", "");
    add(personName(person || toLine(readConstruct({ ...author, name: "author" }))));
  }
  if (names.size === 0)
    for (const creator of named(node, "creator", "dc", "dcterms"))
      add(personName(toLine(readConstruct(creator))));
  if (names.size === 0)
    for (const author of named(node, "author", "dc", "itunes", "media")) add(personName(author.text));
  return [...names].join(", ").slice(0, LIMITS.line);
}

/** An entry's categories as the publisher names them, each once. */
export function categoriesOf(node: Node): string[] {
  const found = new Set<string>();
  const add = (text: string) => {
    const name = text.replace(/\s+/g, " ").trim().slice(0, 256);
    if (name !== "" && found.size < LIMITS.list) found.add(name);
  };
  for (const c of node.children) {
    const { name, vocabulary } = c;
    const { label, term, text } = c.attributes;
    if (name === "category" && vocabulary !== "x") {
      add(label ?? text ?? "");
      // Atom's term is for machines, but often the only name, or another one.
      if (term !== undefined && !/^https?:/.test(term)) add(term);
      add(toLine(readConstruct({ ...c, vocabulary: "" })));
    } else if (name === "subject" && (vocabulary === "dc" || vocabulary === "dcterms")) add(c.text);
    else if (
      name === "keywords" &&
      (vocabulary === "media" || vocabulary === "itunes" || vocabulary === "news")
    ) {
      for (const word of c.text.slice(0, LIMITS.line).split(/[,;]/)) add(word);
    }
  }
  return [...found];
}
