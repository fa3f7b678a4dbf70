import fc from "fast-check";
import { test } from "vitest";
import { expectHarmless, hostileMessage } from "./hostile.ts";

test("10,000 hostile messages do no harm on Slack", () => {
  fc.assert(fc.property(hostileMessage, expectHarmless), { numRuns: 10_000 });
});
