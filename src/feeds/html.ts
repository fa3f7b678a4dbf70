import { decodeHTML } from "entities";
import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";

/** Elements whose inside is not for reading. */
const SILENT = new Set(
  "script style title template iframe noframes noembed svg math textarea object applet select audio video canvas".split(
    " ",
  ),
);
/** Of these an end tag is often missing: a paragraph ends them too. */
const LEFT_OPEN = new Set("object applet select audio video canvas svg math template".split(" "));
/** Elements that stand on lines of their own. */
const BLOCKS = new Set(
  (
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure " +
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody " +
    "tfoot thead tr ul"
  ).split(" "),
);
/** How often text is read again after something that was never closed. */
const REREADS = 3;
/** Longest text made, in UTF-16 units: far more than an article. */
const LONGEST = 1_048_576;

/**
 * HTML as clean plain text: paragraphs, lines, list items and rows end in a newline, white space is folded, scripts,
 * styles and embedded objects are left out, entities decoded. One pass, no nesting kept, so that its time grows with
 * the length only, whatever the markup; at most 1,048,576 UTF-16 units come out.
 */
export function htmlToText(html: string): string {
  if (!/[<&]/.test(html)) return fold(html.length > LONGEST ? html.slice(0, LONGEST) : html);
  let text = "";
  let rest = html;
  // What was never closed must not swallow the rest: it is read again from there, a few times at most.
  for (let again = 0; again <= REREADS; again++) {
    const reader = new TextReader(rest, again === REREADS);
    const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: false }, reader);
    tokenizer.write(rest);
    tokenizer.end();
    text += reader.text;
    if (reader.lostAt === -1) break;
    rest = rest.slice(reader.lostAt);
  }
  return fold(text);
}

/** Where there is none, nothing needs to be folded. */
const UNEVEN_SPACE = /[^\S ]| {2}|^ | $/;

/** White space folded: at most one space, at most one newline, none at the ends of a line. */
function fold(text: string): string {
  if (!UNEVEN_SPACE.test(text)) return text;
  return text
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n[ \n]*/g, "\n")
    .trim();
}

class TextReader implements TokenizerCallbacks {
  text = "";
  /** Where an element or a comment that was never closed began to swallow text; -1 if none did. */
  lostAt = -1;
  readonly #html: string;
  readonly #isLast: boolean;
  #silent = "";
  #silentFrom = 0;
  #depth = 0;
  #tag = "";
  #textFrom = 0;
  #textTo = -1;

  constructor(html: string, isLast: boolean) {
    this.#html = html;
    this.#isLast = isLast;
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
    const [from, to] = [this.#textFrom, this.#textTo];
    this.#textTo = -1;
    if (to === -1 || this.#silent !== "" || this.text.length > LONGEST) return;
    const raw = this.#html.slice(from, Math.min(to, from + LONGEST));
    // A source's own line ends are spaces; only elements end lines.
    this.text += (raw.includes("&") ? decodeHTML(raw) : raw).replace(/\s+/g, " ");
  }

  oncdata(from: number, to: number, endOffset: number): void {
    this.#flush();
    if (this.#silent === "") this.text += this.#html.slice(from, Math.min(to - endOffset, from + LONGEST));
  }

  onopentagname(from: number, to: number): void {
    this.#flush();
    this.#tag = to - from > 16 ? "" : this.#html.slice(from, to).toLowerCase();
    if ((this.#tag === "p" || this.#tag === "div") && LEFT_OPEN.has(this.#silent)) this.#silent = "";
    if (this.#silent === "" && BLOCKS.has(this.#tag)) this.text += "\n";
    else if (this.#tag === "td" || this.#tag === "th") this.text += " ";
  }

  onopentagend(end: number): void {
    if (this.#silent === "" && SILENT.has(this.#tag)) {
      this.#silent = this.#tag;
      this.#silentFrom = end + 1;
      this.#depth = 1;
    } else if (this.#tag === this.#silent) this.#depth++;
  }

  onclosetag(from: number, to: number): void {
    this.#flush();
    const tag = to - from > 16 ? "" : this.#html.slice(from, to).toLowerCase();
    if (this.#silent !== "") {
      if (tag === this.#silent && --this.#depth === 0) this.#silent = "";
    } else if (BLOCKS.has(tag)) this.text += "\n";
  }

  /** HTML takes <iframe/> for <iframe>; only foreign elements end there. */
  onselfclosingtag(end: number): void {
    if (this.#tag !== "svg" && this.#tag !== "math") this.onopentagend(end);
  }

  onattribname(): void {}
  onattribdata(): void {}
  onattribentity(): void {}
  onattribend(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  ontextentity(): void {}
  oncomment(from: number, to: number): void {
    this.#flush();
    if (this.#isLast || to < this.#html.length || this.#html.endsWith("-->")) return;
    const end = this.#html.indexOf(">", from);
    if (end !== -1) this.lostAt = end + 1;
  }

  onend(): void {
    this.#flush();
    const swallows = this.#silent !== "" && this.#silent !== "script" && this.#silent !== "style";
    if (swallows && !this.#isLast) this.lostAt = this.#silentFrom;
  }
}
