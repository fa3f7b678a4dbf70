import { foldOf, kindOf, WORD } from "./fold.ts";

/** Longest word kept here; longer ones are rare, and are read the careful way. */
const LONGEST = 64;
/** Words kept; a scan that finds more starts anew. */
const MOST_WORDS = 200_000;
/** Slots looked at for one word: words made to collide are only not remembered. */
const MOST_PROBES = 24;

/**
 * Of ASCII and Cyrillic letters and digits whose folding is their small letter and nothing else: that letter. 0 for
 * all other characters: a word with one of them is read the careful way.
 */
export const PLAIN: Uint16Array = (() => {
  // Of all UTF-16 units, so that no index is out of bounds, which would be slower.
  const plain = new Uint16Array(0x10000);
  for (let code = 0; code < 0x500; code++) {
    if (code >= 0x80 && code < 0x400) continue;
    const small = String.fromCharCode(code).toLowerCase();
    if (kindOf(code) === WORD && small.length === 1 && foldOf(code) === small)
      plain[code] = small.charCodeAt(0);
  }
  return plain;
})();

/** Of the hash over a word's small letters; no feed can know it, so none can make words collide. */
export const MULTIPLIER = (Math.floor(Math.random() * 2 ** 31) & ~7) | 5;

/** Words of texts, each numbered once: a word seen before is known by its characters, without making a string. */
export class Dictionary {
  /** Each word, folded. */
  readonly forms: string[] = [];
  private slots = new Int32Array(1 << 13);
  private hashes = new Int32Array(1 << 12);
  private starts = new Int32Array(1 << 12);
  private codes = new Uint16Array(1 << 15);
  private used = 0;

  /** Whether it is time to `clear`: numbers given so far then mean nothing. */
  get isFull(): boolean {
    return this.forms.length >= MOST_WORDS;
  }

  clear(): void {
    this.forms.length = 0;
    this.slots.fill(0);
    this.used = 0;
  }

  /** The number of a word of PLAIN characters that stands in a text; -1 if it is not kept. `hash`: of its small letters. */
  at(text: string, start: number, end: number, hash: number): number {
    const { slots, hashes, starts, codes } = this;
    const mask = slots.length - 1;
    const length = end - start;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const id = (slots[slot] ?? 0) - 1;
      if (id < 0) return this.add(text, start, end, hash, slot);
      const from = starts[id] ?? 0;
      if (hashes[id] === hash && (starts[id + 1] ?? 0) - from === length) {
        let k = 0;
        while (k < length && PLAIN[text.charCodeAt(start + k)] === codes[from + k]) k++;
        if (k === length) return id;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** The number of a folded word, if it is kept. */
  find(form: string): number | undefined {
    let hash = 0;
    for (let i = 0; i < form.length; i++) {
      const code = PLAIN[form.charCodeAt(i)] ?? 0;
      if (code === 0) return undefined;
      hash = Math.imul(hash + code, MULTIPLIER);
    }
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const id = (this.slots[slot] ?? 0) - 1;
      if (id < 0) return undefined;
      if (this.forms[id] === form) return id;
      slot = (slot + 1) & mask;
    }
    return undefined;
  }

  private add(text: string, start: number, end: number, hash: number, slot: number): number {
    const length = end - start;
    if (length > LONGEST) return -1;
    const id = this.forms.length;
    if ((id + 1) * 4 > this.slots.length) {
      this.grow();
      return this.at(text, start, end, hash);
    }
    if (this.used + length > this.codes.length) {
      const codes = new Uint16Array(this.codes.length * 2);
      codes.set(this.codes);
      this.codes = codes;
    }
    const form = text.slice(start, end).toLowerCase();
    for (let k = 0; k < length; k++) this.codes[this.used + k] = form.charCodeAt(k);
    this.used += length;
    this.forms.push(form);
    this.hashes[id] = hash;
    this.starts[id + 1] = this.used;
    this.slots[slot] = id + 1;
    return id;
  }

  private grow(): void {
    const count = this.forms.length;
    this.slots = new Int32Array(this.slots.length * 2);
    this.hashes = copied(this.hashes, this.slots.length / 2);
    this.starts = copied(this.starts, this.slots.length / 2);
    const mask = this.slots.length - 1;
    for (let id = 0; id < count; id++) {
      const hash = this.hashes[id] ?? 0;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = id + 1;
    }
  }
}

function copied(old: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const made = new Int32Array(length);
  made.set(old);
  return made;
}
