import fc from "fast-check";
import { test } from "vitest";
import { expectHarmless, expectHarmlessAnswers, hostileMessage } from "./hostile.ts";

test("10,000 hostile messages do no harm on Slack, nor do 1,000 answers of every kind", () => {
  fc.assert(fc.property(hostileMessage, expectHarmless), { numRuns: 10_000 });
  // Each is a dozen of them.
  fc.assert(fc.property(hostileMessage, expectHarmlessAnswers), { numRuns: 1_000 });
});
