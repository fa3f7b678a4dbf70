import type { Version } from "./correction.ts";
import { isWithdrawal } from "./headline.ts";

/**
 * How a publisher says in the place of a text that it stands no longer. Of this text itself, and at its beginning: "The
 * report was withdrawn" is news of another.
 */
const NOTICE =
  /^\s*[[(]?(?:(?:editor[’']?s|editors[’']?|publisher[’']?s) note|retraction|note to readers)?\s*[\])]?\s*[:.–—-]?\s*this (?:story|article|report|item|post|page|piece) (?:has been|was|is) (?:retracted|withdrawn|removed|taken down|unpublished)\b/i;

/** A report taken back: by its headline, by the wire's own status field, or by what stands in the place of its text. */
export function isTakenBack({ title, summary, content }: Version, status?: string): boolean {
  return isWithdrawal(title, status) || NOTICE.test(summary) || NOTICE.test(content);
}
