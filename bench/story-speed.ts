import { textHash } from "../src/stories/draft.ts";
import { titleKey } from "../src/stories/headline.ts";
import { createStories, type PlacedEntry } from "../src/stories/stories.ts";
import { dice, type Text } from "./story-data.ts";

export interface SpeedFigures {
  window: number;
  /** Articles a second of processor time, features included, with the window full. */
  perSecond: number;
  /** Milliseconds of processor time of an article: half and 99 of 100 take less. */
  median: number;
  p99: number;
  megabytes: number;
  /** Seconds of processor time to rebuild the index from what is stored; not asked at a million. */
  rebuild: number | undefined;
}

/** How many are measured once the window is full. */
const MEASURED = 5_000;
const WEEK = 7 * 86_400_000;

/**
 * Fills a window of so many entries, spread over a week, and measures what comes next. The stream is made of real texts: each new story is
 * a headline and a lead of two different ones, every second article is of a story of the last day, in other words of
 * the same two.
 */
export function measureSpeed(texts: readonly Text[], window: number): SpeedFigures {
  globalThis.gc?.();
  const before = memory();
  const stories = createStories({ age: 2 * WEEK, count: window });
  const stream = articles(texts, dice(window));
  const stored: PlacedEntry[] = [];
  const times: number[] = [];
  let begun = 0;
  let began = process.cpuUsage();
  for (let i = 0; i < window + MEASURED; i++) {
    if (i === window) began = process.cpuUsage();
    const at = Date.UTC(2026, 0, 1) + Math.floor((i * WEEK) / window);
    const article = stream();
    const from = process.cpuUsage();
    const entry = {
      canonicalUrl: `https://news.example/${i}`,
      titleKey: titleKey(article.title, ""),
      textHash: textHash(article.summary, article.content),
      firstSeenAt: at,
      language: "en",
      features: stories.features({ ...article, outlet: "", language: "en" }),
    };
    const { story, duplicateOf, features, merges } = stories.place(entry);
    const placed = { ...entry, id: i + 1, story: story ?? ++begun, features };
    const kept = duplicateOf === undefined ? placed : { ...placed, duplicateOf };
    stories.apply([kept]);
    for (const merge of merges) stories.merge(merge);
    if (i >= window) times.push(process.cpuUsage(from).user / 1_000);
    if (window <= 100_000) stored.push(kept);
  }
  const seconds = process.cpuUsage(began).user / 1e6;
  globalThis.gc?.();
  const megabytes = memory() - before - stored.reduce((sum, e) => sum + e.features.length, 0) / 1e6;
  times.sort((a, b) => a - b);
  began = process.cpuUsage();
  createStories({ age: 2 * WEEK, count: window }).apply(stored);
  const rebuild = stored.length === 0 ? undefined : process.cpuUsage(began).user / 1e6;
  const quantile = (q: number) => times[Math.floor(q * times.length)] ?? 0;
  return {
    window,
    perSecond: MEASURED / seconds,
    median: quantile(0.5),
    p99: quantile(0.99),
    megabytes,
    rebuild,
  };
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

function articles(texts: readonly Text[], next: () => number): () => Text & { content: string } {
  const pick = () => Math.floor(next() * texts.length);
  const recent: [number, number][] = [];
  const at = (i: number) => texts[i] ?? { title: "", summary: "" };
  let made = 0;
  return () => {
    const again = made++ > 100 && next() < 0.5 ? recent[Math.floor(next() * recent.length)] : undefined;
    const [one, other] = again ?? [pick(), pick()];
    if (again === undefined) {
      recent.push([one, other]);
      if (recent.length > 5_000) recent.shift();
    }
    const [a, b] = [at(one), at(other)];
    // A tellings' own words: a part of each text, in either order.
    const lead = [part(a.summary, next), part(b.summary, next)];
    return {
      title: next() < 0.5 ? `${a.title} ${made % 97}` : `${part(b.title, next)}, ${part(a.title, next)}`,
      summary: (next() < 0.5 ? lead : lead.toReversed()).join(" "),
      content: "",
    };
  };
}

function part(text: string, next: () => number): string {
  return text
    .split(" ")
    .filter(() => next() < 0.7)
    .join(" ");
}
