import fc from "fast-check";
import { expect } from "vitest";
import { FeedError } from "../../../src/feeds/read/fault.ts";
import { createReader } from "../../../src/feeds/reader.ts";
import type { FeedDocument } from "../../../src/model/feed.ts";

/** How a document is made: what its entries say, and the accidents that befell it. */
interface Made {
  text: string;
  /** Titles of the entries that were written whole. */
  titles: string[];
  /** Whether anything was done to it that may rightly cost an entry. */
  harmed: boolean;
}

const WORDS = [
  "peace",
  "talks",
  "Kyiv",
  "Женева",
  "和平",
  "x < y",
  "AT&T",
  "<b>",
  "&nbsp;",
  "]]>",
  "‮",
  "é",
  "'",
  '"',
  "--",
];
const word = fc.constantFrom(...WORDS);
const words = fc.array(word, { minLength: 1, maxLength: 8 }).map((list) => list.join(" "));
const hostile = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<",
    ">",
    "&",
    "&#",
    "&#xFFFFFF;",
    "\0",
    "\uD800",
    "</",
    "<a b='",
    '"',
  ),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "&lt;script>",
    "<!DOCTYPE x [",
    "<!ENTITY a '&a;'>",
  ),
);
const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const cdata = (text: string) => `<![CDATA[${text.replaceAll("]]>", "]] >")}]]>`;

interface Format {
  open: string;
  close: string;
  entry(title: string, inside: string, id: number): string;
}

const FORMATS: Format[] = [
  {
    open: '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>F</title>',
    close: "</channel></rss>",
    entry: (title, inside, id) =>
      `<item><title>${escaped(title)}</title><guid>g-${id}</guid>${inside}</item>`,
  },
  {
    open: '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">F</title>',
    close: "</feed>",
    entry: (title, inside, id) =>
      `<entry><id>g-${id}</id><title type="text">${escaped(title)}</title>${inside}</entry>`,
  },
  {
    open: '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>F</title></channel>',
    close: "</rdf:RDF>",
    entry: (title, inside, id) => `<item rdf:about="g-${id}"><title>${cdata(title)}</title>${inside}</item>`,
  },
];

/** Something in an entry that is well formed, whatever it says. */
const field = fc.oneof(
  words.map((text) => `<description>${escaped(text)}</description>`),
  words.map((text) => `<content:encoded>${cdata(text)}</content:encoded>`),
  words.map((text) => `<category>${escaped(text)}</category>`),
  hostile.map((text) => `<pubDate>${escaped(text)}</pubDate>`),
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
    .map((date) => `<updated>${date.toISOString()}</updated>`),
  hostile.map((text) => `<link href="${escaped(text).replaceAll('"', "&quot;")}"/>`),
  hostile.map((text) => `<author><name>${escaped(text)}</name></author>`),
  hostile.map((text) => `<media:content url="${escaped(text).replaceAll('"', "&quot;")}" type="image/png"/>`),
  words.map((text) => `<x:y xmlns:x="urn:x"><x:z>${escaped(text)}</x:z></x:y>`),
);

const entryParts = fc.record({
  title: fc.array(fc.constantFrom("peace", "talks", "Kyiv", "7", "Женева"), { minLength: 1, maxLength: 5 }),
  fields: fc.array(field, { maxLength: 6 }),
});

/** An accident: where, as a share of the document, and what. */
const accident = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom("insert", "cut", "delete", "double"),
  what: hostile,
});

export const made: fc.Arbitrary<Made> = fc
  .record({
    format: fc.constantFrom(...FORMATS),
    entries: fc.array(entryParts, { minLength: 1, maxLength: 12 }),
    accidents: fc.oneof(fc.constant([]), fc.array(accident, { maxLength: 4 })),
  })
  .map(({ format, entries, accidents }) => {
    const titles = entries.map(({ title }, id) => `${title.join(" ")} ${id}`);
    const inside = entries.map(({ fields }, id) => format.entry(titles[id] ?? "", fields.join(""), id));
    let text = format.open + inside.join("\n") + format.close;
    for (const { at, kind, what } of accidents) {
      const place = Math.floor(at * text.length);
      const rest = text.slice(place);
      if (kind === "insert") text = text.slice(0, place) + what + rest;
      else if (kind === "cut") text = text.slice(0, place);
      else if (kind === "delete") text = text.slice(0, place) + rest.slice(1 + what.length);
      else text = text.slice(0, place) + rest.slice(0, 50) + rest;
    }
    return { text, titles, harmed: accidents.length > 0 };
  });

/** An accident inside one entry's description, the others untouched: never costs another entry. */
export const oneBad = fc
  .record({
    format: fc.constantFrom(...FORMATS),
    count: fc.integer({ min: 3, max: 8 }),
    what: fc.array(hostile, { minLength: 1, maxLength: 5 }),
  })
  .map(({ format, count, what }) => {
    const bad = Math.floor(count / 2);
    const body = (id: number) =>
      id === bad ? `<description>${escaped(what.join(""))}</description>` : "<description>ok</description>";
    const titles = Array.from({ length: count }, (_, id) => `Title ${id}`);
    return {
      text:
        format.open + titles.map((title, id) => format.entry(title, body(id), id)).join("") + format.close,
      titles,
    };
  });

/** One accident anywhere: it costs at most the entries that it touches, itself and its neighbour. */
export const oneAccident = fc
  .record({
    format: fc.constantFrom(...FORMATS),
    entries: fc.array(entryParts, { minLength: 4, maxLength: 12 }),
    at: fc.double({ min: 0.3, max: 0.9, noNaN: true }),
    what: hostile,
    deletes: fc.boolean(),
  })
  .map(({ format, entries, at, what, deletes }) => {
    const titles = entries.map((_, id) => `Title ${id}`);
    const inside = entries.map(({ fields }, id) => format.entry(titles[id] ?? "", fields.join(""), id));
    const text = format.open + inside.join("") + format.close;
    const place = Math.floor(at * text.length);
    const rest = text.slice(place);
    return { text: text.slice(0, place) + (deletes ? rest.slice(1 + what.length) : what + rest), titles };
  });

/** Reads `runs` documents through the reader: none hangs or crashes it, none loses a whole entry that was written whole. */
export async function fuzz(runs: number): Promise<void> {
  const reader = createReader({ workers: 2, timeoutMs: 20_000 });
  const read = async (text: string): Promise<FeedDocument | undefined> => {
    try {
      return await reader.read(Buffer.from(text), { url: "https://n.example/rss", language: "en" });
    } catch (error) {
      expect(error).toBeInstanceOf(FeedError);
      expect(String(error)).not.toMatch(/longer than|memory/);
      return undefined;
    }
  };
  try {
    await fc.assert(
      fc.asyncProperty(made, async ({ text, titles, harmed }) => {
        const document = await read(text);
        if (document !== undefined) sound(document);
        if (!harmed) expect(document?.entries.map((entry) => entry.title)).toEqual(titles);
      }),
      { numRuns: Math.ceil(runs * 0.6) },
    );
    await fc.assert(
      fc.asyncProperty(oneBad, async ({ text, titles }) => {
        expect((await read(text))?.entries.map((entry) => entry.title)).toEqual(titles);
      }),
      { numRuns: Math.ceil(runs * 0.2) },
    );
    await fc.assert(
      fc.asyncProperty(oneAccident, async ({ text, titles }) => {
        const kept = new Set((await read(text))?.entries.map((entry) => entry.title));
        const lost = titles.filter((title) => !kept.has(title));
        expect(lost.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: Math.ceil(runs * 0.2) },
    );
  } finally {
    await reader.close();
  }
}

/** What holds for whatever was read. */
function sound(document: FeedDocument): void {
  for (const entry of document.entries) {
    expect(entry.id).not.toBe("");
    expect(entry.url).toMatch(/^(?:https?:\/\/\S+)?$/i);
    expect(entry.image ?? "").toMatch(/^(?:https?:\/\/\S+)?$/i);
    expect(entry.title).not.toMatch(/[\n\r]/);
    expect([entry.title, entry.summary, entry.author].every((text) => text.isWellFormed())).toBe(true);
    for (const time of [entry.publishedAt, entry.updatedAt]) {
      expect(time === undefined || Number.isSafeInteger(time)).toBe(true);
    }
  }
}
