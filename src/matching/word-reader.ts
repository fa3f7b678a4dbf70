import { ELIDED } from "./abbreviations.ts";
import {
  AMPERSAND,
  APOSTROPHE,
  COMMA,
  DOT,
  EXTEND,
  foldCluster,
  foldOf,
  HYPHEN,
  IGNORABLE,
  kindOf,
  SEPARATOR,
  SOLITARY,
  WORD,
} from "./fold.ts";
import { JOINED, LONGEST_WORD, MAIN, PART, Words } from "./words.ts";

/** Compounds of more parts than this are read in parts only. */
const MOST_PARTS = 8;
const NOWHERE = new Words();

/** One word between hyphens: where it stands and how it is read. */
interface Segment {
  main: string;
  start: number;
  end: number;
  joined?: string;
  parts: { form: string; start: number; end: number }[];
}

/** Reads words one by one: whatever letters, marks, apostrophes, dots and hyphens they are made of. */
export class WordReader {
  protected text = "";
  protected words: Words = NOWHERE;
  protected position = 0;

  /** Another text. One reader serves them all: making one takes as long as reading a few words. */
  protected begin(text: string, words: Words, position: number): void {
    this.text = text;
    this.words = words;
    this.position = position;
  }

  private codeAt(i: number): number {
    const c = this.text.charCodeAt(i);
    if (c >= 0xd800 && c <= 0xdbff) return this.text.codePointAt(i) ?? c;
    return c;
  }

  protected kindAt(i: number): number {
    return i < this.text.length ? kindOf(this.codeAt(i)) : SEPARATOR;
  }

  protected sizeAt(i: number): number {
    return this.codeAt(i) > 0xffff ? 2 : 1;
  }

  private isWordAt(i: number): boolean {
    return this.kindAt(i) === WORD;
  }

  protected readSolitary(start: number): number {
    let end = start + this.sizeAt(start);
    let marked = false;
    while (this.kindAt(end) === EXTEND) {
      marked = true;
      end += this.sizeAt(end);
    }
    const form = marked ? foldCluster(this.text.slice(start, end)) : foldOf(this.codeAt(start));
    this.words.add(this.text, form, this.position, this.position, start, end, MAIN);
    this.position++;
    return end;
  }

  /** The end of a run of letters, digits, marks and ignorables that begins at `start`. */
  private runEnd(start: number): number {
    const { text } = this;
    let i = start;
    let end = start;
    while (i < text.length) {
      const c = text.charCodeAt(i);
      if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57)) {
        end = ++i;
        continue;
      }
      if (c < 128) break;
      const kind = this.kindAt(i);
      if (kind === WORD || kind === EXTEND) {
        i += this.sizeAt(i);
        end = i;
      } else if (kind === IGNORABLE) i += this.sizeAt(i);
      else break;
    }
    return end;
  }

  private fold(start: number, end: number): string {
    const { text } = this;
    const stop = Math.min(end, start + LONGEST_WORD);
    let plain = true;
    for (let i = start; plain && i < stop; i++) if (text.charCodeAt(i) >= 128) plain = false;
    if (plain) return text.slice(start, stop).toLowerCase();
    let out = "";
    let i = start;
    while (i < stop) {
      const size = this.sizeAt(i);
      let next = i + size;
      while (next < stop && this.kindAt(next) === EXTEND) next += this.sizeAt(next);
      if (next > i + size) out += foldCluster(text.slice(i, next));
      else if (this.kindAt(i) !== IGNORABLE) out += foldOf(this.codeAt(i));
      i = next;
    }
    return out;
  }

  /** A word, or words joined by hyphens; returns the offset after it. */
  protected readCompound(start: number): number {
    const { words } = this;
    let end = this.runEnd(start);
    const joiner = this.kindAt(end);
    if (joiner === SEPARATOR || joiner === SOLITARY || end >= this.text.length) {
      words.add(this.text, this.fold(start, end), this.position, this.position, start, end, MAIN);
      this.position++;
      return end;
    }
    const segments: Segment[] = [];
    let at = start;
    for (;;) {
      const segment = this.readSegment(at);
      segments.push(segment.segment);
      end = segment.next;
      if (this.kindAt(end) !== HYPHEN || !this.isWordAt(end + 1)) break;
      at = end + 1;
    }
    const first = this.position;
    for (const segment of segments) {
      const p = this.position++;
      words.add(this.text, segment.main, p, p, segment.start, segment.end, MAIN);
      // Readings stand in the order of their first positions: the whole compound's right after its first part.
      if (p === first && segments.length > 1 && segments.length <= MOST_PARTS) {
        const form = segments.map((each) => each.main).join("");
        words.add(
          this.text,
          form,
          first,
          first + segments.length - 1,
          start,
          segments.at(-1)?.end ?? end,
          JOINED,
        );
      }
      if (segment.joined !== undefined)
        words.add(this.text, segment.joined, p, p, segment.start, segment.end, JOINED);
      for (const part of segment.parts) words.add(this.text, part.form, p, p, part.start, part.end, PART);
    }
    return end;
  }

  /** A word with what apostrophes, dots and ampersands bind to it; `next` is the offset after it. */
  private readSegment(start: number): { segment: Segment; next: number } {
    const pieces = [{ start, end: this.runEnd(start), joiner: 0 }];
    let possessive = 0;
    for (;;) {
      const last = pieces[pieces.length - 1];
      if (last === undefined) break;
      const joiner = this.kindAt(last.end);
      const from = last.end + 1;
      if (!this.isWordAt(from)) break;
      const to = this.runEnd(from);
      if (joiner === APOSTROPHE) {
        if (to === from + 1 && (this.text.charCodeAt(from) | 32) === 115) {
          possessive = to;
          break;
        }
      } else if (joiner === DOT) {
        const initials = isLetter(this.text, last.start, last.end) && isLetter(this.text, from, to);
        if (!initials && !(this.isNumber(last) && this.isNumber({ start: from, end: to }))) break;
      } else if (joiner === COMMA) {
        if (!this.isNumber(last) || !this.isNumber({ start: from, end: to })) break;
      } else if (joiner === AMPERSAND) {
        if (last.end - last.start > 2 && to - from > 2) break;
      } else break;
      pieces.push({ start: from, end: to, joiner });
    }
    const segment = this.joinPieces(pieces);
    let next = Math.max(segment.end, possessive);
    const initials =
      pieces.length > 1 && pieces[1]?.joiner === DOT && !this.isNumber(pieces[0] ?? { start, end: start });
    if (initials && possessive === 0 && this.kindAt(next) === DOT) {
      next++;
      segment.end = next;
    }
    return { segment, next };
  }

  private isNumber(piece: { start: number; end: number }): boolean {
    for (let i = piece.start; i < piece.end; i++) {
      const c = this.text.charCodeAt(i);
      if (c < 48 || c > 57) return false;
    }
    return piece.end > piece.start;
  }

  private joinPieces(pieces: { start: number; end: number; joiner: number }[]): Segment {
    const [head] = pieces;
    const tail = pieces.at(-1);
    if (head === undefined || tail === undefined) throw new Error("a word has a piece");
    const segment: Segment = {
      main: this.fold(head.start, head.end),
      start: head.start,
      end: tail.end,
      parts: [],
    };
    if (pieces.length === 1) return segment;
    const forms = pieces.map((piece) => this.fold(piece.start, piece.end));
    const joiner = pieces[1]?.joiner;
    if (joiner === AMPERSAND) segment.main = forms.join("&");
    else if (joiner === DOT || joiner === COMMA) {
      if (this.isNumber(head)) {
        segment.main = this.text.slice(head.start, tail.end);
        if (/^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(segment.main)) segment.joined = forms.join("");
      } else segment.main = forms.join("");
    } else {
      const whole = forms.join("");
      const elided = ELIDED.has(forms[0] ?? "");
      const second = pieces[1];
      if (elided && second !== undefined) {
        segment.main = forms.slice(1).join("");
        segment.start = second.start;
        segment.parts.push({ form: whole, start: head.start, end: tail.end });
      } else {
        segment.main = whole;
        // In Cyrillic the apostrophe is a sign within the word; elsewhere it sets a part off (Türkiye'nin, O'Brien).
        const parted = !/^\p{Script=Cyrillic}/u.test(forms[0] ?? "");
        for (const [i, piece] of pieces.entries()) {
          const form = forms[i] ?? "";
          if (parted && form.length > 1) segment.parts.push({ form, start: piece.start, end: piece.end });
        }
      }
    }
    return segment;
  }
}

function isLetter(text: string, start: number, end: number): boolean {
  const code = text.codePointAt(start) ?? 0;
  return end - start === (code > 0xffff ? 2 : 1) && !(code >= 48 && code <= 57);
}
