import { z } from "zod";
import { htmlToText } from "../feeds/html.ts";
import { canonicalUrl } from "../feeds/url.ts";
import { textHash } from "../stories/compared.ts";
import { titleKey } from "../stories/headline.ts";
import { createStories } from "../stories/stories.ts";
import { eachObject, printLine } from "./lines.ts";

const text = z.string().nullish();
const articleLine = z.object({
  id: z.union([z.string(), z.number()]),
  title: text,
  summary: text,
  content: text,
  url: text,
  outlet: text,
  language: text,
  publishedAt: text,
});

/** The window of a desk's own index: a week, 100,000 entries. */
const WINDOW = { age: 7 * 86_400_000, count: 100_000 };

/** An article as it was printed. */
interface Line {
  id: string | number;
  story: number;
  duplicateOf: string | number | null;
}

/**
 * Prints each article's story before the next line is read. Where two stories prove to be one, the articles of the one
 * that ended are printed again with the story that they are in now: of an id, the last line counts. Returns how many
 * lines were faulty.
 */
export async function clusterLines(file: string, options: { json: boolean }): Promise<number> {
  const stories = createStories(WINDOW);
  const printed = createPrinted();
  let arrived = 0;
  let begun = 0;
  let now = 0;
  const print = ({ id, story, duplicateOf }: Line) =>
    printLine(
      options.json
        ? JSON.stringify({ id, story, duplicateOf })
        : `${id}: story ${story}${duplicateOf === null ? "" : `, repeats ${duplicateOf}`}`,
    );
  const faulty = await eachObject(file, "cluster", articleLine, async (article) => {
    const said = Date.parse(article.publishedAt ?? "");
    now = Number.isNaN(said) ? now : said;
    const compared = {
      title: article.title ?? "",
      summary: htmlToText(article.summary ?? ""),
      content: htmlToText(article.content ?? ""),
      outlet: article.outlet ?? "",
      language: article.language ?? "",
    };
    const entry = {
      canonicalUrl: article.url ? canonicalUrl(article.url) : "",
      titleKey: titleKey(compared.title, compared.outlet),
      textHash: textHash(compared.summary, compared.content),
      firstSeenAt: now,
      language: compared.language,
      features: stories.features(compared),
    };
    const { story: known, duplicateOf: repeated, merges, features } = stories.place(entry);
    const id = ++arrived;
    const story = known ?? ++begun;
    stories.apply([
      { ...entry, id, story, features, ...(repeated === undefined ? {} : { duplicateOf: repeated }) },
    ]);
    const duplicateOf = repeated === undefined ? null : (printed.idOf(repeated) ?? null);
    const line = { id: article.id, story, duplicateOf };
    printed.add(id, line);
    await print(line);
    for (const merge of merges) {
      stories.merge(merge);
      for (const moved of printed.move(merge)) await print(moved);
    }
  });
  return faulty;
}

/** The articles that were printed and that may yet move to another story: twice the window at most. */
function createPrinted() {
  const lines = new Map<number, Line>();
  const ofStory = new Map<number, number[]>();
  const forget = () => {
    for (const old of [...lines.keys()].slice(0, WINDOW.count)) lines.delete(old);
    for (const [story, ids] of ofStory) {
      const kept = ids.filter((id) => lines.has(id));
      if (kept.length === 0) ofStory.delete(story);
      else ofStory.set(story, kept);
    }
  };
  return {
    idOf: (entry: number) => lines.get(entry)?.id,
    add(entry: number, line: Line) {
      lines.set(entry, line);
      const ids = ofStory.get(line.story);
      if (ids === undefined) ofStory.set(line.story, [entry]);
      else ids.push(entry);
      if (lines.size > WINDOW.count * 2) forget();
    },
    /** The lines that two stories' becoming one changes, as they are then. */
    move({ from, into }: { from: number; into: number }): Line[] {
      const ids = ofStory.get(from) ?? [];
      ofStory.delete(from);
      ofStory.set(into, [...(ofStory.get(into) ?? []), ...ids]);
      return ids.flatMap((id) => {
        const line = lines.get(id);
        if (line === undefined) return [];
        line.story = into;
        return [line];
      });
    },
  };
}
