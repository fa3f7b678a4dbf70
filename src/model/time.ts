/** A moment: milliseconds since the Unix epoch, UTC. RFC 3339 text is used only where data leaves the program. */
export type Instant = number;

/** A length of time in milliseconds. */
export type Millis = number;

/** Time as the program sees it; injected everywhere, so that a whole desk can run in a test at the CPU's speed. */
export interface Clock {
  /** Wall-clock time. It may jump. */
  now(): Instant;
  /** Time that never goes back, for measuring and for timeouts. */
  monotonic(): Millis;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: Millis, signal?: AbortSignal): Promise<void>;
}
