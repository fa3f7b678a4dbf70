import { type Frequencies, languageKey } from "./frequencies.ts";
import { bareHeadline } from "./headline.ts";
import { Heaviest } from "./heaviest.ts";
import { newsText } from "./news-text.ts";
import { SKETCH_BINS, sketchOf } from "./sketch.ts";
import { TermTable } from "./term-table.ts";
import { type Word, wordsOf } from "./words.ts";

/** What an entry is compared by, frozen as it arrives: its terms with their weights then, and a sketch of its text. */
export interface Features {
  /** Hashes of words and of their first letters, ascending, each once. */
  terms: Uint32Array;
  /** Of each term, 0 to 255; together about 255 long. */
  weights: Uint8Array;
  /** Of the text; empty where there is too little of it. */
  sketch: Uint16Array;
}

/** What placing an entry adds to its features: evidence that is stored with it. */
export interface Standing {
  /** 1 for each term that its story did not have before. */
  fresh: Uint8Array;
  /** Whether it began its story. */
  begins: boolean;
  /** Other stories that it would have joined. */
  besides: readonly number[];
}

export interface ComparedText {
  title: string;
  summary: string;
  content: string;
  outlet: string;
  language: string;
}

/** Words of a headline and of the text under it that say which event it is; later ones are background. */
const HEADLINE_WORDS = 40;
const LEAD_WORDS = 70;
/** Words of the text that a copy is known by. */
const TEXT_WORDS = 1_500;
/** How much a word weighs, by where and how it stands. Hand-set. */
const WEIGHT = { lead: 0.57, name: 1.4, number: 1.5, prefix: 1, again: 0.25 } as const;

/** What an article's words weigh, filled anew for each. */
const counts = new TermTable();
const heaviest = new Heaviest();

/** An entry's features as of now: rare words of the stream so far weigh more. */
export function featuresOf(article: ComparedText, frequencies: Frequencies): Features {
  const text = newsText(article.content.length > article.summary.length ? article.content : article.summary);
  const textWords = text === "" ? [] : wordsOf(text, TEXT_WORDS);
  const summary =
    article.summary === text || article.summary === "" ? textWords : wordsOf(article.summary, LEAD_WORDS);
  const headline = wordsOf(bareHeadline(article.title, article.outlet), HEADLINE_WORDS);
  const lead = summary.slice(0, LEAD_WORDS);
  counts.clear();
  for (const { form } of headline) counts.add(form.whole, 1);
  for (const { form } of lead) counts.add(form.whole, 1);
  heaviest.clear();
  weigh(headline, 1);
  weigh(lead, WEIGHT.lead);
  return { ...packed(languageKey(article.language), frequencies), sketch: sketchOf(textWords) };
}

function weigh(words: readonly Word[], place: number): void {
  for (const { form, name } of words) {
    const count = counts.get(form.whole);
    const again = count === 1 ? 1 : 1 + WEIGHT.again * Math.log(count);
    const weight = place * again * (name ? WEIGHT.name : 1) * (form.number ? WEIGHT.number : 1);
    heaviest.raise(form.whole, weight);
    if (form.prefix !== undefined) heaviest.raise(form.prefix, weight * WEIGHT.prefix);
  }
}

function packed(language: number, frequencies: Frequencies): Pick<Features, "terms" | "weights"> {
  const terms = heaviest.terms().sort();
  const raw = new Float64Array(terms.length);
  let squares = 0;
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i] ?? 0;
    const weight = heaviest.weight(term) * frequencies.rarity(language, term);
    raw[i] = weight;
    squares += weight * weight;
  }
  const length = Math.sqrt(squares) || 1;
  const weights = new Uint8Array(terms.length);
  for (let i = 0; i < terms.length; i++)
    weights[i] = Math.min(255, Math.round((255 * (raw[i] ?? 0)) / length));
  return { terms, weights };
}

const VERSION = 1;
const HEAD_BYTES = 4;

/** Features as bytes, to be stored beside the entry: 5 a term, and 256 of sketch where there is one. */
export function packFeatures(features: Features, standing?: Standing): Uint8Array {
  const count = features.terms.length;
  const placed = standing === undefined ? 0 : 1 + Math.ceil(count / 8) + 8 * standing.besides.length;
  const bytes = new Uint8Array(HEAD_BYTES + 5 * count + 2 * features.sketch.length + placed);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(
    1,
    (features.sketch.length === 0 ? 0 : SKETCHED) +
      (standing === undefined ? 0 : PLACED) +
      (standing?.begins ? BEGINS : 0),
  );
  view.setUint16(2, count, true);
  let at = HEAD_BYTES;
  for (const term of features.terms) {
    view.setUint32(at, term, true);
    at += 4;
  }
  bytes.set(features.weights, at);
  at += count;
  for (const bin of features.sketch) {
    view.setUint16(at, bin, true);
    at += 2;
  }
  if (standing === undefined) return bytes;
  view.setUint8(at++, standing.besides.length);
  for (const [i, fresh] of standing.fresh.entries())
    if (fresh === 1) bytes[at + (i >> 3)] = (bytes[at + (i >> 3)] ?? 0) | (1 << (i & 7));
  at += Math.ceil(count / 8);
  for (const story of standing.besides) {
    view.setFloat64(at, story, true);
    at += 8;
  }
  return bytes;
}

const SKETCHED = 1;
const PLACED = 2;
const BEGINS = 4;

/** Features from bytes, as they were; of an entry that was never placed, every term is fresh. Throws for what `packFeatures` did not write. */
export function unpackFeatures(bytes: Uint8Array): Features & Standing {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length >= HEAD_BYTES && bytes[0] === VERSION;
  const [flags, count] = whole ? [view.getUint8(1), view.getUint16(2, true)] : [0, 0];
  const bins = (flags & SKETCHED) === 0 ? 0 : SKETCH_BINS;
  const after = HEAD_BYTES + 5 * count + 2 * bins;
  const others = (flags & PLACED) !== 0 && bytes.length > after ? view.getUint8(after) : 0;
  const placed = (flags & PLACED) === 0 ? 0 : 1 + Math.ceil(count / 8) + 8 * others;
  if (!whole || bytes.length !== after + placed)
    throw new Error(`stored features of ${bytes.length} bytes are not of version ${VERSION}`);
  const terms = new Uint32Array(numbersOf(bytes, HEAD_BYTES, 4, count));
  const sketch = new Uint16Array(numbersOf(bytes, HEAD_BYTES + 5 * count, 2, bins));
  const fresh = new Uint8Array(count).fill(1);
  if (placed > 0)
    for (let i = 0; i < count; i++) fresh[i] = ((bytes[after + 1 + (i >> 3)] ?? 0) >> (i & 7)) & 1;
  const list = after + 1 + Math.ceil(count / 8);
  const besides = Array.from({ length: others }, (_, i) => view.getFloat64(list + 8 * i, true));
  return {
    terms,
    weights: bytes.slice(HEAD_BYTES + 4 * count, HEAD_BYTES + 5 * count),
    sketch,
    fresh,
    begins: (flags & BEGINS) !== 0,
    besides,
  };
}

const BIG_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;

/** A copy of `count` stored numbers of `size` bytes each, in this machine's order of bytes. */
function numbersOf(bytes: Uint8Array, at: number, size: 2 | 4, count: number): ArrayBuffer {
  const copy = new Uint8Array(size * count);
  copy.set(bytes.subarray(at, at + copy.length));
  if (BIG_ENDIAN) for (let i = 0; i < copy.length; i += size) copy.subarray(i, i + size).reverse();
  return copy.buffer;
}
