import { grown } from "./rows.ts";

/** So many are sorted as they stand. */
const HANDFUL = 24;

/** The rules that hold for the article at hand, in flat memory: an article may satisfy hundreds. */
export class Held {
  /** Their numbers. */
  rules = new Int32Array(64);
  /** The places of their lists in the order. */
  orders = new Int32Array(64);
  /** Of a short phrase, its places in PhraseSearch: from one to before the other; of any other rule -1. */
  from = new Int32Array(64);
  to = new Int32Array(64);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(rule: number, order: number, from: number, to: number): void {
    const i = this.count++;
    if (i >= this.rules.length) {
      this.rules = grown(this.rules, i);
      this.orders = grown(this.orders, i);
      this.from = grown(this.from, i);
      this.to = grown(this.to, i);
    }
    this.put(i, rule, order, from, to);
  }

  /** Puts them in the order of their lists; rules of one list stay by number. */
  sort(): void {
    const { rules, orders, from, to, count } = this;
    if (count > HANDFUL) {
      const sorted = Array.from({ length: count }, (_, i) => ({
        rule: rules[i] ?? 0,
        order: orders[i] ?? 0,
        from: from[i] ?? 0,
        to: to[i] ?? 0,
      })).sort((a, b) => a.order - b.order || a.rule - b.rule);
      for (const [i, each] of sorted.entries()) this.put(i, each.rule, each.order, each.from, each.to);
      return;
    }
    for (let i = 1; i < count; i++) {
      const rule = rules[i] ?? 0;
      const order = orders[i] ?? 0;
      const begin = from[i] ?? 0;
      const end = to[i] ?? 0;
      let k = i;
      for (; k > 0; k--) {
        const before = orders[k - 1] ?? 0;
        if (before < order || (before === order && (rules[k - 1] ?? 0) < rule)) break;
        this.put(k, rules[k - 1] ?? 0, before, from[k - 1] ?? 0, to[k - 1] ?? 0);
      }
      if (k < i) this.put(k, rule, order, begin, end);
    }
  }

  private put(i: number, rule: number, order: number, from: number, to: number): void {
    this.rules[i] = rule;
    this.orders[i] = order;
    this.from[i] = from;
    this.to[i] = to;
  }
}
