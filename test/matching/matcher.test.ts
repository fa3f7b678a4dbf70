import { test } from "vitest";
import { checkAgreement } from "./agreement.ts";

test("the matcher and the plain reference agree, and offsets cut the shown text", () => {
  checkAgreement(400);
});
