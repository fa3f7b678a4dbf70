import { escapeAttribute, escapeText } from "entities";
import { BODIES, BREAKERS, FIELDS, LEAVES, TEXTS, VOID } from "./fields.ts";
import { LIMITS, type Problems } from "./limits.ts";
import { customaryVocabulary, type Vocabulary, vocabularyOf } from "./names.ts";
import { createDecoder, readPrologue } from "./prologue.ts";
import { type TokenHandler, Tokens } from "./tokens.ts";
import type { Node } from "./tree.ts";
import { webUrl } from "./url.ts";

/** What the root element says the document is. */
export type Root = "rss" | "rdf" | "feed" | "channel" | "urlset" | "sitemapindex" | "html" | "";

/** A document's structure: the head's node and each entry's, in order. */
export interface Scan {
  root: Root;
  /** The name of the first element, as written. */
  firstTag: string;
  head: Node;
  /** `version` of the root. */
  version: string;
}

const ROOTS = new Set<string>("rss rdf feed channel urlset sitemapindex html".split(" "));
const isRoot = (name: string): name is Root => ROOTS.has(name);

interface Frame {
  /** As written, lower-case: what the closing tag is compared with. */
  tag: string;
  vocabularies: Map<string, Vocabulary>;
  base: string;
  language: string;
  role: "structure" | "entry" | "field" | "text" | "markup";
  node: Node;
}

/** What an element inherits. */
type Scope = Pick<Frame, "vocabularies" | "base" | "language">;

type Attributes = readonly (readonly [name: string, value: string])[];

/** An element as its tag opens. */
interface Element extends Scope {
  tag: string;
  /** Without its prefix. */
  name: string;
  vocabulary: Vocabulary;
  attributes: Attributes;
  /** `<tag/>`. */
  closed: boolean;
}

const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/**
 * Reads a document's elements with htmlparser2's tokenizer and hands over one entry at a time, its vocabulary,
 * base and language resolved. Never throws for what a document holds and never looks back, so that its time grows
 * with the document's length only: tags left open are closed by what must follow, stray ones are passed over.
 */
export function scan(
  text: string,
  documentUrl: string,
  problems: Problems,
  onEntry: (entry: Node) => void,
): Scan {
  const { start, entities } = readPrologue(text);
  const scanner = new Scanner(documentUrl, problems, onEntry);
  const tokens = new Tokens(text, start, scanner, createDecoder(entities, problems), problems);
  return scanner.run(tokens);
}

class Scanner implements TokenHandler {
  readonly #documentUrl: string;
  readonly #problems: Problems;
  readonly #onEntry: (entry: Node) => void;
  readonly #stack: Frame[] = [];
  readonly #head: Node = newNode("", "head");
  #root: Root = "";
  #firstTag = "";
  #version = "";
  #entryTag = new Set(["item", "entry"]);
  #entries = 0;
  #nodes = 0;
  #isEnded = false;
  #tokens: Tokens | undefined;

  constructor(documentUrl: string, problems: Problems, onEntry: (entry: Node) => void) {
    this.#documentUrl = documentUrl;
    this.#problems = problems;
    this.#onEntry = onEntry;
  }

  run(tokens: Tokens): Scan {
    this.#tokens = tokens;
    const isWhole = tokens.run();
    const top = this.#stack.at(-1);
    if (isWhole && top !== undefined && !this.#isEnded) {
      this.#problems.add("the document ends in the middle: its last elements were never closed");
      top.node.cut = true;
    }
    while (this.#stack.length > 0) this.#pop();
    return { root: this.#root, firstTag: this.#firstTag, head: this.#head, version: this.#version };
  }

  openTag(): string {
    return this.#stack.at(-1)?.tag ?? "";
  }

  text(text: string, raw: boolean): void {
    const top = this.#stack.at(-1);
    if (top !== undefined && top.role !== "structure")
      this.#write(top.node, text, raw, top.role === "markup");
  }

  #write(node: Node, piece: string, raw: boolean, inMarkup: boolean): void {
    const room = LIMITS.field - node.text.length - (node.markup?.length ?? 0);
    if (piece.length > room) this.#problems.add(`a field longer than ${LIMITS.field} characters was cut`);
    const kept = piece.length > room ? piece.slice(0, Math.max(0, room)) : piece;
    if (kept === "") return;
    if (raw) node.raw = true;
    if (node.markup !== undefined) node.markup += raw ? kept : escapeText(kept);
    if (!inMarkup) node.text += kept;
  }

  close(tag: string): void {
    let at = this.#stack.length - 1;
    while (at >= 0 && this.#stack[at]?.tag !== tag) at--;
    if (at === -1) return;
    if (this.#stack[at]?.role === "structure" && this.#stack.some((frame) => frame.role === "entry")) {
      // Stray, or the entry before it was left open: either way the next entry or the end closes that.
      this.#isEnded ||= at === 0;
      return;
    }
    const top = this.#stack.at(-1);
    if (top?.role === "markup" && this.#stack[at]?.role === "markup") {
      this.#write(top.node, `</${localName(tag)}>`, true, true);
    }
    while (this.#stack.length > at) this.#pop();
  }

  open(tag: string, attributes: Attributes, closed: boolean): void {
    if (this.#firstTag === "") this.#firstTag = tag;
    const scope = this.#scope(this.#stack.at(-1), attributes);
    const colon = tag.indexOf(":");
    const prefix = colon === -1 ? "" : tag.slice(0, colon);
    const name = tag.slice(colon + 1);
    if (this.#root === "" || (this.#root === "html" && isRoot(name))) {
      if (!isRoot(name) && !this.#entryTag.has(name)) return;
      this.#begin(isRoot(name) ? name : "rss", prefix, scope, attributes);
    }
    const vocabulary = scope.vocabularies.get(prefix) ?? (prefix === "" ? "" : customaryVocabulary(prefix));
    this.#closeOpenFields(vocabulary, name);
    const element = { ...scope, tag, name, vocabulary, attributes, closed };
    const parent = this.#stack.at(-1);
    if (isOurs(vocabulary) && this.#entryTag.has(name)) this.#openEntry(element);
    else if (this.#stack.length >= LIMITS.depth) {
      this.#problems.add(`elements nested deeper than ${LIMITS.depth} were passed over`);
    } else if (parent?.role === "text" || parent?.role === "markup") this.#openMarkup(element, parent.node);
    else this.#openElement(element, parent);
  }

  #openEntry(element: Element): void {
    if (this.#entries++ < LIMITS.entries) {
      this.#nodes = 0;
      this.#push(element, "entry", newNode(element.vocabulary, element.name, element));
      return;
    }
    this.#problems.add(`entries beyond the first ${LIMITS.entries} were passed over`);
    while (this.#stack.length > 0) this.#pop();
    this.#tokens?.stop();
  }

  #openMarkup(element: Element, node: Node): void {
    node.markup ??= node.raw === true ? node.text : escapeText(node.text);
    this.#write(node, startTag(element), true, true);
    if (!VOID.has(element.name)) this.#push(element, "markup", node);
  }

  #openElement(element: Element, parent: Frame | undefined): void {
    const { vocabulary, name } = element;
    const isStructure = (isOurs(vocabulary) && isRoot(name)) || vocabulary === "rdf";
    if (isStructure && (parent?.role ?? "structure") === "structure") {
      if (name === "channel") keepAttributes(this.#head, element.attributes);
      // Roots in roots without end must not use up the depth that entries need.
      if (this.#stack.length < 32) this.#push(element, "structure", this.#head);
      return;
    }
    const node = newNode(vocabulary, name, element);
    if (++this.#nodes <= LIMITS.nodes) (parent?.node ?? this.#head).children.push(node);
    else this.#problems.add(`elements beyond ${LIMITS.nodes} of one entry were passed over`);
    this.#push(element, TEXTS.has(name) && vocabulary !== "x" ? "text" : "field", node);
  }

  #push(element: Element, role: Frame["role"], node: Node): void {
    const { tag, vocabularies, base, language } = element;
    this.#stack.push({ tag, vocabularies, base, language, role, node });
    if (element.closed) this.#pop();
  }

  #pop(): void {
    const frame = this.#stack.pop();
    if (frame?.role !== "entry") return;
    this.#onEntry(frame.node);
    this.#nodes = 0;
  }

  #begin(root: Root, prefix: string, scope: Scope, attributes: Attributes): void {
    this.#root = root;
    this.#version = attributes.find(([name]) => name === "version")?.[1] ?? "";
    this.#head.base = scope.base;
    this.#head.language = scope.language;
    if (root === "urlset") this.#entryTag = new Set(["url"]);
    if (root === "sitemapindex") this.#entryTag = new Set(["sitemap"]);
    // Whatever namespace the root was given, its own elements are the feed's.
    const known = scope.vocabularies.get(prefix) ?? "x";
    if (known === "x" || known === "xhtml") scope.vocabularies.set(prefix, root === "feed" ? "atom" : "");
  }

  /** Closes what the document left open: a leaf at the next field, a body and an entry at what cannot be inside. */
  #closeOpenFields(vocabulary: Vocabulary, name: string): void {
    if (!isOurs(vocabulary)) return;
    let field = this.#stack.length - 1;
    while (field >= 0 && this.#stack[field]?.role === "markup") field--;
    const open = this.#stack[field];
    if (open === undefined) return;
    const body = open.role === "text" && BODIES.has(open.node.name);
    const breaks = body ? BREAKERS.has(name) : LEAVES.has(open.node.name) && FIELDS.has(name);
    if (this.#entryTag.has(name))
      while (this.#stack.length > 0 && this.#stack.at(-1)?.role !== "structure") this.#pop();
    else if (breaks && open.node.vocabulary === vocabulary) while (this.#stack.length > field) this.#pop();
  }

  #scope(above: Frame | undefined, attributes: Attributes): Scope {
    let vocabularies = above?.vocabularies;
    let base = above?.base ?? "";
    let language = above?.language ?? "";
    for (const [name, value] of attributes) {
      if (name === "xml:base") base = webUrl(value, base === "" ? this.#documentUrl : base) || base;
      else if (name === "xml:lang") language = value.trim();
      else if (name === "xmlns" || name.startsWith("xmlns:")) {
        if (vocabularies === undefined || vocabularies === above?.vocabularies)
          vocabularies = new Map(vocabularies);
        vocabularies.set(name.slice(6), vocabularyOf(value) ?? "x");
      }
    }
    return { vocabularies: vocabularies ?? new Map(), base, language };
  }
}

function startTag({ name, attributes, closed }: Element): string {
  let tag = `<${name}`;
  for (const [key, value] of attributes) {
    if (!key.startsWith("xml") && /^[a-z][\w.-]*$/.test(key)) tag += ` ${key}="${escapeAttribute(value)}"`;
  }
  // HTML does not close <a/>: it takes it for <a>.
  if (closed) return VOID.has(name) ? `${tag} />` : `${tag}></${name}>`;
  return `${tag}>`;
}

function isOurs(vocabulary: Vocabulary): boolean {
  return vocabulary === "" || vocabulary === "atom" || vocabulary === "sitemap";
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(":") + 1);
}

function keepAttributes(node: Node, attributes: Attributes): void {
  if (attributes.length === 0) return;
  const kept: Record<string, string> = Object.create(null);
  for (const [key, value] of attributes) kept[localName(key)] ??= value;
  node.attributes = kept;
}

function newNode(vocabulary: Vocabulary, name: string, from?: Element): Node {
  const { base, language } = from ?? { base: "", language: "" };
  const node: Node = { vocabulary, name, attributes: NO_ATTRIBUTES, children: [], text: "", base, language };
  if (from !== undefined) keepAttributes(node, from.attributes);
  return node;
}
