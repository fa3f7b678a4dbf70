import type { TermMatch, TextField } from "../model/watchlist.ts";
import type { Finding } from "./evaluate.ts";
import type { Scan } from "./scan.ts";

/** Most places that one match shows; more would say no more. */
const MOST_TERMS = 200;
/** Words of the content that count as its beginning. */
const LEAD = 60;

/** The findings as terms: each place once, none inside another of the same term, by field and offset. */
export function termMatches(findings: readonly Finding[], scan: Scan): TermMatch[] {
  const { field, start, end } = scan;
  const sorted =
    findings.length < 2
      ? findings
      : [...findings].sort(
          (a, b) =>
            (field[a.span] ?? 0) - (field[b.span] ?? 0) ||
            (start[a.span] ?? 0) - (start[b.span] ?? 0) ||
            (end[b.span] ?? 0) - (end[a.span] ?? 0),
        );
  const terms: TermMatch[] = [];
  for (const { label, span } of sorted) {
    const name = scan.fieldOf(span);
    const to = end[span] ?? 0;
    if (isCovered(terms, label, name, to)) continue;
    terms.push({ term: label, field: name, start: start[span] ?? 0, end: to, text: scan.text(span) });
    if (terms.length >= MOST_TERMS) break;
  }
  return terms;
}

/** Whether an earlier place of the same term reaches as far. */
function isCovered(terms: readonly TermMatch[], label: string, field: TextField, end: number): boolean {
  for (let i = terms.length - 1; i >= 0; i--) {
    const term = terms[i];
    if (term === undefined || term.field !== field) return false;
    if (term.term === label) return term.end >= end;
  }
  return false;
}

/**
 * 0 to 100: how much an article is about what was found. A term in the title counts most, then the summary and the
 * content's beginning; one mention deep in the content gives 10, one in the title 55.
 */
export function scoreOf(findings: readonly Finding[], scan: Scan): number {
  const seen = new Map<string, number>();
  let missing = 1;
  for (const { label, span } of findings) {
    const field = scan.fieldOf(span);
    const early = (scan.first[span] ?? 0) - (scan.fieldStart[scan.field[span] ?? 0] ?? 0) < LEAD;
    const weight =
      field === "title"
        ? 0.55
        : field === "summary"
          ? 0.35
          : field === "content"
            ? early
              ? 0.25
              : 0.1
            : 0.1;
    const key = `${field} ${label}`;
    const before = seen.get(key);
    // A repetition in the same field says a little more each time, for a while.
    if (before === undefined) missing *= 1 - weight;
    else if (before < 6) missing *= 0.97;
    seen.set(key, (before ?? 0) + 1);
  }
  return Math.round(100 * (1 - missing));
}

const PLACES: Readonly<Record<TextField, string>> = {
  title: "in the title",
  summary: "in the summary",
  content: "in the text",
  outlet: "as the outlet",
  author: "as the author",
  category: "in the categories",
  url: "in the address",
  language: "as the language",
};

/** "“Putin” in the title, “talks” in the summary", each term once, at most `most` of them. */
export function describeTerms(terms: readonly TermMatch[], most = 4): string {
  const shown = new Map<string, string>();
  for (const term of terms) {
    if (!shown.has(term.term)) shown.set(term.term, `“${shorten(term.text)}” ${PLACES[term.field]}`);
  }
  const all = [...shown.values()];
  const rest = all.length - most;
  return all.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

export function shorten(text: string, most = 120): string {
  // Long enough whatever is folded, and short enough to be quick.
  const tidy = text.slice(0, most * 4).replace(/\s+/gu, " ");
  return tidy.length <= most ? tidy : `${[...tidy].slice(0, most - 1).join("")}…`;
}

/** Where a term stands, in words. */
export function placeOf(field: TextField): string {
  return PLACES[field];
}
