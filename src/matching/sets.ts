import type { Plan } from "./plan.ts";
import { grown, Rows } from "./rows.ts";
import type { Scan } from "./scan.ts";

/** Sets of at most so many terms are looked through when asked for, unless they wake something. */
const FEW = 8;

/** Numbers kept of each set. */
const STRIDE = 8;

/**
 * Sets of terms, each kept once however many queries ask for it. A set is awake for an article that holds one of
 * its terms in one of its fields: told once an article, then known to every query that asks.
 */
export class Sets {
  /** Sets that are awake for the article at hand and were marked as waking something. */
  readonly awake: number[] = [];
  private readonly ids = new Map<string, number>();
  /**
   * Of each set, in one line of memory: epoch when awake, fields, 1 if it wakes something, where found, the last of
   * its terms that told it (a number into `toldTerms`).
   */
  private states = new Int32Array(1024);
  private count = 0;
  /** A set's own terms, where it is looked at and not told. */
  private readonly terms: (readonly number[] | undefined)[] = [];
  /** The sets that a term tells. */
  private readonly ofTerm = new Rows();
  private toldTerms = new Int32Array(256);
  private toldBefore = new Int32Array(256);
  private told = 0;
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
      if (this.states.length < this.count * STRIDE) this.states = grown(this.states, this.count * STRIDE);
      this.states[id * STRIDE + 1] = mask;
      this.terms.push(terms);
      if (terms.length > FEW) this.tell(id, terms);
    }
    if (wakes && this.states[id * STRIDE + 2] !== 1) {
      this.states[id * STRIDE + 2] = 1;
      if (terms.length <= FEW) this.tell(id, terms);
    }
    return id;
  }

  /** From now on a term that is found tells this set. */
  private tell(id: number, terms: readonly number[]): void {
    this.terms[id] = undefined;
    for (const term of terms) this.ofTerm.add(term, [id]);
  }

  /** The fields that a set which wakes something was found in, for the article at hand. */
  fieldsOf(id: number): number {
    return this.states[id * STRIDE] === this.epoch ? (this.states[id * STRIDE + 3] ?? 0) : 0;
  }

  isAwake(id: number, scan: Scan): boolean {
    const terms = this.terms[id];
    if (terms === undefined) return this.states[id * STRIDE] === this.epoch;
    const mask = this.states[id * STRIDE + 1] ?? 0;
    for (let i = 0; i < terms.length; i++) if ((scan.maskOf(terms[i] ?? 0) & mask) !== 0) return true;
    return false;
  }

  /** Whether `test` holds for one of an awake set's terms that were found in its fields; asks until it does. */
  someFound(id: number, scan: Scan, test: (term: number) => boolean): boolean {
    const terms = this.terms[id];
    if (terms !== undefined) {
      const mask = this.states[id * STRIDE + 1] ?? 0;
      return terms.some((term) => (scan.maskOf(term) & mask) !== 0 && test(term));
    }
    if (this.states[id * STRIDE] !== this.epoch) return false;
    for (let at = this.states[id * STRIDE + 4] ?? -1; at >= 0; at = this.toldBefore[at] ?? -1) {
      if (test(this.toldTerms[at] ?? 0)) return true;
    }
    return false;
  }

  /** Tells which sets are awake for a scanned article. */
  wake(scan: Scan): void {
    const { awake, ofTerm, states } = this;
    ofTerm.settle();
    const { heads, data } = ofTerm;
    const epoch = ++this.epoch;
    awake.length = 0;
    this.told = 0;
    for (let i = 0; i < scan.found.length; i++) {
      const term = scan.found[i] ?? 0;
      let row = heads[term] ?? 0;
      if (row === 0) continue;
      const mask = scan.maskOf(term);
      for (; row !== 0; row = data[row] ?? 0) {
        const set = data[row + 2] ?? 0;
        const at = set * STRIDE;
        const there = (states[at + 1] ?? 0) & mask;
        if (there === 0) continue;
        if (states[at] === epoch) states[at + 3] = (states[at + 3] ?? 0) | there;
        else {
          states[at] = epoch;
          states[at + 3] = there;
          states[at + 4] = -1;
          if (states[at + 2] === 1) awake.push(set);
        }
        const told = this.told++;
        if (told >= this.toldTerms.length) {
          this.toldTerms = grown(this.toldTerms, told);
          this.toldBefore = grown(this.toldBefore, told);
        }
        this.toldTerms[told] = term;
        this.toldBefore[told] = states[at + 4] ?? -1;
        states[at + 4] = told;
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
