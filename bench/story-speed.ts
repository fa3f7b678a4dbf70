import { spawnSync } from "node:child_process";
import { textHash } from "../src/stories/compared.ts";
import { packFeatures, unpackFeatures } from "../src/stories/features.ts";
import { titleKey } from "../src/stories/headline.ts";
import { createStories, type PlacedEntry, type Stories } from "../src/stories/stories.ts";
import { background, dice, type Text } from "./story-data.ts";

const WINDOWS = [1_000, 10_000, 100_000, 1_000_000];
const REBUILT = 100_000;
/** How many are measured once the window is full. */
const MEASURED = 3_000;
/** Placed first, unmeasured: the compiler's warming up. */
const WARM_UP = 3_000;
/** How many are placed by the rebuilt index and by the one that it was made from. */
const COMPARED = 500;
/** Stories that are still told. */
const RECENT = 5_000;
const WEEK = 7 * 86_400_000;
const START = Date.UTC(2026, 0, 1);

/**
 * Markdown for bench/RESULTS.md: each window in a process of its own, for its memory. `STORIES_WINDOW=10000` measures
 * that window alone.
 */
export async function bench(): Promise<string> {
  if (background() === undefined) return "Skipped: there is no `../shared/data/stories` here.";
  const only = Number(process.env.STORIES_WINDOW ?? 0);
  const windows = WINDOWS.filter((window) => only === 0 || window === only);
  const figures: SpeedFigures[] = windows.map((window) => JSON.parse(apart("speed", window)));
  const rebuilt: RebuiltFigures = JSON.parse(apart("rebuild", REBUILT));
  return [
    "What a new article costs in all (features, placing, taking in, letting the oldest go) with the window full;",
    "processor time of one core. Memory: of the index, and the most that the whole process had.",
    "",
    "| entries in the window | articles/s | median ms | p99 ms | index MB | bytes an entry | process MB |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...figures.map(({ window, perSecond, median, p99, megabytes, most }) => {
      const each = Math.round((megabytes * 1e6) / window);
      const cells = [window, Math.round(perSecond), median.toFixed(3), p99.toFixed(3), Math.round(megabytes)];
      return `| ${[...cells, each, Math.round(most)].join(" | ")} |`;
    }),
    "",
    `Rebuilt from the stored features of ${REBUILT} entries in ${rebuilt.seconds.toFixed(1)} s; of ${COMPARED} articles`,
    `that came next it placed ${rebuilt.alike} as the index did that it was made from.`,
  ].join("\n");
}

/** What this file, run as a program, prints of a window. */
function apart(what: "speed" | "rebuild", window: number): string {
  const args = ["--expose-gc", import.meta.filename, what, String(window)];
  const run = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`${what} at ${window} failed: ${run.stderr}`);
  return run.stdout;
}

interface SpeedFigures {
  window: number;
  /** Articles a second of processor time, features included, with the window full. */
  perSecond: number;
  /** Milliseconds of processor time of an article: half and 99 of 100 take less. */
  median: number;
  p99: number;
  /** Of the full index, and the most of the whole process. */
  megabytes: number;
  most: number;
}

/** Fills a window of so many entries and measures what comes next. */
function measureSpeed(texts: readonly Text[], window: number): SpeedFigures {
  globalThis.gc?.();
  const before = memory();
  const stories = createStories({ age: 2 * WEEK, count: window });
  const stream = articles(texts, dice(window));
  fill(stories, stream, window);
  globalThis.gc?.();
  const megabytes = memory() - before;
  const times: number[] = [];
  let begun = window + WARM_UP + MEASURED;
  let began = process.cpuUsage();
  for (let i = window; i < window + WARM_UP + MEASURED; i++) {
    if (i === window + WARM_UP) began = process.cpuUsage();
    const article = stream();
    const from = process.cpuUsage();
    const entry = entryOf(stories, article, i, window);
    const { story, duplicateOf, features, merges } = stories.place(entry);
    const placed = { ...entry, id: i + 1, story: story ?? ++begun, features };
    stories.apply([duplicateOf === undefined ? placed : { ...placed, duplicateOf }]);
    for (const merge of merges) stories.merge(merge);
    if (i >= window + WARM_UP) times.push(process.cpuUsage(from).user / 1_000);
  }
  const perSecond = MEASURED / (process.cpuUsage(began).user / 1e6);
  times.sort((a, b) => a - b);
  const quantile = (q: number) => times[Math.floor(q * times.length)] ?? 0;
  const most = process.resourceUsage().maxRSS / 1_000;
  return { window, perSecond, median: quantile(0.5), p99: quantile(0.99), megabytes, most };
}

interface RebuiltFigures {
  /** Of processor time, to make an index again from what is stored. */
  seconds: number;
  /** How many of what comes next it places as the first did. */
  alike: number;
}

function measureRebuild(texts: readonly Text[], window: number): RebuiltFigures {
  const stories = createStories({ age: 2 * WEEK, count: window });
  const stream = articles(texts, dice(window));
  const stored: PlacedEntry[] = [];
  fill(stories, stream, window, stored);
  const began = process.cpuUsage();
  const rebuilt = createStories({ age: 2 * WEEK, count: window });
  rebuilt.apply(stored);
  const seconds = process.cpuUsage(began).user / 1e6;
  let alike = 0;
  for (let i = window; i < window + COMPARED; i++) {
    const article = stream();
    const [was, is] = [stories, rebuilt].map((index) =>
      JSON.stringify(index.place(entryOf(index, article, i, window))),
    );
    if (was === is) alike++;
  }
  return { seconds, alike };
}

/**
 * Fills a window, spread over a week. The stream is made of real texts: a new story is a headline and a lead of two
 * different ones, and every second article is of a story of the last five thousand, in other words of the same two. What
 * fills the window is put into its story as it was made, what is measured is placed.
 */
function fill(stories: Stories, stream: () => Made, window: number, stored?: PlacedEntry[]): void {
  for (let i = 0; i < window; i++) {
    const article = stream();
    // Keys of its own, as long as a folded headline and a hash are: those take as long as all the rest.
    const keys = { titleKey: article.title, textHash: `text ${i}` };
    const made = { ...arrived(stories, article, i, window), ...keys };
    const { terms, ...rest } = unpackFeatures(made.features);
    const fresh = new Uint8Array(terms.length).fill(article.begins ? 1 : 0);
    const features = packFeatures({ terms, ...rest }, { fresh, begins: article.begins, besides: [] });
    const placed = { ...made, id: i + 1, story: article.story, features };
    stories.apply([placed]);
    stored?.push(placed);
  }
}

function entryOf(stories: Stories, article: Made, i: number, window: number) {
  const keys = { titleKey: titleKey(article.title, ""), textHash: textHash(article.summary, "") };
  return { ...arrived(stories, article, i, window), ...keys };
}

function arrived(stories: Stories, article: Made, i: number, window: number) {
  return {
    canonicalUrl: `https://news.example/${i}`,
    firstSeenAt: START + Math.floor((i * WEEK) / window),
    language: "en",
    features: stories.features({ ...article, content: "", outlet: "", language: "en" }),
  };
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
  const words = texts.map(({ title, summary }) => ({ title: title.split(" "), summary: summary.split(" ") }));
  const pick = () => words[Math.floor(next() * words.length)] ?? { title: [], summary: [] };
  // Each telling has words of its own: a part of each text, in either order.
  const part = (all: readonly string[]) => all.filter(() => next() < 0.7).join(" ");
  const recent: { story: number; a: ReturnType<typeof pick>; b: ReturnType<typeof pick> }[] = [];
  let made = 0;
  return () => {
    made++;
    const again = made > 100 && next() < 0.5 ? recent[Math.floor(next() * recent.length)] : undefined;
    const { story, a, b } = again ?? { story: made, a: pick(), b: pick() };
    // One of the recent gives way, most likely an old one.
    if (again === undefined) recent[recent.length < RECENT ? recent.length : made % RECENT] = { story, a, b };
    const lead = [part(a.summary), part(b.summary)];
    return {
      story,
      begins: again === undefined,
      title: next() < 0.5 ? `${part(a.title)} ${made}` : `${part(b.title)}, ${part(a.title)}`,
      summary: (next() < 0.5 ? lead : lead.toReversed()).join(" "),
    };
  };
}

if (process.argv[1] === import.meta.filename) {
  const [what, window] = process.argv.slice(2);
  const measure = what === "rebuild" ? measureRebuild : measureSpeed;
  console.log(JSON.stringify(measure(background() ?? [], Number(window))));
}
