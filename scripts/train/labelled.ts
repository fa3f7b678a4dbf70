import { readFileSync } from "node:fs";
import { z } from "zod";
import { dice, STORIES } from "../../bench/story-data.ts";
import { textHash } from "../../src/stories/compared.ts";
import { titleKey } from "../../src/stories/headline.ts";
import { hashText } from "../../src/stories/key-table.ts";
import { createStories } from "../../src/stories/stories.ts";
import type { Judge } from "../../src/stories/trees.ts";

const HOUR = 3_600_000;
const WINDOW = { age: 7 * 24 * HOUR, count: 100_000 };
/** Parts of each set: what judges the articles of one was taught by the others. */
export const PARTS = 4;

export const SETS = ["events", "headlines", "olympics"] as const;
export type SetName = (typeof SETS)[number];

const line = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  outlet: z.string().default(""),
  language: z.string().default(""),
  story: z.string(),
  publishedAt: z.string().optional(),
});

export interface Article extends z.infer<typeof line> {
  /** 0 to `PARTS` less one: an event and its look-alike ("21ecb", "21ecbplus") are in one part. */
  part: number;
}

export function labelled(set: SetName): Article[] {
  return readFileSync(new URL(`${set}.ndjson`, STORIES), "utf8")
    .trim()
    .split("\n")
    .map((text) => {
      const article = line.parse(JSON.parse(text));
      const topic = set === "events" ? (/^\d+/.exec(article.story)?.[0] ?? article.story) : article.story;
      return { ...article, part: hashText(topic, 17) % PARTS };
    });
}

export interface Arrival {
  article: Article;
  at: number;
}

/** A day's arrivals: every story comes within `hours` of a moment of its own; with real times (Olympics) as they came. */
export function arrivals(articles: readonly Article[], seed: number, hours: number): Arrival[] {
  const next = dice(seed);
  const begins = new Map<string, number>();
  const dated = articles.map((article) => {
    if (article.publishedAt !== undefined) return { article, at: Date.parse(article.publishedAt) };
    const begin = begins.get(article.story) ?? next() * (hours + 12) * HOUR;
    begins.set(article.story, begin);
    return { article, at: DAY + begin + next() * hours * HOUR };
  });
  return dated.sort((a, b) => a.at - b.at);
}

const DAY = Date.UTC(2026, 0, 1);

/** Groups a day's articles as a desk does, `judge` asked for each, however little it is like a story. */
export function grouped(
  day: readonly Arrival[],
  judge: (article: Article, books: Books) => Judge["odds"],
): Books {
  const books = new Books();
  let current: Judge["odds"] = () => [];
  const stories = createStories(WINDOW, { leastScore: 0, odds: (candidates) => current(candidates) });
  for (const [i, { article, at }] of day.entries()) {
    current = judge(article, books);
    const compared = { ...article, content: "" };
    const entry = {
      canonicalUrl: "",
      titleKey: titleKey(article.title, article.outlet),
      textHash: textHash(article.summary, ""),
      firstSeenAt: at,
      language: article.language,
      features: stories.features(compared),
    };
    const { story = books.next(), duplicateOf, merges, features } = stories.place(entry);
    stories.apply([
      { ...entry, id: i + 1, story, features, ...(duplicateOf === undefined ? {} : { duplicateOf }) },
    ]);
    books.add(story, article);
    for (const merge of merges) {
      stories.merge(merge);
      books.move(merge.from, merge.into);
    }
  }
  return books;
}

/** Which articles each story has. */
export class Books {
  readonly #stories = new Map<number, Article[]>();
  #count = 0;

  next(): number {
    return ++this.#count;
  }

  add(story: number, article: Article): void {
    this.#stories.set(story, [...(this.#stories.get(story) ?? []), article]);
  }

  move(from: number, into: number): void {
    this.#stories.set(into, [...(this.#stories.get(into) ?? []), ...(this.#stories.get(from) ?? [])]);
    this.#stories.delete(from);
  }

  /** How many of a story's articles are of the event of another by the labels, and how many it has. */
  alike(story: number, article: Article): { same: number; all: number } {
    const articles = this.#stories.get(story) ?? [];
    return { same: articles.filter((a) => a.story === article.story).length, all: articles.length };
  }

  /** B-cubed F1 (Bagga and Baldwin 1998). */
  score(): number {
    const sizes = new Map<string, number>();
    const counts: Map<string, number>[] = [];
    for (const articles of this.#stories.values()) {
      const labels = new Map<string, number>();
      for (const { story } of articles) {
        labels.set(story, (labels.get(story) ?? 0) + 1);
        sizes.set(story, (sizes.get(story) ?? 0) + 1);
      }
      counts.push(labels);
    }
    let [precision, recall, all] = [0, 0, 0];
    for (const labels of counts) {
      const size = labels.values().reduce((sum, n) => sum + n, 0);
      all += size;
      for (const [label, n] of labels) {
        precision += n ** 2 / size;
        recall += n ** 2 / (sizes.get(label) ?? n);
      }
    }
    return (2 * (precision / all) * (recall / all)) / ((precision + recall) / all);
  }
}
