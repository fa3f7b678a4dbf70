import { textHash } from "../src/stories/compared.ts";
import { packFeatures, unpackFeatures } from "../src/stories/features.ts";
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
const MEASURED = 3_000;
/** Placed first, unmeasured: the compiler's warming up. */
const WARM_UP = 3_000;
const LARGEST_REBUILT = 100_000;
const WEEK = 7 * 86_400_000;

/**
 * Fills a window of so many entries, spread over a week, and measures what comes next. The stream is made of real
 * texts: a new story is a headline and a lead of two different ones, and every second article is of a story of the last
 * five thousand, in other words of the same two. What fills the window is put into its story as it was made, what is
 * measured is placed.
 */
export function measureSpeed(texts: readonly Text[], window: number): SpeedFigures {
  globalThis.gc?.();
  const before = memory();
  const stories = createStories({ age: 2 * WEEK, count: window });
  const stream = articles(texts, dice(window));
  const entryOf = (article: Made, i: number) => ({
    canonicalUrl: `https://news.example/${i}`,
    titleKey: titleKey(article.title, ""),
    textHash: textHash(article.summary, ""),
    firstSeenAt: Date.UTC(2026, 0, 1) + Math.floor((i * WEEK) / window),
    language: "en",
    features: stories.features({ ...article, content: "", outlet: "", language: "en" }),
  });
  const stored: PlacedEntry[] = [];
  for (let i = 0; i < window; i++) {
    const article = stream();
    const made = entryOf(article, i);
    const { terms, ...rest } = unpackFeatures(made.features);
    const fresh = new Uint8Array(terms.length).fill(article.begins ? 1 : 0);
    const features = packFeatures({ terms, ...rest }, { fresh, begins: article.begins, besides: [] });
    const placed = { ...made, id: i + 1, story: article.story, features };
    stories.apply([placed]);
    if (window <= LARGEST_REBUILT) stored.push(placed);
  }
  globalThis.gc?.();
  const megabytes = memory() - before - stored.reduce((sum, e) => sum + e.features.length, 0) / 1e6;
  const times: number[] = [];
  let begun = window + WARM_UP + MEASURED;
  let began = process.cpuUsage();
  for (let i = window; i < window + WARM_UP + MEASURED; i++) {
    if (i === window + WARM_UP) began = process.cpuUsage();
    const article = stream();
    const from = process.cpuUsage();
    const entry = entryOf(article, i);
    const { story, duplicateOf, features, merges } = stories.place(entry);
    const placed = { ...entry, id: i + 1, story: story ?? ++begun, features };
    stories.apply([duplicateOf === undefined ? placed : { ...placed, duplicateOf }]);
    for (const merge of merges) stories.merge(merge);
    if (i >= window + WARM_UP) times.push(process.cpuUsage(from).user / 1_000);
  }
  const perSecond = MEASURED / (process.cpuUsage(began).user / 1e6);
  times.sort((a, b) => a - b);
  const quantile = (q: number) => times[Math.floor(q * times.length)] ?? 0;
  const rebuild = stored.length === 0 ? undefined : rebuildSeconds(stored, window);
  return { window, perSecond, median: quantile(0.5), p99: quantile(0.99), megabytes, rebuild };
}

function rebuildSeconds(stored: readonly PlacedEntry[], window: number): number {
  const began = process.cpuUsage();
  createStories({ age: 2 * WEEK, count: window }).apply(stored);
  return process.cpuUsage(began).user / 1e6;
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

interface Made extends Text {
  story: number;
  begins: boolean;
}

function articles(texts: readonly Text[], next: () => number): () => Made {
  const pick = () => Math.floor(next() * texts.length);
  const recent: { story: number; of: [number, number] }[] = [];
  const at = (i: number) => texts[i] ?? { title: "", summary: "" };
  let made = 0;
  return () => {
    made++;
    const again = made > 100 && next() < 0.5 ? recent[Math.floor(next() * recent.length)] : undefined;
    const { story, of } = again ?? { story: made, of: [pick(), pick()] };
    if (again === undefined) {
      recent.push({ story, of: [of[0] ?? 0, of[1] ?? 0] });
      if (recent.length > 5_000) recent.shift();
    }
    const [a, b] = [at(of[0] ?? 0), at(of[1] ?? 0)];
    // Each telling has words of its own: a part of each text, in either order.
    const lead = [part(a.summary, next), part(b.summary, next)];
    return {
      story,
      begins: again === undefined,
      title:
        next() < 0.5 ? `${part(a.title, next)} ${made}` : `${part(b.title, next)}, ${part(a.title, next)}`,
      summary: (next() < 0.5 ? lead : lead.toReversed()).join(" "),
    };
  };
}

function part(text: string, next: () => number): string {
  return text
    .split(" ")
    .filter(() => next() < 0.7)
    .join(" ");
}
