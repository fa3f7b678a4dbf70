import type { Article } from "../model/entry.ts";
import type { Tier } from "../model/feed.ts";
import type { Entity, Match, WatchList } from "../model/watchlist.ts";
import { Entities } from "./entities.ts";
import { collect, type Finding, holds } from "./evaluate.ts";
import { failedFilter } from "./filters.ts";
import { type ListPlan, planList, type Rule } from "./list-plan.ts";
import { planMask } from "./plan.ts";
import { describeTerms, scoreOf, shorten, termMatches } from "./reason.ts";
import { type Requirement, requirementsOf } from "./require.ts";
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

/** Compiles watch lists. Throws WatchListError for a fault in any of them. */
export function compile(lists: readonly WatchList[], entities: readonly Entity[]): Matcher {
  return new CompiledMatcher(lists, entities);
}

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
  private readonly terms = new Terms();
  private readonly scan = new Scan(this.terms);
  private readonly byName = new Map<string, Compiled>();
  private mask = 0;
  private epoch = 0;
  private nextOrder = 0;
  /** A rule's list, itself, and the set that is checked before it is evaluated (-1 for none). */
  private readonly ruleList: Compiled[] = [];
  private readonly rules: Rule[] = [];
  private readonly ruleSecond: number[] = [];
  /** Sets of alternatives, each kept once: the fields they count in, when last found, and the rules they wake. */
  private readonly setIds = new Map<string, number>();
  private readonly setMask: number[] = [];
  private readonly setStamp: number[] = [];
  private readonly setRules: number[][] = [];
  private readonly setsOfTerm: (number[] | undefined)[] = [];
  private readonly awake: number[] = [];
  private readonly touched: Compiled[] = [];

  constructor(lists: readonly WatchList[], entities: readonly Entity[]) {
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
    for (const { plan: each } of [...plan.rules, ...plan.exclude, ...plan.must]) this.mask |= planMask(each);
    if (list.paused === true) return;
    for (const rule of plan.rules) {
      const [first, second] = requirementsOf(rule.plan, this.terms);
      if (first === undefined) continue;
      const id: number = this.rules.length;
      this.rules.push(rule);
      this.ruleList.push(compiled);
      this.ruleSecond.push(second === undefined ? -1 : this.setOf(second));
      this.setRules[this.setOf(first)]?.push(id);
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
    this.wake();
    touched.length = 0;
    for (const set of this.awake) this.evaluate(set);
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

  private setOf(requirement: Requirement): number {
    const key = `${requirement.mask} ${requirement.terms.join(" ")}`;
    let id = this.setIds.get(key);
    if (id !== undefined) return id;
    id = this.setMask.length;
    this.setIds.set(key, id);
    this.setMask.push(requirement.mask);
    this.setStamp.push(0);
    this.setRules.push([]);
    for (const term of requirement.terms) {
      while (this.setsOfTerm.length <= term) this.setsOfTerm.push(undefined);
      const sets = this.setsOfTerm[term];
      if (sets === undefined) this.setsOfTerm[term] = [id];
      else sets.push(id);
    }
    return id;
  }

  /** Stamps every set that a found term is of; those with rules are awake. */
  private wake(): void {
    const { scan, awake, setsOfTerm, setStamp, setMask, setRules } = this;
    const epoch = ++this.epoch;
    awake.length = 0;
    for (let i = 0; i < scan.found.length; i++) {
      const term = scan.found[i] ?? 0;
      const sets = setsOfTerm[term];
      if (sets === undefined) continue;
      const mask = scan.maskOf(term);
      for (let k = 0; k < sets.length; k++) {
        const set = sets[k] ?? 0;
        if (setStamp[set] === epoch || ((setMask[set] ?? 0) & mask) === 0) continue;
        setStamp[set] = epoch;
        if ((setRules[set]?.length ?? 0) > 0) awake.push(set);
      }
    }
  }

  private evaluate(set: number): void {
    const rules = this.setRules[set];
    if (rules === undefined) return;
    for (let i = 0; i < rules.length; i++) {
      const id: number = rules[i] ?? 0;
      const second = this.ruleSecond[id] ?? -1;
      if (second >= 0 && this.setStamp[second] !== this.epoch) continue;
      const compiled = this.ruleList[id];
      const rule = this.rules[id];
      if (compiled === undefined || rule === undefined || !compiled.alive) continue;
      this.counts.evaluated++;
      if (!holds(rule.plan, this.scan)) continue;
      this.counts.held++;
      if (compiled.held.length === 0) this.touched.push(compiled);
      compiled.held.push(id);
    }
  }

  private matchOf(compiled: Compiled, article: Article, context: MatchContext): Match | undefined {
    const { scan } = this;
    const { plan } = compiled;
    for (const { plan: each } of plan.exclude) if (holds(each, scan)) return undefined;
    if (failedFilter(plan, article, context, scan) !== undefined) return undefined;
    const all: Finding[] = [];
    const reasons: string[] = [];
    for (const id of compiled.held.sort((a, b) => a - b)) {
      const rule: Rule | undefined = this.rules[id];
      if (rule === undefined) continue;
      const findings: Finding[] = [];
      collect(rule.plan, scan, findings);
      all.push(...findings);
      if (reasons.length < 3)
        reasons.push(`${ruleName(rule)}: ${describeTerms(termMatches(findings, scan))}`);
    }
    const score = scoreOf(all, scan);
    if (score < (plan.filters.minimumScore ?? 0)) return undefined;
    const more = compiled.held.length - reasons.length;
    const reason = reasons.join("; ") + (more > 0 ? `; and ${more} more of its phrases and queries` : "");
    return { watchList: plan.list.name, terms: termMatches(all, scan), reason, score };
  }
}

/** "phrase “security guarantees”", "query “a AND b”", "2 entities together". */
export function ruleName(rule: Rule): string {
  return rule.kind === "entities" ? rule.text : `${rule.kind} “${shorten(rule.text)}”`;
}
