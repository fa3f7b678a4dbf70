import type { Millis } from "../../src/model/time.ts";
import { TooManyRequests } from "./errors.ts";

/**
 * Discord shuts out an address for requests that it answers with 401, 403 or 429: 10,000 of them in 10 minutes
 * (docs.discord.com, Rate Limits, "Invalid Request Limit"). We stop at a tenth of that.
 */
const WINDOW: Millis = 600_000;
const MOST = 1_000;

export interface Breaker {
  /** Throws TooManyRequests, for the whole platform, while so many were refused that one more is a risk. */
  check(): void;
  /** An answer came. */
  note(status: number, headers: Headers): void;
}

/** `now` goes by the monotonic clock. */
export function createBreaker(now: () => Millis, most = MOST): Breaker {
  const refused: Millis[] = [];
  return {
    check() {
      const time = now();
      while (refused[0] !== undefined && time - refused[0] >= WINDOW) refused.shift();
      const [oldest] = refused;
      if (oldest === undefined || refused.length < most) return;
      const said = `Discord refused ${refused.length} requests in ten minutes, and would ban this address for more`;
      throw new TooManyRequests(Math.ceil(oldest + WINDOW - time), "platform", 0, said);
    },
    note(status, headers) {
      // A limit that other bots share is none of our doing, and not counted (same page).
      const isShared = headers.get("x-ratelimit-scope") === "shared";
      if (status === 401 || status === 403 || (status === 429 && !isShared)) refused.push(now());
    },
  };
}

/** One for all of this process: the address is what is banned. */
export const ofThisAddress = createBreaker(() => performance.now());
