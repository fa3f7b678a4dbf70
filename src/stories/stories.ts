import type { Instant, Millis } from "../model/time.ts";
import { Corpus } from "./corpus.ts";
import { type Candidate, type Judged, margin } from "./evidence.ts";
import { type ComparedText, type Features, featuresOf, packFeatures, unpackFeatures } from "./features.ts";
import { Frequencies, languageKey } from "./frequencies.ts";
import type { Exact, Held, Keys } from "./held.ts";
import { hashText } from "./key-table.ts";
import { Layers } from "./layers.ts";
import { leastOdds, SCORE } from "./scoring.ts";
import { type Judge, TREES } from "./trees.ts";

/** What an entry is placed by. */
export interface Placeable {
  canonicalUrl: string;
  titleKey: string;
  textHash: string;
  firstSeenAt: Instant;
  publishedAt?: Instant;
  language: string;
  /** As `features` made them, or, of a stored entry, as `place` answered them. */
  features: Uint8Array;
}

/** An entry with its place: what must be stored of it for the index to be rebuilt. */
export interface PlacedEntry extends Placeable {
  id: number;
  story: number;
  duplicateOf?: number;
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
  /** The entry's features with what placing it showed (which terms its story lacked, which other stories it would have joined): to be stored. */
  features: Uint8Array;
  /** A story in another language that is likely the same event, and not surely enough to be joined. */
  alsoIn?: number;
  /** For one that begins a story: an older one that it carries on ("day two"). */
  follows?: number;
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
  /** `careful`: where a wrong place is told to people, and little was read yet, by more than a few words in common. */
  place(entry: Placeable, careful?: boolean): Placement;
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

/**
 * Of an entry that was seen late, after an outage, when it was published counts: yesterday's copy is no other day's
 * headline. A day before it was seen at most, since a publisher's date may be anything.
 */
function writtenAt({ firstSeenAt, publishedAt = firstSeenAt }: Placeable): Instant {
  return Math.max(firstSeenAt - HEADLINE_AGE, Math.min(firstSeenAt, publishedAt));
}

/**
 * The share of content words that makes a text a copy. Reports of one event written apart share less than 0.25; two
 * copies of one text, each without a paragraph and with another of its own, share 0.4.
 */
const COPY = 0.4;

/** Another `judge` is for whoever teaches one. */
export function createStories(window: StoryWindow, judge: Judge = TREES): Stories {
  const frequencies = new Frequencies();
  const corpus = new Corpus(frequencies);
  return layered({ window, frequencies, judge, draft: false }, corpus, new Layers([corpus]));
}

interface Setting {
  window: StoryWindow;
  frequencies: Frequencies;
  judge: Judge;
  draft: boolean;
}

/** The index, or (`draft`) a layer of uncommitted entries over it. Entries and changes go to `own`. */
function layered(setting: Setting, own: Corpus, layers: Layers): Stories {
  const { window, frequencies, judge, draft } = setting;
  const within = (held: Held | undefined, now: Instant, age: Millis) =>
    held !== undefined && now - held.at <= age ? held : undefined;
  const ageOf = (by: Exact) => (by === "headline" ? Math.min(window.age, HEADLINE_AGE) : window.age);

  const exact = (keys: Keys, at: Instant, ...kinds: Exact[]): Found | undefined => {
    for (const by of kinds)
      for (const corpus of layers.corpora) {
        const held = within(corpus.holder(by, keys[by]), at, ageOf(by));
        if (held !== undefined) return { held, by, score: 1 };
      }
    return undefined;
  };

  const nearCopy = (features: Features, at: Instant): Found | undefined => {
    if (features.sketch.length === 0) return undefined;
    let best: Found | undefined;
    for (const corpus of layers.corpora) {
      const found = corpus.copies.nearest(features.sketch, COPY);
      const held = found && within(corpus.held(found.entry), at, window.age);
      if (found && held && found.likeness > (best?.score ?? 0))
        best = { held, by: "near", score: found.likeness };
    }
    return best;
  };

  /** The pair of stories that this article proves to be one. */
  const mergeOf = (story: number, besides: readonly number[], at: Instant): Merge[] => {
    if (!isCommitted(story)) return [];
    const other = besides.find((b) => layers.proveOne(story, b, at));
    if (other === undefined) return [];
    const older = layers.begunAt(story) <= layers.begunAt(other);
    return [older ? { from: other, into: story } : { from: story, into: other }];
  };

  /** A desk that has read little goes by a rule of its own. */
  const youngStoriesOf = (features: Features, open: readonly Candidate[]): Candidate[] => {
    const own = open.filter((r) => !r.foreign);
    const plain = own.find((r) => r.score >= SCORE.youngScore && layers.isPlain(features, r.story));
    if (plain === undefined) return [];
    return margin(plain, own.slice(own.indexOf(plain)), features.terms.length) > 0 ? [plain] : [];
  };

  /** The stories that an article is of, best first: it joins the first, and speaks for the first and another's being one. */
  const storiesOf = (features: Features, judged: readonly Judged[]): Candidate[] => {
    const odds = judge.odds(judged);
    return judged
      .map((r, i) => ({ r, odds: odds[i] ?? 0 }))
      .filter((one) => one.odds > leastOdds(features.terms.length, one.r.foreign))
      .sort((a, b) => b.odds - a.odds)
      .map(({ r }) => r);
  };

  const placeByEvent = (features: Features, language: number, at: Instant, careful: boolean) => {
    const ranked = layers.rank(features, language, at);
    const read = frequencies.stories(language);
    const isYoung = careful && read < SCORE.youngStories;
    const floor = Math.max(judge.leastScore, SCORE.newScore * Math.exp(-read / SCORE.newStories));
    const open = ranked.filter((r) => r.score > floor && (!r.foreign || r.score >= SCORE.acrossLanguages));
    const [best, ...others] = isYoung
      ? youngStoriesOf(features, open)
      : storiesOf(features, layers.gather(open, ranked, features, at));
    const terms = features.terms.length;
    const own = ranked.filter((r) => !r.foreign);
    const least = isYoung ? SCORE.youngScore : 0;
    const abroad = ranked.find((r) => {
      const likely = r.foreign && r.story !== best?.story && r.score >= least;
      return likely && isCommitted(r.story) && margin(r, own, terms) > 0;
    });
    const links = abroad === undefined ? {} : { alsoIn: abroad.story };
    if (best === undefined) {
      const score = ranked[0]?.score ?? 0;
      return { story: undefined, score, ...links, ...followed(own, terms), besides: [], merges: [] };
    }
    const besides = others.map((r) => r.story).filter(isCommitted);
    const merges = mergeOf(best.story, besides, at);
    const story = merges[0]?.into ?? best.story;
    return { story, by: "event" as const, score: best.score, ...links, besides, merges };
  };

  return {
    get size() {
      return layers.size;
    },

    features: (article) => packFeatures(featuresOf(article, frequencies)),

    place(entry, careful = false) {
      const at = entry.firstSeenAt;
      const features = unpackFeatures(entry.features);
      const keys = keysOf(entry);
      // A text says more than the headline over it, which an edited copy of another may have.
      const copy =
        exact(keys, at, "url", "text") ?? nearCopy(features, at) ?? exact(keys, writtenAt(entry), "headline");
      const { besides, ...placed } =
        copy === undefined
          ? placeByEvent(features, languageKey(entry.language), at, careful)
          : {
              story: copy.held.story,
              duplicateOf: copy.held.id,
              by: copy.by,
              score: copy.score,
              besides: [],
              merges: [],
            };
      const begins = placed.story === undefined;
      const fresh = layers.freshTerms(features, placed.story);
      return { ...placed, features: packFeatures(features, { fresh, begins, besides }) };
    },

    apply(entries) {
      for (const entry of entries) {
        const at = entry.firstSeenAt;
        const counts = (by: Exact, first: Held) => within(first, at, ageOf(by)) !== undefined;
        const keys = keysOf(entry);
        const known = own.withId(entry.id);
        if (known !== undefined) {
          own.know(known.entry, keys, counts);
          continue;
        }
        const arrival = {
          id: entry.id,
          story: entry.story,
          at,
          language: languageKey(entry.language),
          keys,
          features: unpackFeatures(entry.features),
          copy: entry.duplicateOf !== undefined,
        };
        own.add(arrival, counts);
        if (!draft) own.evict(at - window.age, window.count);
      }
    },

    merge({ from, into }) {
      own.move(from, into);
    },

    move(entry, into) {
      const held = own.withId(entry);
      if (held !== undefined) own.move(held.story, into, held.entry);
    },

    draft() {
      if (draft) throw new Error("a draft of a draft is nothing");
      const corpus = new Corpus();
      // The older layer first, so that the first of a group is found first.
      return layered({ ...setting, draft: true }, corpus, new Layers([own, corpus], layers));
    },
  };
}

interface Found {
  held: Held;
  by: SameBy;
  score: number;
}

/** The story that would have been joined, had it not been told so long ago. */
function followed(own: readonly Candidate[], terms: number): { follows?: number } {
  const asIfNow = own.map((r) => ({ ...r, score: r.ageless })).sort((a, b) => b.score - a.score);
  const [first] = asIfNow;
  if (first === undefined || !isCommitted(first.story) || margin(first, asIfNow, terms) <= 0) return {};
  const asItIs = own.find((r) => r.story === first.story);
  return asItIs !== undefined && margin(asItIs, own, terms) <= 0 ? { follows: first.story } : {};
}

/** A story that is not committed has no number yet that could be stored: drafts count downwards. */
function isCommitted(story: number): boolean {
  return story > 0;
}

function keysOf(entry: Pick<Placeable, "canonicalUrl" | "titleKey" | "textHash">): Keys {
  return { url: keyOf(entry.canonicalUrl), text: keyOf(entry.textHash), headline: keyOf(entry.titleKey) };
}

/** 53 bits of hash; 0 for an empty text only. */
function keyOf(text: string): number {
  return text === "" ? 0 : (hashText(text, 11) & 0x1fffff) * 2 ** 32 + hashText(text, 13) || 1;
}
