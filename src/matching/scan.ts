import type { Article } from "../model/entry.ts";
import { ATOM_WIDTH, NOTHING, ROW_WIDTH } from "./atoms.ts";
import { FIELD_GAP, FIELD_ORDER, fieldText, isCapitals, readField, TEXT_MASK } from "./fields.ts";
import { Hits } from "./hits.ts";
import { languageOf } from "./language.ts";
import { Pairs } from "./pairs.ts";
import { grown } from "./rows.ts";
import { Sets } from "./sets.ts";
import { stemmedLanguage } from "./stems.ts";
import { ALONE, NEEDED, NUMBER, PAIRED, rootOf, type Terms } from "./terms.ts";
import { weakSpans } from "./weak.ts";
import { windowSpans } from "./window.ts";
import { Words } from "./words.ts";

/**
 * One article read against all terms: where each term stands. One scan serves article after article; a read
 * forgets the one before.
 */
export class Scan extends Hits {
  readonly terms: Terms;
  readonly sets = new Sets(this);
  /** Primary subtag of the article's language, said or detected; "" if it has no inflection or is unknown. */
  language = "";
  /** Position of each field's first word. */
  readonly fieldStart = new Int32Array(FIELD_ORDER.length);
  /** Of each field, how many readings stand up to its end. */
  private readonly fieldEnds = new Int32Array(FIELD_ORDER.length);
  private article: Article | undefined;
  private said = "";
  private stemmed = "";
  private readonly made: (number[] | undefined)[] = [];
  private madeStamps = new Int32Array(0);
  /** Of each reading, where in `atoms.rows` what it sets off stands. */
  private rowAt = new Int32Array(256);
  /** The readings that set something off, and of each what `rowOf` says if it is one term. */
  private hot = new Int32Array(256);
  private hotOnly = new Int32Array(256);
  private hotUse = new Int32Array(256);
  private hotPartner = new Int32Array(256);
  private hotCount = 0;
  private readonly stack: number[] = [];
  /** Words of phrases in title, summary and content: their places count as found once they are needed. */
  readonly pairs = new Pairs();
  private whole = false;

  constructor(terms: Terms) {
    super(new Words(terms.atoms.dictionary));
    this.terms = terms;
  }

  /**
   * Reads an article. `mask`: which fields any term is asked for in; title, summary and content always are. `whole`:
   * the places of all terms are found, whether a rule needs them or not.
   */
  read(article: Article, mask: number, whole = false): void {
    const { words } = this;
    this.begin();
    this.article = article;
    this.whole = whole;
    const { fieldEnds } = this;
    let position = 0;
    for (let f = 0; f < FIELD_ORDER.length; f++) {
      this.fieldStart[f] = position;
      if ((TEXT_MASK | mask) & (1 << f)) {
        const from = words.length;
        position = readField(article, f, words, position);
        if (f === 2 || words.length > from) position += FIELD_GAP;
      }
      fieldEnds[f] = words.length;
    }
    this.readings.begin(position);
    this.language = this.terms.atoms.inflects ? this.languageFor(article) : "";
    this.lookUp();
    this.walkAll();
    this.sets.wake();
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
    const { article } = this;
    if (article === undefined) return "";
    return fieldText(article, this.field[span] ?? 0).slice(this.start[span], this.end[span]);
  }

  /** The places of a term, by position. Not to be changed. */
  spans(term: number): readonly number[] {
    const known = this.made[term];
    if (this.madeStamps[term] === this.epoch && known !== undefined) return known;
    const definition = this.terms.all[term];
    let spans: number[];
    if (definition === undefined || definition.kind === "words") spans = this.placesOf(term);
    else if (definition.kind === "union")
      spans = this.merge(definition.parts.map((part) => this.spans(part)));
    else if (definition.kind === "capitals") {
      spans = this.merge(definition.parts.map((part) => this.spans(part))).filter((s) =>
        isCapitals(this.text(s)),
      );
    } else if (definition.kind === "window")
      spans = windowSpans(
        this,
        definition.parts.map((part) => this.spans(part)),
        definition,
      );
    else spans = weakSpans(this, definition);
    this.made[term] = spans;
    this.madeStamps[term] = this.epoch;
    return spans;
  }

  private begin(): void {
    const count = this.terms.all.length;
    this.beginHits(count);
    this.pairs.clear();
    this.words.clear();
    this.terms.atoms.refresh();
    if (this.madeStamps.length < count) this.madeStamps = grown(this.madeStamps, count * 2);
  }

  private lookUp(): void {
    const { words, language } = this;
    const { atoms } = this.terms;
    const rowOf = atoms.rowOf(language);
    const { id, length } = words;
    if (this.rowAt.length < length) {
      this.rowAt = new Int32Array(length * 2);
      this.hot = new Int32Array(length * 2);
      this.hotOnly = new Int32Array(length * 2);
      this.hotUse = new Int32Array(length * 2);
      this.hotPartner = new Int32Array(length * 2);
    }
    const { rowAt, hot, hotOnly, hotUse, hotPartner } = this;
    let count = 0;
    for (let i = 0; i < length; i++) {
      const word = id[i] ?? 0;
      let row = rowOf[word * ROW_WIDTH] ?? 0;
      if (row === 0) row = atoms.find(word, language, rowOf);
      rowAt[i] = row;
      if (row === NOTHING) continue;
      hotOnly[count] = rowOf[word * ROW_WIDTH + 1] ?? 0;
      hotUse[count] = rowOf[word * ROW_WIDTH + 2] ?? 0;
      hotPartner[count] = rowOf[word * ROW_WIDTH + 3] ?? 0;
      hot[count++] = i;
    }
    this.hotCount = count;
  }

  private walkAll(): void {
    const { rows } = this.terms.atoms;
    const { rowAt, hot, hotOnly, hotUse, hotPartner, hotCount, fieldEnds } = this;
    let f = 0;
    for (let h = 0; h < hotCount; h++) {
      const i = hot[h] ?? 0;
      while (i >= (fieldEnds[f] ?? 0)) f++;
      const only = hotOnly[h] ?? 0;
      if (only > 0) {
        this.meet(only - 1, hotUse[h] ?? 0, hotPartner[h] ?? 0, i, i, f);
        continue;
      }
      const row = rowAt[i] ?? 0;
      const end = row + (rows[row] ?? 0) * ATOM_WIDTH;
      for (let k = row + 1; k <= end; k += ATOM_WIDTH) {
        const ending = rows[k] ?? 0;
        if (ending > 0) this.meet(ending - 1, rows[k + 2] ?? 0, rows[k + 3] ?? 0, i, i, f);
        else if (ending < 0) this.ending(ending, i, i, f);
        const atom = rows[k + 1] ?? 0;
        if ((atom & 1) === 1) this.walk(rootOf(atom >> 1), i, f);
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
        const end = row + (rows[row] ?? 0) * ATOM_WIDTH;
        for (let k = row + 2; k <= end; k += ATOM_WIDTH) {
          const to = edges.get(node, (rows[k] ?? 0) >> 1);
          if (to === 0) continue;
          const ending = nodes[to * 2] ?? 0;
          if (ending !== 0) this.ending(ending, begin, j, field);
          if (nodes[to * 2 + 1] === 1) stack.push(to, j);
        }
      }
    }
  }

  private ending(ending: number, from: number, to: number, field: number): void {
    if (ending > 0) this.meetTerm(ending - 1, from, to, field);
    else for (const term of this.terms.several[-ending - 1] ?? []) this.meetTerm(term, from, to, field);
  }

  private meetTerm(term: number, from: number, to: number, field: number): void {
    const use = this.terms.uses[term] ?? 0;
    const partner = (use & PAIRED) === 0 ? 0 : this.terms.partners.of(term);
    this.meet(term, use, partner, from, to, field);
  }

  private meet(term: number, use: number, partner: number, from: number, to: number, field: number): void {
    if ((use & NEEDED) !== 0 || this.whole) this.hitReadings(term, from, to, field);
    if (use < PAIRED || field > 2) return;
    this.pairs.add(term, from, to, field, partner);
    if ((use & ALONE) !== 0) this.pairs.addAlone(use >> NUMBER);
  }

  /** Has the places of a word of phrases count as found. */
  realise(term: number): void {
    if (this.maskOf(term) !== 0) return;
    const { pairs } = this;
    const places: number[] = [];
    for (let i = pairs.lastOf(term); i >= 0; i = pairs.beforeOf(i)) places.push(i);
    for (const i of places.reverse())
      this.hitReadings(term, pairs.from[i] ?? 0, pairs.to[i] ?? 0, pairs.field[i] ?? 0);
  }

  /** A new place, from the beginning of one place of a word of phrases to the end of another. */
  joinPair(from: number, to: number): number {
    const { pairs, words } = this;
    const a = pairs.from[from] ?? 0;
    const b = pairs.to[to] ?? 0;
    return this.addSpan(
      words.first[a] ?? 0,
      words.last[b] ?? 0,
      words.start[a] ?? 0,
      words.end[b] ?? 0,
      pairs.field[from] ?? 0,
    );
  }

  private hitReadings(term: number, from: number, to: number, field: number): void {
    const { first, last, start, end } = this.words;
    this.hit(term, first[from] ?? 0, last[to] ?? 0, start[from] ?? 0, end[to] ?? 0, field);
  }
}
