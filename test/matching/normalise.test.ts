import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Dictionary } from "../../src/matching/dictionary.ts";
import { readWords } from "../../src/matching/normalise.ts";
import { MAIN, Words } from "../../src/matching/words.ts";

function read(text: string): { form: string; first: number; last: number; shown: string }[] {
  const words = new Words();
  readWords(text, words);
  return Array.from({ length: words.length }, (_, i) => ({
    form: words.form(i),
    first: words.first[i] ?? 0,
    last: words.last[i] ?? 0,
    shown: text.slice(words.start[i], words.end[i]),
  }));
}

function readingsOf(words: Words) {
  return Array.from({ length: words.length }, (_, i) => ({
    form: words.form(i),
    first: words.first[i],
    last: words.last[i],
    start: words.start[i],
    end: words.end[i],
    kind: words.kind[i],
  }));
}

describe("a word shows as it stands", () => {
  test.each([
    ["Putin’s", "putin", "Putin"],
    ["U.S.-led", "us", "U.S."],
    ["U.S.-led", "usled", "U.S.-led"],
    ["e\u0301te\u0301.", "ete", "e\u0301te\u0301"],
    ["so\u00adft", "soft", "so\u00adft"],
    ["ＡＢＣ", "abc", "ＡＢＣ"],
    ["𝐏𝐮𝐭𝐢𝐧", "putin", "𝐏𝐮𝐭𝐢𝐧"],
    ["ﬁre", "fire", "ﬁre"],
    ["d'Ivoire", "ivoire", "Ivoire"],
    ["İzmir'de", "izmir", "İzmir"],
    ["und\u0438\u0306", "undй", "und\u0438\u0306"],
    ["Word™", "word", "Word"],
    ["Word\ufe0f", "word", "Word\ufe0f"],
    ["한국어", "한국어", "한국어"],
    ["\u1112\u1161\u11ab", "한", "\u1112\u1161\u11ab"],
  ])("%s as %s", (text, form, shown) => {
    expect(read(text)).toContainEqual(expect.objectContaining({ form, shown }));
  });
});

test("sentences end at full stops, not at abbreviations, initials and numbers", () => {
  const words = new Words();
  readWords("Mr. Smith of the U.S. Army paid 3.5 dollars. He left! “Why?” he asked", words);
  expect(words.sentences.map((p) => words.form(words.first.indexOf(p)))).toEqual(["he", "why", "he"]);
});

test("offsets are in order, whole characters, and say the word again when read alone", () => {
  const dictionary = new Dictionary();
  const unit = fc.oneof(
    fc.constantFrom(
      "a",
      "B",
      "é",
      "e\u0301",
      "'",
      "’",
      "-",
      ".",
      ",",
      "&",
      "ß",
      "й",
      "и\u0306",
      "普",
      "ไ",
      "็",
      "🙂",
      "👩‍👩‍👧",
      "\u200d",
      "\u00ad",
      "1",
      "0",
      " ",
      "Ｆ",
      "İ",
      "\ud83d",
      "\u0301",
      "\u{e0101}",
      "한",
      "s",
    ),
    fc.string({ unit: "binary", maxLength: 1 }),
  );
  fc.assert(
    fc.property(
      fc.array(unit, { maxLength: 40 }).map((units) => units.join("")),
      (text) => {
        const words = new Words();
        const end = readWords(text, words, 5);
        // A dictionary makes it faster and nothing else.
        const known = new Words(dictionary);
        expect(readWords(text, known, 5)).toBe(end);
        expect(readingsOf(known)).toEqual(readingsOf(words));
        expect(known.sentences).toEqual(words.sentences);
        let before = 5;
        for (let i = 0; i < words.length; i++) {
          const [first = 0, last = 0, start = 0, stop = 0] = [
            words.first[i],
            words.last[i],
            words.start[i],
            words.end[i],
          ];
          expect(first).toBeGreaterThanOrEqual(before);
          before = first;
          expect(last).toBeGreaterThanOrEqual(first);
          expect(last).toBeLessThan(end);
          expect(stop).toBeGreaterThan(start);
          expect(stop).toBeLessThanOrEqual(text.length);
          // No offset falls between a character and its marks, or within a surrogate pair.
          expect(text.slice(stop)).not.toMatch(/^\p{M}/u);
          for (const at of [start, stop])
            expect(
              /[\ud800-\udbff]$/.test(text.slice(0, at)) && /^[\udc00-\udfff]/.test(text.slice(at)),
            ).toBe(false);
          expect(words.form(i)).not.toBe("");
        }
      },
    ),
    { numRuns: 3000 },
  );
});

test("huge and hostile text is read in time that grows with its length", () => {
  for (const unit of [
    "a-",
    "a'",
    "1,",
    "a.",
    "a&",
    "\u0301",
    "-",
    "'",
    "普",
    "\ud83d",
    "a\u00ad",
    "x".repeat(1000),
  ]) {
    const words = new Words();
    readWords(unit.repeat(200_000 / unit.length), words);
    expect(words.length).toBeLessThanOrEqual(200_000);
  }
});

test("a word is read whole wherever in a long text it stands", () => {
  const dictionary = new Dictionary();
  const words = [...Array(6_000).keys()].map((i) => (i % 7 === 0 ? `é-w${i}` : `Word${i}`));
  const read = new Words(dictionary);
  readWords(`${"x".repeat(40_000)} ${words.join(" ")}`, read);
  const whole = [...Array(read.length).keys()].filter((i) => read.kind[i] === MAIN).map((i) => read.form(i));
  const want = words.flatMap((word) => word.toLowerCase().replace("é", "e").split("-"));
  expect(whole.slice(1)).toEqual(want);
});
