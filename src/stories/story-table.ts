import { KeyTable } from "./key-table.ts";

/** The stories of the window: a row each, in a slot that another takes when it has ended. */
export class StoryTable {
  ids = new Float64Array(ROOM);
  /** How many entries, and the newest. */
  sizes = new Uint32Array(ROOM);
  newest = new Uint32Array(ROOM);
  /** The length of the sum of its newest members' vectors; NaN until asked for. */
  norms = new Float64Array(ROOM);
  /** How near the article at hand comes; 0 between articles. */
  near = new Float32Array(ROOM);
  readonly #slots = new KeyTable();
  readonly #free: number[] = [];
  #next = 0;

  /** The slot of a story, or -1. */
  slotOf(id: number): number {
    return this.#slots.get(Math.floor(id / 2 ** 32), id) - 1;
  }

  /** The slot of a story, with no entries yet if there was none. */
  begin(id: number): number {
    const known = this.slotOf(id);
    if (known >= 0) return known;
    const slot = this.#free.pop() ?? this.#next++;
    if (slot >= this.ids.length) this.#grow();
    this.ids[slot] = id;
    this.sizes[slot] = 0;
    this.norms[slot] = Number.NaN;
    this.#slots.set(Math.floor(id / 2 ** 32), id, slot + 1);
    return slot;
  }

  end(slot: number): void {
    const id = this.ids[slot] ?? 0;
    this.#slots.delete(Math.floor(id / 2 ** 32), id);
    this.#free.push(slot);
  }

  #grow(): void {
    const room = this.ids.length * 2;
    const [ids, sizes, newest, norms, near] = [this.ids, this.sizes, this.newest, this.norms, this.near];
    this.ids = new Float64Array(room);
    this.sizes = new Uint32Array(room);
    this.newest = new Uint32Array(room);
    this.norms = new Float64Array(room);
    this.near = new Float32Array(room);
    this.ids.set(ids);
    this.sizes.set(sizes);
    this.newest.set(newest);
    this.norms.set(norms);
    this.near.set(near);
  }
}

const ROOM = 32;
