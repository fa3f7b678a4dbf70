import { type Hits, SET_ROWS, WAKING_ROWS } from "./hits.ts";
import type { Plan } from "./plan.ts";
import { grown } from "./rows.ts";
import { ToldSets } from "./told-sets.ts";

/** Sets of at most so many terms are looked through when they are asked for; until then they cost nothing. */
const FEW = 8;

/** Sets of terms, each kept once however many queries ask for it. */
export class Sets {
  /** Those that wake rules; numbered apart from the others. */
  readonly waking: ToldSets;
  private readonly wakingIds = new Map<string, number>();
  /** Long ones that are only asked for: the odd numbers. */
  private readonly long: ToldSets;
  /** Short ones, one after the other, each its fields, how many terms, and the terms; the even numbers say where. */
  private short = new Int32Array(1024);
  private shortEnd = 0;
  private readonly ids = new Map<string, number>();
  private readonly hits: Hits;

  constructor(hits: Hits) {
    this.hits = hits;
    this.waking = new ToldSets(hits, WAKING_ROWS);
    this.long = new ToldSets(hits, SET_ROWS);
  }

  /** The number among `waking` of a set. `terms` ascend. */
  addWaking(terms: readonly number[], mask: number): number {
    const key = `${mask} ${terms.join(" ")}`;
    const known = this.wakingIds.get(key);
    if (known !== undefined) return known;
    const set = this.waking.add(terms, mask);
    this.wakingIds.set(key, set);
    return set;
  }

  /** The number of a set to be asked for. `terms` ascend. */
  add(terms: readonly number[], mask: number): number {
    const key = `${mask} ${terms.join(" ")}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    let set = this.shortEnd * 2;
    if (terms.length > FEW) set = this.long.add(terms, mask) * 2 + 1;
    else {
      const row = [mask, terms.length, ...terms];
      this.shortEnd += row.length;
      if (this.shortEnd > this.short.length) this.short = grown(this.short, this.shortEnd);
      this.short.set(row, set / 2);
    }
    this.ids.set(key, set);
    return set;
  }

  /** Whether the article at hand holds one of a set's terms in its fields. */
  isAwake(set: number): boolean {
    if ((set & 1) === 1) return this.long.isAwake(set >> 1);
    const { short, hits } = this;
    const at = set >> 1;
    const mask = short[at] ?? 0;
    const end = at + 2 + (short[at + 1] ?? 0);
    for (let i = at + 2; i < end; i++) if ((hits.maskOf(short[i] ?? 0) & mask) !== 0) return true;
    return false;
  }

  /** Whether `test` holds for one of a set's terms that were found in its fields; asks until it does. */
  someFound(set: number, test: (term: number) => boolean): boolean {
    if ((set & 1) === 1) return this.long.someFound(set >> 1, test);
    const { short, hits } = this;
    const at = set >> 1;
    const mask = short[at] ?? 0;
    const end = at + 2 + (short[at + 1] ?? 0);
    for (let i = at + 2; i < end; i++) {
      const term = short[i] ?? 0;
      if ((hits.maskOf(term) & mask) !== 0 && test(term)) return true;
    }
    return false;
  }

  /** To be called once an article is read. */
  wake(): void {
    this.waking.wake();
    this.long.wake();
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
