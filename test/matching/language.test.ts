import { expect, test } from "vitest";
import { languageOf } from "../../src/matching/language.ts";
import { readWords } from "../../src/matching/normalise.ts";
import { Words } from "../../src/matching/words.ts";

function language(text: string): string {
  const words = new Words();
  readWords(text, words);
  return languageOf(words, words.length, text);
}

test.each([
  ["en", "guaranteeing security"],
  ["en", "The president said on Tuesday that talks with the leaders of the union would resume"],
  ["fr", "Les dirigeants ont discuté des garanties de sécurité pour le pays"],
  ["de", "Zelensky fordert Sicherheitsgarantien"],
  ["es", "El presidente se reunió con los líderes de la Unión Europea"],
  ["uk", "Президент заявив, що переговори відбудуться"],
  ["ru", "Президент заявил, что переговоры состоятся"],
])("tells %s: %s", (code, text) => {
  expect(language(text)).toBe(code);
});

test("says nothing of a text without words", () => {
  expect(language("🙂 — !")).toBe("");
});
