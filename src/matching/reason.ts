import type { TermMatch, TextField } from "../model/watchlist.ts";
import type { Finding } from "./evaluate.ts";
import type { Scan } from "./scan.ts";

/** Most places that one match shows; more would say no more. */
const MOST_TERMS = 200;
/** Findings that are sorted as they stand. */
const FEW = 12;

/** The findings as terms: each place once, none inside another of the same term, by field and offset. */
export function termMatches(findings: readonly Finding[], scan: Scan): TermMatch[] {
  const terms: TermMatch[] = [];
  for (const { label, span } of inOrder(findings, scan)) {
    const name = scan.fieldOf(span);
    const to = scan.end[span] ?? 0;
    if (isCovered(terms, label, name, to)) continue;
    terms.push(termMatch(label, span, scan));
    if (terms.length >= MOST_TERMS) break;
  }
  return terms;
}

/** By field and offset; of those that begin alike the longest first. */
function inOrder(findings: readonly Finding[], scan: Scan): readonly Finding[] {
  const { field, start, end } = scan;
  const apart = (a: Finding, b: Finding) =>
    (field[a.span] ?? 0) - (field[b.span] ?? 0) ||
    (start[a.span] ?? 0) - (start[b.span] ?? 0) ||
    (end[b.span] ?? 0) - (end[a.span] ?? 0);
  const sorted = [...findings];
  if (sorted.length > FEW) return sorted.sort(apart);
  for (let i = 1; i < sorted.length; i++) {
    const finding = sorted[i];
    if (finding === undefined) break;
    let k = i;
    for (
      let before = sorted[k - 1];
      before !== undefined && apart(before, finding) > 0;
      before = sorted[k - 1]
    )
      sorted[k--] = before;
    sorted[k] = finding;
  }
  return sorted;
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
  const shown: string[] = [];
  let described = "";
  for (const term of terms) {
    if (shown.includes(term.term)) continue;
    shown.push(term.term);
    if (shown.length <= most) described += (shown.length === 1 ? "" : ", ") + describe(term, length);
  }
  const rest = shown.length - most;
  return rest > 0 ? `${described} and ${rest} more` : described;
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
