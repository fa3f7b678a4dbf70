import { describe, expect, it } from "vitest";
import { HOUR, report, START, Wire } from "./wire.ts";

/** Made-up words, the same for the same seed. */
function text(seed: number, words: number): string {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
  return Array.from({ length: words }, () => `wort${Math.floor(next() * 1e6).toString(36)}`).join(" ");
}

describe("a copy", () => {
  it("is of the text that it repeats, not of another that has its headline", () => {
    const wire = new Wire();
    const first = wire.send({ title: "Ferry sinks off Corvale with ninety aboard", content: text(1, 60) });
    const other = wire.send({ title: "What we know of Monday's disaster", content: text(2, 60), at: 1 });
    const copy = wire.send({
      title: "What we know of Monday's disaster",
      content: `${text(1, 55)} ${text(3, 5)}`,
      at: 2,
    });
    expect(other.story).not.toBe(first.story);
    expect(copy).toMatchObject({ story: first.story, duplicateOf: 1, by: "near" });
  });

  it("is found among texts of which many share a part of theirs", () => {
    const wire = new Wire({ age: 7 * 24 * HOUR, count: 3_000 });
    const shared = text(99, 12);
    for (let i = 0; i < 2_000; i++)
      wire.send({ title: `Bulletin ${i}`, content: `${text(i + 1_000, 40)} ${shared}`, at: i / 100 });
    const copy = wire.send({
      title: "Something else",
      content: `${text(1_007, 40)} ${shared} ${text(5, 6)}`,
      at: 21,
    });
    expect(copy).toMatchObject({ duplicateOf: 8, by: "near" });
  });
});

describe("a full window", () => {
  it("finds the newest of a word that nearly every entry has, and counts as one that began with its entries", () => {
    const wire = new Wire({ age: 30 * 24 * HOUR, count: 9_000 });
    for (let i = 0; i < 12_000; i++)
      wire.send({ title: `${report(i, i * 3, i)} ${text(i, 2)}`, at: i / 1_000 });
    expect(wire.stories.size).toBe(9_000);
    const again = new Wire({ age: 30 * 24 * HOUR, count: 9_000 });
    again.stories.apply(wire.stored.slice(-9_000));
    const asked = (stories: Wire["stories"], title: string) =>
      stories.place({
        canonicalUrl: "",
        titleKey: "",
        textHash: "",
        firstSeenAt: START + 13 * HOUR,
        language: "en",
        features: stories.features({ title, summary: "", content: "", outlet: "", language: "en" }),
      });
    for (let i = 0; i < 20; i++) {
      const title = `${report(i, i, i + 1)} ${text(11_990 - i * 400, 2)}`;
      expect(asked(again.stories, title)).toEqual(asked(wire.stories, title));
    }
  });
});
