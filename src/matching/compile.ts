import type { Article } from "../model/entry.ts";
import type { Tier } from "../model/feed.ts";
import type { Entity, Match, TermMatch, WatchList } from "../model/watchlist.ts";
import { Entities } from "./entities.ts";
import { collect, type Finding, holds } from "./evaluate.ts";
import { failedFilter } from "./filters.ts";
import type { Frequencies } from "./frequency.ts";
import { type ListPlan, planList, type Rule, ruleName } from "./list-plan.ts";
import { PhraseSearch, shortPhrase } from "./phrase-search.ts";
import { type Plan, planMask } from "./plan.ts";
import { Presearch } from "./presearch.ts";
import { describeTerms, ownTerms, scoreOf, shorten, termMatches } from "./reason.ts";
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
/** Places that a reason quotes, and how much of each. */
const SHOWN = 3;
const SHORT = 80;
interface Compiled {
  plan: ListPlan;
  name: string;
  minimumScore: number;
  /** It has excludes or filters beside the score. */
  filtered: boolean;
  order: number;
  /** Numbers of its rules: from the first on, before the last. */
  firstRule: number;
  afterRule: number;
}

/** A rule of a list. */
interface Active {
  id: number;
  list: Compiled;
  rule: Rule;
  plan: Plan;
  /** The rule's text. */
  text: string;
  /** Its name in words, once asked for. */
  name: string;
}

/** A rule that holds for the article at hand; of a short phrase, its places. */
interface Held {
  active: Active;
  spans: readonly number[] | undefined;
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
  /** Rules that held for the article at hand; so many of them. */
  private readonly held: Held[] = [];
  private heldCount = 0;

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
    const compiled: Compiled = {
      plan,
      name: list.name,
      minimumScore,
      filtered:
        plan.exclude.length + plan.must.length > 0 ||
        languages !== undefined ||
        outlets !== undefined ||
        tier !== undefined,
      order: before?.order ?? this.nextOrder++,
      firstRule: this.rules.length,
      afterRule: this.rules.length,
    };
    this.byName.set(list.name, compiled);
    for (const part of [plan.rules, plan.exclude, plan.must]) {
      for (const { plan: each } of part) {
        this.mask |= planMask(each);
        this.scan.sets.prepare(each);
      }
    }
    if (list.paused === true) return;
    for (const rule of plan.rules) {
      const phrase = shortPhrase(rule.plan, this.terms);
      const [first, second] = phrase === undefined ? requirementsOf(rule.plan, this.terms) : [];
      if (phrase === undefined && first === undefined) continue;
      const id = this.rules.length;
      this.rules.push({ id, list: compiled, rule, plan: rule.plan, text: rule.text, name: "" });
      if (phrase !== undefined) this.phrases.add(id, phrase);
      else if (first !== undefined) this.presearch.add(id, first, second);
    }
    compiled.afterRule = this.rules.length;
  }

  remove(name: string): void {
    const compiled = this.byName.get(name);
    if (compiled !== undefined) this.retire(compiled);
    this.byName.delete(name);
  }

  private retire({ firstRule, afterRule }: Compiled): void {
    this.rules.fill(undefined, firstRule, afterRule);
  }

  match(article: Article, context: MatchContext = {}): Match[] {
    const { scan, held } = this;
    scan.read(article, this.mask);
    this.heldCount = 0;
    this.phrases.each(this.hold);
    this.presearch.each(this.attempt);
    const count = this.heldCount;
    if (count > 1) sortHeld(held, count);
    const matches: Match[] = [];
    for (let from = 0; from < count; ) {
      const list = held[from]?.active.list;
      let to = from + 1;
      while (to < count && held[to]?.active.list === list) to++;
      const match = list === undefined ? undefined : this.matchOf(list, from, to, article, context);
      if (match !== undefined) matches.push(match);
      from = to;
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
    const active = this.rules[id];
    if (active === undefined) return;
    this.counts.evaluated++;
    if (holds(active.plan, this.scan)) this.add(active, undefined);
  };

  private readonly hold = (id: number, spans: readonly number[]): void => {
    const active = this.rules[id];
    if (active === undefined) return;
    this.counts.evaluated++;
    this.add(active, spans);
  };

  private add(active: Active, spans: readonly number[] | undefined): void {
    this.counts.held++;
    this.held[this.heldCount++] = { active, spans };
  }

  /** The match of a list of which the rules `from` to `to` held. */
  private matchOf(
    list: Compiled,
    from: number,
    to: number,
    article: Article,
    context: MatchContext,
  ): Match | undefined {
    const { scan, held } = this;
    if (list.filtered) {
      const { plan } = list;
      for (const { plan: each } of plan.exclude) if (holds(each, scan)) return undefined;
      if (failedFilter(plan, article, context, scan) !== undefined) return undefined;
    }
    const findings: Finding[] = [];
    let terms: TermMatch[] | undefined;
    let reason = "";
    for (let i = from; i < to; i++) {
      const each = held[i];
      if (each === undefined) continue;
      const { active, spans } = each;
      const begin = findings.length;
      if (spans === undefined) collect(active.plan, scan, findings);
      else for (let k = 0; k < spans.length; k++) findings.push({ label: active.text, span: spans[k] ?? 0 });
      if (i - from >= MOST_REASONS) continue;
      if (active.name === "") active.name = ruleName(active.rule);
      if (i > from) {
        // What an editor needs in an alert: what was found, and of what else it is; `explain` says the rest.
        reason += `${i === from + 1 ? "; also " : ", "}${shorten(active.name.replace(/^(?:phrase|query) /, ""), SHORT)}`;
        continue;
      }
      terms = termMatches(begin === 0 ? findings : findings.slice(begin), scan);
      reason = `${active.name}: ${describeTerms(ownTerms(terms, active.text), SHOWN, SHORT)}`;
    }
    const score = scoreOf(findings, scan);
    if (score < list.minimumScore) return undefined;
    const more = to - from - MOST_REASONS;
    if (more > 0) reason += ` and ${more} more`;
    if (terms === undefined || to - from > 1) terms = termMatches(findings, scan);
    return { watchList: list.name, terms, reason, score };
  }
}

/** So many are sorted as they stand. */
const HANDFUL = 24;

/** Puts the first `count` in the order of their lists, and of their rules within a list. */
function sortHeld(held: Held[], count: number): void {
  if (count > HANDFUL) {
    for (const [i, each] of held.slice(0, count).sort(inOrder).entries()) held[i] = each;
    return;
  }
  for (let i = 1; i < count; i++) {
    const each = held[i];
    if (each === undefined) continue;
    let k = i;
    for (; k > 0; k--) {
      const before = held[k - 1];
      if (before === undefined || inOrder(before, each) < 0) break;
      held[k] = before;
    }
    held[k] = each;
  }
}

function inOrder({ active: a }: Held, { active: b }: Held): number {
  return a.list.order - b.list.order || a.id - b.id;
}
