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

/** A printed line. */
interface Line {
  id: string | number;
  story: number;
  duplicateOf: string | number | null;
}

/**
 * Prints each article's story: once the input has ended, since two stories may prove to be one; or (`live`) before the
 * next line is read, as it is known then. Returns how many lines were faulty.
 */
export async function clusterLines(file: string, options: { json: boolean; live: boolean }): Promise<number> {
  const stories = createStories(WINDOW);
  const ids = new Map<number, string | number>();
  const held: Line[] = [];
  const became = new Map<number, number>();
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
    for (const merge of merges) {
      stories.merge(merge);
      became.set(merge.from, merge.into);
    }
    ids.set(id, article.id);
    if (ids.size > WINDOW.count * 2)
      for (const old of [...ids.keys()].slice(0, WINDOW.count)) ids.delete(old);
    const duplicateOf = repeated === undefined ? null : (ids.get(repeated) ?? null);
    const line = { id: article.id, story, duplicateOf };
    if (options.live) await print(line);
    else held.push(line);
  });
  for (const line of held) await print({ ...line, story: endOf(became, line.story) });
  return faulty;
}

/** The story that one has ended in. */
function endOf(became: ReadonlyMap<number, number>, story: number): number {
  let last = story;
  for (let next = became.get(last); next !== undefined; next = became.get(last)) last = next;
  return last;
}
