/**
 * Of a thousand news articles, about how many hold a word: only its order of magnitude matters, to find the rarest
 * part of a query. Written from general knowledge of agency copy; the matcher takes better figures from the stream.
 */
const CLASSES: readonly [perMille: number, words: string][] = [
  [700, "the of and to in a for on is that with by at from as it was are be has an his its said says will"],
  [
    300,
    "have not this after over who but they he she her their would about up new more than what how why us could had been were or one two year years first also out last when which there people into all other before no can time against between may some during while most since",
  ],
  [
    90,
    "government president minister country state states world police war company million billion percent week day days monday tuesday wednesday thursday friday saturday sunday group news make made three four second national american united international public report reports city officials official leader party court law market markets home home man men women children family work game team season win won back may now under former chief house security military economic economy business deal political former support top high old night months month next",
  ],
  [
    40,
    "trump biden putin china chinese russia russian ukraine ukrainian israel iran europe european britain british france french germany german india japan talks meeting agreement attack attacks killed death dead trade prime election elections oil prices bank peace crisis plan plans help end case called call north south east west washington london moscow kyiv beijing foreign defence defense forces troops army nuclear secretary white senate congress federal vote energy gas food health tax rate rates growth shares investors profit stock sales music film show book player players league cup match football",
  ],
];

const KNOWN: ReadonlyMap<string, number> = (() => {
  const known = new Map<string, number>();
  for (const [perMille, words] of CLASSES) {
    for (const word of words.split(" ")) if (!known.has(word)) known.set(word, perMille);
  }
  return known;
})();

/** Of a thousand articles, how many hold this word, roughly. Longer words are rarer. */
export function frequencyOf(word: string): number {
  const known = KNOWN.get(word);
  if (known !== undefined) return known;
  if (word.length <= 2) return 60;
  if (word.length <= 4) return 12;
  return word.length <= 7 ? 6 : 3;
}

/** The same for all words that begin so. */
export function prefixFrequencyOf(prefix: string): number {
  if (prefix.length <= 2) return 800;
  if (prefix.length === 3) return 300;
  return prefix.length === 4 ? 100 : prefix.length === 5 ? 50 : prefix.length <= 7 ? 20 : 8;
}
