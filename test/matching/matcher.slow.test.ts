import { test } from "vitest";
import { checkAgreement } from "./agreement.ts";

test("the matcher and the plain reference agree, many times over", () => {
  checkAgreement(20_000);
});
