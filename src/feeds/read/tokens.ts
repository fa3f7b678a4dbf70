import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";
import { LIMITS, type Problems } from "./limits.ts";

/** What is made of a document's tags and text, in their order. Names are lower-case, as written otherwise. */
export interface TokenHandler {
  open(tag: string, attributes: [name: string, value: string][], closed: boolean): void;
  close(tag: string): void;
  /** `raw`: from a CDATA section, where nothing was decoded. */
  text(text: string, raw: boolean): void;
  /** The innermost element that is open, "" outside. */
  openTag(): string;
}

/** A value, a CDATA section or a comment that holds a field's tags was never closed by its publisher. */
const SWALLOWED = /<\/?(?:item|entry|guid|pubdate|published|updated|description|title|link|id)[\s>]/i;
const ENTRY_ENDS = /<\/(?:item|entry)>/i;
/** How the tokenizer hands over a section that the document's end cuts off: as a comment that begins so. */
const CDATA = "[CDATA[";
/** How often a document may be read again from a place where something was left open. */
const RESUMES = 50;
/** UTF-16 units of a name; a longer one is no name that we know. */
const NAME = 256;

/**
 * Runs htmlparser2's tokenizer over a document. Each byte is looked at a bounded number of times, whatever stands
 * there. Quotes, CDATA sections and comments that were never closed end where their field does.
 */
export class Tokens implements TokenizerCallbacks {
  readonly #text: string;
  readonly #handler: TokenHandler;
  readonly #decode: (raw: string) => string;
  readonly #problems: Problems;
  #tokenizer: Tokenizer;
  #start: number;
  #resumeAt = -1;
  #resumes = 0;
  #stopped = false;
  #textFrom = 0;
  #textTo = -1;
  #tag = "";
  #attributes: [string, string][] = [];
  #name = "";
  #value = "";

  constructor(
    text: string,
    start: number,
    handler: TokenHandler,
    decode: (raw: string) => string,
    problems: Problems,
  ) {
    this.#text = text;
    this.#start = start;
    this.#handler = handler;
    this.#decode = decode;
    this.#problems = problems;
    this.#tokenizer = this.#newTokenizer();
  }

  /** Whether the document was read to its end, not stopped. */
  run(): boolean {
    do {
      if (this.#resumeAt !== -1) {
        this.#start = this.#resumeAt;
        this.#tokenizer = this.#newTokenizer();
      }
      this.#resumeAt = -1;
      this.#tokenizer.write(this.#start === 0 ? this.#text : this.#text.slice(this.#start));
      if (this.#resumeAt === -1 && !this.#stopped) this.#tokenizer.end();
    } while (this.#resumeAt !== -1 && !this.#stopped);
    return !this.#stopped;
  }

  /** Reads no further. */
  stop(): void {
    this.#stopped = true;
    this.#tokenizer.pause();
  }

  /**
   * HTML's rules for what begins a tag (so that "<3" is text) without HTML's raw-text elements; entities are decoded
   * here, whole pieces at a time, because XML's rules for them are stricter than HTML's.
   */
  #newTokenizer(): Tokenizer {
    return new Tokenizer({ xmlMode: false, decodeEntities: false, recognizeSelfClosing: true }, this);
  }

  isInForeignContext(): boolean {
    return true;
  }

  /** Ends this pass over the text; the next one begins at `at`, an offset within this pass. */
  #resume(at: number): void {
    this.#resumes++;
    this.#resumeAt = this.#start + at;
    this.#tokenizer.pause();
  }

  #slice(from: number, to: number): string {
    return this.#text.slice(from + this.#start, to + this.#start);
  }

  /** A stray "<" parts text in two for the tokenizer: adjoining pieces are one. */
  ontext(from: number, to: number): void {
    if (this.#textTo !== from) {
      this.#flush();
      this.#textFrom = from;
    }
    this.#textTo = to;
  }

  #flush(): void {
    if (this.#textTo === -1) return;
    const piece = this.#slice(this.#textFrom, this.#textTo);
    this.#textTo = -1;
    if (this.#handler.openTag() !== "") this.#handler.text(this.#decode(piece), false);
  }

  oncdata(from: number, to: number, endOffset: number): void {
    this.#flush();
    const piece = this.#slice(from, to - endOffset);
    const end = piece.includes("<![CDATA[") ? piece.search(ENTRY_ENDS) : -1;
    if (end === -1) this.#handler.text(piece, true);
    else this.#endCdata(from, piece, end); // it ran on into another entry's
  }

  /** A section whose end is missing ends where its field does, and before `end` in any case. */
  #endCdata(from: number, piece: string, end: number): void {
    if (this.#resumes >= RESUMES) {
      this.#handler.text(piece, true);
      return;
    }
    const close = piece.slice(0, end).toLowerCase().indexOf(`</${this.#handler.openTag()}>`);
    const at = close === -1 ? end : close;
    this.#problems.add("a CDATA section was never closed");
    this.#handler.text(piece.slice(0, at), true);
    this.#resume(from + at);
  }

  onattribname(from: number, to: number): void {
    this.#name = to - from > NAME ? "" : this.#slice(from, to).toLowerCase();
    this.#value = "";
  }

  onattribdata(from: number, to: number): void {
    const raw = this.#slice(from, Math.min(to, from + LIMITS.attribute));
    const gt = raw.indexOf(">");
    if (gt !== -1 && this.#resumes < RESUMES && SWALLOWED.test(raw)) {
      this.#problems.add("an attribute's closing quotation mark is missing");
      const isClosed = raw[gt - 1] === "/";
      this.#value = this.#decode(raw.slice(0, isClosed ? gt - 1 : gt));
      this.onattribend();
      this.#open(isClosed);
      this.#resume(from + gt + 1);
    } else if (to - from <= LIMITS.attribute) this.#value = this.#decode(raw);
    else this.#problems.add(`an attribute longer than ${LIMITS.attribute} characters was passed over`);
  }

  onattribend(): void {
    if (this.#name === "") return;
    if (this.#attributes.length < LIMITS.attributes) this.#attributes.push([this.#name, this.#value]);
    else this.#problems.add(`attributes beyond ${LIMITS.attributes} of one element were passed over`);
    this.#name = "";
  }

  onopentagname(from: number, to: number): void {
    this.#tag = this.#slice(from, Math.min(to, from + NAME)).toLowerCase();
    this.#attributes = [];
  }

  onopentagend(): void {
    this.#open(false);
  }

  onselfclosingtag(): void {
    this.#open(true);
  }

  #open(closed: boolean): void {
    this.#flush();
    this.#handler.open(this.#tag, this.#attributes, closed);
  }

  onclosetag(from: number, to: number): void {
    this.#flush();
    this.#handler.close(this.#slice(from, Math.min(to, from + NAME)).toLowerCase());
  }

  oncomment(from: number, to: number): void {
    this.#flush();
    // One within another, or one that runs to the end, was never closed; others may hold entries as they please.
    const isAtEnd = to + this.#start >= this.#text.length && !this.#text.endsWith("-->");
    const inside = this.#slice(from, to);
    if (isAtEnd && inside.startsWith(CDATA)) {
      const piece = inside.slice(CDATA.length);
      const end = piece.search(ENTRY_ENDS);
      this.#endCdata(from + CDATA.length, piece, end === -1 ? piece.length : end);
      return;
    }
    if (this.#resumes >= RESUMES || !(isAtEnd || inside.includes("<!--")) || !SWALLOWED.test(inside)) return;
    this.#problems.add("a comment was never closed");
    this.#resume(from);
  }

  ondeclaration(): void {
    this.#flush();
  }

  onprocessinginstruction(): void {
    this.#flush();
  }

  onend(): void {
    this.#flush();
  }

  onattribentity(): void {}
  ontextentity(): void {}
}
