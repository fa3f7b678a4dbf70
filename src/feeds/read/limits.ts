/**
 * What one document may ask of us. Each cap is far above what publishers send (Google's news sitemaps end at 1,000
 * URLs, long feeds at a few hundred entries) and every time one is met, the document's `problems` say so.
 */
export const LIMITS = {
  /** Bytes read of a document; the rest is passed over. */
  bytes: 32 * 1024 * 1024,
  /** Entries kept of a document. */
  entries: 5_000,
  /** Elements nested in one another. */
  depth: 256,
  /** Elements kept of one entry, and of the feed's head. */
  nodes: 1_000,
  /** Attributes kept of one element. */
  attributes: 64,
  /** UTF-16 units of one attribute. */
  attribute: 16_384,
  /** UTF-16 units of one field's markup. */
  field: 1_048_576,
  /** UTF-16 units of a title, author, category. */
  line: 4_096,
  /** UTF-16 units of a URL. */
  url: 8_192,
  /** Categories and enclosures of an entry. */
  list: 100,
  /** Internal entities of a DTD, and the UTF-16 units that they may grow to altogether. */
  entities: 100,
  expansion: 65_536,
} as const;

/** Faults met while reading one document: each said once, with how often it was met. */
export class Problems {
  readonly #counts = new Map<string, number>();

  add(problem: string): void {
    this.#counts.set(problem, (this.#counts.get(problem) ?? 0) + 1);
  }

  list(): string[] {
    return [...this.#counts].map(([problem, times]) =>
      times === 1 ? problem : `${problem} (${times} times)`,
    );
  }
}
