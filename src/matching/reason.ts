import type { TermMatch, TextField } from "../model/watchlist.ts";
import type { Finding } from "./evaluate.ts";
import type { Scan } from "./scan.ts";

/** Most places that one match shows; more would say no more. */
const MOST_TERMS = 200;
/** Findings that are simply compared with each other. */
const FEW = 12;
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
    terms.push(termMatch(label, span, scan));
    if (terms.length >= MOST_TERMS) break;
  }
  return terms;
}

/** The places `from` to before `to` of one term, which are by position, as terms: none inside another. */
export function placeMatches(
  term: string,
  places: Int32Array,
  from: number,
  to: number,
  scan: Scan,
): TermMatch[] {
  const terms = [termMatch(term, places[from] ?? 0, scan)];
  let before = places[from] ?? 0;
  for (let i = from + 1; i < to && terms.length < MOST_TERMS; i++) {
    const span = places[i] ?? 0;
    if (scan.field[span] === scan.field[before]) {
      if ((scan.start[span] ?? 0) <= (scan.start[places[i - 1] ?? 0] ?? 0)) {
        // Places that begin alike, or readings within a word: the longest is shown.
        const all = Array.from(places.subarray(from, to), (each) => ({ label: term, span: each }));
        return termMatches(all, scan);
      }
      if ((scan.end[span] ?? 0) <= (scan.end[before] ?? 0)) continue;
    }
    terms.push(termMatch(term, span, scan));
    before = span;
  }
  return terms;
}

/** A place as one of a term. */
function termMatch(term: string, span: number, scan: Scan): TermMatch {
  const field = scan.fieldOf(span);
  return { term, field, start: scan.start[span] ?? 0, end: scan.end[span] ?? 0, text: scan.text(span) };
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
  const seen = findings.length > FEW ? new Map<string, number>() : undefined;
  let missing = 1;
  for (let i = 0; i < findings.length; i++) {
    const finding = findings[i];
    if (finding === undefined) continue;
    const before = seen === undefined ? repeats(findings, i, scan) : countUp(seen, finding, scan);
    // A repetition in the same field says a little more each time, for a while.
    if (before === 0) missing *= 1 - weightOf(finding.span, scan);
    else if (before < 6) missing *= 0.97;
  }
  return Math.round(100 * (1 - missing));
}

/** The score of a match that stands on places of one term. */
export function scoreOfPlaces(places: Int32Array, from: number, to: number, scan: Scan): number {
  let missing = 1;
  let field = -1;
  let before = 0;
  for (let i = from; i < to; i++) {
    const span = places[i] ?? 0;
    before = scan.field[span] === field ? before + 1 : 0;
    field = scan.field[span] ?? 0;
    missing *= before === 0 ? 1 - weightOf(span, scan) : before < 6 ? 0.97 : 1;
  }
  return Math.round(100 * (1 - missing));
}

function weightOf(span: number, scan: Scan): number {
  const field = scan.field[span] ?? 0;
  if (field === 0) return 0.55;
  if (field === 1) return 0.35;
  return field === 2 && (scan.first[span] ?? 0) - (scan.fieldStart[field] ?? 0) < LEAD ? 0.25 : 0.1;
}

/** How many of the findings before this one are of its term and field. */
function repeats(findings: readonly Finding[], at: number, scan: Scan): number {
  const finding = findings[at];
  if (finding === undefined) return 0;
  let count = 0;
  for (let i = 0; i < at; i++) {
    const other = findings[i];
    if (other?.label === finding.label && scan.field[other.span] === scan.field[finding.span]) count++;
  }
  return count;
}

function countUp(seen: Map<string, number>, { label, span }: Finding, scan: Scan): number {
  const key = `${scan.field[span] ?? 0} ${label}`;
  const before = seen.get(key) ?? 0;
  seen.set(key, before + 1);
  return before;
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

/** The same after a closing quotation mark: joined once, not for each match. */
const ENDS: Readonly<Record<TextField, string>> = {
  title: `” ${PLACES.title}`,
  summary: `” ${PLACES.summary}`,
  content: `” ${PLACES.content}`,
  outlet: `” ${PLACES.outlet}`,
  author: `” ${PLACES.author}`,
  category: `” ${PLACES.category}`,
  url: `” ${PLACES.url}`,
  language: `” ${PLACES.language}`,
};

/** A phrase's own places, without what its condition found. */
export function ownTerms(terms: readonly TermMatch[], rule: string): readonly TermMatch[] {
  const own = terms.filter((term) => term.term === rule);
  return own.length > 0 ? own : terms;
}

/**
 * "“Putin” in the title, “talks” in the summary", each term once, at most `most` of them, each of at most `length`
 * characters.
 */
export function describeTerms(terms: readonly TermMatch[], most = 4, length = 120): string {
  const [first] = terms;
  if (terms.length === 1 && first !== undefined) return describe(first, length);
  const shown = new Map<string, TermMatch>();
  for (const term of terms) if (!shown.has(term.term)) shown.set(term.term, term);
  const described: string[] = [];
  for (const term of shown.values()) {
    if (described.length >= most) break;
    described.push(describe(term, length));
  }
  const rest = shown.size - described.length;
  return described.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

function describe(term: TermMatch, length: number): string {
  return `“${shorten(term.text, length)}${ENDS[term.field]}`;
}

/** What follows the opening quotation mark where all places are of one term: "Putin” in the title". */
export function closing(terms: readonly TermMatch[], length: number): string {
  const [first] = terms;
  return first === undefined ? "" : shorten(first.text, length) + ENDS[first.field];
}

/** In one line, with single spaces, of at most so many characters. */
export function shorten(text: string, most = 120): string {
  if (text.length <= most && isTidy(text)) return text;
  // Long enough whatever is folded, and short enough to be quick.
  const tidy = text.slice(0, most * 4).replace(/\s+/gu, " ");
  return tidy.length <= most ? tidy : `${[...tidy].slice(0, most - 1).join("")}…`;
}

/** Whether a text is of printable ASCII with single spaces: sure without looking at what Unicode calls a space. */
function isTidy(text: string): boolean {
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 32 || c > 126 || (c === 32 && before === 32)) return !UNTIDY.test(text);
    before = c;
  }
  return true;
}

const UNTIDY = /\s\s|[^\S ]/u;

/** Where a term stands, in words. */
export function placeOf(field: TextField): string {
  return PLACES[field];
}
