import { TITLE_MASK } from "./fields.ts";
import type { Scan } from "./scan.ts";

/** Words within which a term supports an ambiguous alias: about two paragraphs of agency copy. */
export const SUPPORT_REACH = 50;

/**
 * The places of ambiguous aliases that count: where an unambiguous alias of the entity stands anywhere in the text
 * (`own`), or another term of the watch list near by (`near`): within SUPPORT_REACH words, or in the title.
 */
export function weakSpans(
  scan: Scan,
  term: { parts: readonly number[]; own: readonly number[]; near: readonly number[] },
): number[] {
  const candidates = scan.merge(term.parts.map((part) => scan.spans(part)));
  if (candidates.length === 0) return [];
  const isText = (span: number) => (scan.field[span] ?? 0) <= 2;
  for (const part of term.own) if (scan.spans(part).some(isText)) return candidates;
  const supports = scan.merge(term.near.map((part) => scan.spans(part))).filter(isText);
  return candidates.filter((candidate) =>
    supports.some((support) => {
      const apart = Math.max(
        (scan.first[support] ?? 0) - (scan.last[candidate] ?? 0),
        (scan.first[candidate] ?? 0) - (scan.last[support] ?? 0),
      );
      if (apart <= 0) return false;
      if (((1 << (scan.field[support] ?? 0)) & TITLE_MASK) !== 0) return true;
      return scan.field[support] === scan.field[candidate] && apart <= SUPPORT_REACH;
    }),
  );
}
