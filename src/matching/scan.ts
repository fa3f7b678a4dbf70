import type { Article } from "../model/entry.ts";
import { NOTHING } from "./atoms.ts";
import { FIELD_ORDER, fieldText, isCapitals, readLanguage, TEXT_MASK } from "./fields.ts";
import { languageOf } from "./language.ts";
import { readWords } from "./normalise.ts";
import { Readings } from "./readings.ts";
import { grown } from "./rows.ts";
import { Sets } from "./sets.ts";
import { Spans } from "./spans.ts";
import { stemmedLanguage } from "./stems.ts";
import { rootOf, type Terms } from "./terms.ts";
import { weakSpans } from "./weak.ts";
import { windowSpans } from "./window.ts";
import { Words } from "./words.ts";

/** Positions left free between fields: nothing (NEAR/100 at most) reaches across. */
const FIELD_GAP = 256;

/**
 * One article read against all terms: where each term stands. One scan serves article after article; a read
 * forgets the one before. A span is a number into `first`, `last` (positions), `start`, `end` (offsets), `field`.
 */
export class Scan extends Spans {
  readonly terms: Terms;
  readonly sets = new Sets();
  readonly words: Words;
  readonly readings: Readings;
  /** Primary subtag of the article's language, said or detected; "" if it has no inflection or is unknown. */
  language = "";
  /** Terms of words that were found, in no order. */
  readonly found: number[] = [];
  /** Position of each field's first word. */
  readonly fieldStart = new Int32Array(FIELD_ORDER.length);
  /** Of each field, how many readings stand up to its end. */
  private readonly fieldEnds = new Int32Array(FIELD_ORDER.length);
  private article: Article | undefined;
  private said = "";
  private stemmed = "";
  private epoch = 0;
  /** Of each term of words four numbers, in one line of memory: epoch when found, fields, last span, how many. */
  private states = new Int32Array(0);
  /** `mark` for each term that was found: what is mostly asked, in little enough memory to stay in the cache. */
  private marks = new Uint8Array(0);
  private mark = 0;
  /** The span before of the same term, -1 for none. */
  private previous = new Int32Array(1024);
  private readonly made: (number[] | undefined)[] = [];
  private madeStamps = new Int32Array(0);
  /** Of each reading, where in `atoms.rows` what it sets off stands. */
  private rowAt = new Int32Array(256);
  /** The readings that set something off. */
  private hot = new Int32Array(256);
  private hotCount = 0;
  private readonly stack: number[] = [];

  constructor(terms: Terms) {
    super();
    this.terms = terms;
    this.words = new Words(terms.atoms.dictionary);
    this.readings = new Readings(this.words);
  }

  /** Reads an article. `mask`: which fields any term is asked for in; title, summary and content always are. */
  read(article: Article, mask: number): void {
    const { words } = this;
    this.begin();
    this.article = article;
    let position = 0;
    const { fieldEnds } = this;
    for (let f = 0; f < FIELD_ORDER.length; f++) {
      this.fieldStart[f] = position;
      if ((TEXT_MASK | mask) & (1 << f)) {
        const from = words.length;
        const field = FIELD_ORDER[f];
        if (field === "language") position = readLanguage(article.language, words, position);
        else if (field === "category") {
          let offset = 0;
          for (const category of article.categories) {
            const at = words.length;
            position = readWords(category, words, position) + FIELD_GAP;
            for (let i = at; i < words.length; i++) {
              words.start[i] = (words.start[i] ?? 0) + offset;
              words.end[i] = (words.end[i] ?? 0) + offset;
            }
            offset += category.length + 2;
          }
        } else if (field !== undefined) position = readWords(article[field], words, position);
        if (f === 2 || words.length > from) position += FIELD_GAP;
      }
      fieldEnds[f] = words.length;
    }
    this.readings.begin(position);
    this.language = this.terms.atoms.inflects ? this.languageFor(article) : "";
    this.lookUp();
    this.walkAll();
    this.sets.wake(this);
  }

  private languageFor(article: Article): string {
    if (article.language === "") {
      const beginning = `${article.title} ${article.summary} ${article.content.slice(0, 300)}`;
      return stemmedLanguage(languageOf(this.words, this.fieldEnds[2] ?? 0, beginning));
    }
    // Mostly the language of the article before.
    if (article.language !== this.said) {
      this.said = article.language;
      this.stemmed = stemmedLanguage(article.language);
    }
    return this.stemmed;
  }

  /** The text of a place, as it stands. */
  text(span: number): string {
    if (this.article === undefined) return "";
    return fieldText(this.article, this.fieldOf(span)).slice(this.start[span], this.end[span]);
  }

  /** Mask of the fields that a term of words was found in. */
  maskOf(term: number): number {
    return this.marks[term] === this.mark ? (this.states[term * 4 + 1] ?? 0) : 0;
  }

  /** The places of a term, by position. Not to be changed. */
  spans(term: number): readonly number[] {
    const known = this.made[term];
    if (this.madeStamps[term] === this.epoch && known !== undefined) return known;
    const definition = this.terms.all[term];
    let spans: number[];
    if (definition === undefined || definition.kind === "words") spans = this.chain(term);
    else if (definition.kind === "union")
      spans = this.merge(definition.parts.map((part) => this.spans(part)));
    else if (definition.kind === "capitals") {
      spans = this.merge(definition.parts.map((part) => this.spans(part))).filter((s) =>
        isCapitals(this.text(s)),
      );
    } else if (definition.kind === "window") spans = windowSpans(this, definition);
    else spans = weakSpans(this, definition);
    this.made[term] = spans;
    this.madeStamps[term] = this.epoch;
    return spans;
  }

  /** Whether two terms of words stand at most so far apart somewhere, from the end of one to the beginning of the other. */
  areNear(a: number, b: number, distance: number): boolean {
    const { states, previous, first, last } = this;
    if (states[a * 4] !== this.epoch || states[b * 4] !== this.epoch) return false;
    for (let x = states[a * 4 + 2] ?? -1; x >= 0; x = previous[x] ?? -1) {
      const begin = first[x] ?? 0;
      const end = last[x] ?? 0;
      for (let y = states[b * 4 + 2] ?? -1; y >= 0; y = previous[y] ?? -1) {
        const after = (first[y] ?? 0) - end;
        const before = begin - (last[y] ?? 0);
        if ((after > 0 && after <= distance) || (before > 0 && before <= distance)) return true;
      }
    }
    return false;
  }

  private chain(term: number): number[] {
    const at = term * 4;
    if (this.states[at] !== this.epoch) return [];
    const spans: number[] = [];
    for (let span = this.states[at + 2] ?? -1; span >= 0; span = this.previous[span] ?? -1) spans.push(span);
    return spans.reverse();
  }

  private begin(): void {
    this.epoch++;
    this.words.clear();
    this.terms.atoms.refresh();
    this.hotCount = 0;
    this.found.length = 0;
    this.spanCount = 0;
    const count = this.terms.all.length;
    if (this.madeStamps.length < count) {
      this.madeStamps = grown(this.madeStamps, count * 2);
      this.states = grown(this.states, this.madeStamps.length * 4);
      this.marks = new Uint8Array(this.madeStamps.length);
      this.mark = 0;
    }
    if (++this.mark > 255) {
      this.marks.fill(0);
      this.mark = 1;
    }
  }

  private lookUp(): void {
    const { words, language } = this;
    const { atoms } = this.terms;
    const rowOf = atoms.rowOf(language);
    const { id, length } = words;
    if (this.rowAt.length < length) {
      this.rowAt = new Int32Array(length * 2);
      this.hot = new Int32Array(length * 2);
    }
    const { rowAt, hot } = this;
    let count = 0;
    for (let i = 0; i < length; i++) {
      const word = id[i] ?? 0;
      let row = rowOf[word] ?? 0;
      if (row === 0) row = atoms.find(word, language, rowOf);
      rowAt[i] = row;
      if (row !== NOTHING) hot[count++] = i;
    }
    this.hotCount = count;
  }

  private walkAll(): void {
    const { nodes } = this.terms;
    const { rows } = this.terms.atoms;
    const { rowAt, hot, hotCount, fieldEnds } = this;
    let f = 0;
    for (let h = 0; h < hotCount; h++) {
      const i = hot[h] ?? 0;
      while (i >= (fieldEnds[f] ?? 0)) f++;
      const row = rowAt[i] ?? 0;
      const end = row + (rows[row] ?? 0);
      for (let k = row + 1; k <= end; k++) {
        const node = rootOf(rows[k] ?? 0);
        const ending = nodes[node * 2] ?? 0;
        if (ending !== 0) this.ending(ending, i, i, f);
        if (nodes[node * 2 + 1] === 1) this.walk(node, i, f);
      }
    }
  }

  /** Follows the trie from a word on. A stack of its own: a long term cannot overflow the program's. */
  private walk(from: number, begin: number, field: number): void {
    this.readings.link();
    const { nodes, edges } = this.terms;
    const { rows } = this.terms.atoms;
    const { stack, rowAt, words } = this;
    const { heads, nexts } = this.readings;
    stack.push(from, begin);
    while (stack.length > 0) {
      const i = stack.pop() ?? 0;
      const node = stack.pop() ?? 0;
      const next = (words.last[i] ?? 0) + 1;
      for (let j = heads[next] ?? -1; j >= 0; j = nexts[j] ?? -1) {
        const row = rowAt[j] ?? 0;
        const end = row + (rows[row] ?? 0);
        for (let k = row + 1; k <= end; k++) {
          const to = edges.get(node, rows[k] ?? 0);
          if (to === 0) continue;
          const ending = nodes[to * 2] ?? 0;
          if (ending !== 0) this.ending(ending, begin, j, field);
          if (nodes[to * 2 + 1] === 1) stack.push(to, j);
        }
      }
    }
  }

  private ending(ending: number, from: number, to: number, field: number): void {
    if (ending > 0) this.hit(ending - 1, from, to, field);
    else for (const term of this.terms.several[-ending - 1] ?? []) this.hit(term, from, to, field);
  }

  private hit(term: number, from: number, to: number, field: number): void {
    const { words, states } = this;
    const first = words.first[from] ?? 0;
    const last = words.last[to] ?? 0;
    const at = term * 4;
    const known = states[at] === this.epoch;
    let before = -1;
    if (known) {
      before = states[at + 2] ?? -1;
      // Two readings of one word may both set a term off: the first stands for both.
      for (let span = before; span >= 0 && this.first[span] === first; span = this.previous[span] ?? -1) {
        if (this.last[span] === last) return;
      }
      states[at + 1] = (states[at + 1] ?? 0) | (1 << field);
    } else {
      states[at] = this.epoch;
      this.marks[term] = this.mark;
      states[at + 1] = 1 << field;
      states[at + 3] = 0;
      this.found.push(term);
    }
    const span = this.addSpan(first, last, words.start[from] ?? 0, words.end[to] ?? 0, field);
    if (span >= this.previous.length) this.previous = grown(this.previous, span);
    this.previous[span] = before;
    states[at + 2] = span;
    states[at + 3] = (states[at + 3] ?? 0) + 1;
  }
}
