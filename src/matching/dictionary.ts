import { Fingerprints } from "./fingerprints.ts";
import { hashesOf, PLAIN } from "./runs.ts";
import { LONGEST_WORD } from "./words.ts";

/** Words kept; a scan that finds more starts anew. */
const MOST_WORDS = 200_000;
/** Tokens kept; then they start anew. */
const MOST_TOKENS = 50_000;

/** How a token, the characters up to a space, begins: a word, or several joined by hyphens. */
export interface Token {
  /** UTF-16 units it takes. */
  length: number;
  /** Positions it takes. */
  positions: number;
  /** Of each reading six: the word's number, first and last position, start, end, kind; counted from the token's beginning. */
  readings: number[];
}

/** Words of texts, each numbered once, so that one seen before is known without making a string. */
export class Dictionary {
  /** Each word, folded. */
  readonly forms: string[] = [];
  /** Each word in small letters, diacritics kept. */
  readonly raws: string[] = [];
  /** Words of PLAIN characters, by their number + 1. */
  private readonly plain = new Fingerprints();
  /** Words that are not PLAIN or are too long. */
  private readonly others = new Map<string, number>();
  /** How what is no plain word was read: by the number + 1 in `tokens`. */
  private readonly tokenNumbers = new Fingerprints();
  private readonly tokens: Token[] = [];

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
    this.plain.clear();
    this.others.clear();
    this.clearTokens();
  }

  /** The number of a word of PLAIN characters that stands in a text, with its hashes. */
  at(text: string, start: number, end: number, hash: number, check: number): number {
    const number = this.plain.get(hash, check, end - start);
    return number !== 0 ? number - 1 : this.keep(text, start, end, hash, check);
  }

  /** The number of any word, folded, with its spelling in small letters. */
  spelt(form: string, raw: string): number {
    const hashes = raw === form ? hashesOf(form) : undefined;
    if (hashes === undefined) return this.other(form, raw);
    return this.at(form, 0, form.length, hashes.hash, hashes.check);
  }

  token(hash: number, check: number, length: number): Token | undefined {
    const number = this.tokenNumbers.get(hash, check, length);
    return number === 0 ? undefined : this.tokens[number - 1];
  }

  keepToken(hash: number, check: number, length: number, token: Token): void {
    if (this.tokens.length >= MOST_TOKENS) this.clearTokens();
    this.tokens.push(token);
    this.tokenNumbers.add(hash, check, length, this.tokens.length);
  }

  private clearTokens(): void {
    this.tokens.length = 0;
    this.tokenNumbers.clear();
  }

  private other(form: string, raw = form): number {
    const key = form === raw ? form : `${form}\n${raw}`;
    let id = this.others.get(key);
    if (id === undefined) {
      id = this.forms.length;
      this.others.set(key, id);
      this.forms.push(form);
      this.raws.push(form === raw ? form : key.slice(form.length + 1));
    }
    return id;
  }

  private keep(text: string, start: number, end: number, hash: number, check: number): number {
    const form = plainForm(text, start, end);
    // Cut, it is another word's too.
    if (end - start > LONGEST_WORD) return this.other(form);
    this.forms.push(form);
    this.raws.push(form);
    this.plain.add(hash, check, end - start, this.forms.length);
    return this.forms.length - 1;
  }
}

/** A word of PLAIN characters in small letters: a string of its own, for a slice would keep the whole text. */
function plainForm(text: string, start: number, end: number): string {
  let form = "";
  const stop = Math.min(end, start + LONGEST_WORD);
  for (let i = start; i < stop; i++) form += String.fromCharCode(PLAIN[text.charCodeAt(i)] ?? 0);
  return form;
}
