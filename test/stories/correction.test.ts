import { describe, expect, it } from "vitest";
import { weighRevision } from "../../src/stories/correction.ts";

const weigh = (before: string, after: string, texts: [string, string] = ["", ""]) =>
  weighRevision(
    { title: before, summary: "", content: texts[0] },
    { title: after, summary: "", content: texts[1] },
    "Example News",
  );

describe("a revision", () => {
  it.each([
    ["a number", "Putin to meet Zelensky within 24 hours", "Putin to meet Zelensky within 48 hours"],
    ["a number in words", "Talks set for two days in Geneva", "Talks set for three days in Geneva"],
    ["a name", "Trump aide Levin urges caution in Kyiv", "Trump aide Miller urges caution in Kyiv"],
    [
      "a country that is nearly spelt alike",
      "Envoys of Iran arrive in Geneva",
      "Envoys of Iraq arrive in Geneva",
    ],
    ["a number in words and in figures", "Six killed in Odesa blast", "8 killed in Odesa blast"],
    ["a place", "Leaders agree to meet in Istanbul on Friday", "Leaders agree to meet in Vienna on Friday"],
  ])("speaks up for %s", (_, before, after) => {
    expect(weigh(before, after)?.kind).toBe("fact");
  });

  it("says which words", () => {
    expect(
      weigh("Putin to meet Zelensky within 24 hours", "Putin to meet Zelensky within one day")?.note,
    ).toBe("Headline changed: “24 hours” → “one day”");
  });

  it.each([
    ["case and punctuation", "Putin to meet Zelensky, aide says", "PUTIN TO MEET ZELENSKY - aide says"],
    ["a typo", "Putin to meet Zelensky tommorow", "Putin to meet Zelensky tomorrow"],
    ["a typo in a name", "Talks of Putni and Zelensky end", "Talks of Putin and Zelenskyy end"],
    ["a number written out", "Talks end after 6 hours in Geneva", "Talks end after six hours in Geneva"],
    ["a REFILE", "Putin to meet Zelensky tomorrow", "REFILE-Putin to meet Zelensky tomorrow"],
    ["an UPDATE", "Putin to meet Zelensky tomorrow", "UPDATE 3-Putin to meet Zelensky tomorrow"],
    [
      "another wording",
      "Putin says he is ready to meet Zelensky",
      "Kremlin signals openness to leaders' summit with Kyiv",
    ],
    ["an addition", "Putin to meet Zelensky", "Putin to meet Zelensky in Geneva on Friday"],
  ])("keeps still for %s", (_, before, after) => {
    expect(weigh(before, after)).toBeUndefined();
  });

  it("speaks up for what the publisher calls a correction", () => {
    expect(weigh("Meeting on Friday", "CORRECTED: Meeting may follow, no date set")?.kind).toBe("corrected");
    const notice = "Talks were held. This story has been corrected to say that the minister was not present.";
    expect(weigh("Talks held", "Talks held", ["Talks were held.", notice])).toEqual({
      kind: "corrected",
      note: "Corrected by Example News: This story has been corrected to say that the minister was not present.",
    });
    expect(weigh("Talks held", "Talks held", [notice, `${notice} More.`])).toBeUndefined();
  });
});
