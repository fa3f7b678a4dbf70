import type { Instant } from "../model/time.ts";
import type { Corpus } from "./corpus.ts";
import { type Candidate, type Judged, type NearEntry, nearestOfAll, Sheet, UNIT } from "./evidence.ts";
import type { Features } from "./features.ts";
import { sameLanguage } from "./frequencies.ts";
import { PROFILE } from "./held.ts";
import { bestThree, decay, HORIZON, type Product, SCORE, storyScore } from "./scoring.ts";
import { TermTable } from "./term-table.ts";

/** Stories that are compared entry by entry, and of these the best, that are compared term by term. */
const CANDIDATES = 16;
const JUDGED = 6;
/** Occurrences of terms that are looked at for one article. */
const OCCURRENCES = 2_000;

interface Member {
  corpus: Corpus;
  entry: number;
}

/** Tables that are filled anew for each article, by whoever looks at one: one article is looked at at a time. */
interface Desk {
  query: TermTable;
  sum: TermTable;
  nearest: TermTable;
}

/** The committed corpus, and over it that of a draft where there is one, seen as one. Older layers first. */
export class Layers {
  readonly corpora: Corpus[];
  readonly #desk: Desk;

  /** `below` lends a draft's layers its tables, since a document may bring a single entry. */
  constructor(corpora: readonly Corpus[], below?: Layers) {
    this.corpora = [...corpora];
    this.#desk =
      below !== undefined
        ? below.#desk
        : { query: new TermTable(), sum: new TermTable(), nearest: new TermTable() };
  }

  get size(): number {
    return this.corpora.reduce((sum, corpus) => sum + corpus.size, 0);
  }

  /** The stories most like an article, best first; of equals the older. */
  rank(features: Features, language: number, at: Instant): Candidate[] {
    const { query } = this.#desk;
    query.clear();
    for (let i = 0; i < features.terms.length; i++)
      query.add(features.terms[i] ?? 0, features.weights[i] ?? 0);
    return this.#candidates(features, at)
      .map((story) => this.#compare(story, features, language, at))
      .sort((a, b) => b.score - a.score || a.story - b.story);
  }

  /** Of the stories just ranked, the evidence on those that may be the article's; none on what many others are before. */
  gather(
    open: readonly Candidate[],
    ranked: readonly Candidate[],
    features: Features,
    at: Instant,
  ): Judged[] {
    const likely = ranked.slice(0, JUDGED).filter((candidate) => open.includes(candidate));
    const near = likely.length === 0 ? [] : nearestOfAll(ranked);
    return likely.map((c) => ({ ...c, evidence: this.#evidence(c, ranked, near, features, at) }));
  }

  #compare(story: number, features: Features, language: number, at: Instant): Candidate {
    const members = this.#members(story);
    const products: Product[] = [];
    let foreign = true;
    for (const { corpus, entry } of members) {
      const cosine = corpus.product(entry, this.#desk.query) / (UNIT * UNIT);
      products.push({ cosine, at: corpus.entries.at(entry) });
      if (sameLanguage(corpus.entries.language(entry), language)) foreign = false;
    }
    const norm = this.#norm(story, members);
    const ageless = storyScore(products, norm, features.terms.length, at);
    const score = ageless * decay(products, at);
    const nearest = bestThree(products, ({ cosine }) => cosine);
    return { story, score, ageless, foreign, products, nearest, norm };
  }

  #evidence(
    candidate: Candidate,
    ranked: readonly Candidate[],
    near: readonly NearEntry[],
    features: Features,
    at: Instant,
  ): Float64Array {
    const { query, sum, nearest } = this.#desk;
    const members = this.#members(candidate.story);
    const most = members[candidate.products.findIndex(({ cosine }) => cosine === candidate.nearest[0])];
    sum.clear();
    nearest.clear();
    for (const { corpus, entry } of members) corpus.pour(entry, sum);
    most?.corpus.pour(most.entry, nearest);
    const sheet = new Sheet();
    sheet.ofEntries(candidate, features.terms.length, at);
    sheet.ofOthers(candidate, ranked, near, features.terms.length);
    sheet.ofTerms({ features, article: query, nearest, story: sum }, members.length);
    return sheet.values;
  }

  #candidates(features: Features, at: Instant): number[] {
    const near = new Map<number, number>();
    for (const corpus of this.corpora)
      for (const found of corpus.nearStories(features, at - HORIZON, OCCURRENCES, CANDIDATES))
        near.set(found.story, Math.max(near.get(found.story) ?? 0, found.near));
    return [...near]
      .sort((a, b) => b[1] - a[1])
      .slice(0, CANDIDATES)
      .map(([story]) => story);
  }

  /** Whether an article has enough in common with a story, and not too much, for a desk that has read little. */
  isPlain(features: Features, story: number): boolean {
    if (features.terms.length < SCORE.youngTerms) return false;
    const { sum } = this.#desk;
    let broadest = 0;
    for (const { corpus, entry } of this.#members(story)) {
      sum.clear();
      corpus.pour(entry, sum);
      let [count, all, squares] = [0, 0, 0];
      for (let i = 0; i < features.terms.length; i++) {
        const weight = sum.get(features.terms[i] ?? 0);
        const shared = (features.weights[i] ?? 0) * weight;
        if (weight > 0) count++;
        all += shared;
        squares += shared * shared;
      }
      if (count > SCORE.youngShare * features.terms.length) return false;
      if (squares > 0) broadest = Math.max(broadest, all ** 2 / squares);
    }
    return broadest >= SCORE.youngBreadth;
  }

  /** Which of an article's terms no entry of a story has (1) or one has (0); all are new to no story. */
  freshTerms(features: Features, story: number | undefined): Uint8Array {
    const fresh = new Uint8Array(features.terms.length).fill(1);
    if (story === undefined) return fresh;
    const { query } = this.#desk;
    query.clear();
    for (const term of features.terms) query.add(term, 1);
    for (const { corpus, entry } of this.#members(story)) corpus.strike(entry, query);
    for (let i = 0; i < fresh.length; i++) fresh[i] = query.get(features.terms[i] ?? 0);
    return fresh;
  }

  /** Whether enough recent entries of two stories would have joined the other, with one more of the first. */
  proveOne(story: number, other: number, at: Instant): boolean {
    const here = this.#witnesses(story, other, at) + 1;
    const there = this.#witnesses(other, story, at);
    return (
      here + there >= SCORE.mergeArticles &&
      Math.min(here, there) >= SCORE.mergeOfEach &&
      here + there >= SCORE.mergeShare * Math.min(this.#sizeOf(story), this.#sizeOf(other))
    );
  }

  begunAt(story: number): Instant {
    return Math.min(
      ...this.corpora.map((c) => {
        const oldest = c.members(story, Number.POSITIVE_INFINITY)[0];
        return oldest === undefined ? Number.POSITIVE_INFINITY : c.entries.at(oldest);
      }),
    );
  }

  #witnesses(of: number, other: number, at: Instant): number {
    const since = at - SCORE.mergeHours * 3_600_000;
    return this.#members(of).filter(
      ({ corpus: { entries }, entry }) =>
        entries.at(entry) >= since && entries.besides.get(entry)?.includes(other) === true,
    ).length;
  }

  #sizeOf(story: number): number {
    return this.corpora.reduce((sum, corpus) => sum + corpus.sizeOf(story), 0);
  }

  /** The entries that speak for a story, oldest first. */
  #members(story: number): Member[] {
    const members: Member[] = [];
    for (const corpus of this.corpora)
      for (const entry of corpus.members(story, PROFILE)) members.push({ corpus, entry });
    return members.length > PROFILE ? members.slice(-PROFILE) : members;
  }

  /** The length of the sum of a story's vectors; remembered where one layer has it all. */
  #norm(story: number, members: readonly Member[]): number {
    const parts = this.corpora.filter((corpus) => corpus.sizeOf(story) > 0);
    const make = () => {
      const { sum } = this.#desk;
      sum.clear();
      for (const { corpus, entry } of members) corpus.pour(entry, sum);
      return sum.norm() / UNIT;
    };
    return parts.length === 1 && parts[0] !== undefined ? parts[0].norm(story, make) : make();
  }
}
