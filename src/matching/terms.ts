import { Atoms } from "./atoms.ts";
import { PairTable } from "./pair-table.ts";
import type { Sequences } from "./sequences.ts";

/**
 * A term: something whose places in an article are looked for, numbered and shared by all queries that ask for it.
 * `words` are found by the one pass; the others are put together from them when asked for.
 */
export type Term =
  | { kind: "words"; sequences: Sequences }
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

/** All terms of a matcher, and the trie of their words. */
export class Terms {
  readonly atoms = new Atoms();
  readonly all: Term[] = [];
  /** Of a thousand articles, about how many hold the term. */
  readonly frequency: number[] = [];
  /** Node of the trie that an atom leads to from the root; 0 for none. */
  readonly roots: number[] = [];
  /** Terms that end at a node. */
  readonly ends: (number[] | undefined)[] = [undefined];
  /** 1 if a node leads on. */
  readonly leadsOn: number[] = [0];
  readonly edges = new PairTable();
  private readonly ids = new Map<string, number>();

  /** The number of a term made of words. */
  words(sequences: Sequences): number {
    const spelt = sequences.map((s) =>
      s.map((a) => `${a.kind[0]}${a.kind === "exact" ? a.form : a.raw}`).join(" "),
    );
    const key = `w${spelt.join("|")}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.put(key, { kind: "words", sequences }, 0);
    let frequency = 0;
    for (const sequence of sequences) {
      let node = 0;
      let rarest = Number.POSITIVE_INFINITY;
      let scale = 1;
      for (const [i, atom] of sequence.entries()) {
        node = this.step(node, this.atoms.add(atom), i === 0);
        rarest = Math.min(rarest, Atoms.frequency(atom));
        // Each further word makes a phrase rarer; by how much was measured on no text, the order is what counts.
        if (i > 0) scale *= 0.2;
      }
      const ends = this.ends[node];
      if (ends === undefined) this.ends[node] = [id];
      else if (!ends.includes(id)) ends.push(id);
      frequency += rarest * Math.max(scale, 0.001);
    }
    this.frequency[id] = frequency;
    return id;
  }

  /** The number of a term put together from others. */
  made(term: Exclude<Term, { kind: "words" }>): number {
    if (term.kind === "union" && term.parts.length === 1) return term.parts[0] ?? 0;
    const key =
      term.kind === "window"
        ? `n${term.gap}${term.clause} ${term.parts}`
        : term.kind === "weak"
          ? `k${term.parts} ${term.own} ${term.near}`
          : `${term.kind[0]}${term.parts}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const parts = term.parts.map((part) => this.frequency[part] ?? 0);
    const frequency = term.kind === "window" ? Math.min(...parts) * 0.3 : parts.reduce((a, b) => a + b, 0);
    return this.put(key, term, frequency);
  }

  private put(key: string, term: Term, frequency: number): number {
    const id = this.all.length;
    this.all.push(term);
    this.frequency.push(frequency);
    this.ids.set(key, id);
    return id;
  }

  private step(node: number, atom: number, root: boolean): number {
    while (this.roots.length <= atom) this.roots.push(0);
    let next = root ? (this.roots[atom] ?? 0) : this.edges.get(node, atom);
    if (next !== 0) return next;
    next = this.ends.length;
    this.ends.push(undefined);
    this.leadsOn.push(0);
    if (root) this.roots[atom] = next;
    else {
      this.edges.set(node, atom, next);
      this.leadsOn[node] = 1;
    }
    return next;
  }
}
