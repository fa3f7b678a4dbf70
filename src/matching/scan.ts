import type { Article } from "../model/entry.ts";
import { NOTHING } from "./atoms.ts";
import { FIELD_GAP, FIELD_ORDER, fieldText, isCapitals, readField, TEXT_MASK } from "./fields.ts";
import { Hits } from "./hits.ts";
import { languageOf } from "./language.ts";
import { grown } from "./rows.ts";
import { Sets } from "./sets.ts";
import { stemmedLanguage } from "./stems.ts";
import { rootOf, type Terms } from "./terms.ts";
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
  /** The readings that set something off. */
  private hot = new Int32Array(256);
  private hotCount = 0;
  private readonly stack: number[] = [];

  constructor(terms: Terms) {
    super(new Words(terms.atoms.dictionary));
    this.terms = terms;
  }

  /** Reads an article. `mask`: which fields any term is asked for in; title, summary and content always are. */
  read(article: Article, mask: number): void {
    const { words } = this;
    this.begin();
    this.article = article;
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
    const { words } = this;
    const first = words.first[from] ?? 0;
    const last = words.last[to] ?? 0;
    const start = words.start[from] ?? 0;
    const end = words.end[to] ?? 0;
    if (ending > 0) this.hit(ending - 1, first, last, start, end, field);
    else
      for (const term of this.terms.several[-ending - 1] ?? [])
        this.hit(term, first, last, start, end, field);
  }
}
