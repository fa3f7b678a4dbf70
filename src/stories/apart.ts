import type { PlacedNews } from "./place.ts";

/** Two stories that a person split. */
export interface Apart {
  story: number;
  other: number;
}

/** The same places, without merges of what a person split: likeness does not overrule them. */
export function keepApart(placed: readonly PlacedNews[], apart: readonly Apart[]): PlacedNews[] {
  if (apart.length === 0) return [...placed];
  const isApart = (a: number, b: number) =>
    apart.some(({ story, other }) => (story === a && other === b) || (story === b && other === a));
  return placed.map((p) => ({ ...p, merges: p.merges.filter(({ from, into }) => !isApart(from, into)) }));
}
