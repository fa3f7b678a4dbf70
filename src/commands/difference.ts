/** Longest value said of a change, in UTF-16 units. */
const LONGEST = 120;

/**
 * What is different between two definitions, in words: "+ queries: ...", "- phrases: ...", "priority: low → normal".
 * Nothing for one that is new or gone: the action says that.
 */
export function differences(before: unknown, after: unknown): string[] {
  if (!isRecord(before) || !isRecord(after)) return [];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const [was, is] = [before[key], after[key]];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    if (Array.isArray(was) || Array.isArray(is)) {
      const [old, now] = [textsOf(was), textsOf(is)];
      return [
        ...now.filter((item) => !old.includes(item)).map((item) => `+ ${key}: ${item}`),
        ...old.filter((item) => !now.includes(item)).map((item) => `- ${key}: ${item}`),
      ];
    }
    if (isRecord(was) && isRecord(is)) return differences(was, is).map((each) => `${key}: ${each}`);
    return [`${key}: ${said(was)} → ${said(is)}`];
  });
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(said) : [];
}

function said(value: unknown): string {
  if (value === undefined || value === null) return "unset";
  const plain = isRecord(value) && typeof value.text === "string" ? phraseText(value) : undefined;
  const text = maskedPassword(plain ?? (typeof value === "object" ? JSON.stringify(value) : String(value)));
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).toWellFormed()}…`;
}

/** "http://user:secret@proxy" without what stands before the @. */
export function maskedPassword(text: string): string {
  return text.replace(/(\w:\/\/)[^\s/@]+@/g, "$1***@");
}

/** A phrase or an alias by its text, where it says no more than that; what is exact or ambiguous is marked. */
function phraseText(value: Record<string, unknown>): string | undefined {
  const more = Object.entries(value).filter(
    ([key, v]) => key !== "text" && v !== undefined && JSON.stringify(v) !== "{}",
  );
  if (more.length === 1 && value.exact === true) return `${String(value.text)} (exact)`;
  if (more.length === 1 && value.ambiguous === true) return `${String(value.text)} ?`;
  return more.length === 0 ? String(value.text) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
