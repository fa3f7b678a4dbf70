import { diffWords } from "diff";
import type { Span } from "../model/message.ts";
import { bareHeadline, fold } from "./headline.ts";

/** What a revision amounts to, and how it is said; undefined for one that changes nothing a reader must know. */
export interface Correction {
  kind: "corrected" | "fact";
  note: string;
  /** Where the note has what was said before. */
  struck?: Span;
}

export interface Version {
  title: string;
  summary: string;
  content: string;
}

/** Share of a headline's words that may change before it is another wording, not a correction. */
const REWRITTEN = 0.6;
/** Longest passage of a notice that is repeated, in characters. */
const NOTICE = 200;

/** How publishers begin a correction's notice, in a headline or in the text. */
const NOTICE_HEAD =
  /^\s*[[(]?(?:corrected|correction|clarification|errata|erratum|berichtigung|korrektur|rectificatif|corrección|rettifica|исправлено|виправлено)\b/iu;
const NOTICE_TEXT =
  /(?:^|\n|[.!?]\s)((?:[[(]?(?:correction|clarification)\b\s*[:–—-]|an earlier version of this|this (?:story|article|report) (?:has been|was) (?:corrected|amended|updated to correct)|corrects? (?:the )?(?:spelling|name|number|date|title|day|figure|paragraph|headline|attribution))[^.!?\n]*[.!?]?)/iu;

/**
 * Weighs a revision: a typo, a REFILE or another wording says nothing; a changed number or name, and what the publisher
 * calls a correction, does. Wholesale rewriting of fresh agency copy is no correction.
 */
export function weighRevision(before: Version, after: Version, outlet: string): Correction | undefined {
  const change = headlineChange(bareHeadline(before.title, outlet), bareHeadline(after.title, outlet));
  if (NOTICE_HEAD.test(after.title) && !NOTICE_HEAD.test(before.title)) {
    return { kind: "corrected", ...(change?.said ?? { note: `Corrected by ${outlet}.` }) };
  }
  const said = noticeOf(after);
  if (said !== undefined && noticeOf(before) !== said) {
    return { kind: "corrected", note: `Corrected by ${outlet}: ${said}` };
  }
  return change?.fact === true ? { kind: "fact", ...change.said } : undefined;
}

/** The publisher's own words of a correction in the text. */
function noticeOf({ summary, content }: Version): string | undefined {
  const found = NOTICE_TEXT.exec(`${summary}\n${content}`)?.[1]?.trim();
  return found === undefined ? undefined : found.slice(0, NOTICE);
}

/** How a headline changed: which words, and whether a number or a name is among them. */
function headlineChange(
  before: string,
  after: string,
): { said: Pick<Correction, "note" | "struck">; fact: boolean } | undefined {
  if (fold(before) === fold(after)) return undefined; // case, punctuation, accents
  const parts = diffWords(before, after);
  const removed = parts.filter((p) => p.removed).map((p) => p.value.trim());
  const added = parts.filter((p) => p.added).map((p) => p.value.trim());
  const changed = removed.join(" ").length / Math.max(1, before.length);
  const was = removed.join(" … ");
  const head = "Headline changed: “";
  const note = `${head}${was}” → “${added.join(" … ")}”`;
  const said = { note, struck: { start: head.length, end: head.length + was.length } };
  if (changed > REWRITTEN || removed.length === 0 || added.length === 0) return { said, fact: false };
  const numbers = sameSet(numbersOf(removed.join(" ")), numbersOf(added.join(" ")));
  const names = sameNames(namesOf(before, removed), namesOf(after, added));
  return { said, fact: !numbers || !names };
}

const COUNTED = "one two three four five six seven eight nine ten eleven twelve".split(" ");
const LARGE = new Set("dozen hundred thousand million billion".split(" "));

/** Figures, and numbers in words up to twelve as the figures that they are: "six" and "6" are one number. */
export function numbersOf(text: string): Set<string> {
  const tokens = text.toLowerCase().match(/\d+(?:[.,]\d+)*|\p{L}+/gu) ?? [];
  return new Set(
    tokens.flatMap((token) => {
      const counted = COUNTED.indexOf(token) + 1;
      if (counted > 0) return [String(counted)];
      return /\d/.test(token) || LARGE.has(token) ? [token.replace(/,/g, "")] : [];
    }),
  );
}

/** Words with a capital that do not begin the headline: names, in languages that write them so. */
function namesOf(headline: string, parts: readonly string[]): Set<string> {
  const first = /^\P{L}*(\p{L}+)/u.exec(headline)?.[1];
  const words = parts.join(" ").match(/\p{Lu}[\p{L}’'-]+/gu) ?? [];
  return new Set(words.filter((w) => w !== first).map(fold));
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((x) => b.has(x));
}

/** The same names, slips of spelling apart. */
function sameNames(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const has = (names: ReadonlySet<string>, name: string) => [...names].some((other) => isSlip(name, other));
  return [...a].every((name) => has(b, name)) && [...b].every((name) => has(a, name));
}

/**
 * Whether two spellings are of one name: a letter doubled or not, or two neighbours in each other's place. One letter for
 * another is no slip: Iran and Iraq.
 */
function isSlip(one: string, other: string): boolean {
  const single = (name: string) => name.replace(/(\p{L})\1+/gu, "$1");
  if (single(one) === single(other)) return true;
  if (one.length !== other.length) return false;
  const at = [...one].findIndex((letter, i) => letter !== other[i]);
  const swapped = `${one.slice(0, at)}${one[at + 1]}${one[at]}${one.slice(at + 2)}`;
  return swapped === other;
}
