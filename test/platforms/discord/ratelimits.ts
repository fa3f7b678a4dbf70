import { tooMany } from "./answers.ts";

export interface Limit {
  /** Requests of one route and channel in a window. */
  limit: number;
  windowMs: number;
}

/** Discord's buckets: one a route and major parameter, told in headers. */
export class RateLimits {
  readonly #limit: Limit | undefined;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { left: number; resetAt: number }>();

  constructor(limit: Limit | undefined, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Headers for a request that goes through. Throws the 429 that it gets else. */
  spend(route: string, major: string): Record<string, string> {
    if (this.#limit === undefined) return {};
    const now = this.#now();
    const key = `${route} ${major}`;
    const known = this.#buckets.get(key);
    const bucket =
      known === undefined || known.resetAt <= now
        ? { left: this.#limit.limit, resetAt: now + this.#limit.windowMs }
        : known;
    this.#buckets.set(key, bucket);
    const after = (bucket.resetAt - now) / 1000;
    const headers = {
      "x-ratelimit-limit": String(this.#limit.limit),
      "x-ratelimit-reset": String(bucket.resetAt / 1000),
      "x-ratelimit-reset-after": after.toFixed(3),
      "x-ratelimit-bucket": Buffer.from(route).toString("hex").slice(0, 32),
    };
    if (bucket.left === 0) {
      const refusal = tooMany(after, "user");
      Object.assign(refusal.headers, headers, { "x-ratelimit-remaining": "0" });
      throw refusal;
    }
    bucket.left--;
    return { ...headers, "x-ratelimit-remaining": String(bucket.left) };
  }
}
