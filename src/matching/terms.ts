import { Atoms, type Root } from "./atoms.ts";
import type { Frequencies } from "./frequency.ts";
import { PLAIN_WORDS } from "./normalise.ts";
import { PairTable } from "./pair-table.ts";
import { Partners } from "./partners.ts";
import { grown } from "./rows.ts";
import { type Atom, type Sequences, sequencesOf } from "./sequences.ts";

/**
 * A term: something whose places in an article are looked for, numbered and shared by all queries that ask for it.
 * `words` are found by the one pass; the others are put together from them when asked for.
 */
export type Term =
  | { kind: "words" }
  /** Any of these. */
  | { kind: "union"; parts: number[] }
  /** Any of these, where the text has them in capitals: "US", which is no pronoun. */
  | { kind: "capitals"; parts: number[] }
  /**
   * All of these in any order, at most `gap` words between neighbours. In a clause: not across the end of a
   * sentence, a semicolon or a conjunction.
   */
  | { kind: "window"; parts: number[]; gap: number; clause: boolean }
  /** Any of these, where one of `own` stands in the text or one of `near` stands near: an ambiguous alias. */
  | { kind: "weak"; parts: number[]; own: number[]; near: number[] };

const WORDS: Term = { kind: "words" };

/**
 * What a term of words is looked for: its places, to stand by others of a phrase, or as a phrase by itself. 0: nothing
 * looks for it.
 */
export const NEEDED = 1;
export const PAIRED = 2;
export const ALONE = 4;
/** Of a phrase by itself: its number among those, in the bits from here on. */
export const NUMBER = 3;

/** All terms of a matcher, and the trie of their words. */
export class Terms {
  readonly atoms: Atoms;
  readonly all: Term[] = [];
  /** Of a thousand articles, about how many hold the term. */
  readonly frequency: number[] = [];
  /** Of each term, NEEDED, PAIRED and ALONE, with its number. */
  uses = new Int32Array(1024);
  readonly partners = new Partners();
  /**
   * Of each node of the trie two numbers: what ends there (0 nothing; n above 0 term n - 1; n below 0 the terms of
   * `several[-n - 1]`), and 1 if the node leads on. The node that an atom leads to from the root is `rootOf` it;
   * the others have the odd numbers.
   * The rows of `atoms` repeat what stands at the roots, and are told of any change there.
   */
  nodes = new Int32Array(4096);
  readonly several: number[][] = [];
  readonly edges = new PairTable();
  private readonly ids = new Map<string, number>();
  private nodeCount = 0;
  private aloneCount = 0;

  constructor(frequencies?: Frequencies) {
    this.atoms = new Atoms((atom) => this.root(atom), frequencies);
  }

  /** The number of a term of words as they stand: a word, a quotation. */
  exact(text: string): number {
    // Nearly all of a newsroom's terms are plain words: told by their own letters, without reading them.
    if (!PLAIN_WORDS.test(text) || text.length > 200) return this.words(sequencesOf(text, "exact"));
    const lower = text.toLowerCase();
    const known = this.ids.get(lower);
    if (known !== undefined) return known;
    const id = this.put(lower, WORDS, 0);
    this.frequency[id] = this.spell(
      id,
      lower.split(" ").map((form) => ({ kind: "exact" as const, form, raw: form })),
    );
    return id;
  }

  /** The number of a term made of words. */
  words(sequences: Sequences): number {
    const spelt = sequences.map((s) =>
      s
        .map(
          (a) =>
            `${a.kind[0]}${a.kind === "exact" ? a.form : a.raw}${a.language === undefined ? "" : `:${a.language}`}`,
        )
        .join(" "),
    );
    const key = `= ${spelt.join("|")}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.put(key, WORDS, 0);
    this.frequency[id] = sequences.reduce((sum, sequence) => sum + this.spell(id, sequence), 0);
    return id;
  }

  /** The number of a term put together from others. */
  made(term: Exclude<Term, { kind: "words" }>): number {
    if (term.kind === "union" && term.parts.length === 1) return term.parts[0] ?? 0;
    const key =
      term.kind === "window"
        ? `# n${term.gap}${term.clause} ${term.parts}`
        : term.kind === "weak"
          ? `# k${term.parts} ${term.own} ${term.near}`
          : `# ${term.kind[0]}${term.parts}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const parts = term.parts.map((part) => this.frequency[part] ?? 0);
    const frequency = term.kind === "window" ? Math.min(...parts) * 0.3 : parts.reduce((a, b) => a + b, 0);
    return this.put(key, term, frequency);
  }

  /** Says what a term is looked for; one that is put together needs all its parts. */
  use(id: number, use: number): void {
    const before = this.uses[id] ?? 0;
    const term = this.all[id];
    if (term === undefined || (before | use) === before) return;
    this.uses[id] = before | use;
    if (term.kind === "words") {
      this.atoms.rootChanged();
      return;
    }
    for (const part of term.parts) this.use(part, use);
    if (term.kind === "weak") for (const part of [...term.own, ...term.near]) this.use(part, use);
  }

  /** Says that a term of words is a phrase by itself; returns its number among those. */
  alone(id: number): number {
    const before = this.uses[id] ?? 0;
    if ((before & ALONE) !== 0) return before >> NUMBER;
    const number = this.aloneCount++;
    this.uses[id] = before | ALONE | (number << NUMBER);
    this.atoms.rootChanged();
    return number;
  }

  /** Says that a term is the rarest word of a phrase, and another one the next. */
  pair(rarer: number, other: number): void {
    if (!this.partners.add(rarer, other)) return;
    this.use(rarer, PAIRED);
    this.use(other, PAIRED);
    this.atoms.rootChanged();
  }

  /** Puts one reading of a term into the trie; returns its frequency. */
  private spell(id: number, sequence: readonly Atom[]): number {
    let node = 0;
    let rarest = Number.POSITIVE_INFINITY;
    let scale = 1;
    for (let i = 0; i < sequence.length; i++) {
      const atom = sequence[i];
      if (atom === undefined) continue;
      node = this.step(node, this.atoms.add(atom), i === 0);
      rarest = Math.min(rarest, this.atoms.frequency(atom));
      // Each further word makes a phrase rarer; by how much is a guess, the order is what counts.
      if (i > 0) scale *= 0.2;
    }
    this.endAt(node, id);
    return rarest * Math.max(scale, 0.001);
  }

  private root(atom: number): Root {
    const ending = this.nodes[rootOf(atom) * 2] ?? 0;
    const leadsOn = this.nodes[rootOf(atom) * 2 + 1] === 1;
    const term = ending - 1;
    return { ending, leadsOn, use: this.uses[term] ?? 0, partner: this.partners.found(term) };
  }

  private put(key: string, term: Term, frequency: number): number {
    const id = this.all.length;
    this.all.push(term);
    this.frequency.push(frequency);
    if (id >= this.uses.length) this.uses = grown(this.uses, id);
    this.ids.set(key, id);
    return id;
  }

  private endAt(node: number, id: number): void {
    const before = this.nodes[node * 2] ?? 0;
    if (isRoot(node)) this.atoms.rootChanged();
    if (before === 0) this.nodes[node * 2] = id + 1;
    else if (before > 0 && before !== id + 1) {
      this.several.push([before - 1, id]);
      this.nodes[node * 2] = -this.several.length;
    } else if (before < 0) {
      const terms = this.several[-before - 1];
      if (terms?.includes(id) === false) terms.push(id);
    }
  }

  private step(node: number, atom: number, root: boolean): number {
    let next = root ? rootOf(atom) : this.edges.get(node, atom);
    if (next === 0) {
      next = 2 * ++this.nodeCount + 1;
      this.edges.set(node, atom, next);
      this.nodes[node * 2 + 1] = 1;
      if (isRoot(node)) this.atoms.rootChanged();
    }
    if (this.nodes.length <= next * 2 + 1) this.nodes = grown(this.nodes, next * 2 + 1);
    return next;
  }
}

/** The node of the trie that an atom leads to from the root. */
export function rootOf(atom: number): number {
  return 2 * atom + 2;
}

function isRoot(node: number): boolean {
  return node % 2 === 0;
}
