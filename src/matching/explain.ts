import type { Article } from "../model/entry.ts";
import type { Match } from "../model/watchlist.ts";
import type { MatchContext, Matcher } from "./compile.ts";
import { collect, type Finding, holds } from "./evaluate.ts";
import { failedFilter } from "./filters.ts";
import { type Rule, ruleName } from "./list-plan.ts";
import { missOf } from "./miss.ts";
import type { Plan } from "./plan.ts";
import { describeTerms, termMatches } from "./reason.ts";
import type { Scan } from "./scan.ts";
import { scoreOf, weightsOf } from "./score.ts";

/** Why an article matches a watch list, or why not. */
export interface Explanation {
  watchList: string;
  match?: Match;
  /** In words: the match's reason, or what stood in the way. */
  text: string;
  /** For a match: every rule that holds, and what it found. */
  rules?: string[];
  /** For a miss: the rules that came nearest, nearest first. `closeness`: 0 nothing found, 1 all but one thing. */
  misses: { rule: string; closeness: number; text: string }[];
}

/** Rules named for a miss. */
const MOST_MISSES = 3;

/** Explains one watch list and one article; undefined if the matcher has no list of that name. */
export function explain(
  matcher: Matcher,
  article: Article,
  watchList: string,
  context: MatchContext = {},
): Explanation | undefined {
  const match = matcher.match(article, context).find((each) => each.watchList === watchList);
  const examined = matcher.examine(article, watchList);
  if (examined === undefined) return undefined;
  const { plan, scan } = examined;
  if (match !== undefined) {
    const rules = plan.rules
      .filter((rule) => holds(rule.plan, scan))
      .map((rule) => `${ruleName(rule)}: ${foundIn(rule.plan, scan)}`);
    return { watchList, match, text: `matched by ${match.reason}`, rules, misses: [] };
  }
  const miss = (text: string): Explanation => ({ watchList, text, misses: [] });

  const held = plan.rules.filter((rule) => holds(rule.plan, scan));
  if (held.length > 0) {
    const found = held.map((rule) => `${ruleName(rule)} (${foundIn(rule.plan, scan)})`).join("; ");
    if (plan.list.paused === true) return miss(`the list is paused; it would match by ${found}`);
    const excluded = plan.exclude.find((each) => holds(each.plan, scan));
    if (excluded !== undefined) {
      return miss(`excluded by “${excluded.text}” (${foundIn(excluded.plan, scan)}), though it has ${found}`);
    }
    const filter = failedFilter(plan, article, context, scan);
    if (filter !== undefined) return miss(`${filter}, though it has ${found}`);
    const findings: Finding[] = [];
    for (const rule of held) collect(rule.plan, scan, findings);
    const least = plan.filters.minimumScore ?? 0;
    const score = scoreOf(findings, scan, weightsOf(plan.filters.weights));
    return miss(`a passing mention: its score is ${score}, under ${least}; it has ${found}`);
  }

  const misses = plan.rules
    .map((rule) => ruleMiss(rule, scan))
    .filter((each) => each.closeness > 0)
    .sort((a, b) => b.closeness - a.closeness)
    .slice(0, MOST_MISSES);
  const [nearest] = misses;
  const text =
    nearest === undefined
      ? "nothing that the list looks for was found"
      : `the nearest miss is ${nearest.rule}: ${nearest.text}`;
  return { watchList, text, misses };
}

function ruleMiss(rule: Rule, scan: Scan): { rule: string; closeness: number; text: string } {
  const name = ruleName(rule);
  if (rule.bare !== undefined && holds(rule.bare.phrase, scan)) {
    const text = `found (${foundIn(rule.bare.phrase, scan)}), but not tied to the subject: within “${rule.bare.within}”`;
    return { rule: name, closeness: 0.9, text };
  }
  return { rule: name, ...missOf(rule.plan, scan) };
}

function foundIn(plan: Plan, scan: Scan): string {
  const findings: Finding[] = [];
  collect(plan, scan, findings);
  return describeTerms(termMatches(findings, scan));
}
