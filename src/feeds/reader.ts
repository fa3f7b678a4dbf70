import { availableParallelism } from "node:os";
import type { FeedDocument } from "../model/feed.ts";
import type { ArticlePage } from "./article.ts";
import type { Source } from "./read/document.ts";
import { Hand } from "./reading-hand.ts";

/** Reads feed documents away from the main thread. */
export interface Reader {
  /** Rejects with `FeedError` for what is no feed, and for a document that took too long or too much memory. */
  read(bytes: Uint8Array, source: Source): Promise<FeedDocument>;
  /** Ends the workers; what is being read is rejected. */
  close(): Promise<void>;
}

/** Reads article pages away from the main thread, within the same limits. */
export interface ArticleReader {
  /** Never rejects for what a page holds, but with `FeedError` for one that took too long or too much memory. */
  article(bytes: Uint8Array, source: Source): Promise<ArticlePage>;
}

export interface ReaderOptions {
  /** Threads, hired when they are needed; by default one a core less one for the service, 1 or 2. */
  workers?: number;
  /** Milliseconds that one document may take; 5,000 by default. */
  timeoutMs?: number;
  /** Megabytes of heap that one worker may have; 300 by default. */
  memoryMb?: number;
  /** Hires a worker at once, which loads its modules while the service does; by default with the first document. */
  early?: boolean;
}

/** What the worker is asked and answers. */
export interface Request {
  id: number;
  as: "feed" | "article";
  bytes: Uint8Array;
  source: Source;
}
export type Answer =
  | { loading: true }
  | { ready: true }
  | { id: number; document: FeedDocument }
  | { id: number; article: ArticlePage }
  | { id: number; fault: string; isFeedError: boolean };

type Result = { document: FeedDocument } | { article: ArticlePage };

export interface Job {
  request: Request;
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** No more are put before a worker than it is done with in an instant. */
const AHEAD = { documents: 6, bytes: 500_000 };

/**
 * A pool of worker threads with a timer on each document: whatever a document holds, it neither blocks the service
 * nor takes its memory. A worker that overruns is ended and its document rejected; the next one gets a new worker.
 */
export function createReader(options: ReaderOptions = {}): Reader & ArticleReader {
  const size = options.workers ?? Math.min(2, Math.max(1, availableParallelism() - 1));
  const pool = new Pool(size, options.timeoutMs ?? 5_000, options.memoryMb ?? 300);
  if (options.early === true) pool.prepare();
  return pool;
}

class Pool implements Reader, ArticleReader {
  readonly #size: number;
  readonly #timeoutMs: number;
  readonly #memoryMb: number;
  readonly #waiting: Job[] = [];
  readonly #hands = new Set<Hand>();
  #count = 0;
  #closed = false;

  constructor(size: number, timeoutMs: number, memoryMb: number) {
    this.#size = size;
    this.#timeoutMs = timeoutMs;
    this.#memoryMb = memoryMb;
  }

  async read(bytes: Uint8Array, source: Source): Promise<FeedDocument> {
    const result = await this.#ask("feed", bytes, source);
    if ("document" in result) return result.document;
    throw new Error("the reading worker answered another question");
  }

  async article(bytes: Uint8Array, source: Source): Promise<ArticlePage> {
    const result = await this.#ask("article", bytes, source);
    if ("article" in result) return result.article;
    throw new Error("the reading worker answered another question");
  }

  /** So that the first document finds a worker. */
  prepare(): void {
    if (this.#hands.size === 0) this.#hire();
  }

  #ask(as: Request["as"], bytes: Uint8Array, source: Source): Promise<Result> {
    if (this.#closed) return Promise.reject(new Error("the reader is closed"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request: { id: ++this.#count, as, bytes, source }, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(new Error("the reader was closed"));
    await Promise.all([...this.#hands].map((hand) => hand.end(new Error("the reader was closed"))));
  }

  #next(): void {
    for (let job = this.#waiting[0]; job !== undefined; job = this.#waiting[0]) {
      const hand = this.#free(job);
      if (hand === undefined) return;
      this.#waiting.shift();
      hand.take(job);
    }
  }

  /** An idle hand, else a new one, else the one with the least before it, if the job finds room there. */
  #free(job: Job): Hand | undefined {
    const [best] = [...this.#hands].sort((a, b) => a.documents - b.documents);
    if (best?.documents === 0) return best;
    if (this.#hands.size < this.#size) return this.#hire();
    const bytes = (best?.bytes ?? 0) + job.request.bytes.byteLength;
    return best !== undefined && best.documents < AHEAD.documents && bytes <= AHEAD.bytes ? best : undefined;
  }

  #hire(): Hand {
    const hand = new Hand(this.#timeoutMs, this.#memoryMb, {
      free: () => this.#next(),
      gone: (unread) => {
        this.#hands.delete(hand);
        if (this.#closed) for (const job of unread) job.reject(new Error("the reader was closed"));
        else {
          this.#waiting.unshift(...unread);
          this.#next();
        }
      },
    });
    this.#hands.add(hand);
    return hand;
  }
}
