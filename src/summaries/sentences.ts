import { continues } from "./abbreviations.ts";

/** UTF-16 units: longer than any abbreviation and the word before it. */
const END = 60;
/** The languages of a service are few; a feed may claim thousands. */
const MOST_SEGMENTERS = 64;
const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known !== undefined) return known;
  const made = new Intl.Segmenter(language, { granularity: "sentence" });
  if (segmenters.size >= MOST_SEGMENTERS) segmenters.clear();
  segmenters.set(language, made);
  return made;
}

/** The primary language of a BCP 47 tag in lower case; for none, told by the script as far as sentences need it. */
export function primaryLanguage(tag: string, text: string): string {
  const primary = /^[a-z]{2,3}(?=$|[-_])/i.exec(tag)?.[0]?.toLowerCase();
  if (primary !== undefined) return primary;
  if (/[іїєґ]/iu.test(text)) return "uk";
  return /\p{Script=Cyrillic}/u.test(text) ? "ru" : "en";
}

/** A segment that cannot begin a sentence: a small letter or a closing mark comes first. */
const CONTINUATION = /^["'”’»“)\]—–\-\s]*(?:\p{Ll}|[,;:)\]])/u;
/** The reader's own small-letter names begin sentences too. */
const SMALL_NAME = /^(?:iPhone|iPad|eBay|iOS)\b/u;

/**
 * The sentences of one paragraph, white space folded. Unicode's rules (UAX 29, `Intl.Segmenter`) break after every
 * "U.S." and "Mr."; those breaks are mended, and so are those before a small letter (`"Will it?" he asked.`).
 */
export function splitSentences(paragraph: string, language: string): string[] {
  const text = paragraph.replace(/\s+/gu, " ").trim();
  if (text === "") return [];
  const out: string[] = [];
  let parts: string[] = [];
  // The sentence's end as far as abbreviations need it; to look at all of it again would take quadratic time.
  let end = "";
  for (const { segment } of segmenter(language).segment(text)) {
    const begins = !CONTINUATION.test(segment) || SMALL_NAME.test(segment);
    if (begins && parts.length > 0 && !continues(end.trimEnd(), segment, language)) {
      out.push(parts.join("").trim());
      parts = [];
    }
    parts.push(segment);
    end = parts.length === 1 ? segment.slice(-END) : (end + segment).slice(-END);
  }
  out.push(parts.join("").trim());
  return out.filter((sentence) => sentence !== "");
}

/** How long sentences of one quotation may be together, in UTF-16 units, to be kept together. */
const LONGEST_QUOTED = 400;

/**
 * Sentences in groups that only make sense together: a quotation over several of them (`"We are ready. We will go,"
 * he said.`), if it holds at most `most`. Else each stands for itself.
 */
export function byQuotation(sentences: readonly string[], most: number): string[][] {
  const out: string[][] = [];
  for (let at = 0; at < sentences.length; at += out.at(-1)?.length ?? 1) {
    out.push(sentences.slice(at, at + quotationLength(sentences, at, most)));
  }
  return out;
}

/** How many sentences from here on one quotation holds together; 1 if none, or if it does not end near by. */
function quotationLength(sentences: readonly string[], at: number, most: number): number {
  let text = sentences[at] ?? "";
  for (let count = 1; count <= most; count++) {
    if (!isQuotationOpen(text)) return count;
    const next = sentences[at + count];
    if (next === undefined || text.length + 1 + next.length > LONGEST_QUOTED) break;
    text = `${text} ${next}`;
  }
  return 1;
}

/** Whether more quotation marks were opened than closed: "…", “…”, „…“, «…» and »…«. */
export function isQuotationOpen(text: string): boolean {
  const count = (mark: RegExp) => text.match(mark)?.length ?? 0;
  if (count(/"/g) % 2 === 1 || count(/«/g) !== count(/»/g)) return true;
  const low = count(/„/g);
  return low > 0 ? low > count(/[“”]/g) : count(/“/g) > count(/”/g);
}
