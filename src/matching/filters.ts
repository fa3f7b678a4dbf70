import type { Article } from "../model/entry.ts";
import type { MatchContext } from "./compile.ts";
import { holds } from "./evaluate.ts";
import type { ListPlan } from "./list-plan.ts";
import type { Scan } from "./scan.ts";

/** Which of a list's filters an article fails, in words; undefined if none. The minimum score is not among them. */
export function failedFilter(
  plan: ListPlan,
  article: Article,
  context: MatchContext,
  scan: Scan,
): string | undefined {
  const { languages, outlets, tier } = plan.filters;
  if (languages === undefined && outlets === undefined && tier === undefined && plan.must.length === 0) {
    return undefined;
  }
  const language = article.language;
  if (
    languages?.only !== undefined &&
    language !== "" &&
    !languages.only.some((each) => speaks(language, each))
  ) {
    return `its language is ${language}, and the list takes only ${languages.only.join(", ")}`;
  }
  if (languages?.not?.some((each) => speaks(language, each)) === true)
    return `the list leaves out ${language}`;
  const outlet = article.outlet.trim().toLowerCase();
  const named = (names: readonly string[]) => names.some((name) => name.trim().toLowerCase() === outlet);
  if (outlets?.only !== undefined && !named(outlets.only)) {
    return `the list takes only ${outlets.only.join(", ")}, not ${article.outlet || "an unnamed outlet"}`;
  }
  if (outlets?.not !== undefined && named(outlets.not)) return `the list leaves out ${article.outlet}`;
  if (tier !== undefined && context.tier !== undefined && context.tier > tier) {
    return `the outlet is of tier ${context.tier}, and the list takes none below ${tier}`;
  }
  const missing = plan.must.find((must) => !holds(must.plan, scan));
  return missing === undefined ? undefined : `@${missing.key} is not mentioned, and the list says it must be`;
}

/** `en` speaks for en-GB too. An article of unknown language is let through. */
function speaks(language: string, wanted: string): boolean {
  const [a, b] = [language.toLowerCase().replaceAll("_", "-"), wanted.toLowerCase().replaceAll("_", "-")];
  return a === b || a.startsWith(`${b}-`);
}
