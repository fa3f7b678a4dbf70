/** Words compared for choosing sentences: a light folding, since nothing here decides what matches. */

/** The words of a text in lower case, without diacritics, possessives and punctuation. */
export function foldWords(text: string): string[] {
  return (
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/['’]s(?!\p{L})/gu, "")
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** The words of a term as a list writes it: "@putin", "\"direct talks\"", "~security guarantees~". */
export function termWords(term: string): string[] {
  return foldWords(term.replace(/^@|["~“”„«»*]/gu, " ").replace(/(?<=\p{L})[-_](?=\p{L})/gu, " "));
}

/** Whether two words are one in different inflections: alike but for the last few letters. */
function akin(a: string, b: string): boolean {
  if (a === b) return true;
  const shorter = Math.min(a.length, b.length);
  if (shorter < 4 || Math.abs(a.length - b.length) > 4) return false;
  const stem = Math.max(4, shorter - (shorter > 6 ? 3 : 1));
  return a.slice(0, stem) === b.slice(0, stem);
}

/** From 0 to 1: how much of a term stands in a sentence. All of its words count 1, some of them less than half. */
export function termWeight(term: readonly string[], words: readonly string[]): number {
  if (term.length === 0) return 0;
  const found = term.filter((word) => words.some((other) => akin(word, other))).length;
  return found === term.length ? 1 : (found / term.length) * 0.4;
}

/** Whether a sentence says no more than the headline: its words, give or take an outlet's name. */
export function sameWording(words: readonly string[], headline: readonly string[]): boolean {
  if (headline.length === 0 || words.length === 0) return false;
  const inHeadline = new Set(headline);
  const inWords = new Set(words);
  const shared = [...inWords].filter((word) => inHeadline.has(word)).length;
  // The whole sentence stands in the headline, or the whole headline in a sentence hardly longer.
  if (shared === inWords.size && inWords.size >= inHeadline.size * 0.6) return true;
  const all = [...inHeadline].filter((word) => inWords.has(word)).length >= inHeadline.size * 0.9;
  return all && inWords.size <= inHeadline.size + 3;
}
