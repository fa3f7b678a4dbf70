import { describe, expect, it } from "vitest";
import { titleKey } from "../../src/stories/headline.ts";

describe("what headlines are compared by", () => {
  const HEADLINE = "Minister opens the harbour in Rotterdam";

  it.each([
    `UPDATE 1-${HEADLINE}`,
    `Exclusive: ${HEADLINE}`,
    `LIVE: ${HEADLINE}`,
    `${HEADLINE} - Reuters`,
    `${HEADLINE} | BBC News`,
    `${HEADLINE} - The Sydney Morning Herald`,
    `${HEADLINE} - ukrinform.net`,
    `${HEADLINE} - УНИАН`,
  ])("is the same for “%s”, whichever outlet brings it", (title) => {
    expect(titleKey(title, "")).toBe(titleKey(HEADLINE, ""));
    expect(titleKey(title, "Google News")).toBe(titleKey(HEADLINE, "Google News"));
  });

  it.each([
    `${HEADLINE} – Putin`, // a speaker, not a publisher
    `${HEADLINE} - what we know`,
    `${HEADLINE} - Day 45`,
    `${HEADLINE} - 3,000 watch`,
  ])("keeps the end of “%s”", (title) => {
    expect(titleKey(title, "")).not.toBe(titleKey(HEADLINE, ""));
  });

  it("keeps the end of a headline that would be too short without it", () => {
    expect(titleKey("Ukraine war live - Reuters", "")).toBe("ukraine war live reuters");
    expect(titleKey("Morning briefing", "")).toBe("");
  });
});
