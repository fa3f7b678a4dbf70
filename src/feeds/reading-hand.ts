import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { FeedError } from "./read/fault.ts";
import type { Answer, Job } from "./reader.ts";

/** Milliseconds that a worker may take to load on a busy machine. */
const START_MS = 60_000;

/** The worker's file has this one's ending: .ts in a checkout, .js where the project was built. */
const WORKER = new URL(`./read/worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

export interface HandEvents {
  /** A document is done with. */
  free(): void;
  /** The worker is no more; what it had not begun is read by another. */
  gone(unread: Job[]): void;
}

/**
 * One worker and the documents before it: it reads the first, and has the others at hand, so that it never waits to
 * be woken. The time limit is the first one's alone; a worker that overruns it, or its memory, is ended.
 */
export class Hand {
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #memoryMb: number;
  readonly #on: HandEvents;
  readonly #jobs: Job[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #isLoading = true;
  #isGone = false;

  constructor(timeoutMs: number, memoryMb: number, on: HandEvents) {
    this.#timeoutMs = timeoutMs;
    this.#memoryMb = memoryMb;
    this.#on = on;
    this.#worker = new Worker(WORKER, {
      env: withCompileCache(),
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    });
    // An idle reader keeps no process alive.
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => {
      if ("loading" in answer) this.#loading(true);
      else if ("ready" in answer) this.#loading(false);
      else this.#answered(answer);
    });
    this.#worker.on("error", (error) => this.#failed(error));
    this.#worker.on("exit", () => this.#failed(new Error("the reading worker ended")));
  }

  /** How many it has, the one that it reads included. */
  get documents(): number {
    return this.#jobs.length;
  }

  /** Of all that it has. */
  get bytes(): number {
    return this.#bytes;
  }

  take(job: Job): void {
    this.#jobs.push(job);
    this.#bytes += job.request.bytes.byteLength;
    this.#worker.postMessage(job.request);
    if (this.#jobs.length > 1) return;
    this.#worker.ref();
    this.#limit();
  }

  /** What a worker takes to load its modules is no fault of the document's. */
  #loading(isLoading: boolean): void {
    this.#isLoading = isLoading;
    if (this.#jobs.length > 0) this.#limit();
  }

  /** The first document's time begins. */
  #limit(): void {
    clearTimeout(this.#timer);
    const ms = this.#isLoading ? START_MS : this.#timeoutMs;
    const job = this.#jobs[0];
    this.#timer = setTimeout(() => {
      // An answer that came while this thread was busy counts.
      setImmediate(() => {
        if (this.#jobs[0] !== job) return;
        const reason = `The document took longer than ${ms / 1000} seconds to read and was given up.`;
        void this.end(new FeedError(reason));
      });
    }, ms);
  }

  async end(reason: Error): Promise<void> {
    this.#failed(reason);
    await this.#worker.terminate();
  }

  #answered(answer: Exclude<Answer, { ready: true } | { loading: true }>): void {
    const job = this.#jobs[0];
    if (job === undefined || job.request.id !== answer.id) return;
    clearTimeout(this.#timer);
    this.#jobs.shift();
    this.#bytes -= job.request.bytes.byteLength;
    if (this.#jobs.length > 0) this.#limit();
    else this.#worker.unref();
    if (!("fault" in answer)) job.resolve(answer);
    else job.reject(answer.isFeedError ? new FeedError(answer.fault) : new Error(answer.fault));
    this.#on.free();
  }

  #failed(error: Error): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearTimeout(this.#timer);
    const [job, ...unread] = this.#jobs.splice(0);
    this.#bytes = 0;
    const isMemory = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    job?.reject(
      isMemory
        ? new FeedError(
            `The document needs more than ${this.#memoryMb} MB of memory to read and was given up.`,
          )
        : error,
    );
    this.#on.gone(unread);
  }
}

/**
 * A thread uses the process's compile cache only where its environment names the folder (Node's docs, "Module compile
 * cache"): it then loads in half the time.
 */
function withCompileCache(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) };
}
