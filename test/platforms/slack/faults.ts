/** How the platform is to misbehave, and when. */
export interface Fault {
  /** Only calls of this method ("chat.postMessage"); any if left out. */
  method?: string;
  /** How many calls; 1 unless told. */
  times?: number;
  /** Whether the call takes effect all the same before its answer goes wrong. */
  accept?: boolean;
  /**
   * hang: no answer ever; reset: the connection is cut; stall: headers, then no body; page: 200 with a page of HTML, as
   * a proxy answers; a number: that status; wait: 429 with Retry-After in seconds ("" without the header); error: Slack's
   * own refusal.
   */
  answer: "hang" | "reset" | "stall" | "page" | number | { wait: number | "" } | { error: string };
}

/** The faults still to come, in the order they were asked for. */
export class Faults {
  #waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The fault for this call, used up by asking. */
  take(method: string): Fault | undefined {
    const hit = this.#waiting.find(({ fault }) => fault.method === undefined || fault.method === method);
    if (hit === undefined) return undefined;
    hit.left--;
    if (hit.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== hit);
    return hit.fault;
  }
}
