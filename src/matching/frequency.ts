import { readWords } from "./normalise.ts";
import { Words } from "./words.ts";

/**
 * Of a thousand news articles, about how many hold a word: only its order of magnitude matters, to find the rarest
 * part of a query. Written from general knowledge of agency copy; the matcher takes better figures from the stream.
 */
const CLASSES: readonly [perMille: number, words: string][] = [
  [700, "the of and to in a for on is that with by at from as it was are be has an his its said says will"],
  [
    300,
    "have not this after over who but they he she her their would about up new more than what how why us could had been were or one two year years first also out last when which there people into all other before no can time against between may some during while most since",
  ],
  [
    90,
    "government president minister country state states world police war company million billion percent week day days monday tuesday wednesday thursday friday saturday sunday group news make made three four second national american united international public report reports city officials official leader party court law market markets home home man men women children family work game team season win won back may now under former chief house security military economic economy business deal political former support top high old night months month next",
  ],
  [
    40,
    "trump biden putin china chinese russia russian ukraine ukrainian israel iran europe european britain british france french germany german india japan talks meeting agreement attack attacks killed death dead trade prime election elections oil prices bank peace crisis plan plans help end case called call north south east west washington london moscow kyiv beijing foreign defence defense forces troops army nuclear secretary white senate congress federal vote energy gas food health tax rate rates growth shares investors profit stock sales music film show book player players league cup match football",
  ],
];

/** Given names stand in many articles, each with a surname that stands in few. */
const GIVEN_NAMES =
  "john michael david james robert william george peter paul mark maria richard thomas daniel andrew steven stephen " +
  "jose juan carlos luis antonio ali mohammed muhammad ahmed abdul hassan ibrahim vladimir sergei alexander andrei " +
  "ivan dmitry jean pierre jan hans martin anna mary elizabeth jennifer sarah susan karen lisa nancy chris tony bill " +
  "tom joe mike jim bob steve dan tim ben sam jack charles edward henry kim lee wang li zhang chen singh kumar";

const KNOWN: ReadonlyMap<string, number> = (() => {
  const known = new Map<string, number>();
  for (const [perMille, words] of CLASSES) {
    for (const word of words.split(" ")) if (!known.has(word)) known.set(word, perMille);
  }
  for (const name of GIVEN_NAMES.split(" ")) if (!known.has(name)) known.set(name, 20);
  return known;
})();

/** Articles read before what was counted is believed. */
const ENOUGH_ARTICLES = 1000;
/** Words kept; beyond, those seen once go. */
const MOST_WORDS = 500_000;

/** In how many articles of a stream each word stood: better than any table, once it has read enough of them. */
export class Frequencies {
  private readonly words = new Words();
  private readonly counts = new Map<string, number>();
  private articles = 0;

  /** Counts the words of an article. */
  add(article: { title: string; summary: string; content: string }): void {
    const { words, counts } = this;
    this.articles++;
    words.clear();
    for (const text of [article.title, article.summary, article.content]) readWords(text, words);
    const forms = new Set<string>();
    for (let i = 0; i < words.length; i++) forms.add(words.form(i));
    for (const form of forms) counts.set(form, (counts.get(form) ?? 0) + 1);
    if (counts.size > MOST_WORDS) for (const [form, count] of counts) if (count === 1) counts.delete(form);
  }

  /** Of a thousand articles, how many hold this word; a guess until enough were read. */
  of(word: string): number {
    if (this.articles < ENOUGH_ARTICLES) return frequencyOf(word);
    return ((this.counts.get(word) ?? 0.3) * 1000) / this.articles;
  }
}

/** Of a thousand articles, how many hold this word, roughly. Longer words are rarer. */
export function frequencyOf(word: string): number {
  const known = KNOWN.get(word);
  if (known !== undefined) return known;
  if (word.length <= 2) return 60;
  if (word.length <= 4) return 12;
  return word.length <= 7 ? 6 : 3;
}

/** The same for all words that begin so. */
export function prefixFrequencyOf(prefix: string): number {
  if (prefix.length <= 2) return 800;
  if (prefix.length === 3) return 300;
  return prefix.length === 4 ? 100 : prefix.length === 5 ? 50 : prefix.length <= 7 ? 20 : 8;
}
