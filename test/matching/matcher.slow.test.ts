import { test } from "vitest";
import { checkAgreement, checkEdits, checkPhrases } from "./agreement.ts";

test("the matcher and the plain reference agree, many times over", () => {
  checkAgreement(20_000);
});

test("a phrase is found by the short cut as it is without, many times over", () => {
  checkPhrases(5_000);
});

test("lists that were edited match as lists compiled anew, many times over", () => {
  checkEdits(1_500);
});
