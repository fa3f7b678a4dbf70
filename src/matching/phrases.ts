import type { Phrase } from "../model/watchlist.ts";
import type { Entities } from "./entities.ts";
import { readWords } from "./normalise.ts";
import { looseTerm } from "./plan.ts";
import { chunksOf } from "./sequences.ts";
import { SMALL_WORDS } from "./synonyms.ts";
import type { Terms } from "./terms.ts";
import { MAIN, Words } from "./words.ts";

/**
 * Words between the parts of a phrase that names an entity: "Zelensky [says he is ready to] meet Putin". Clauses
 * end it sooner.
 */
const COMPOUND_GAP = 8;

/** A phrase of a watch list as one term, with the entities it names. */
export interface PhraseTerm {
  term: number;
  entities: string[];
}

/** All wordings of a phrase as one term. `preferred`: the watch list's entities, for an alias that several have. */
export function phraseTerm(
  phrase: Phrase,
  terms: Terms,
  entities: Entities,
  preferred: readonly string[],
): PhraseTerm {
  const wordings: { text: string; language?: string }[] = [
    { text: phrase.text },
    ...Object.entries(phrase.wordings).flatMap(([language, texts]) =>
      texts.map((text) => ({ text, language })),
    ),
  ];
  const found = wordings.map(({ text, language }) =>
    phrase.exact === true
      ? { term: terms.exact(text), entities: [] }
      : wordingTerm(text, terms, entities, preferred, language),
  );
  return {
    term: terms.made({ kind: "union", parts: [...new Set(found.map((each) => each.term))] }),
    entities: [...new Set(found.flatMap((each) => each.entities))],
  };
}

/**
 * One wording. With entities in it: each by any of its aliases, the other words by inflection and by the table of
 * synonyms, small words left out, any order, within a clause. Without: inflection, either order, up to two words
 * between.
 */
function wordingTerm(
  text: string,
  terms: Terms,
  entities: Entities,
  preferred: readonly string[],
  language: string | undefined,
): PhraseTerm {
  const words = new Words();
  readWords(text, words);
  const main: { form: string; start: number; end: number }[] = [];
  for (let i = 0; i < words.length; i++) {
    if (words.kind[i] !== MAIN) continue;
    main.push({ form: words.form(i), start: words.start[i] ?? 0, end: words.end[i] ?? 0 });
  }
  const forms = main.map((word) => word.form);
  const named: { keys: string[]; from: number; to: number }[] = [];
  for (let p = 0; p < forms.length; ) {
    const hit = entities.at(forms, p);
    if (hit !== undefined && hit.length < forms.length) {
      const wanted = hit.keys.filter((key) => preferred.includes(key));
      named.push({ keys: wanted.length > 0 ? wanted : hit.keys, from: p, to: p + hit.length });
    }
    p += hit?.length ?? 1;
  }
  if (named.length === 0) return { term: looseTerm(text, terms, true), entities: [] };

  const parts = named.map(({ keys }) =>
    terms.made({ kind: "union", parts: keys.map((key) => entities.whole(key)) }),
  );
  let from = 0;
  for (const { from: to, to: next } of [...named, { from: forms.length, to: forms.length }]) {
    const [first, last] = [main[from], main[to - 1]];
    if (to > from && first !== undefined && last !== undefined) {
      for (const chunk of chunksOf(text.slice(first.start, last.end), "concept")) {
        if (chunk.forms.every((form) => SMALL_WORDS.has(form))) continue;
        const spoken =
          language === undefined
            ? chunk.sequences
            : chunk.sequences.map((sequence) => sequence.map((atom) => ({ ...atom, language })));
        parts.push(terms.words(spoken));
      }
    }
    from = next;
  }
  const keys = named.flatMap((each) => each.keys);
  const [only] = parts;
  // "the Kremlin": nothing but the entity is left, and an entity alone is no phrase.
  if (parts.length === 1 && only !== undefined) return { term: looseTerm(text, terms, true), entities: keys };
  return { term: terms.made({ kind: "window", parts, gap: COMPOUND_GAP, clause: true }), entities: keys };
}
