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
/** Longest text made, in UTF-16 units: far more than an article. */
const LONGEST = 1_048_576;

/**
 * HTML as clean plain text: paragraphs, lines, list items and rows end in a newline, white space is folded, scripts,
 * styles and embedded objects are left out, entities decoded. One pass, no nesting kept, so that its time grows with
 * the length only, whatever the markup; at most 1,048,576 UTF-16 units come out.
 */
export function htmlToText(html: string): string {
  if (!/[<&]/.test(html)) return fold(html.length > LONGEST ? html.slice(0, LONGEST) : html);
  const reader = new TextReader(html);
  const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: false }, reader);
  tokenizer.write(html);
  tokenizer.end();
  return fold(reader.text);
}

/** White space folded: at most one space, at most one newline, none at the ends of a line. */
function fold(text: string): string {
  return text
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n[ \n]*/g, "\n")
    .trim();
}

class TextReader implements TokenizerCallbacks {
  text = "";
  readonly #html: string;
  #silent = "";
  #depth = 0;
  #tag = "";
  #textFrom = 0;
  #textTo = -1;

  constructor(html: string) {
    this.#html = html;
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

  onopentagend(): void {
    if (this.#silent === "" && SILENT.has(this.#tag)) {
      this.#silent = this.#tag;
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

  onselfclosingtag(): void {}
  onattribname(): void {}
  onattribdata(): void {}
  onattribentity(): void {}
  onattribend(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  ontextentity(): void {}
  onend(): void {
    this.#flush();
  }
}
