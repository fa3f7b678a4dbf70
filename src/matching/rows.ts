/** Records of so many numbers each, in flat memory: what is asked together stands together. */
export class Table {
  data = new Int32Array(0);
  readonly width: number;

  constructor(width: number) {
    this.width = width;
  }

  /** Makes room for so many records. */
  reserve(count: number): void {
    if (count * this.width > this.data.length) this.data = grown(this.data, count * this.width);
  }
}

/**
 * Rows of numbers under keys, in flat memory: with a hundred thousand queries, time goes not into computing but into
 * places of memory read. Where a key's rows begin stands in `column` of its record in a table; in `data`, from there
 * on: where the key's next row begins (0: none), this one's length, and its numbers.
 */
export class Rows {
  data = new Int32Array(4096);
  private end = 1;
  private keys = 0;
  private count = 0;
  /** Rows added since all were last laid side by side. */
  private scattered = 0;
  private readonly table: Table;
  private readonly column: number;

  constructor(table = new Table(1), column = 0) {
    this.table = table;
    this.column = column;
  }

  /** Where a key's first row begins; 0: it has none. */
  head(key: number): number {
    return key < this.keys ? (this.table.data[key * this.table.width + this.column] ?? 0) : 0;
  }

  add(key: number, row: readonly number[]): void {
    const { table } = this;
    table.reserve(key + 1);
    this.keys = Math.max(this.keys, key + 1);
    const at = this.end;
    this.end += row.length + 2;
    if (this.end > this.data.length) this.data = grown(this.data, this.end);
    const headAt = key * table.width + this.column;
    this.data[at] = table.data[headAt] ?? 0;
    this.data[at + 1] = row.length;
    for (let i = 0; i < row.length; i++) this.data[at + 2 + i] = row[i] ?? 0;
    table.data[headAt] = at;
    this.count++;
    this.scattered++;
  }

  /** Lays the rows of each key side by side, if enough were added to be worth it. */
  settle(): void {
    if (this.scattered * 8 <= this.count) return;
    const { data } = this;
    const settled = new Int32Array(data.length);
    let to = 1;
    for (let key = 0; key < this.keys; key++) {
      let at = this.head(key);
      if (at === 0) continue;
      this.table.data[key * this.table.width + this.column] = to;
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
