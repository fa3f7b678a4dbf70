import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { FeedDocument } from "../model/feed.ts";
import type { ArticlePage } from "./article.ts";
import type { Source } from "./read/document.ts";
import { FeedError } from "./read/fault.ts";

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

interface Job {
  request: Request;
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** Milliseconds that a worker may take to load on a busy machine. */
const START_MS = 60_000;

/** The worker's file has this one's ending: .ts in a checkout, .js where the project was built. */
const WORKER = new URL(`./read/worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

/**
 * A pool of worker threads with a timer on each document: whatever a document holds, it neither blocks the service
 * nor takes its memory. A worker that overruns is ended and its document rejected; the next one gets a new worker.
 */
export function createReader(options: ReaderOptions = {}): Reader & ArticleReader {
  const size = options.workers ?? Math.min(2, Math.max(1, availableParallelism() - 1));
  return new Pool(size, options.timeoutMs ?? 5_000, options.memoryMb ?? 300);
}

class Pool implements Reader, ArticleReader {
  readonly #size: number;
  readonly #timeoutMs: number;
  readonly #memoryMb: number;
  readonly #waiting: Job[] = [];
  readonly #hands = new Set<Hand>();
  readonly #idle: Hand[] = [];
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
    while (this.#waiting.length > 0) {
      const hand = this.#idle.pop() ?? (this.#hands.size < this.#size ? this.#hire() : undefined);
      if (hand === undefined) return;
      const job = this.#waiting.shift();
      if (job !== undefined) hand.take(job);
    }
  }

  #hire(): Hand {
    const hand = new Hand(this.#timeoutMs, this.#memoryMb, {
      free: () => {
        this.#idle.push(hand);
        this.#next();
      },
      gone: () => {
        this.#hands.delete(hand);
        const at = this.#idle.indexOf(hand);
        if (at !== -1) this.#idle.splice(at, 1);
        if (!this.#closed) this.#next();
      },
    });
    this.#hands.add(hand);
    return hand;
  }
}

/** One worker and the document it has in hand. */
class Hand {
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #memoryMb: number;
  readonly #on: { free(): void; gone(): void };
  #job: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isReady = false;
  #isGone = false;

  constructor(timeoutMs: number, memoryMb: number, on: { free(): void; gone(): void }) {
    this.#timeoutMs = timeoutMs;
    this.#memoryMb = memoryMb;
    this.#on = on;
    this.#worker = new Worker(WORKER, {
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    });
    // An idle reader keeps no process alive.
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => {
      if ("loading" in answer) this.#limit(START_MS);
      else if ("ready" in answer) this.#begin();
      else this.#answered(answer);
    });
    this.#worker.on("error", (error) => this.#failed(error));
    this.#worker.on("exit", () => this.#failed(new Error("the reading worker ended")));
  }

  take(job: Job): void {
    this.#job = job;
    this.#worker.ref();
    this.#worker.postMessage(job.request);
    if (this.#isReady) this.#limit(this.#timeoutMs);
    else this.#limit(START_MS);
  }

  /** The worker has loaded its modules: what it took for that is no fault of the document's. */
  #begin(): void {
    this.#isReady = true;
    if (this.#job !== undefined) this.#limit(this.#timeoutMs);
  }

  #limit(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const reason = `The document took longer than ${ms / 1000} seconds to read and was given up.`;
      void this.end(new FeedError(reason));
    }, ms);
  }

  async end(reason: Error): Promise<void> {
    this.#failed(reason);
    await this.#worker.terminate();
  }

  #answered(answer: Exclude<Answer, { ready: true } | { loading: true }>): void {
    const job = this.#job;
    if (job === undefined || job.request.id !== answer.id) return;
    clearTimeout(this.#timer);
    this.#job = undefined;
    this.#worker.unref();
    if (!("fault" in answer)) job.resolve(answer);
    else job.reject(answer.isFeedError ? new FeedError(answer.fault) : new Error(answer.fault));
    this.#on.free();
  }

  #failed(error: Error): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearTimeout(this.#timer);
    const job = this.#job;
    this.#job = undefined;
    const isMemory = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    job?.reject(
      isMemory
        ? new FeedError(
            `The document needs more than ${this.#memoryMb} MB of memory to read and was given up.`,
          )
        : error,
    );
    this.#on.gone();
  }
}
