import { describe, expect, test } from "vitest";
import { readLabelled, ukrainePeace } from "./labelled.ts";

describe("ten articles of an independent editor", () => {
  const matcher = ukrainePeace();

  test.each(readLabelled("acceptance.ndjson").map((labelled) => [labelled.about, labelled] as const))(
    "%s",
    (_about, { article, want }) => {
      const [match] = matcher.match(article);
      console.log(`${article.id} ${match === undefined ? "no match" : match.reason}`);
      expect(match !== undefined).toBe(want);
      if (match === undefined) return;
      expect(match.watchList).toBe("ukraine-peace");
      expect(match.terms.length).toBeGreaterThan(0);
      for (const { field, start, end, text } of match.terms) {
        const source = field === "title" || field === "summary" || field === "content" ? article[field] : "";
        expect(source.slice(start, end)).toBe(text);
        expect(match.reason).toMatch(/“.+”/u);
      }
    },
  );
});
