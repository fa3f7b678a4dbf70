import { test } from "vitest";
import { checkAgreement, checkEdits, checkPhrases } from "./agreement.ts";

test("the matcher and the plain reference agree, and offsets cut the shown text", () => {
  checkAgreement(400);
});

test("a phrase is found by the short cut as it is without", () => {
  checkPhrases(200);
});

test("lists that were edited match as lists compiled anew", () => {
  checkEdits(60);
});
