/** The time of one exchange is over; the message says which part of it. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * Aborts what it signals when the time set last runs out, or all the time there is. Undici's own timers restart with
 * every byte.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  /** By performance.now(). */
  readonly #end: number;
  readonly #onOuter = () => this.#controller.abort(this.#outer?.reason);
  #timer: NodeJS.Timeout | undefined;

  constructor(outer: AbortSignal | undefined, end: number) {
    this.#outer = outer;
    this.#end = end;
    if (outer?.aborted === true) this.#onOuter();
    else outer?.addEventListener("abort", this.#onOuter, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  set(ms: number, what: string): void {
    clearTimeout(this.#timer);
    const rest = Math.max(0, this.#end - performance.now());
    const error = () =>
      rest < ms
        ? new TimeoutError("the answer, redirects included, took longer than a poll may in all")
        : new TimeoutError(`${what} within ${Math.round(ms / 100) / 10} seconds`);
    this.#timer = setTimeout(() => this.#controller.abort(error()), Math.min(ms, rest));
  }

  /** What `work` gives; once the time has run out, its own error counts no more than the deadline. */
  async within<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#controller;
    try {
      return await work;
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#onOuter);
  }
}
