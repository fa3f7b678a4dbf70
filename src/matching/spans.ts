import type { TextField } from "../model/watchlist.ts";
import { FIELD_ORDER } from "./fields.ts";
import { grown } from "./rows.ts";

/**
 * Places in an article, numbered: a span is a number into `first`, `last` (positions), `start`, `end` (offsets) and
 * `field`. All are forgotten with the next article.
 */
export class Spans {
  first = new Int32Array(1024);
  last = new Int32Array(1024);
  start = new Int32Array(1024);
  end = new Int32Array(1024);
  field = new Uint8Array(1024);
  protected spanCount = 0;

  fieldOf(span: number): TextField {
    return FIELD_ORDER[this.field[span] ?? 0] ?? "title";
  }

  /** Lists of places, each by position, as one such list, each place once. */
  merge(lists: readonly (readonly number[])[]): number[] {
    const filled = lists.filter((list) => list.length > 0);
    const [only] = filled;
    if (only === undefined) return [];
    if (filled.length === 1) return [...only];
    return this.sort(filled.flat());
  }

  /** Places by position, each once; sorts in place. */
  sort(all: number[]): number[] {
    const { first, last } = this;
    all.sort((a, b) => (first[a] ?? 0) - (first[b] ?? 0) || (last[a] ?? 0) - (last[b] ?? 0) || a - b);
    let kept = 0;
    for (const span of all) {
      const before = all[kept - 1];
      if (kept > 0 && before !== undefined && first[before] === first[span] && last[before] === last[span])
        continue;
      all[kept++] = span;
    }
    all.length = kept;
    return all;
  }

  /** A new place, from the beginning of one to the end of another. */
  join(from: number, to: number): number {
    return this.addSpan(
      this.first[from] ?? 0,
      this.last[to] ?? 0,
      this.start[from] ?? 0,
      this.end[to] ?? 0,
      this.field[from] ?? 0,
    );
  }

  protected addSpan(first: number, last: number, start: number, end: number, field: number): number {
    const span = this.spanCount++;
    if (span >= this.first.length) {
      this.first = grown(this.first, span);
      this.last = grown(this.last, span);
      this.start = grown(this.start, span);
      this.end = grown(this.end, span);
      const fields = new Uint8Array(this.first.length);
      fields.set(this.field);
      this.field = fields;
    }
    this.first[span] = first;
    this.last[span] = last;
    this.start[span] = start;
    this.end[span] = end;
    this.field[span] = field;
    return span;
  }
}
