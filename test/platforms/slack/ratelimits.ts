/** How often Slack lets a method be called. */
export interface Rates {
  /** Milliseconds between two messages to one channel; Slack: "about one a second". */
  messageMs: number;
  /** Messages beyond that let through in a burst. */
  burst: number;
  /** conversations.history and .replies: calls a minute. 1 for a distributed app, 50 (tier 3) for an internal one. */
  historyPerMinute: number;
  /** The minute itself, in milliseconds: shorter in a test that has no time. */
  minuteMs: number;
  /** chat.update and other tier 3 methods, calls a minute. */
  tier3PerMinute: number;
}

/** docs.slack.dev/apis/web-api/rate-limits */
export const SLACK_RATES: Rates = {
  messageMs: 1000,
  burst: 0,
  historyPerMinute: 50,
  minuteMs: 60_000,
  tier3PerMinute: 50,
};

/** Counts calls and says how long the next has to wait, in milliseconds; 0: it may go, and was counted. */
export class RateLimits {
  readonly #rates: Rates | undefined;
  readonly #now: () => number;
  readonly #calls = new Map<string, number[]>();

  constructor(rates: Rates | undefined, now: () => number) {
    this.#rates = rates;
    this.#now = now;
  }

  wait(method: string, channel: string): number {
    const rates = this.#rates;
    if (rates === undefined) return 0;
    switch (method) {
      case "chat.postMessage":
        return this.#take(`${method} ${channel}`, 1 + rates.burst, rates.messageMs * (1 + rates.burst));
      case "conversations.history":
      case "conversations.replies":
        return this.#take(method, rates.historyPerMinute, rates.minuteMs);
      case "chat.update":
      case "conversations.info":
        return this.#take(method, rates.tier3PerMinute, rates.minuteMs);
      default:
        return 0;
    }
  }

  #take(key: string, count: number, windowMs: number): number {
    const now = this.#now();
    const recent = (this.#calls.get(key) ?? []).filter((at) => now - at < windowMs);
    this.#calls.set(key, recent);
    if (recent.length < count) {
      recent.push(now);
      return 0;
    }
    return Math.max(1, (recent[0] ?? now) + windowMs - now);
  }
}
