import { expect, it } from "vitest";
import { commands } from "../../src/commands/index.ts";
import { translations } from "../../src/commands/translations/index.ts";

it.each(Object.entries(translations))("%s says what every command is for, and of no other", (_, words) => {
  expect(Object.keys(words).sort()).toEqual(commands.map((c) => c.name).sort());
  const summaries = Object.values(words);
  expect(new Set(summaries).size).toBe(summaries.length);
  expect(summaries.filter((s) => s.length < 1 || s.length > 100 || s !== s.trim())).toEqual([]);
});

it("every command is described in seven languages, within Discord's 100 characters", () => {
  expect(Object.keys(translations)).toEqual(["de", "es", "fr", "it", "pl", "ru", "uk"]);
  expect(commands.filter((c) => c.summary.length > 100)).toEqual([]);
});
