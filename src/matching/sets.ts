import type { Plan } from "./plan.ts";
import type { Scan } from "./scan.ts";

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
  private readonly masks: number[] = [];
  /** A set's own terms, where it is looked at and not told. */
  private readonly terms: (readonly number[] | undefined)[] = [];
  private readonly stamps: number[] = [];
  private readonly wakes: boolean[] = [];
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
      id = this.masks.length;
      this.ids.set(key, id);
      this.masks.push(mask);
      this.stamps.push(0);
      this.wakes.push(false);
      this.terms.push(terms);
      if (terms.length > FEW) this.tell(id, terms);
    }
    if (wakes && this.wakes[id] !== true) {
      this.wakes[id] = true;
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

  isAwake(id: number, scan: Scan): boolean {
    const terms = this.terms[id];
    if (terms === undefined) return this.stamps[id] === this.epoch;
    const mask = this.masks[id] ?? 0;
    for (let i = 0; i < terms.length; i++) if ((scan.maskOf(terms[i] ?? 0) & mask) !== 0) return true;
    return false;
  }

  /** Tells which sets are awake for a scanned article. */
  wake(scan: Scan): void {
    const { awake, ofTerm, stamps, masks, wakes } = this;
    const epoch = ++this.epoch;
    awake.length = 0;
    for (let i = 0; i < scan.found.length; i++) {
      const term = scan.found[i] ?? 0;
      const sets = ofTerm[term];
      if (sets === undefined) continue;
      const mask = scan.maskOf(term);
      for (let k = 0; k < sets.length; k++) {
        const set = sets[k] ?? 0;
        if (stamps[set] === epoch || ((masks[set] ?? 0) & mask) === 0) continue;
        stamps[set] = epoch;
        if (wakes[set] === true) awake.push(set);
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
