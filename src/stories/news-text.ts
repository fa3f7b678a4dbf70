import { isBoilerplate } from "../summaries/boilerplate.ts";

/** Lines at the ends of a text that may be an outlet's own: calls to subscribe, credits, "appeared first on". */
const [FIRST, LAST] = [2, 5];

/** The text without what its outlet puts around every story: two short reports must not look alike by their footers. */
export function newsText(text: string): string {
  const lines = text.split("\n");
  return lines
    .filter((line, i) => (i >= FIRST && i < lines.length - LAST) || !isBoilerplate(line.trim()))
    .join("\n");
}
