import { describe, expect, it } from "vitest";
import { dice } from "../../bench/story-data.ts";
import { grown } from "../../scripts/train/boosting.ts";
import { type Article, arrivals, Books, grouped } from "../../scripts/train/labelled.ts";
import { EVIDENCE } from "../../src/stories/evidence.ts";
import { planted } from "../../src/stories/trees.ts";

/** Rows whose answer is 1 where just one of two kinds of evidence is high: no sum of the two tells it. */
function eitherOr(count: number, seed: number) {
  const next = dice(seed);
  const rows = Array.from({ length: count }, () => Float64Array.from(EVIDENCE, () => next()));
  const answers = Float64Array.from(rows, (row) => ((row[3] ?? 0) > 0.5 === (row[7] ?? 0) > 0.5 ? 0 : 1));
  return { rows, answers, weights: new Float64Array(count).fill(1) };
}

describe("growing trees", () => {
  it("learns what no sum of the evidence tells, and tells it of rows that it has not seen", () => {
    const judge = planted(grown(eitherOr(4_000, 1), EVIDENCE, 1));
    const { rows, answers } = eitherOr(1_000, 2);
    const right = rows.filter((row, i) => judge(row) > 0 === (answers[i] === 1)).length;
    expect(right).toBeGreaterThan(950);
  });

  it("grows the same trees of the same seed", () => {
    const lesson = eitherOr(500, 1);
    expect(grown(lesson, EVIDENCE, 4)).toEqual(grown(lesson, EVIDENCE, 4));
    expect(grown(lesson, EVIDENCE, 5)).not.toEqual(grown(lesson, EVIDENCE, 4));
  });

  it("asks what weighs more first", () => {
    const lesson = eitherOr(2_000, 3);
    const judge = planted(
      grown({ ...lesson, weights: lesson.answers.map((a) => (a === 1 ? 20 : 1)) }, EVIDENCE, 1),
    );
    const plain = planted(grown(lesson, EVIDENCE, 1));
    const { rows } = eitherOr(500, 4);
    const mean = (of: typeof judge) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
    expect(mean(judge)).toBeGreaterThan(mean(plain));
  });
});

const article = (id: string, story: string, title: string): Article => ({
  id,
  story,
  title,
  summary: "",
  outlet: "",
  language: "en",
  part: 0,
});

describe("the lesson", () => {
  it("scores a grouping by B-cubed F1", () => {
    const books = new Books();
    // The paper's example in small: a story of three with one stranger, whose like is alone.
    for (const [i, label] of ["a", "a", "b"].entries()) books.add(1, article(String(i), label, ""));
    books.add(2, article("3", "b", ""));
    const [precision, recall] = [(2 * (2 / 3) + 1 / 3 + 1) / 4, (2 * 1 + 1 / 2 + 1 / 2) / 4];
    expect(books.score()).toBeCloseTo((2 * precision * recall) / (precision + recall), 9);
  });

  it("asks of each article what is made of the stories before it, and follows merges", () => {
    const titles = ["Ferry sinks off Corvale harbour", "Ferry sinks near Corvale harbour, divers search"];
    const articles = titles.map((title, i) => article(String(i), "ferry", title));
    const asked: number[] = [];
    const books = grouped(arrivals(articles, 1, 1), (of, known) => (candidates) => {
      for (const { story } of candidates) asked.push(known.alike(story, of).same);
      return candidates.map(() => 9);
    });
    expect(asked).toEqual([1]);
    expect(books.score()).toBe(1);
  });
});
