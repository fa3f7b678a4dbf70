import { grown } from "./rows.ts";

/** So many are sorted as they stand. */
const HANDFUL = 24;

/** The rules that hold for the article at hand, in flat memory: an article may satisfy hundreds. */
export class Held {
  /** Their numbers. */
  rules = new Int32Array(64);
  /** Of a short phrase, its places in PhraseSearch: from one to before the other; of any other rule -1. */
  from = new Int32Array(64);
  to = new Int32Array(64);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(rule: number, from: number, to: number): void {
    const i = this.count++;
    if (i >= this.rules.length) {
      this.rules = grown(this.rules, i);
      this.from = grown(this.from, i);
      this.to = grown(this.to, i);
    }
    this.put(i, rule, from, to);
  }

  /** Puts them in order. `orderOf`: of each rule the place of its list; rules of one list stay by number. */
  sort(orderOf: Int32Array): void {
    const { rules, from, to, count } = this;
    const isBefore = (a: number, b: number) => {
      const apart = (orderOf[a] ?? 0) - (orderOf[b] ?? 0);
      return apart < 0 || (apart === 0 && a < b);
    };
    if (count > HANDFUL) {
      const sorted = Array.from({ length: count }, (_, i) => ({
        rule: rules[i] ?? 0,
        from: from[i] ?? 0,
        to: to[i] ?? 0,
      })).sort((a, b) => (isBefore(a.rule, b.rule) ? -1 : 1));
      for (const [i, each] of sorted.entries()) this.put(i, each.rule, each.from, each.to);
      return;
    }
    for (let i = 1; i < count; i++) {
      const rule = rules[i] ?? 0;
      const [begin, end] = [from[i] ?? 0, to[i] ?? 0];
      let k = i;
      for (; k > 0 && isBefore(rule, rules[k - 1] ?? 0); k--)
        this.put(k, rules[k - 1] ?? 0, from[k - 1] ?? 0, to[k - 1] ?? 0);
      this.put(k, rule, begin, end);
    }
  }

  private put(i: number, rule: number, from: number, to: number): void {
    this.rules[i] = rule;
    this.from[i] = from;
    this.to[i] = to;
  }
}
