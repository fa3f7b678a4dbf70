/** The word as it stands. */
export const MAIN = 0;
/** Parts joined ("ceasefire" of "cease-fire"), or a number without its grouping marks: read so in texts and queries. */
export const JOINED = 1;
/** A reading that texts have and queries do not ask for: "brien" of "O'Brien", "lukraine" of "l'Ukraine". */
export const PART = 2;

/**
 * The words of a text, as parallel lists: one reading each, in the order of their first positions. A word's position counts words; a joined compound
 * takes the positions `first` to `last` of its parts. Offsets are UTF-16 units into the original.
 */
export class Words {
  form: string[] = [];
  first: number[] = [];
  last: number[] = [];
  start: number[] = [];
  end: number[] = [];
  kind: number[] = [];
  /** Positions that begin a sentence or the like, but for the first of the text; ascending. */
  sentences: number[] = [];
  length = 0;

  clear(): void {
    this.length = 0;
    this.sentences.length = 0;
  }

  add(form: string, first: number, last: number, start: number, end: number, kind: number): void {
    const i = this.length++;
    this.form[i] = form;
    this.first[i] = first;
    this.last[i] = last;
    this.start[i] = start;
    this.end[i] = end;
    this.kind[i] = kind;
  }
}
