import { continues } from "./abbreviations.ts";

const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known !== undefined) return known;
  const made = new Intl.Segmenter(language, { granularity: "sentence" });
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
  for (const { segment } of segmenter(language).segment(text)) {
    const last = out.at(-1);
    const begins = !CONTINUATION.test(segment) || SMALL_NAME.test(segment);
    if (last !== undefined && (!begins || continues(last.trimEnd(), segment, language)))
      out[out.length - 1] = last + segment;
    else out.push(segment);
  }
  return out.map((sentence) => sentence.trim()).filter((sentence) => sentence !== "");
}
