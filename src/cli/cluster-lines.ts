import { z } from "zod";
import { htmlToText } from "../feeds/html.ts";
import { canonicalUrl } from "../feeds/url.ts";
import { textHash } from "../stories/draft.ts";
import { titleKey } from "../stories/headline.ts";
import { createStoryIndex } from "../stories/story-index.ts";
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
  const stories = createStoryIndex(WINDOW);
  const ids = new Map<number, string | number>();
  let arrived = 0;
  let begun = 0;
  let now = 0;
  return eachObject(file, "cluster", articleLine, async (article) => {
    const said = Date.parse(article.publishedAt ?? "");
    now = Number.isNaN(said) ? now : said;
    const summary = htmlToText(article.summary ?? "");
    const outlet = article.outlet ?? "";
    const entry = {
      canonicalUrl: article.url ? canonicalUrl(article.url) : "",
      titleKey: titleKey(article.title ?? "", outlet),
      textHash: textHash(summary, htmlToText(article.content ?? "")),
      firstSeenAt: now,
      outlet,
      language: article.language ?? "",
    };
    const place = stories.place(entry);
    const id = ++arrived;
    const story = place.kind === "same" ? place.story : ++begun;
    stories.apply([{ ...entry, id, story }]);
    ids.set(id, article.id);
    if (ids.size > WINDOW.count * 2)
      for (const old of [...ids.keys()].slice(0, WINDOW.count)) ids.delete(old);
    const duplicateOf = place.kind === "same" ? (ids.get(place.duplicateOf) ?? null) : null;
    await printLine(
      json
        ? JSON.stringify({ id: article.id, story, duplicateOf })
        : `${article.id}: story ${story}${duplicateOf === null ? "" : `, repeats ${duplicateOf}`}`,
    );
  });
}
