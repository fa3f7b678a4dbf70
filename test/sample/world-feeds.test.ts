import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseOpml } from "../../src/feeds/opml.ts";

test("the shipped world feeds are some forty, in folders, each once, in the languages of the watch lists", async () => {
  const file = join(import.meta.dirname, "../../config/feeds/world.opml");
  const { feeds, problems } = parseOpml(await readFile(file, "utf8"));
  expect(problems).toEqual([]);
  expect(feeds.length).toBeGreaterThanOrEqual(40);
  expect(feeds.every((feed) => feed.group !== "" && URL.canParse(feed.url))).toBe(true);
  const languages = new Set(feeds.map((feed) => feed.language?.split("-")[0]));
  expect([...languages].sort()).toEqual(["de", "en", "es", "fr", "it", "pl", "ru", "uk"]);
});
