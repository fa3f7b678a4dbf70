import type { Plan } from "./plan.ts";
import type { Scan } from "./scan.ts";
import { grown } from "./terms.ts";

/** Sets of at most so many terms are looked through when asked for, unless they wake something. */
const FEW = 8;

/**
 * Sets of terms, each kept once however many queries ask for it. A set is awake for an article that holds one of
 * its terms in one of its fields: told once an article, then known to every query that asks.
 */
export class Sets {
  /** Sets that are awake for the article at hand and were marked as waking something. */
  readonly awake: number[] = [];
  private readonly ids = new Map<string, number>();
  /** Of each set four numbers, in one line of memory: epoch when awake, fields, 1 if it wakes something, where found. */
  private states = new Int32Array(1024);
  private count = 0;
  /** A set's own terms, where it is looked at and not told. */
  private readonly terms: (readonly number[] | undefined)[] = [];
  private readonly ofTerm: (number[] | undefined)[] = [];
  private epoch = 0;

  /**
   * The number of a set. `terms` ascend. `wakes`: from now on `awake` names it when it is. A small set that wakes
   * nothing costs nothing until it is asked for.
   */
  add(terms: readonly number[], mask: number, wakes = false): number {
    const key = terms.length === 1 ? `${mask} ${terms[0]}` : `${mask} ${terms.join(" ")}`;
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.count++;
      this.ids.set(key, id);
      if (this.states.length < this.count * 4) this.states = grown(this.states, this.count * 4);
      this.states[id * 4 + 1] = mask;
      this.terms.push(terms);
      if (terms.length > FEW) this.tell(id, terms);
    }
    if (wakes && this.states[id * 4 + 2] !== 1) {
      this.states[id * 4 + 2] = 1;
      if (terms.length <= FEW) this.tell(id, terms);
    }
    return id;
  }

  /** From now on a term that is found tells this set. */
  private tell(id: number, terms: readonly number[]): void {
    this.terms[id] = undefined;
    for (const term of terms) {
      while (this.ofTerm.length <= term) this.ofTerm.push(undefined);
      const sets = this.ofTerm[term];
      if (sets === undefined) this.ofTerm[term] = [id];
      else sets.push(id);
    }
  }

  /** The fields that a set which wakes something was found in, for the article at hand. */
  fieldsOf(id: number): number {
    return this.states[id * 4] === this.epoch ? (this.states[id * 4 + 3] ?? 0) : 0;
  }

  isAwake(id: number, scan: Scan): boolean {
    const terms = this.terms[id];
    if (terms === undefined) return this.states[id * 4] === this.epoch;
    const mask = this.states[id * 4 + 1] ?? 0;
    for (let i = 0; i < terms.length; i++) if ((scan.maskOf(terms[i] ?? 0) & mask) !== 0) return true;
    return false;
  }

  /** Tells which sets are awake for a scanned article. */
  wake(scan: Scan): void {
    const { awake, ofTerm, states } = this;
    const epoch = ++this.epoch;
    awake.length = 0;
    for (let i = 0; i < scan.found.length; i++) {
      const term = scan.found[i] ?? 0;
      const sets = ofTerm[term];
      if (sets === undefined) continue;
      const mask = scan.maskOf(term);
      for (let k = 0; k < sets.length; k++) {
        const set: number = sets[k] ?? 0;
        const at = set * 4;
        const there = (states[at + 1] ?? 0) & mask;
        if (there === 0) continue;
        if (states[at] === epoch) {
          states[at + 3] = (states[at + 3] ?? 0) | there;
          continue;
        }
        states[at] = epoch;
        states[at + 3] = there;
        if (states[at + 2] === 1) awake.push(set);
      }
    }
  }

  /** Gives every OR of words in a plan its set. */
  prepare(plan: Plan): void {
    switch (plan.op) {
      case "any":
        plan.set = this.add(
          [...new Set(plan.terms)].sort((a, b) => a - b),
          plan.mask,
        );
        break;
      case "and":
      case "or":
      case "some":
        for (const each of plan.nodes) this.prepare(each);
        break;
      case "near":
        this.prepare(plan.left);
        this.prepare(plan.right);
        break;
      case "not":
      case "atleast":
        this.prepare(plan.node);
        break;
      default:
    }
  }
}
