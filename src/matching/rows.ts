/**
 * Rows of numbers under keys, in flat memory: with a hundred thousand queries, time goes not into computing but into
 * places of memory read. In `data`, from `heads[key]` on: where the key's next row begins (0: none), this one's
 * length, and its numbers.
 */
export class Rows {
  /** Where a key's first row begins; 0 or undefined: it has none. */
  heads = new Int32Array(1024);
  data = new Int32Array(4096);
  private end = 1;
  private keys = 0;
  private count = 0;
  /** Rows added since all were last laid side by side. */
  private scattered = 0;

  add(key: number, row: readonly number[]): void {
    if (key >= this.heads.length) this.heads = grown(this.heads, key);
    this.keys = Math.max(this.keys, key + 1);
    const at = this.end;
    this.end += row.length + 2;
    if (this.end > this.data.length) this.data = grown(this.data, this.end);
    this.data[at] = this.heads[key] ?? 0;
    this.data[at + 1] = row.length;
    for (let i = 0; i < row.length; i++) this.data[at + 2 + i] = row[i] ?? 0;
    this.heads[key] = at;
    this.count++;
    this.scattered++;
  }

  /** Lays the rows of each key side by side, if enough were added to be worth it. */
  settle(): void {
    if (this.scattered * 8 <= this.count) return;
    const { heads, data } = this;
    const settled = new Int32Array(data.length);
    let to = 1;
    for (let key = 0; key < this.keys; key++) {
      let at = heads[key] ?? 0;
      if (at === 0) continue;
      heads[key] = to;
      while (at !== 0) {
        const next = data[at] ?? 0;
        const size = (data[at + 1] ?? 0) + 2;
        for (let i = 1; i < size; i++) settled[to + i] = data[at + i] ?? 0;
        settled[to] = next === 0 ? 0 : to + size;
        to += size;
        at = next;
      }
    }
    this.data = settled;
    this.scattered = 0;
  }
}

/** A copy of at least twice the room, with room for `index`. */
export function grown(old: Int32Array, index: number): Int32Array<ArrayBuffer> {
  const made = new Int32Array(Math.max(old.length * 2, index + 1));
  made.set(old);
  return made;
}
