/** The time of one exchange is over; the message says which part of it. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * Ends what it is set for when the time set last runs out, or all the time there is. Undici's own timers restart with
 * every byte.
 */
export class Deadline {
  readonly #outer: AbortSignal | undefined;
  /** By performance.now(). */
  readonly #end: number;
  readonly #onOuter = () => this.#over(this.#outer?.reason);
  #timer: NodeJS.Timeout | undefined;
  #passed: { reason: unknown } | undefined;
  #ends: ((reason: unknown) => void) | undefined;

  constructor(outer: AbortSignal | undefined, end: number) {
    this.#outer = outer;
    this.#end = end;
    if (outer?.aborted === true) this.#onOuter();
    else outer?.addEventListener("abort", this.#onOuter, { once: true });
  }

  /** What is ended from now on; at once, if the time is over. */
  for(ends: (reason: unknown) => void): void {
    this.#ends = ends;
    if (this.#passed !== undefined) ends(this.#passed.reason);
  }

  set(ms: number, what: string): void {
    clearTimeout(this.#timer);
    const rest = Math.max(0, this.#end - performance.now());
    const error = () =>
      rest < ms
        ? new TimeoutError("the answer, redirects included, took longer than a poll may in all")
        : new TimeoutError(`${what} within ${Math.round(ms / 100) / 10} seconds`);
    this.#timer = setTimeout(() => this.#over(error()), Math.min(ms, rest));
  }

  #over(reason: unknown): void {
    if (this.#passed !== undefined) return;
    this.#passed = { reason };
    this.#ends?.(reason);
  }

  /** What `work` gives; once the time has run out, its own error counts no more than the deadline. */
  async within<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.#passed === undefined ? error : this.#passed.reason;
    }
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#onOuter);
  }
}
