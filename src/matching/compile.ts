import type { Article } from "../model/entry.ts";
import type { Tier } from "../model/feed.ts";
import type { Entity, Match, TermMatch, WatchList, Weights } from "../model/watchlist.ts";
import { Entities } from "./entities.ts";
import { collect, type Finding, holds } from "./evaluate.ts";
import { failedFilter } from "./filters.ts";
import type { Frequencies } from "./frequency.ts";
import { Held } from "./held.ts";
import { type ListPlan, planList, type Rule, ruleName } from "./list-plan.ts";
import { PhraseSearch, wordPhrase } from "./phrase-search.ts";
import { needTerms, type Plan, planMask } from "./plan.ts";
import { Presearch } from "./presearch.ts";
import { closing, describeTerms, ownTerms, placeMatches, shorten, termMatches } from "./reason.ts";
import { requirementsOf } from "./require.ts";
import { Scan } from "./scan.ts";
import { scoreOf, scoreOfPlaces, weightsOf } from "./score.ts";
import { Terms } from "./terms.ts";

/** What is known of an article beside its text. */
export interface MatchContext {
  /** The outlet's; unknown: no list's tier filter applies. */
  tier?: Tier;
}

/** Watch lists, compiled: one pass over an article finds what any of them asks for. */
export interface Matcher {
  /** Every watch list that the article matches, in the lists' order. Pure but for caches; never throws for any text. */
  match(article: Article, context?: MatchContext): Match[];
  /** Adds a watch list, or replaces the one of its name. Throws WatchListError, and then nothing changed. */
  put(list: WatchList): void;
  /** Removes a watch list; an unknown name is no error. */
  remove(name: string): void;
  /** Names, in order. Paused lists stand here too, and never match. */
  readonly names: readonly string[];
  /** How many rules were evaluated, and how many of them held, since it was made: the presearcher's worth. */
  readonly counts: { evaluated: number; held: number };
  /** For explain.ts: the plans of a list, and the article read. */
  examine(article: Article, name: string): { plan: ListPlan; scan: Scan } | undefined;
}

export interface CompileOptions {
  /** What a stream has taught of its words: queries are then woken by what is rare in it. */
  frequencies?: Frequencies;
}

/** Compiles watch lists. Throws WatchListError for a fault in any of them. */
export function compile(
  lists: readonly WatchList[],
  entities: readonly Entity[],
  options: CompileOptions = {},
): Matcher {
  return new CompiledMatcher(lists, entities, options);
}

/** Rules of a list that a reason names; the rest are counted. */
const MOST_REASONS = 3;
/** Places that a reason quotes, and how much of each. */
const SHOWN = 3;
const SHORT = 80;
interface Compiled {
  plan: ListPlan;
  order: number;
  /** Numbers of its rules: from the first on, before the last. */
  firstRule: number;
  afterRule: number;
}

/** A rule of a list; of the list, what most matches need. */
interface Active {
  rule: Rule;
  plan: Plan;
  /** The rule's text. */
  text: string;
  /** The place of its list in the order. */
  order: number;
  /** "phrase “x”: “", how the reason of a phrase of words begins, and its name in a list of several, once asked for. */
  opening: string;
  short: string;
  watchList: string;
  minimumScore: number;
  weights: Weights;
  /** The list's plan, if it has excludes or filters beside the score. */
  filters: ListPlan | undefined;
}

class CompiledMatcher implements Matcher {
  readonly counts = { evaluated: 0, held: 0 };
  private readonly entities: Entities;
  private readonly terms: Terms;
  private readonly scan: Scan;
  private readonly byName = new Map<string, Compiled>();
  private mask = 0;
  private nextOrder = 0;
  /** Those of lists that were replaced or removed are undefined. */
  private readonly rules: (Active | undefined)[] = [];
  private readonly presearch: Presearch;
  private readonly phrases: PhraseSearch;
  private readonly held = new Held();

  constructor(lists: readonly WatchList[], entities: readonly Entity[], options: CompileOptions) {
    this.terms = new Terms(options.frequencies);
    this.scan = new Scan(this.terms);
    this.presearch = new Presearch(this.scan);
    this.phrases = new PhraseSearch(this.scan);
    this.entities = new Entities(entities, this.terms);
    for (const list of lists) this.put(list);
  }

  get names(): readonly string[] {
    return [...this.byName.values()].sort((a, b) => a.order - b.order).map((each) => each.plan.list.name);
  }

  put(list: WatchList): void {
    const plan = planList(list, this.terms, this.entities);
    const before = this.byName.get(list.name);
    if (before !== undefined) this.retire(before);
    const { languages, outlets, tier, minimumScore = 0 } = plan.filters;
    const weights = weightsOf(plan.filters.weights);
    const compiled: Compiled = {
      plan,
      order: before?.order ?? this.nextOrder++,
      firstRule: this.rules.length,
      afterRule: this.rules.length,
    };
    const filtered =
      plan.exclude.length + plan.must.length > 0 ||
      languages !== undefined ||
      outlets !== undefined ||
      tier !== undefined;
    this.byName.set(list.name, compiled);
    for (const part of [plan.rules, plan.exclude, plan.must]) {
      for (const { plan: each } of part) {
        this.mask |= planMask(each);
        this.scan.sets.prepare(each);
        if (part !== plan.rules) needTerms(each, this.terms);
      }
    }
    if (list.paused === true) return;
    for (const rule of plan.rules) {
      const phrase = wordPhrase(rule.plan, this.terms);
      const [first, second] = phrase === undefined ? requirementsOf(rule.plan, this.terms) : [];
      if (phrase === undefined && first === undefined) continue;
      const id = this.rules.length;
      this.rules.push({
        rule,
        plan: rule.plan,
        text: rule.text,
        order: compiled.order,
        opening: "",
        short: "",
        watchList: list.name,
        minimumScore,
        weights,
        filters: filtered ? plan : undefined,
      });
      if (phrase !== undefined) this.phrases.add(id, compiled.order, phrase);
      else if (first !== undefined) {
        needTerms(rule.plan, this.terms);
        this.presearch.add(id, first, second);
      }
    }
    compiled.afterRule = this.rules.length;
  }

  remove(name: string): void {
    const compiled = this.byName.get(name);
    if (compiled !== undefined) this.retire(compiled);
    this.byName.delete(name);
  }

  private retire({ firstRule, afterRule }: Compiled): void {
    for (let id = firstRule; id < afterRule; id++) {
      const rule = this.rules[id];
      const phrase = rule && wordPhrase(rule.plan, this.terms);
      if (phrase !== undefined) this.phrases.remove(id, phrase);
      this.rules[id] = undefined;
    }
  }

  match(article: Article, context: MatchContext = {}): Match[] {
    const { scan, held } = this;
    scan.read(article, this.mask);
    held.clear();
    this.phrases.each(this.hold);
    this.presearch.each(this.attempt);
    const { orders, count } = held;
    if (count > 1) held.sort();
    const matches: Match[] = [];
    for (let from = 0; from < count; ) {
      const order = orders[from];
      let to = from + 1;
      while (to < count && orders[to] === order) to++;
      const match = this.matchOf(from, to, article, context);
      if (match !== undefined) matches.push(match);
      from = to;
    }
    return matches;
  }

  examine(article: Article, name: string): { plan: ListPlan; scan: Scan } | undefined {
    const compiled = this.byName.get(name);
    if (compiled === undefined) return undefined;
    this.scan.read(article, this.mask, true);
    return { plan: compiled.plan, scan: this.scan };
  }

  private readonly attempt = (id: number): void => {
    const active = this.rules[id];
    if (active === undefined) return;
    this.counts.evaluated++;
    if (!holds(active.plan, this.scan)) return;
    this.counts.held++;
    this.held.add(id, active.order, -1, -1);
  };

  private readonly hold = (id: number, order: number, from: number, to: number): void => {
    this.counts.evaluated++;
    this.counts.held++;
    this.held.add(id, order, from, to);
  };

  /**
   * What is needed of a rule that holds. The first time it is made anew: what few of very many rules ever hold comes
   * to stand side by side in memory.
   */
  private activeOf(id: number): Active | undefined {
    const active = this.rules[id];
    if (active === undefined || active.opening !== "") return active;
    const made = { ...active, opening: `${ruleName(active.rule)}: “` };
    this.rules[id] = made;
    return made;
  }

  /** The match of a list of which the rules `from` to `to` held. */
  private matchOf(from: number, to: number, article: Article, context: MatchContext): Match | undefined {
    const { scan, held, phrases } = this;
    const active = this.activeOf(held.rules[from] ?? 0);
    if (active === undefined) return undefined;
    const { filters, watchList, minimumScore, weights } = active;
    if (filters !== undefined) {
      for (const { plan } of filters.exclude) if (holds(plan, scan)) return undefined;
      if (failedFilter(filters, article, context, scan) !== undefined) return undefined;
    }
    // Most matches by far: one phrase.
    if (to === from + 1 && (held.from[from] ?? -1) >= 0) {
      const { places } = phrases;
      const begin = held.from[from] ?? 0;
      const end = held.to[from] ?? 0;
      const score = scoreOfPlaces(places, begin, end, scan, weights);
      if (score < minimumScore) return undefined;
      const terms = placeMatches(active.text, places, begin, end, scan);
      return { watchList, terms, reason: active.opening + closing(terms, SHORT), score };
    }
    const findings: Finding[] = [];
    let terms: TermMatch[] | undefined;
    let reason = "";
    for (let i = from; i < to; i++) {
      const each = this.rules[held.rules[i] ?? 0];
      if (each === undefined) continue;
      const begin = held.from[i] ?? -1;
      if (begin < 0) collect(each.plan, scan, findings);
      else {
        const end = held.to[i] ?? 0;
        for (let k = begin; k < end; k++) findings.push({ label: each.text, span: phrases.places[k] ?? 0 });
      }
      if (i === from) {
        terms = termMatches(findings, scan);
        const own = active.rule.bare === undefined ? terms : ownTerms(terms, active.text);
        reason = `${ruleName(active.rule)}: ${describeTerms(own, SHOWN, SHORT)}`;
      } else if (i - from < MOST_REASONS) {
        // What an editor needs in an alert: what was found, and of what else it is; `explain` says the rest.
        if (each.short === "")
          each.short = shorten(ruleName(each.rule).replace(/^(?:phrase|query) /, ""), SHORT);
        reason += (i === from + 1 ? "; also " : ", ") + each.short;
      }
    }
    const score = scoreOf(findings, scan, weights);
    if (score < minimumScore) return undefined;
    const more = to - from - MOST_REASONS;
    if (more > 0) reason += ` and ${more} more`;
    if (terms === undefined || to - from > 1) terms = termMatches(findings, scan);
    return { watchList, terms, reason, score };
  }
}
