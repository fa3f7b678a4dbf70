import type { Article } from "../model/entry.ts";
import { textBlocks } from "./blocks.ts";
import { isBoilerplate, withoutDateline, withoutTrimmings } from "./boilerplate.ts";
import { byQuotation, isQuotationOpen, primaryLanguage, splitSentences } from "./sentences.ts";
import { foldWords, sameWording, termWeight, termWords } from "./wording.ts";

export interface SummaryOptions {
  /** At most; 3 if unsaid. */
  sentences?: number;
  /** At most, in UTF-16 units, spaces and ellipsis included; 400 if unsaid. */
  characters?: number;
}

export interface Summary {
  /** The chosen sentences with a space between; "" if there is nothing but the headline. */
  text: string;
  sentences: string[];
}

/** A sentence, or the few that one quotation holds together. */
interface Candidate {
  sentences: string[];
  text: string;
  words: string[];
  /** Place among all sentences, for the original order. */
  order: number;
  /** Place within its own field, for the lead's weight. */
  place: number;
  /** How much of each wanted term stands in it, 0 to 1. */
  weights: number[];
  /** Not a sentence by its end: a caption, a list item, a teaser cut off. */
  ragged: boolean;
}

/** Sentences looked at; news tells what matters early. */
const MOST_CANDIDATES = 120;
/** Of a headline and of a paragraph, in UTF-16 units: more is a feed's fault or its malice. */
const LONGEST_HEADLINE = 1_000;
const LONGEST_PARAGRAPH = 20_000;

/**
 * What an article says of `terms`, in its own words: whole sentences in the original order, chosen for the terms and
 * for their place, the headline not repeated. A sentence longer than `characters` is shown only if no other will do,
 * and then cut at a word's end with an ellipsis. Pure.
 * @param terms words or phrases in any case or inflection, as matched; "@putin" and quotation marks are read as the words
 */
export function extract(article: Article, terms: readonly string[], options: SummaryOptions = {}): Summary {
  const most = Math.max(0, Math.floor(options.sentences ?? 3));
  const room = Math.max(0, Math.floor(options.characters ?? 400));
  if (most === 0 || room === 0) return { text: "", sentences: [] };
  const wanted = terms.map(termWords).filter((words) => words.length > 0);
  const headline = foldWords(article.title.slice(0, LONGEST_HEADLINE));
  const scored = candidatesOf(article, headline, wanted, most).map((candidate) => ({
    candidate,
    score: scoreOf(candidate, headline),
  }));
  const chosen = onlyLongTells(scored, room) ? [] : choose(scored, most, room);
  const sentences =
    chosen.length > 0 ? chosen.flatMap((candidate) => candidate.sentences) : cutBest(scored, room);
  return { text: sentences.join(" "), sentences };
}

/** Every sentence that may be shown, from the summary and then the body, each wording once. */
function candidatesOf(article: Article, headline: string[], wanted: string[][], most: number): Candidate[] {
  const language = primaryLanguage(
    article.language,
    `${article.title} ${article.summary}`.slice(0, LONGEST_HEADLINE),
  );
  const out: Candidate[] = [];
  const seen = new Set<string>();
  for (const field of [article.summary, article.content]) {
    let place = 0;
    for (const block of textBlocks(field)) {
      if (out.length >= MOST_CANDIDATES) break;
      if (block.heading) continue;
      const paragraph = withoutDateline(withoutTrimmings(block.text.slice(0, LONGEST_PARAGRAPH)));
      for (const sentences of byQuotation(splitSentences(paragraph, language), most)) {
        if (out.length >= MOST_CANDIDATES) break;
        const text = sentences.join(" ");
        const words = foldWords(text);
        const key = words.join(" ");
        if (words.length === 0 || seen.has(key) || isBoilerplate(text)) continue;
        if (sameWording(words, headline)) continue;
        seen.add(key);
        const ragged = block.linked || !/[.!?。！？。]["'”’»“)\]]*$/u.test(text);
        const weights = wanted.map((term) => termWeight(term, words));
        out.push({ sentences, text, words, weights, order: out.length, place: place++, ragged });
      }
    }
  }
  return withoutTeasers(out);
}

/** Without the teaser that a longer sentence completes, and without fragments where there are whole sentences. */
function withoutTeasers(candidates: Candidate[]): Candidate[] {
  const whole = candidates.filter((candidate) => !candidate.ragged);
  return whole.length > 0 ? whole : candidates;
}

function scoreOf({ words, weights, text, place }: Candidate, headline: string[]): number {
  const found = weights.reduce((sum, weight) => sum + weight, 0);
  const telling = headline.filter((word) => word.length > 3);
  const shared = telling.filter((word) => termWeight([word], words) === 1).length;
  let score = found * 3 + 2.2 / (1 + place * 0.45);
  if (telling.length > 0) score += (1.2 * shared) / telling.length;
  if (words.length < 6) score -= 0.8;
  if (text.length > 300) score -= 0.5;
  if (text.endsWith("?")) score -= 0.6;
  if (isDangling(text)) score -= 0.5;
  return score;
}

/** A sentence that leans on one that may not be shown: half a quotation, or an opening "He said" or "But". */
function isDangling(text: string): boolean {
  if (isQuotationOpen(text) || /^[^"“„«]*[”»]/u.test(text)) return true;
  return /^(?:He|She|They|It|But|And|That|This|Er|Sie|Es|Il|Elle|Mais|Él|Ella|Pero|Lui|Lei|Ma|On|Ona|Ale|Он|Она|Они|Но|Він|Вона|Вони|Але)(?!\p{L})/u.test(
    text,
  );
}

type Scored = { candidate: Candidate; score: number };

/** Greedy: the best sentence that fits, again and again, each term counted once and repetition marked down. */
function choose(scored: Scored[], most: number, room: number): Candidate[] {
  const left = scored.filter(({ candidate }) => candidate.text.length <= room);
  const chosen: Candidate[] = [];
  const covered = (scored[0]?.candidate.weights ?? []).map(() => 0);
  let used = 0;
  let count = 0;
  while (count < most) {
    let best: { index: number; gain: number } | undefined;
    for (const [index, { candidate, score }] of left.entries()) {
      if (used + candidate.text.length + (chosen.length > 0 ? 1 : 0) > room) continue;
      if (count + candidate.sentences.length > most) continue;
      let gain = score;
      for (const [term, had] of covered.entries()) {
        gain -= 2.6 * Math.min(had, candidate.weights[term] ?? 0);
      }
      if (chosen.some((other) => repeats(candidate.words, other.words))) continue;
      if (chosen.length > 0 && gain < 0.3) continue;
      if (best === undefined || gain > best.gain) best = { index, gain };
    }
    if (best === undefined) break;
    const [taken] = left.splice(best.index, 1);
    if (taken === undefined) break;
    chosen.push(taken.candidate);
    count += taken.candidate.sentences.length;
    used += taken.candidate.text.length + (chosen.length > 1 ? 1 : 0);
    for (const term of covered.keys()) {
      covered[term] = Math.max(covered[term] ?? 0, taken.candidate.weights[term] ?? 0);
    }
  }
  return chosen.sort((a, b) => a.order - b.order);
}

/** Whether two sentences say the same: most of the shorter one's words stand in the other. */
function repeats(a: readonly string[], b: readonly string[]): boolean {
  const [shorter, longer] = a.length < b.length ? [new Set(a), new Set(b)] : [new Set(b), new Set(a)];
  const shared = [...shorter].filter((word) => longer.has(word)).length;
  return shorter.size > 3 && shared >= shorter.size * 0.65;
}

/** Whether the terms stand in nothing but sentences that are too long: then one of these is cut, not another shown. */
function onlyLongTells(scored: Scored[], room: number): boolean {
  const telling = scored.filter(({ candidate }) => candidate.weights.includes(1));
  return telling.length > 0 && telling.every(({ candidate }) => candidate.text.length > room);
}

/** Where nothing fits whole: the best sentence's beginning. */
function cutBest(scored: Scored[], room: number): string[] {
  const best = scored.reduce<Scored | undefined>(
    (top, next) => (top === undefined || next.score > top.score ? next : top),
    undefined,
  );
  if (best === undefined) return [];
  const cut = cutAtWord(best.candidate.text, room);
  return cut === "" ? [] : [cut];
}

/** The text in at most `room` UTF-16 units, ended at a word with an ellipsis; never inside a character. */
function cutAtWord(text: string, room: number): string {
  if (text.length <= room) return text;
  if (room < 2) return "";
  let end = room - 1;
  const space = text.lastIndexOf(" ", end);
  if (space > 0) end = space;
  else {
    // A script without spaces, or one endless word: cut at what a reader sees as a character.
    end = 0;
    for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(
      text.slice(0, room + 64),
    )) {
      if (index + segment.length > room - 1) break;
      end = index + segment.length;
    }
  }
  const kept = text.slice(0, end).replace(/[\s,;:–—(«“„-]+$/u, "");
  return kept === "" ? "" : `${kept}…`;
}
