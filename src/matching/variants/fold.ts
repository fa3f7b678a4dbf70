import anyAscii from "any-ascii";

export type Script = "latin" | "cyrillic";

/** Which of the two alphabets most letters of a text are in; undefined: neither. */
export function scriptOf(text: string): Script | undefined {
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  const cyrillic = text.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0 || Math.max(latin, cyrillic) * 2 < letters) return undefined;
  return latin >= cyrillic ? "latin" : "cyrillic";
}

/** Lower case; Latin letters without their marks, Cyrillic ones kept but for stress marks and ё. */
export function foldWord(word: string): string {
  const lower = word
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Script=Latin}[\p{Script=Latin}\p{M}]*/gu, latinFold);
  return lower
    .normalize("NFD")
    .replace(/[̀́]/g, "") // stress
    .normalize("NFC")
    .replaceAll("ё", "е")
    .replace(/['’ʼʹ`]/g, "");
}

/** Equal where matching cannot tell two spellings of a name apart. */
export function spellingKey(text: string): string {
  return text
    .split(/[\s\-.,]+/u)
    .map(foldWord)
    .filter(Boolean)
    .join(" ");
}

function latinFold(run: string): string {
  const bare = run.normalize("NFD").replace(/\p{M}/gu, "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is meant
  return /^[\x00-\x7f]*$/.test(bare) ? bare : anyAscii(bare).toLowerCase();
}

/** "putin" to "Putin", "meinl-reisinger" to "Meinl-Reisinger". */
export function capital(word: string): string {
  return word.replace(
    /(^|-)(\p{Ll})/gu,
    (_all, before: string, first: string) => before + first.toUpperCase(),
  );
}
