import { PRESEARCH_ROWS } from "./hits.ts";
import type { Requirement } from "./require.ts";
import { Rows } from "./rows.ts";
import type { Scan } from "./scan.ts";

/** Beside the fields of a second requirement: it must be met in a field that the first was found in. */
const SAME_FIELD = 1 << 16;
/** A second requirement of at most so many terms stands beside its rule; a longer one is a set. */
const FEW = 8;

/**
 * Which rules an article may satisfy at all, as Lucene Monitor's presearchers do it: a rule stands under the rarest
 * terms of which it needs one, and is tried only where its second requirement is met too and, if it wants the two
 * near each other, they are.
 */
export class Presearch {
  /**
   * Under a term, or under a set of terms: rule, fields of the first requirement, fields of the second, distance (0:
   * any), how many terms the second has, and the terms; or -1 and the number of a set.
   */
  private readonly ofTerm: Rows;
  private readonly ofSet = new Rows();
  private readonly scan: Scan;

  constructor(scan: Scan) {
    this.scan = scan;
    this.ofTerm = new Rows(scan.records, PRESEARCH_ROWS);
  }

  /** Adds a rule by what it requires, the rarest first. */
  add(rule: number, first: Requirement, second: Requirement | undefined): void {
    const { sets } = this.scan;
    const [term] = first.terms;
    const row = [rule, first.mask];
    if (second === undefined) row.push(0, 0, 0);
    else {
      const tied = second.place !== undefined && second.place === first.place;
      const distance = tied ? (second.distance ?? 0) : 0;
      if (second.terms.length <= FEW) {
        row.push(second.mask | (tied ? SAME_FIELD : 0), distance, second.terms.length, ...second.terms);
      } else row.push(0, distance, -1, sets.add(second.terms, second.mask));
    }
    if (first.terms.length === 1 && term !== undefined) {
      this.ofTerm.add(term, row);
      this.scan.markRows(term, PRESEARCH_ROWS);
    } else this.ofSet.add(sets.addWaking(first.terms, first.mask), row);
  }

  /** Calls `attempt` with each rule that the article at hand may satisfy. */
  each(attempt: (rule: number) => void): void {
    const { scan, ofTerm, ofSet } = this;
    ofTerm.settle();
    ofSet.settle();
    const { found, foundCount } = scan;
    for (let i = 0; i < foundCount; i++) {
      const term = found[i] ?? 0;
      if (!scan.hasRows(term, PRESEARCH_ROWS)) continue;
      const at = ofTerm.head(term);
      this.follow(ofTerm.data, at, scan.maskOf(term), term, -1, attempt);
    }
    const { waking } = scan.sets;
    const { awake, awakeCount } = waking;
    for (let i = 0; i < awakeCount; i++) {
      const set = awake[i] ?? 0;
      const at = ofSet.head(set);
      if (at !== 0) this.follow(ofSet.data, at, waking.fieldsOf(set), -1, set, attempt);
    }
  }

  private follow(
    data: Int32Array,
    from: number,
    fields: number,
    term: number,
    set: number,
    attempt: (rule: number) => void,
  ): void {
    for (let at = from; at !== 0; at = data[at] ?? 0) {
      const there = fields & (data[at + 3] ?? 0);
      if (there === 0) continue;
      const count = data[at + 6] ?? 0;
      if (count !== 0 && !this.second(data, at, there, term, set)) continue;
      attempt(data[at + 2] ?? 0);
    }
  }

  /** Whether a row's second requirement is met. */
  private second(data: Int32Array, at: number, there: number, term: number, set: number): boolean {
    const { scan } = this;
    const distance = data[at + 5] ?? 0;
    const count = data[at + 6] ?? 0;
    const wanted = data[at + 4] ?? 0;
    if (count < 0) {
      const other = data[at + 7] ?? 0;
      if (!scan.sets.isAwake(other)) return false;
      if (distance === 0) return true;
      return scan.sets.someFound(other, (each) => this.near(each, distance, term, set));
    }
    const mask = (wanted & SAME_FIELD) === 0 ? wanted : wanted & there;
    for (let k = at + 7; k < at + 7 + count; k++) {
      const each = data[k] ?? 0;
      if ((scan.maskOf(each) & mask) === 0) continue;
      if (distance === 0 || this.near(each, distance, term, set)) return true;
    }
    return false;
  }

  /** Whether a term stands so near to another, or to one of a set. */
  private near(each: number, distance: number, term: number, set: number): boolean {
    const { scan } = this;
    if (term >= 0) return scan.areNear(each, term, distance);
    return scan.sets.waking.someFound(set, (other) => scan.areNear(each, other, distance));
  }
}
