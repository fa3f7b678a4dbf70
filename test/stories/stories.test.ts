import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR, report, START, Wire } from "./wire.ts";

const TEXT = `The harbour authority of Corvale said on Monday that the ferry had left the northern quay with ninety
passengers aboard when the engine room flooded. Divers found the vessel upright in forty metres of water. The owner,
a family company from Brenmoor, had passed an inspection in spring, according to documents published by the ministry.
Relatives gathered in a school near the port, where volunteers handed out blankets and soup through the night.`;

describe("copies", () => {
  it("are known by link, by headline within a day, and by text", () => {
    const wire = new Wire();
    const first = wire.send({ title: "Ferry sinks off Corvale with ninety aboard", content: TEXT, url: "a" });
    expect(first.story).toBe(1);
    expect(wire.send({ title: "Other words entirely about nothing", url: "a", at: 1 })).toMatchObject({
      story: 1,
      duplicateOf: 1,
      by: "url",
    });
    expect(wire.send({ title: "FERRY SINKS off Corvale, with ninety aboard", at: 2 })).toMatchObject({
      story: 1,
      duplicateOf: 1,
      by: "headline",
    });
    const sentences = TEXT.split(". ");
    const edited = `CORVALE (Agency) - ${[...sentences.slice(2), ...sentences.slice(0, 1)].join(". ")}`;
    expect(wire.send({ title: "Quay disaster: what we know", content: edited, at: 3 })).toMatchObject({
      story: 1,
      duplicateOf: 1,
      by: "near",
    });
  });

  it("are compared with the first, never in a chain", () => {
    const wire = new Wire();
    const words = TEXT.split(/\s+/);
    const extra = Array.from({ length: 200 }, (_, i) => `wortlaut${String.fromCharCode(97 + (i % 26))}${i}`);
    // Each shares most with the one before, the last nothing with the first.
    const chain = [0, 1, 2, 3, 4].map((i) => [...words.slice(i * 16), ...extra.slice(0, i * 40)].join(" "));
    const ids = chain.map(
      (content, i) => wire.send({ title: `Part ${i}`, content, at: i * 0.1 }).duplicateOf,
    );
    expect(ids[1]).toBe(1);
    for (const id of ids.slice(2))
      expect(id === undefined || id === 1 || ids[id - 1] === undefined).toBe(true);
    expect(ids[4]).not.toBe(1);
  });

  it("do not come of a headline that returns another day", () => {
    const wire = new Wire();
    wire.send({ title: "Shares at the close of trading" });
    expect(wire.send({ title: "Shares at the close of trading", at: 30 }).duplicateOf).toBeUndefined();
  });
});

describe("one event", () => {
  it("is one story in other words, and another event another", () => {
    const wire = new Wire();
    for (let i = 0; i < 40; i++) wire.send({ title: report(i, i * 3 + 1, i), at: i * 0.01 });
    const quake = wire.send({
      title: "Strong earthquake shakes Tarnopol, toppling the old cathedral",
      at: 1,
    });
    const again = wire.send({ title: "Cathedral topples as strong quake shakes Tarnopol", at: 1.5 });
    const other = wire.send({ title: "Central bank of Norland leaves rates unchanged", at: 1.6 });
    expect(again.story).toBe(quake.story);
    expect(again).toMatchObject({ by: "event" });
    expect(again.duplicateOf).toBeUndefined();
    expect(other.story).not.toBe(quake.story);
  });

  it("meets across scripts by its names", () => {
    const wire = new Wire();
    for (let i = 0; i < 40; i++) wire.send({ title: report(i, i * 3 + 1, i), at: i * 0.01 });
    const latin = wire.send({ title: "Kuznetsov and Shevchenko sign Melitopol accord", at: 1 });
    const cyrillic = wire.send({ title: "Кузнецов и Шевченко: Мелитополь", language: "ru", at: 1.2 });
    expect(cyrillic.story).toBe(latin.story);
    const doubtful = wire.send({ title: "Шевченко уехал на море, пишет газета", language: "uk", at: 1.3 });
    expect(doubtful).toMatchObject({ alsoIn: latin.story });
    expect(doubtful.story).not.toBe(latin.story);
  });

  it("is another story where days lie between, and follows the first", () => {
    const wire = new Wire();
    const first = wire.send({ title: "Strong earthquake shakes Tarnopol and its cathedral" });
    const later = wire.send({ title: "Earthquake: Tarnopol cathedral shaken, strong tremor", at: 120 });
    expect(later.story).not.toBe(first.story);
    const next = wire.send({ title: "Strong earthquake: Tarnopol mourns, cathedral shaken", at: 180 });
    expect(next).toMatchObject({ follows: later.story });
  });
});

describe("the index", () => {
  const sent = fc.array(
    fc.record({ place: fc.nat(9), event: fc.nat(4), told: fc.nat(4), wait: fc.integer({ min: 0, max: 20 }) }),
    { minLength: 5, maxLength: 60 },
  );
  const sendAll = (wire: Wire, list: { place: number; event: number; told: number; wait: number }[]) => {
    let at = 0;
    return list.map(({ place, event, told, wait }) => {
      at += wait / 10;
      return wire.send({ title: report(place, event, told), summary: report(place, event, told + 1), at });
    });
  };

  it("rebuilt from what is stored decides as it would have, and decides nothing anew", () => {
    fc.assert(
      fc.property(sent, sent, (before, after) => {
        const wire = new Wire();
        sendAll(wire, before);
        const again = new Wire();
        again.stories.apply(wire.stored);
        expect(again.stories.size).toBe(wire.stories.size);
        for (const { place, event, told } of after) {
          const title = report(place, event, told);
          const text = { title, summary: "", content: "", outlet: "", language: "en" };
          const at = wire.stored.at(-1)?.firstSeenAt ?? START;
          const entry = {
            canonicalUrl: "",
            titleKey: title,
            textHash: "",
            firstSeenAt: at + HOUR,
            language: "en",
          };
          const [one, two] = [wire.stories, again.stories].map((stories) =>
            stories.place({ ...entry, features: stories.features(text) }),
          );
          expect(two).toEqual(one);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("is the same when the same entries come again", () => {
    fc.assert(
      fc.property(sent, (list) => {
        const wire = new Wire();
        sendAll(wire, list);
        const size = wire.stories.size;
        const text = { title: report(1, 2, 3), summary: "", content: "", outlet: "", language: "en" };
        const last = wire.stored.at(-1)?.firstSeenAt ?? START;
        const ask = () =>
          wire.stories.place({
            canonicalUrl: "",
            titleKey: "",
            textHash: "",
            firstSeenAt: last,
            language: "en",
            features: wire.stories.features(text),
          });
        const before = ask();
        wire.stories.apply(wire.stored);
        expect(wire.stories.size).toBe(size);
        expect(ask()).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  it("loses no entry of a story, whatever merges", () => {
    fc.assert(
      fc.property(sent, (list) => {
        const wire = new Wire();
        let at = 0;
        for (const [i, { place, event, told, wait }] of list.entries()) {
          at += wait / 10;
          wire.send({ title: report(place, event, told), url: `u${i}`, at });
        }
        // Each entry is found by its link, in the story that it is stored in, by itself.
        for (const stored of wire.stored) {
          const { story, duplicateOf } = wire.stories.place({ ...stored, firstSeenAt: START + at * HOUR });
          expect({ story, duplicateOf }).toEqual({ story: stored.story, duplicateOf: stored.id });
        }
      }),
      { numRuns: 20 },
    );
  });

  it("groups two far-apart stories alike in either order", () => {
    const there = ["Norland central bank leaves rates unchanged", "Rates unchanged at Norland central bank"];
    fc.assert(
      fc.property(
        fc.nat(9),
        fc.nat(4),
        fc.nat(4),
        fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        (place, event, told, order) => {
          const here = [report(place, event, told), report(place, event, told + 1)];
          const titles = [...here, ...there].toSorted(
            (a, b) => (order[a.length % 4] ?? 0) - (order[b.length % 4] ?? 0),
          );
          const wire = new Wire();
          const stories = new Map(titles.map((title, i) => [title, wire.send({ title, at: i * 0.1 }).story]));
          expect(new Set(here.map((t) => stories.get(t))).size).toBe(1);
          expect(new Set(there.map((t) => stories.get(t))).size).toBe(1);
          expect(new Set(stories.values()).size).toBe(2);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("lets go of what is old or too much, and counts terms as if it had never been", () => {
    const wire = new Wire({ age: 24 * HOUR, count: 50 });
    for (let i = 0; i < 200; i++) wire.send({ title: report(i, i * 7, i), at: i });
    expect(wire.stories.size).toBeLessThanOrEqual(25);
    const young = new Wire({ age: 24 * HOUR, count: 50 });
    young.stories.apply(wire.stored.slice(-wire.stories.size));
    const text = { title: report(3, 1, 2), summary: "", content: "", outlet: "", language: "en" };
    expect(young.stories.features(text)).toEqual(wire.stories.features(text));
  });
});

describe("a draft", () => {
  it("lets a document's own entries find each other and leaves the index as it was", () => {
    const wire = new Wire();
    for (let i = 0; i < 20; i++) wire.send({ title: report(i, i * 3 + 1, i), at: i * 0.01 });
    const draft = wire.stories.draft();
    const text = (title: string) => ({ title, summary: "", content: "", outlet: "", language: "en" });
    const entry = (title: string) => ({
      canonicalUrl: "",
      titleKey: "",
      textHash: "",
      firstSeenAt: START + HOUR,
      language: "en",
      features: wire.stories.features(text(title)),
    });
    const one = entry("Strong earthquake shakes Tarnopol, toppling the old cathedral");
    const begun = draft.place(one);
    expect(begun.story).toBeUndefined();
    draft.apply([{ ...one, features: begun.features, id: -1, story: -1 }]);
    const two = entry("Cathedral topples as strong quake shakes Tarnopol");
    expect(draft.place(two).story).toBe(-1);
    expect(draft.size).toBe(21);
    expect(wire.stories.size).toBe(20);
    expect(wire.stories.place(two).story).toBeUndefined();
  });
});
