import { describe, expect, it } from "vitest";
import { titleKey } from "../../src/stories/headline.ts";
import { createStories } from "../../src/stories/stories.ts";
import { HOUR, START, WINDOW } from "./wire.ts";

/** The stories, by number, that a desk that has read nothing puts some reports into. */
function placed(reports: readonly { title: string; summary: string }[]): number[] {
  const stories = createStories(WINDOW);
  return reports.map((report, i) => {
    const entry = {
      canonicalUrl: "",
      titleKey: titleKey(report.title, ""),
      textHash: "",
      firstSeenAt: START + (i * HOUR) / 60,
      language: "en",
      features: stories.features({ ...report, content: "", outlet: "", language: "en" }),
    };
    const { story = i, features } = stories.place(entry, true);
    stories.apply([{ ...entry, id: i + 1, story, features }]);
    return story;
  });
}

const FERRY = {
  title: "Ferry sinks off Corvale with ninety aboard",
  summary:
    "The Brenmoor Queen went down in calm weather; the coastguard pulled passengers from the sea near Corvale.",
};

describe("a desk that has read nothing yet", () => {
  it("puts two outlets' own words for one event together", () => {
    const other = {
      title: "Coastguard rescues passengers as the Brenmoor Queen goes down",
      summary: "Rescuers off Corvale searched the sea for people from the ferry until dusk.",
    };
    expect(placed([FERRY, other])).toEqual([0, 0]);
  });

  it("keeps apart what shares a name and a few words that it cannot know to be common", () => {
    const festival = {
      title: "Corvale film week opens with a comedy about a lost ferry",
      summary: "Tickets for the first night were gone within an hour, the organisers said.",
    };
    const goal = {
      title: "Late goal sends Corvale Rovers top of the table",
      summary: "The substitute had been on the pitch for ninety seconds.",
    };
    expect(placed([FERRY, festival, goal])).toEqual([0, 1, 2]);
  });

  it("keeps apart one form filled in anew", () => {
    const series = Array.from({ length: 12 }, (_, i) => ({
      title: `Harbour authority of Corvale: notice ${i + 1} to mariners`,
      summary: `Notice ${i + 1} of this season concerns the northern approach and the lights of buoy ${i + 40}.`,
    }));
    expect(placed(series)).toEqual(series.map((_, i) => i));
  });

  it("does not go by a headline alone", () => {
    const bare = [FERRY.title, "Ferry off Corvale sinks, ninety aboard"].map((title) => ({
      title,
      summary: "",
    }));
    expect(placed(bare)).toEqual([0, 1]);
  });
});
