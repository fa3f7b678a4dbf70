import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import type { Tier } from "../model/feed.ts";
import type { Millis } from "../model/time.ts";

/** What the sample wire publishes, and when: config/sample/wire.yaml, read. */
export interface SampleScript {
  outlets: SampleOutlet[];
  /** In order of release. */
  steps: SampleStep[];
}

export interface SampleOutlet {
  key: string;
  name: string;
  tier: Tier;
  language: string;
  /** The feed's name below the wire's address. */
  file: string;
  kind: "rss" | "atom" | "rdf" | "json";
  charset: string;
  /** How often the sample desk polls it. */
  every: string;
  /** Boilerplate after every text, "{title}" standing for the headline; "" for none. */
  ending: string;
  /** A query string on every link; "" for none. */
  tracking: string;
}

/** A story comes, or comes again changed. */
export interface SampleStep {
  /** "halyard/trump-arranging"; a change has its number behind it: "halyard/trump-arranging#1". */
  id: string;
  /** From the desk's first start; negative: it was there before. */
  at: Millis;
  story: SampleStory;
}

export interface SampleStory {
  /** "halyard/trump-arranging": the same through all changes. */
  id: string;
  outlet: string;
  title: string;
  summary: string;
  /** Paragraphs; empty if the feed gives a summary only. */
  body: string[];
  author: string;
  categories: string[];
}

const OFFSET = /^(-?\d+)(s|m)$/;
const offset = z
  .string()
  .regex(OFFSET, 'expected seconds or minutes from the first start: "12s", "-20m"')
  .transform((text) => {
    const [, count = "0", unit = "s"] = OFFSET.exec(text) ?? [];
    return Number(count) * (unit === "m" ? 60_000 : 1_000);
  });
const key = z.string().regex(/^[a-z0-9-]+$/, "expected small letters, digits and -");
const text = z.string().trim().min(1);
const paragraphs = z.string().transform((body) =>
  body
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, " ").trim())
    .filter((paragraph) => paragraph !== ""),
);

const scriptSchema = z.strictObject({
  outlets: z.record(
    key,
    z.strictObject({
      name: text,
      tier: z.literal([1, 2, 3]),
      language: text,
      feed: z.strictObject({
        file: z.string().regex(/^[a-z0-9.-]+$/),
        kind: z.enum(["rss", "atom", "rdf", "json"]),
        charset: z.enum(["utf-8", "utf-16le", "iso-8859-1", "windows-1251", "windows-1252"]),
        every: z.string().regex(/^\d+s$/),
      }),
      ending: z.string().default(""),
      tracking: z.string().default(""),
    }),
  ),
  stories: z.array(
    z.strictObject({
      outlet: key,
      id: key,
      at: offset,
      title: text,
      summary: text,
      body: paragraphs.default([]),
      author: z.string().default(""),
      categories: z.array(z.string()).default([]),
      // biome-ignore lint/suspicious/noThenProperty: the word a newcomer reads in the file; never awaited
      then: z
        .array(
          z.strictObject({
            at: offset,
            title: text.optional(),
            summary: text.optional(),
            body: paragraphs.optional(),
            withdrawn: z.literal(true).optional(),
          }),
        )
        .default([]),
    }),
  ),
});

/** Reads `wire.yaml` in a folder. Throws an Error that names the file, the place and the fault. */
export async function readScript(dir: string): Promise<SampleScript> {
  const path = join(dir, "wire.yaml");
  const document = parseDocument(await readFile(path, "utf8"));
  const [broken] = document.errors;
  if (broken !== undefined) throw new Error(`${path}: ${broken.message}`);
  const read = scriptSchema.safeParse(document.toJS());
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(`${path}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a script"}`);
  }
  const outlets = Object.entries(read.data.outlets).map(([name, { feed, ...outlet }]) => ({
    key: name,
    ...outlet,
    ...feed,
  }));
  const steps: SampleStep[] = [];
  for (const { at, id: slug, then: changes, ...first } of read.data.stories) {
    const id = `${first.outlet}/${slug}`;
    if (!outlets.some((outlet) => outlet.key === first.outlet)) {
      throw new Error(`${path}: story ${id}: there is no outlet "${first.outlet}"`);
    }
    if (steps.some((step) => step.id === id)) throw new Error(`${path}: two stories are called ${id}`);
    let story: SampleStory = { id, ...first };
    steps.push({ id, at, story });
    for (const [index, { at: later, withdrawn, ...change }] of changes.entries()) {
      if (later <= at) throw new Error(`${path}: story ${id}: a change comes before its story`);
      story = { ...story, ...given(change) };
      if (withdrawn === true) story = { ...story, title: `WITHDRAWN: ${story.title}`, body: [] };
      steps.push({ id: `${id}#${index + 1}`, at: later, story });
    }
  }
  return { outlets, steps: steps.sort((a, b) => a.at - b.at) };
}

/** Without the keys that say nothing. */
function given(change: {
  title?: string | undefined;
  summary?: string | undefined;
  body?: string[] | undefined;
}): Partial<Pick<SampleStory, "title" | "summary" | "body">> {
  return {
    ...(change.title === undefined ? {} : { title: change.title }),
    ...(change.summary === undefined ? {} : { summary: change.summary }),
    ...(change.body === undefined ? {} : { body: change.body }),
  };
}
