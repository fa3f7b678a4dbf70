export type Priority = "breaking" | "normal" | "low";

/** A canonical name with aliases; shared by watch lists; `@key` in a query. */
export interface Entity {
  key: string;
  name: string;
  /** Spellings, transliterations, short forms. */
  aliases: Alias[];
}

export interface Alias {
  text: string;
  /** Counts only near another term of its entity or watch list ("Levin", "Bush"). */
  ambiguous?: boolean;
}

/** Words in order, with their natural variations. Plain text: never query syntax. */
export interface Phrase {
  text: string;
  /** The same idea in other languages, by language code: each a phrase of its own with this phrase's name. */
  wordings: Record<string, string[]>;
  /** A query that must also hold for this phrase to count (what ties "bilateral meeting" to this list). */
  within?: string;
  /** No inflection, no order or gap variation. */
  exact?: boolean;
}

/** What a desk tracks. The shape of a watch-list file, validated. */
export interface WatchList {
  /** Short, unique, [a-z0-9-]. */
  name: string;
  title: string;
  priority: Priority;
  /** Entities that the list tracks, by key. */
  entities: string[];
  phrases: Phrase[];
  queries: string[];
  /** Names of queries, by their text: a reason names the query so instead of quoting it. */
  queryNames?: Record<string, string>;
  /** Queries or phrases: an article that one of them finds is no match. */
  exclude: string[];
  /** How many different entities together are enough for a match; undefined: entities alone never match. */
  enough?: number;
  /** How many of its phrases and queries an article must have; undefined: any one will do. */
  together?: number | "all";
  /** Names under `channels`. */
  channels: string[];
  paused?: boolean;
  /** alert (unless said): at once. digest: in the channel's digests, unless it is breaking. */
  mode?: "alert" | "digest";
  /** Settings that the matcher reads; see docs/editors.md. */
  filters?: WatchListFilters;
}

export interface WatchListFilters {
  /** Of 100. Below it, a match is a passing mention and makes no alert. */
  minimumScore?: number;
  /** What a mention counts towards the score, where it is not as usual. */
  weights?: Partial<Weights>;
  languages?: { only?: string[]; not?: string[] };
  outlets?: { only?: string[]; not?: string[] };
  /** Worst tier let through: 1, 2 or 3. */
  tier?: 1 | 2 | 3;
  /** Entity keys, each of which must be found. */
  must?: string[];
  /** Independent sources that a story needs before it alerts. */
  sources?: number;
}

/** Of 100: the score that one mention gives, by where it stands. */
export interface Weights {
  title: number;
  summary: number;
  /** The content's beginning. */
  lead: number;
  /** The rest of it, and all other fields. */
  content: number;
}

export type TextField =
  | "title"
  | "summary"
  | "content"
  | "outlet"
  | "author"
  | "category"
  | "url"
  | "language";

/** One place that caused a match. Offsets are UTF-16 units into the field's text; `text` is exactly that slice. */
export interface TermMatch {
  /** The term in the list's own words: "@putin", "security guarantees", "\"direct talks\"". */
  term: string;
  field: TextField;
  start: number;
  end: number;
  text: string;
}

/** watch list x article, with the spans that caused it and the reason in words. */
export interface Match {
  watchList: string;
  terms: TermMatch[];
  reason: string;
  /** 0 to 100: how much the article is about it. */
  score: number;
}
