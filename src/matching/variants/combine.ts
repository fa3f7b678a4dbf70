/** A spelling of one part of a name. */
export interface Spelling {
  text: string;
  /** In words: "German", "equivalent given name"; "" where it is as given. */
  why: string;
}

/** One spelling of each part, in order. */
export interface Combination {
  words: string[];
  reasons: string[];
}

/** The lists' spellings crossed, the product of their ranks smallest first: `most` of them. */
export function combine(lists: readonly Spelling[][], most: number): Combination[] {
  // Spellings by one custom go together: "Wolodymyr Selenskyj" before "Wolodymyr Zelenskii".
  const fits = (reasons: readonly string[], why: string) =>
    why !== "" && reasons.every((reason) => reason === why);
  let combined: { words: string[]; reasons: string[]; rank: number }[] = [
    { words: [], reasons: [], rank: 1 },
  ];
  for (const list of lists) {
    combined = combined
      .flatMap(({ words, reasons, rank }) =>
        list.map((spelling, index) => ({
          words: [...words, spelling.text],
          reasons: [...reasons, spelling.why],
          rank: (rank * (index + 1)) / (reasons.length > 0 && fits(reasons, spelling.why) ? 6 : 1),
        })),
      )
      .sort((a, b) => a.rank - b.rank)
      .slice(0, most);
  }
  return combined;
}

/** Reasons as one, those that say nothing left out. */
export function note(...reasons: string[]): string {
  return reasons.filter(Boolean).join(", ");
}
