import { hashesOf, PLAIN } from "./runs.ts";
import { LONGEST_WORD } from "./words.ts";

/** Words kept; a scan that finds more starts anew. */
const MOST_WORDS = 200_000;
/** Runs of characters kept; then they start anew. */
const MOST_RUNS = 50_000;
/** Slots looked at for one word: words made to collide are kept as strings. */
const MOST_PROBES = 24;
/** Numbers of each slot, so that one is one line of memory: hash, number + 1 (0: free), other hash, length. */
const SLOT_BITS = 2;
const SLOT = 1 << SLOT_BITS;

/** How a run of characters up to a space begins: a word, or several joined by hyphens. */
export interface Run {
  /** UTF-16 units it takes. */
  length: number;
  /** Positions it takes. */
  positions: number;
  /** Of each reading six: the word's number, first and last position, start, end, kind; counted from the run's beginning. */
  readings: number[];
}

/**
 * Words of texts, each numbered once: a word of PLAIN characters that was seen before is known by its two hashes and
 * its length, without looking at it. Two of a million words share them once in ten million times.
 */
export class Dictionary {
  /** Each word, folded. */
  readonly forms: string[] = [];
  /** Each word in small letters, diacritics kept. */
  readonly raws: string[] = [];
  /** How what stands between two spaces was read, where it is no plain word. */
  private readonly runs = new Map<string, Run>();
  private slots = new Int32Array(SLOT << 13);
  private kept = 0;
  /** Words that are not PLAIN, are too long, or collide. */
  private readonly others = new Map<string, number>();
  /** Their numbers by how they are folded. */
  private readonly spellings = new Map<string, number[]>();

  get length(): number {
    return this.forms.length;
  }

  /** Whether it is time to `clear`: numbers given so far then mean nothing. */
  get isFull(): boolean {
    return this.forms.length >= MOST_WORDS;
  }

  clear(): void {
    this.forms.length = 0;
    this.raws.length = 0;
    this.runs.clear();
    this.others.clear();
    this.spellings.clear();
    this.slots.fill(0);
    this.kept = 0;
  }

  /** The number of a word of PLAIN characters that stands in a text, with its hashes. */
  at(text: string, start: number, end: number, hash: number, check: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    const length = end - start;
    let slot = ((hash ^ (hash >>> 15)) << SLOT_BITS) & mask;
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const number = slots[slot + 1] ?? 0;
      if (number === 0) return this.keep(text, start, end, hash, check, slot);
      if (slots[slot] === hash && slots[slot + 2] === check && slots[slot + 3] === length) return number - 1;
      slot = (slot + SLOT) & mask;
    }
    return this.other(plainForm(text, start, end));
  }

  /** The number of any word, folded, with its spelling in small letters. */
  spelt(form: string, raw: string): number {
    const hashes = raw === form ? hashesOf(form) : undefined;
    if (hashes === undefined) return this.other(form, raw);
    return this.at(form, 0, form.length, hashes.hash, hashes.check);
  }

  /** The numbers of a folded word, in every spelling kept. */
  numbersOf(form: string): number[] {
    const numbers = [...(this.spellings.get(form) ?? [])];
    const hash = hashesOf(form)?.hash;
    if (hash === undefined) return numbers;
    const mask = this.slots.length - 1;
    let slot = ((hash ^ (hash >>> 15)) << SLOT_BITS) & mask;
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const number = this.slots[slot + 1] ?? 0;
      if (number === 0) break;
      if (this.forms[number - 1] === form) numbers.push(number - 1);
      slot = (slot + SLOT) & mask;
    }
    return numbers;
  }

  run(characters: string): Run | undefined {
    return this.runs.get(characters);
  }

  remember(characters: string, run: Run): void {
    if (this.runs.size >= MOST_RUNS) this.runs.clear();
    // Letter by letter, for a slice would keep the whole text.
    let key = "";
    for (let i = 0; i < characters.length; i++) key += characters[i];
    this.runs.set(key, run);
  }

  private other(form: string, raw = form): number {
    const key = form === raw ? form : `${form}\n${raw}`;
    let id = this.others.get(key);
    if (id === undefined) {
      id = this.forms.length;
      this.others.set(key, id);
      this.forms.push(form);
      this.raws.push(form === raw ? form : key.slice(form.length + 1));
      const numbers = this.spellings.get(form);
      if (numbers === undefined) this.spellings.set(form, [id]);
      else numbers.push(id);
    }
    return id;
  }

  private keep(text: string, start: number, end: number, hash: number, check: number, slot: number): number {
    const form = plainForm(text, start, end);
    // Cut, it is another word's too.
    if (end - start > LONGEST_WORD) return this.other(form);
    if ((this.kept + 1) * 4 * SLOT > this.slots.length) {
      this.growSlots();
      return this.at(text, start, end, hash, check);
    }
    this.forms.push(form);
    this.raws.push(form);
    this.slots[slot] = hash;
    this.slots[slot + 1] = this.forms.length;
    this.slots[slot + 2] = check;
    this.slots[slot + 3] = end - start;
    this.kept++;
    return this.forms.length - 1;
  }

  private growSlots(): void {
    const before = this.slots;
    const slots = new Int32Array(before.length * 2);
    const mask = slots.length - 1;
    for (let at = 0; at < before.length; at += SLOT) {
      if (before[at + 1] === 0) continue;
      const hash = before[at] ?? 0;
      let slot = ((hash ^ (hash >>> 15)) << SLOT_BITS) & mask;
      while (slots[slot + 1] !== 0) slot = (slot + SLOT) & mask;
      slots.set(before.subarray(at, at + SLOT), slot);
    }
    this.slots = slots;
  }
}

/** A word of PLAIN characters in small letters: a string of its own, for a slice would keep the whole text. */
function plainForm(text: string, start: number, end: number): string {
  let form = "";
  const stop = Math.min(end, start + LONGEST_WORD);
  for (let i = start; i < stop; i++) form += String.fromCharCode(PLAIN[text.charCodeAt(i)] ?? 0);
  return form;
}
