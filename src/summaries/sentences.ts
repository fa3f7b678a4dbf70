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
