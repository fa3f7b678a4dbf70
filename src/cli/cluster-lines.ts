import { z } from "zod";
import { htmlToText } from "../feeds/html.ts";
import { canonicalUrl } from "../feeds/url.ts";
import { textHash } from "../stories/draft.ts";
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

/** Prints each article's story before the next line is read. Returns how many lines were faulty. */
export async function clusterLines(file: string, json: boolean): Promise<number> {
  const stories = createStories(WINDOW);
  const ids = new Map<number, string | number>();
  let arrived = 0;
  let begun = 0;
  let now = 0;
  return eachObject(file, "cluster", articleLine, async (article) => {
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
    for (const merge of merges) stories.merge(merge);
    ids.set(id, article.id);
    if (ids.size > WINDOW.count * 2)
      for (const old of [...ids.keys()].slice(0, WINDOW.count)) ids.delete(old);
    const duplicateOf = repeated === undefined ? null : (ids.get(repeated) ?? null);
    await printLine(
      json
        ? JSON.stringify({ id: article.id, story, duplicateOf })
        : `${article.id}: story ${story}${duplicateOf === null ? "" : `, repeats ${duplicateOf}`}`,
    );
  });
}
