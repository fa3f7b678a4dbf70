import { decodeHTML } from "entities";
import { Parser } from "htmlparser2";

/** A paragraph, heading or list item of an article. */
export interface Block {
  text: string;
  heading: boolean;
  /** All of its text is one or more links: a teaser to elsewhere. */
  linked: boolean;
}

const BREAKS = new Set(
  `address article blockquote body center dd details div dl dt fieldset figure footer header hr li main ol p pre
   section table tbody td th tr ul h1 h2 h3 h4 h5 h6 br`.split(/\s+/),
);
/** Elements that never hold the story itself. */
const APART = new Set(
  `script style noscript template nav aside footer form button select textarea figcaption iframe object svg math
   audio video head title`.split(/\s+/),
);
/** Classes by which publishers mark what surrounds a story. */
const APART_CLASS =
  /(?:^|[\s_-])(?:share|sharing|social|newsletter|subscribe|related|promo|cookies?|advert|ads?|byline|caption|credits?|comments?|breadcrumbs?|paywall|disclaimer|screen-reader-text)(?:$|[\s_-])/i;
const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
/** Open elements looked through for the one that an end tag closes. */
const NEAR = 100;
/** Longest text read; an article's best three sentences stand well before it. In UTF-16 units. */
const LONGEST = 60_000;

/** Whether the text is markup at all, not "a < b". */
const TAGS = /<\/?[a-z][^<>]*>|<!--|<!\[CDATA\[/i;
/** Markup that was escaped once too often shows as tags after it was read. */
const ESCAPED_TAGS = /<\/?(?:p|br|div|a|img|span|b|i|em|strong|ul|ol|li|h[1-6]|blockquote|figure)\b[^<>]*>/i;

/** An article's text, HTML or plain, as paragraphs in order, without the parts that surround a story. */
export function textBlocks(source: string): Block[] {
  const text = source.slice(0, LONGEST);
  if (!TAGS.test(text)) {
    const decoded = decodeHTML(text);
    return ESCAPED_TAGS.test(decoded) ? htmlBlocks(decoded, true) : plainBlocks(decoded);
  }
  const blocks = htmlBlocks(text, true);
  const found = blocks.length > 0 ? blocks : htmlBlocks(text, false);
  if (!found.some((block) => ESCAPED_TAGS.test(block.text))) return found;
  return htmlBlocks(found.map((block) => block.text).join("\n"), true);
}

function htmlBlocks(html: string, leaveOut: boolean): Block[] {
  const blocks: Block[] = [];
  let text = "";
  let linkedLength = 0;
  let links = 0;
  let heading = false;
  /** How deep we stand in elements that are left out. */
  const apart: string[] = [];
  const flush = () => {
    const folded = text.replace(/\s+/gu, " ").trim();
    const linked = folded !== "" && linkedLength >= folded.length * 0.9;
    if (folded !== "") blocks.push({ text: folded, heading, linked });
    text = "";
    linkedLength = 0;
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      const hidden = "hidden" in attributes || /display\s*:\s*none/i.test(attributes.style ?? "");
      const skipped =
        APART.has(name) || hidden || APART_CLASS.test(`${attributes.class ?? ""} ${attributes.id ?? ""}`);
      if (apart.length > 0 || (leaveOut && skipped) || name === "script" || name === "style") {
        if (!VOID.has(name)) apart.push(name);
        return;
      }
      if (BREAKS.has(name)) flush();
      if (/^h[1-6]$/.test(name)) heading = true;
      if (name === "a") links++;
    },
    ontext(data) {
      if (apart.length > 0) return;
      text += data;
      if (links > 0) linkedLength += data.replace(/\s+/gu, " ").trim().length;
    },
    onclosetag(name) {
      if (apart.length > 0) {
        // Its own start is near by in any document meant for reading; a search through all would take quadratic time.
        const near = Math.max(0, apart.length - NEAR);
        const at = apart.slice(near).lastIndexOf(name);
        if (at >= 0) apart.length = near + at;
        return;
      }
      if (BREAKS.has(name)) flush();
      if (/^h[1-6]$/.test(name)) heading = false;
      if (name === "a") links = Math.max(0, links - 1);
    },
  });
  parser.write(html);
  parser.end();
  flush();
  return blocks;
}

/** A blank line parts paragraphs; so does every line end, unless the text was wrapped at a fixed width. */
function plainBlocks(text: string): Block[] {
  return text
    .split(/\r?\n[^\S\n]*\r?\n|\u2029/u)
    .flatMap((part) => {
      const lines = part.split(/\r?\n|\u2028/u);
      const wrapped = lines.slice(0, -1);
      const even = wrapped.length > 1 && wrapped.every((line) => line.length >= 45 && line.length <= 100);
      return even ? [lines.join(" ")] : lines;
    })
    .map((line) => ({ text: line.replace(/\s+/gu, " ").trim(), heading: false, linked: false }))
    .filter((block) => block.text !== "");
}
