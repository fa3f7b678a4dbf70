import { expect, test } from "vitest";
import { parseEvery } from "../../src/feeds/every.ts";
import { nextRun } from "../../src/feeds/next-run.ts";

const at = (text: string) => Date.parse(text);
const next = (expression: string, after: string, zone: string) => {
  const run = nextRun(expression, at(after), zone);
  return run === undefined ? undefined : new Date(run).toISOString();
};

test.each([
  ["250ms", 250],
  ["90s", 90_000],
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["2d", 172_800_000],
])("%s", (text, ms) => {
  expect(parseEvery(text)).toEqual({ kind: "duration", ms });
});

test("cron expressions are node-cron's", () => {
  expect(parseEvery("*/10 * * * *")).toEqual({ kind: "cron", expression: "*/10 * * * *" });
});

test.each([
  ["5", /lacks a unit/],
  ["", /neither a duration/],
  ["0s", /from 1ms/],
  ["99 * * * *", /neither a duration \("5m"\) nor a cron/],
  ["soon", /neither/],
  ["9999999999d", /from 1ms to ten years/],
])("%j is refused in words", (text, words) => {
  expect(() => parseEvery(text)).toThrow(words);
});

test("the next run is looked for from any moment, in the desk's zone", () => {
  expect(next("*/10 * * * *", "2026-03-04T10:03:00Z", "UTC")).toBe("2026-03-04T10:10:00.000Z");
  expect(next("*/10 * * * *", "2026-03-04T10:10:00Z", "UTC")).toBe("2026-03-04T10:20:00.000Z");
  expect(next("*/15 * * * * *", "2026-03-04T10:00:46Z", "UTC")).toBe("2026-03-04T10:01:00.000Z");
  expect(next("30 6 * * 1-5", "2026-03-06T12:00:00Z", "Europe/London")).toBe("2026-03-09T06:30:00.000Z");
  expect(next("0 9 L * *", "2026-02-10T00:00:00Z", "America/New_York")).toBe("2026-02-28T14:00:00.000Z");
  expect(next("0 0 29 2 *", "2026-03-01T00:00:00Z", "UTC")).toBeUndefined();
});

test("clock changes: a time left out is passed over, one repeated counts once, but ten minutes stay ten", () => {
  expect(next("30 1 * * *", "2026-03-28T12:00:00Z", "Europe/London")).toBe("2026-03-30T00:30:00.000Z");
  const first = next("30 1 * * *", "2026-10-24T12:00:00Z", "Europe/London");
  expect(first).toBe("2026-10-25T00:30:00.000Z");
  expect(next("30 1 * * *", first ?? "", "Europe/London")).toBe("2026-10-26T01:30:00.000Z");

  expect(next("*/10 * * * *", "2026-10-25T00:55:00Z", "Europe/London")).toBe("2026-10-25T01:00:00.000Z");
  expect(next("*/10 * * * *", "2026-10-25T00:15:00Z", "Europe/London")).toBe("2026-10-25T00:20:00.000Z");
  expect(next("*/10 * * * *", "2026-03-29T00:55:00Z", "Europe/London")).toBe("2026-03-29T01:00:00.000Z");
});
