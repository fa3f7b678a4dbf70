/** How the platform is to misbehave, and when. */
export interface Fault {
  /** Only requests of this method. */
  method?: string;
  /** Only requests whose path (below `/api/v10`) this matches. */
  path?: RegExp;
  /** How many requests; 1 unless told. */
  times?: number;
  /** Whether the request takes effect all the same before its answer goes wrong. */
  accept?: boolean;
  /**
   * hang: no answer ever; reset: the connection is cut; stall: headers, then no body; a number: that status with a
   * page of HTML, as a proxy answers; late: as ever, after so many milliseconds; wait: 429 with the platform's own words.
   */
  answer:
    | "hang"
    | "stall"
    | "reset"
    | number
    | { late: number }
    | { wait: number; scope: "user" | "global" | "shared" };
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

  /** The fault for this request, used up by asking. */
  take(method: string, path: string): Fault | undefined {
    const hit = this.#waiting.find(
      ({ fault }) =>
        (fault.method === undefined || fault.method === method) &&
        (fault.path === undefined || fault.path.test(path)),
    );
    if (hit === undefined) return undefined;
    hit.left--;
    if (hit.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== hit);
    return hit.fault;
  }
}
