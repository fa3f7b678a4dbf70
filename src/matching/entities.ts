import type { Entity } from "../model/watchlist.ts";
import { isSmallWord } from "./language.ts";
import { readWords } from "./normalise.ts";
import { nameSequencesOf } from "./sequences.ts";
import type { Terms } from "./terms.ts";
import { MAIN, Words } from "./words.ts";

/** An entity as terms. */
export interface KnownEntity {
  entity: Entity;
  /** Aliases that are this entity's alone. */
  strong: number[];
  /** Aliases that count only near another term of the entity or the watch list. */
  ambiguous: number[];
  /** Aliases that another entity has too: they count only where a strong one stands. */
  shared: number[];
}

/** The desk's entities: their terms, and whose an alias is. */
export class Entities {
  readonly known = new Map<string, KnownEntity>();
  /** Keys by an alias's words, parted by spaces. */
  private readonly byWords = new Map<string, string[]>();
  private longest = 0;
  private readonly terms: Terms;

  constructor(entities: readonly Entity[], terms: Terms) {
    this.terms = terms;
    for (const entity of entities) {
      for (const alias of aliasesOf(entity)) {
        const words = mainWords(alias.text);
        if (words.length === 0) continue;
        this.longest = Math.max(this.longest, words.length);
        const key = words.join(" ");
        const keys = this.byWords.get(key) ?? [];
        if (!keys.includes(entity.key)) keys.push(entity.key);
        this.byWords.set(key, keys);
      }
    }
    for (const entity of entities) this.known.set(entity.key, this.read(entity));
  }

  has(key: string): boolean {
    return this.known.has(key);
  }

  keys(): Iterable<string> {
    return this.known.keys();
  }

  /** The entity by all its aliases, for where its neighbours settle who is meant. */
  whole(key: string): number {
    const known = this.get(key);
    return this.terms.made({ kind: "union", parts: [...known.strong, ...known.ambiguous, ...known.shared] });
  }

  /** The entity where it is sure who is meant; `near`: other terms of the watch list. */
  sure(key: string, near: readonly number[]): number {
    const { strong, ambiguous, shared } = this.get(key);
    const parts = [...strong];
    if (shared.length > 0)
      parts.push(this.terms.made({ kind: "weak", parts: shared, own: strong, near: [] }));
    if (ambiguous.length > 0) {
      parts.push(this.terms.made({ kind: "weak", parts: ambiguous, own: strong, near: [...near] }));
    }
    return this.terms.made({ kind: "union", parts });
  }

  get(key: string): KnownEntity {
    const known = this.known.get(key);
    if (known === undefined) throw new Error(`unknown entity @${key}`);
    return known;
  }

  /** The entities whose alias stands at `at` of these words, the longest alias first; undefined if none does. */
  at(words: readonly string[], at: number): { keys: string[]; length: number } | undefined {
    for (let length = Math.min(this.longest, words.length - at); length > 0; length--) {
      const keys = this.byWords.get(words.slice(at, at + length).join(" "));
      if (keys !== undefined) return { keys, length };
    }
    return undefined;
  }

  private read(entity: Entity): KnownEntity {
    const known: KnownEntity = { entity, strong: [], ambiguous: [], shared: [] };
    for (const alias of aliasesOf(entity)) {
      const words = mainWords(alias.text);
      if (words.length === 0) continue;
      let term =
        words.length === 2 ? this.terms.words(nameSequencesOf(alias.text)) : this.terms.exact(alias.text);
      if (isLikeAWord(alias.text, words)) term = this.terms.made({ kind: "capitals", parts: [term] });
      const several = (this.byWords.get(words.join(" "))?.length ?? 0) > 1;
      const list = several ? known.shared : alias.ambiguous === true ? known.ambiguous : known.strong;
      if (!list.includes(term)) list.push(term);
    }
    return known;
  }
}

function aliasesOf(entity: Entity): { text: string; ambiguous?: boolean }[] {
  return [{ text: entity.name }, ...entity.aliases].filter(
    (alias, i, all) => all.findLastIndex((other) => other.text === alias.text) === i,
  );
}

/** "US", "WHO", "UN": short forms that in small letters are words of their own. */
function isLikeAWord(alias: string, words: readonly string[]): boolean {
  const [word] = words;
  if (words.length !== 1 || word === undefined || !/^[\p{Lu}.]+$/u.test(alias)) return false;
  return word.length <= 2 || isSmallWord(word);
}

const words = new Words();

/** The words of a text, one a position. */
export function mainWords(text: string): string[] {
  words.clear();
  readWords(text, words);
  const main: string[] = [];
  for (let i = 0; i < words.length; i++) if (words.kind[i] === MAIN) main.push(words.form(i));
  return main;
}

/** Entities of several lists as one set: of one key, the first name, and the aliases of all. */
export function mergeEntities(known: readonly Entity[], more: readonly Entity[]): Entity[] {
  const byKey = new Map(known.map((entity) => [entity.key, entity]));
  for (const entity of more) {
    const before = byKey.get(entity.key);
    if (before === undefined) byKey.set(entity.key, entity);
    else {
      const aliases = new Map(before.aliases.map((alias) => [alias.text, alias]));
      for (const alias of [{ text: entity.name }, ...entity.aliases]) {
        // Where two lists differ on whether a spelling is ambiguous, the careful one holds.
        if (aliases.get(alias.text)?.ambiguous !== true) aliases.set(alias.text, alias);
      }
      byKey.set(entity.key, { ...before, aliases: [...aliases.values()] });
    }
  }
  return [...byKey.values()];
}
