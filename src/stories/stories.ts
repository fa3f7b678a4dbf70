import type { Instant, Millis } from "../model/time.ts";
import { Corpus, EXACT, type Exact, type Held, type HeldStory, type Keys, PROFILE } from "./corpus.ts";
import { type ComparedText, type Features, featuresOf, packFeatures, unpackFeatures } from "./features.ts";
import { languageKey } from "./frequencies.ts";
import { hashText } from "./key-table.ts";
import { TermTable } from "./postings.ts";
import { HORIZON, SCORE, storyScore, threshold } from "./scoring.ts";

/** What an entry is placed by. */
export interface Placeable {
  canonicalUrl: string;
  titleKey: string;
  textHash: string;
  firstSeenAt: Instant;
  language: string;
  /** As `features` made them. */
  features: Uint8Array;
}

/** An entry with its place: what must be stored of it for the index to be rebuilt. */
export interface PlacedEntry extends Placeable {
  id: number;
  story: number;
  duplicateOf?: number;
  besides?: readonly number[];
}

export type SameBy = Exact | "near" | "event";

/** Where an entry belongs, and why. */
export interface Placement {
  /** Undefined: it begins one. */
  story: number | undefined;
  /** The entry whose link, text or headline it repeats. */
  duplicateOf?: number;
  by?: SameBy;
  /** 1 for an exact copy, the likeness of texts for "near", else the score by which it joined, or missed joining. */
  score: number;
  /** Other stories that it would have joined: to be stored with it, evidence that stories are one. */
  besides: number[];
  /** Stories that now prove to be one: the younger of each two ends in the older. */
  merges: Merge[];
}

export interface Merge {
  from: number;
  into: number;
}

export interface StoryWindow {
  /** How long an entry takes part. */
  age: Millis;
  /** How many do at most. */
  count: number;
}

/**
 * Which story an entry belongs to. One in-memory structure, owned by the ingest writer, rebuilt from stored entries at
 * start. `features` and `place` only ask; `apply` and `merge` are called once the commit stands.
 */
export interface Stories {
  /** What an article is compared by, as of now: packed, to be stored with the entry and never made anew. */
  features(article: ComparedText): Uint8Array;
  place(entry: Placeable): Placement;
  /** Entries with their places, in order of arrival. A known id takes over the entry's new link, text and headline. */
  apply(entries: readonly PlacedEntry[]): void;
  merge(merge: Merge): void;
  /** Moves one entry to another story, known or new. */
  move(entry: number, story: number): void;
  /** A view in which entries can be added that are not committed yet: a document's own entries find each other. */
  draft(): Stories;
  readonly size: number;
}

/** A headline alone makes a copy within a day only: "Markets at the close" comes again tomorrow. */
const HEADLINE_AGE = 24 * 3_600_000;
/** The share of content words that makes a text a copy. */
const COPY = 0.5;
/** Stories that are compared in full. */
const CANDIDATES = 16;
/** Occurrences of terms that are looked at for one article. */
const OCCURRENCES = 12_000;
/** An article whose weights came out this long, as vectors of bytes. */
const UNIT = 255;

export function createStories(window: StoryWindow): Stories {
  return layered(window, new Corpus(), undefined);
}

/** The index, or (`below`) a layer of uncommitted entries over it. */
function layered(window: StoryWindow, own: Corpus, below: Corpus | undefined): Stories {
  // The older layer first, so that the first of a group is found first.
  const layers = below === undefined ? [own] : [below, own];
  const query = new TermTable();
  const profile = new TermTable();
  const within = (held: Held | undefined, now: Instant, age: Millis) =>
    held !== undefined && now - held.at <= age ? held : undefined;
  const ageOf = (by: Exact) => (by === "headline" ? Math.min(window.age, HEADLINE_AGE) : window.age);

  const exact = (keys: Keys, at: Instant): { held: Held; by: Exact } | undefined => {
    for (const by of EXACT) {
      for (const layer of layers) {
        const held = within(layer.holder(by, keys[by]), at, ageOf(by));
        if (held !== undefined) return { held, by };
      }
    }
    return undefined;
  };

  const nearCopy = (features: Features, at: Instant): { held: Held; score: number } | undefined => {
    if (features.sketch.length === 0) return undefined;
    let best: { held: Held; score: number } | undefined;
    for (const layer of layers) {
      const found = layer.copies.nearest(features.sketch, COPY);
      const held = found && within(layer.held(found.entry), at, window.age);
      if (found && held && found.likeness > (best?.score ?? 0)) best = { held, score: found.likeness };
    }
    return best;
  };

  /** The entries that speak for a story, of all layers, oldest first. */
  const membersOf = (story: number) => {
    const members: { layer: Corpus; held: Held }[] = [];
    for (const layer of layers)
      for (const entry of layer.stories.get(story)?.members.slice(-PROFILE) ?? []) {
        const held = layer.held(entry);
        if (held !== undefined) members.push({ layer, held });
      }
    return members.slice(-PROFILE);
  };

  const normOf = (story: number, members: readonly { layer: Corpus; held: Held }[]): number => {
    const inOneLayer = layers.flatMap((layer) => layer.stories.get(story) ?? []);
    const only = inOneLayer.length === 1 ? inOneLayer[0] : undefined;
    if (only?.norm !== undefined) return only.norm;
    profile.clear();
    for (const { layer, held } of members) layer.pour(held, profile);
    const norm = profile.norm() / UNIT;
    if (only !== undefined) only.norm = norm;
    return norm;
  };

  /** The stories most like an article, best first. */
  const rank = (features: Features, at: Instant): { story: number; score: number }[] => {
    query.clear();
    for (const [i, term] of features.terms.entries()) query.add(term, features.weights[i] ?? 0);
    const near = new Map<number, number>();
    for (const layer of layers) {
      const found = layer.nearStories(features, at - HORIZON, OCCURRENCES);
      for (const story of nearest(found)) near.set(story.id, Math.max(near.get(story.id) ?? 0, story.near));
      for (const story of found) story.near = 0;
    }
    return [...near]
      .sort((a, b) => b[1] - a[1])
      .slice(0, CANDIDATES)
      .map(([story]) => {
        const members = membersOf(story);
        const products = members.map(({ layer, held }) => ({
          cosine: layer.product(held, query) / (UNIT * UNIT),
          of: held,
        }));
        return { story, score: storyScore(products, normOf(story, members), at) };
      })
      .sort((a, b) => b.score - a.score || a.story - b.story);
  };

  /** How many recent entries of a story would have joined another. */
  const witnesses = (of: number, other: number, at: Instant): number => {
    let count = 0;
    for (const layer of layers)
      for (const entry of layer.stories.get(of)?.members.slice(-PROFILE) ?? []) {
        const held = layer.held(entry);
        if (held?.besides.includes(other) && at - held.at <= SCORE.mergeHours * 3_600_000) count++;
      }
    return count;
  };

  const sizeOf = (story: number) =>
    layers.reduce((sum, layer) => sum + (layer.stories.get(story)?.members.length ?? 0), 0);
  const begunAt = (story: number) =>
    Math.min(
      ...layers.map((l) => l.held(l.stories.get(story)?.members[0] ?? -1)?.at ?? Number.POSITIVE_INFINITY),
    );

  const provesOne = (story: number, other: number, at: Instant): boolean => {
    const here = witnesses(story, other, at) + 1;
    const there = witnesses(other, story, at);
    return (
      here + there >= SCORE.mergeArticles &&
      Math.min(here, there) >= SCORE.mergeOfEach &&
      here + there >= SCORE.mergeShare * Math.min(sizeOf(story), sizeOf(other))
    );
  };

  return {
    get size() {
      return layers.reduce((sum, layer) => sum + layer.size, 0);
    },

    features: (article) => packFeatures(featuresOf(article, (below ?? own).frequencies)),

    place(entry) {
      const at = entry.firstSeenAt;
      const features = unpackFeatures(entry.features);
      const same = exact(keysOf(entry), at);
      if (same !== undefined)
        return {
          story: same.held.story,
          duplicateOf: same.held.id,
          by: same.by,
          score: 1,
          besides: [],
          merges: [],
        };
      const copy = nearCopy(features, at);
      if (copy !== undefined)
        return {
          story: copy.held.story,
          duplicateOf: copy.held.id,
          by: "near",
          score: copy.score,
          besides: [],
          merges: [],
        };
      const ranked = rank(features, at);
      const scores = ranked.map((r) => r.score);
      const terms = features.terms.length;
      const best = ranked[0];
      if (best === undefined || best.score <= threshold(terms, scores.slice(1)))
        return { story: undefined, score: best?.score ?? 0, besides: [], merges: [] };
      const besides = ranked
        .filter(
          (r, i) =>
            i > 0 &&
            r.score >=
              SCORE.besides +
                threshold(
                  terms,
                  scores.filter((_, j) => j > 0 && j !== i),
                ),
        )
        .map((r) => r.story)
        // A story that is not committed has no number yet that could be stored.
        .filter((story) => story > 0);
      const merges: Merge[] = [];
      const other = best.story > 0 ? besides.find((b) => provesOne(best.story, b, at)) : undefined;
      if (other !== undefined) {
        const [into, from] =
          begunAt(best.story) <= begunAt(other) ? [best.story, other] : [other, best.story];
        merges.push({ from, into });
      }
      return { story: merges[0]?.into ?? best.story, by: "event", score: best.score, besides, merges };
    },

    apply(entries) {
      for (const entry of entries) {
        const at = entry.firstSeenAt;
        const counts = (by: Exact, first: Held) => within(first, at, ageOf(by)) !== undefined;
        const keys = keysOf(entry);
        const known = own.withId(entry.id);
        if (known !== undefined) {
          own.know(known, keys, counts);
          continue;
        }
        own.add(
          {
            id: entry.id,
            story: entry.story,
            at,
            language: languageKey(entry.language),
            keys,
            features: unpackFeatures(entry.features),
            copy: entry.duplicateOf !== undefined,
            besides: entry.besides ?? [],
          },
          counts,
        );
        if (below === undefined) own.evict(at - window.age, window.count);
      }
    },

    merge({ from, into }) {
      const story = own.stories.get(from);
      if (story !== undefined) own.move(story, into);
    },

    move(entry, into) {
      const held = own.withId(entry);
      const from = held && own.stories.get(held.story);
      if (from !== undefined && from.id !== into) own.move(from, into, (h) => h === held);
    },

    draft() {
      if (below !== undefined) throw new Error("a draft of a draft is nothing");
      return layered(window, new Corpus(), own);
    },
  };
}

/** The nearest few of many. */
function nearest(stories: readonly HeldStory[]): HeldStory[] {
  if (stories.length <= CANDIDATES) return [...stories];
  const kept: HeldStory[] = [];
  for (const story of stories) {
    if (kept.length === CANDIDATES && story.near <= (kept[CANDIDATES - 1]?.near ?? 0)) continue;
    let i = kept.length;
    while (i > 0 && (kept[i - 1]?.near ?? 0) < story.near) i--;
    kept.splice(i, 0, story);
    if (kept.length > CANDIDATES) kept.pop();
  }
  return kept;
}

function keysOf(entry: Pick<Placeable, "canonicalUrl" | "titleKey" | "textHash">): Keys {
  return { url: keyOf(entry.canonicalUrl), text: keyOf(entry.textHash), headline: keyOf(entry.titleKey) };
}

/** 53 bits of hash; 0 for an empty text only. */
function keyOf(text: string): number {
  return text === "" ? 0 : (hashText(text, 11) & 0x1fffff) * 2 ** 32 + hashText(text, 13) || 1;
}
