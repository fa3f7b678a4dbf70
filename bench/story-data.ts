import { existsSync, readFileSync } from "node:fs";

/** The public labelled sets, beside the checkout; none of it is part of the project. */
export const STORIES = new URL("../../shared/data/stories/", import.meta.url);

export interface Text {
  title: string;
  summary: string;
}

/** Headlines with their descriptions, unlabelled; undefined where they are absent. */
export function background(): Text[] | undefined {
  const file = new URL("background.ndjson", STORIES);
  if (!existsSync(file)) return undefined;
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const value: Text = JSON.parse(line);
      return { title: value.title, summary: value.summary };
    });
}

/** Pseudo-random numbers of 0 to 1 (mulberry32), so that a run can be repeated. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
