import type { Article } from "../model/entry.ts";
import type { Tier } from "../model/feed.ts";
import type { Entity, Match, TermMatch, WatchList } from "../model/watchlist.ts";
import { Entities } from "./entities.ts";
import { collect, type Finding, holds } from "./evaluate.ts";
import { failedFilter } from "./filters.ts";
import type { Frequencies } from "./frequency.ts";
import { type ListPlan, planList, type Rule, ruleName } from "./list-plan.ts";
import { planMask } from "./plan.ts";
import { Presearch } from "./presearch.ts";
import { describeTerms, scoreOf, termMatches } from "./reason.ts";
import { requirementsOf } from "./require.ts";
import { Scan } from "./scan.ts";
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
interface Compiled {
  plan: ListPlan;
  alive: boolean;
  order: number;
  /** Rules that held for the article at hand. */
  held: number[];
}

class CompiledMatcher implements Matcher {
  readonly counts = { evaluated: 0, held: 0 };
  private readonly entities: Entities;
  private readonly terms: Terms;
  private readonly scan: Scan;
  private readonly byName = new Map<string, Compiled>();
  private mask = 0;
  private nextOrder = 0;
  /** Rules by number, and the list of each. */
  private readonly ruleList: Compiled[] = [];
  private readonly rules: Rule[] = [];
  private readonly presearch: Presearch;
  private readonly touched: Compiled[] = [];

  constructor(lists: readonly WatchList[], entities: readonly Entity[], options: CompileOptions) {
    this.terms = new Terms(options.frequencies);
    this.scan = new Scan(this.terms);
    this.presearch = new Presearch(this.scan);
    this.entities = new Entities(entities, this.terms);
    for (const list of lists) this.put(list);
  }

  get names(): readonly string[] {
    return [...this.byName.values()].sort((a, b) => a.order - b.order).map((each) => each.plan.list.name);
  }

  put(list: WatchList): void {
    const plan = planList(list, this.terms, this.entities);
    const before = this.byName.get(list.name);
    if (before !== undefined) before.alive = false;
    const compiled: Compiled = { plan, alive: true, order: before?.order ?? this.nextOrder++, held: [] };
    this.byName.set(list.name, compiled);
    for (const part of [plan.rules, plan.exclude, plan.must]) {
      for (const { plan: each } of part) {
        this.mask |= planMask(each);
        this.scan.sets.prepare(each);
      }
    }
    if (list.paused === true) return;
    for (const rule of plan.rules) {
      const [first, second] = requirementsOf(rule.plan, this.terms);
      if (first === undefined) continue;
      const id: number = this.rules.length;
      this.rules.push(rule);
      this.ruleList.push(compiled);
      this.presearch.add(id, first, second);
    }
  }

  remove(name: string): void {
    const compiled = this.byName.get(name);
    if (compiled !== undefined) compiled.alive = false;
    this.byName.delete(name);
  }

  match(article: Article, context: MatchContext = {}): Match[] {
    const { scan, touched } = this;
    scan.read(article, this.mask);
    touched.length = 0;
    this.presearch.each(this.attempt);
    if (touched.length === 0) return [];
    if (touched.length > 1) touched.sort((a, b) => a.order - b.order);
    const matches: Match[] = [];
    for (const compiled of touched) {
      const match = this.matchOf(compiled, article, context);
      compiled.held.length = 0;
      if (match !== undefined) matches.push(match);
    }
    return matches;
  }

  examine(article: Article, name: string): { plan: ListPlan; scan: Scan } | undefined {
    const compiled = this.byName.get(name);
    if (compiled === undefined) return undefined;
    this.scan.read(article, this.mask);
    return { plan: compiled.plan, scan: this.scan };
  }

  private readonly attempt = (id: number): void => {
    const compiled = this.ruleList[id];
    const rule = this.rules[id];
    if (compiled === undefined || rule === undefined || !compiled.alive) return;
    this.counts.evaluated++;
    if (!holds(rule.plan, this.scan)) return;
    this.counts.held++;
    if (compiled.held.length === 0) this.touched.push(compiled);
    compiled.held.push(id);
  };

  private matchOf(compiled: Compiled, article: Article, context: MatchContext): Match | undefined {
    const { scan } = this;
    const { plan } = compiled;
    for (const { plan: each } of plan.exclude) if (holds(each, scan)) return undefined;
    if (failedFilter(plan, article, context, scan) !== undefined) return undefined;
    const all: Finding[] = [];
    const reasons: string[] = [];
    let terms: TermMatch[] | undefined;
    if (compiled.held.length > 1) compiled.held.sort((a, b) => a - b);
    for (const id of compiled.held) {
      const rule: Rule | undefined = this.rules[id];
      if (rule === undefined) continue;
      const findings: Finding[] = [];
      collect(rule.plan, scan, findings);
      for (const finding of findings) all.push(finding);
      if (reasons.length >= MOST_REASONS) continue;
      const found = termMatches(findings, scan);
      if (compiled.held.length === 1) terms = found;
      reasons.push(`${ruleName(rule)}: ${describeTerms(found)}`);
    }
    const score = scoreOf(all, scan);
    if (score < (plan.filters.minimumScore ?? 0)) return undefined;
    const more = compiled.held.length - reasons.length;
    const reason = reasons.join("; ") + (more > 0 ? `; and ${more} more of its phrases and queries` : "");
    return { watchList: plan.list.name, terms: terms ?? termMatches(all, scan), reason, score };
  }
}
