import { escapeAttribute, escapeText } from "entities";
import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";
import { LIMITS, type Problems } from "./limits.ts";
import { customaryVocabulary, type Vocabulary, vocabularyOf } from "./names.ts";
import { createDecoder, readPrologue } from "./prologue.ts";
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

/** Fields whose inside is text, perhaps with markup in it: elements within are kept as markup. */
const TEXTS = new Set(
  "title description summary content encoded subtitle tagline info copyright rights abstract body fullitem div".split(
    " ",
  ),
);
/** Of these the inside may be a whole page. */
const BODIES = new Set("description summary content encoded abstract body fullitem div info".split(" "));
/** Fields without elements inside: the next field's tag closes one that was left open. */
const LEAVES = new Set(
  "title link guid id pubdate published updated issued modified created date category language comments ttl".split(
    " ",
  ),
);
/** Tags that close an open leaf. */
const FIELDS = new Set([
  ...LEAVES,
  ..."description summary content author enclosure source item entry".split(" "),
]);
/** Tags that close an open body: names that HTML does not have. */
const BREAKERS = new Set("item entry guid pubdate published updated enclosure category author".split(" "));
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

/** HTML's elements without an end tag. */
const VOID = new Set("area base br col embed hr img input meta param source track wbr".split(" "));
/** A value or a CDATA section that holds a field's tags was never closed by its publisher. */
const SWALLOWED = /<\/?(?:item|entry|guid|pubdate|published|updated|description|title|link|id)[\s>]/i;
/** How often a document may be read again from a place where something was left open. */
const RESUMES = 50;

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
  const scanner = new Scanner(text, start, documentUrl, problems, onEntry, createDecoder(entities, problems));
  return scanner.run();
}

class Scanner implements TokenizerCallbacks {
  readonly #text: string;
  #start: number;
  readonly #documentUrl: string;
  readonly #problems: Problems;
  readonly #onEntry: (entry: Node) => void;
  readonly #decode: (raw: string) => string;
  #tokenizer: Tokenizer;
  readonly #stack: Frame[] = [];
  readonly #head: Node = newNode("", "head");
  #root: Root = "";
  #firstTag = "";
  #version = "";
  #entryTag = new Set(["item", "entry"]);
  #entries = 0;
  #nodes = 0;
  #resumeAt = -1;
  #resumes = 0;
  #tag = "";
  #attributes: [string, string][] = [];
  #attributeName = "";
  #attributeValue = "";

  constructor(
    text: string,
    start: number,
    documentUrl: string,
    problems: Problems,
    onEntry: (entry: Node) => void,
    decode: (raw: string) => string,
  ) {
    this.#text = text;
    this.#start = start;
    this.#documentUrl = documentUrl;
    this.#problems = problems;
    this.#onEntry = onEntry;
    this.#decode = decode;
    this.#tokenizer = this.#newTokenizer();
  }

  /**
   * HTML's rules for what begins a tag (so that "<3" is text) without HTML's raw-text elements; entities are decoded
   * here, whole pieces at a time, because XML's rules for them are stricter than HTML's.
   */
  #newTokenizer(): Tokenizer {
    return new Tokenizer({ xmlMode: false, decodeEntities: false, recognizeSelfClosing: true }, this);
  }

  /** Ends this pass over the text; the next one begins at `at`. */
  #resume(at: number): void {
    this.#resumes++;
    this.#resumeAt = at;
    this.#tokenizer.pause();
  }

  run(): Scan {
    do {
      if (this.#resumeAt !== -1) {
        this.#start = this.#resumeAt;
        this.#tokenizer = this.#newTokenizer();
      }
      this.#resumeAt = -1;
      this.#tokenizer.write(this.#start === 0 ? this.#text : this.#text.slice(this.#start));
      if (this.#resumeAt === -1) this.#tokenizer.end();
    } while (this.#resumeAt !== -1);
    const cut = this.#stack.length > 0;
    if (cut && this.#tokenizer.running) {
      this.#problems.add("the document ends in the middle: its last elements were never closed");
      const top = this.#stack.at(-1);
      if (top !== undefined) top.node.cut = true;
    }
    while (this.#stack.length > 0) this.#pop();
    return { root: this.#root, firstTag: this.#firstTag, head: this.#head, version: this.#version };
  }

  isInForeignContext(): boolean {
    return true;
  }

  #slice(from: number, to: number): string {
    return this.#text.slice(from + this.#start, to + this.#start);
  }

  ontext(from: number, to: number): void {
    const top = this.#stack.at(-1);
    if (top === undefined || top.role === "structure") return;
    this.#write(top, this.#decode(this.#slice(from, to)), false);
  }

  oncdata(from: number, to: number, endOffset: number): void {
    const top = this.#stack.at(-1);
    if (top === undefined || top.role === "structure") return;
    const piece = this.#slice(from, to - endOffset);
    const end = piece.search(/<\/(?:item|entry)>/i);
    if (end !== -1 && piece.includes("<![CDATA[") && this.#resumes < RESUMES) {
      // Its end is missing: it ran on into another entry's. It ends where its field does.
      const close = piece.toLowerCase().indexOf(`</${top.tag}>`);
      const at = close === -1 || close > end ? end : close;
      this.#problems.add("a CDATA section was never closed");
      this.#write(top, piece.slice(0, at), true);
      this.#resume(this.#start + from + at);
    } else this.#write(top, piece, true);
  }

  #write(top: Frame, piece: string, raw: boolean): void {
    const node = top.node;
    if (node.text.length + (node.markup?.length ?? 0) + piece.length > LIMITS.field) {
      this.#problems.add(`a field longer than ${LIMITS.field} characters was cut`);
      return;
    }
    if (raw) node.raw = true;
    if (node.markup !== undefined) node.markup += raw ? piece : escapeText(piece);
    if (top.role !== "markup") node.text += piece;
  }

  onattribname(from: number, to: number): void {
    this.#attributeName = to - from > 256 ? "" : this.#slice(from, to).toLowerCase();
    this.#attributeValue = "";
  }

  onattribdata(from: number, to: number): void {
    if (to - from > 32 && this.#resumes < RESUMES) {
      const raw = this.#slice(from, Math.min(to, from + 65_536));
      const gt = raw.indexOf(">");
      if (gt !== -1 && SWALLOWED.test(raw)) {
        this.#problems.add("an attribute's closing quotation mark is missing");
        this.#attributeValue = this.#decode(raw.slice(0, gt).replace(/\/$/, ""));
        this.onattribend();
        this.#open(raw[gt - 1] === "/");
        this.#resume(this.#start + from + gt + 1);
        return;
      }
    }
    if (to - from <= LIMITS.attribute) this.#attributeValue = this.#decode(this.#slice(from, to));
    else this.#problems.add(`an attribute longer than ${LIMITS.attribute} characters was passed over`);
  }

  onattribend(): void {
    if (this.#attributeName === "") return;
    if (this.#attributes.length < LIMITS.attributes) {
      this.#attributes.push([this.#attributeName, this.#attributeValue]);
    } else this.#problems.add(`attributes beyond ${LIMITS.attributes} of one element were passed over`);
    this.#attributeName = "";
  }

  onopentagname(from: number, to: number): void {
    this.#tag = this.#slice(from, Math.min(to, from + 256)).toLowerCase();
    this.#attributes = [];
  }

  onopentagend(): void {
    this.#open(false);
  }

  onselfclosingtag(): void {
    this.#open(true);
  }

  onclosetag(from: number, to: number): void {
    const tag = this.#slice(from, Math.min(to, from + 256)).toLowerCase();
    let at = this.#stack.length - 1;
    while (at >= 0 && this.#stack[at]?.tag !== tag) at--;
    if (at === -1) return;
    const top = this.#stack.at(-1);
    if (top?.role === "markup" && this.#stack[at]?.role === "markup")
      top.node.markup += `</${localName(tag)}>`;
    while (this.#stack.length > at) this.#pop();
  }

  #open(closed: boolean): void {
    const tag = this.#tag;
    if (this.#firstTag === "") this.#firstTag = tag;
    const above = this.#stack.at(-1);
    const scope = this.#scope(above);
    const colon = tag.indexOf(":");
    const prefix = colon === -1 ? "" : tag.slice(0, colon);
    const name = tag.slice(colon + 1);
    if (this.#root === "" || (this.#root === "html" && isRoot(name))) {
      if (!isRoot(name) && !this.#entryTag.has(name)) return;
      this.#begin(isRoot(name) ? name : "rss", prefix, scope);
    }
    const vocabulary = scope.vocabularies.get(prefix) ?? (prefix === "" ? "" : customaryVocabulary(prefix));
    this.#closeOpenFields(vocabulary, name);
    const parent = this.#stack.at(-1);
    if (this.#stack.length >= LIMITS.depth) {
      this.#problems.add(`elements nested deeper than ${LIMITS.depth} were passed over`);
      return;
    }
    if (parent !== undefined && (parent.role === "text" || parent.role === "markup")) {
      parent.node.markup ??= parent.node.raw === true ? parent.node.text : escapeText(parent.node.text);
      this.#write({ ...parent, role: "markup" }, this.#startTag(name, closed), true);
      if (!closed && !VOID.has(name)) this.#stack.push({ ...scope, tag, role: "markup", node: parent.node });
      return;
    }
    this.#openElement(vocabulary, name, scope, parent, closed);
  }

  #openElement(
    vocabulary: Vocabulary,
    name: string,
    scope: Scope,
    parent: Frame | undefined,
    closed: boolean,
  ): void {
    const ours = vocabulary === "" || vocabulary === "atom" || vocabulary === "sitemap";
    const frame: Omit<Frame, "role" | "node"> = { ...scope, tag: this.#tag };
    const isEntry = ours && this.#entryTag.has(name);
    if (isEntry) {
      if (this.#entries >= LIMITS.entries) {
        this.#problems.add(`entries beyond the first ${LIMITS.entries} were passed over`);
        while (this.#stack.length > 0) this.#pop();
        this.#tokenizer.pause();
        return;
      }
      this.#entries++;
      this.#nodes = 0;
    } else if (
      ((ours && isRoot(name)) || vocabulary === "rdf") &&
      (parent?.role ?? "structure") === "structure"
    ) {
      if (name === "channel") this.#keepAttributes(this.#head);
      if (!closed) this.#stack.push({ ...frame, role: "structure", node: this.#head });
      return;
    }
    const node = newNode(vocabulary, name, scope.base, scope.language);
    this.#keepAttributes(node);
    if (!isEntry) {
      if (++this.#nodes > LIMITS.nodes) {
        this.#problems.add(`elements beyond ${LIMITS.nodes} of one entry were passed over`);
      } else (parent?.node ?? this.#head).children.push(node);
    }
    const role = isEntry ? "entry" : TEXTS.has(name) && vocabulary !== "x" ? "text" : "field";
    this.#stack.push({ ...frame, role, node });
    if (closed) this.#pop();
  }

  #begin(root: Root, prefix: string, scope: Scope): void {
    this.#root = root;
    this.#version = this.#attributes.find(([name]) => name === "version")?.[1] ?? "";
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
    if (vocabulary !== "" && vocabulary !== "atom" && vocabulary !== "sitemap") return;
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

  #scope(above: Frame | undefined): Scope {
    let vocabularies = above?.vocabularies;
    let base = above?.base ?? "";
    let language = above?.language ?? "";
    for (const [name, value] of this.#attributes) {
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

  #startTag(name: string, closed: boolean): string {
    let tag = `<${name}`;
    for (const [key, value] of this.#attributes) {
      if (!key.startsWith("xml") && /^[a-z][\w.-]*$/.test(key)) tag += ` ${key}="${escapeAttribute(value)}"`;
    }
    return tag + (closed ? " />" : ">");
  }

  #keepAttributes(node: Node): void {
    if (this.#attributes.length === 0) return;
    const attributes: Record<string, string> = Object.create(null);
    for (const [key, value] of this.#attributes) attributes[localName(key)] ??= value;
    node.attributes = attributes;
  }

  #pop(): void {
    const frame = this.#stack.pop();
    if (frame?.role === "entry") this.#onEntry(frame.node);
    if (frame?.role === "entry") this.#nodes = 0;
  }

  oncomment(from: number, to: number): void {
    const atEnd = to + this.#start >= this.#text.length && !this.#text.endsWith(">");
    if (!atEnd || this.#resumes >= 1 || !SWALLOWED.test(this.#slice(from, to))) return;
    this.#problems.add("a comment was never closed");
    this.#resume(this.#start + from);
  }

  ondeclaration(): void {}
  onend(): void {}
  onprocessinginstruction(): void {}
  onattribentity(): void {}
  ontextentity(): void {}
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(":") + 1);
}

function newNode(vocabulary: Vocabulary, name: string, base = "", language = ""): Node {
  return { vocabulary, name, attributes: NO_ATTRIBUTES, children: [], text: "", base, language };
}
