import { randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { CommandCall } from "../../src/model/command.ts";
import type { Clock, Millis } from "../../src/model/time.ts";

/** How long a call that is too long for a button is kept, and how many are. */
const HOLDS: Millis = 6 * 3_600_000;
const MANY = 5000;
/** All of them together, in characters. */
export const MOST_CHARACTERS = 10_000_000;
/** Slack takes 2,000 characters in a button's value; a message takes some 13,000 for all of its blocks. */
const IN_A_VALUE = 300;
/** Slack takes 3,000 characters in a view's private_metadata. */
const IN_A_VIEW = 2900;
const KEPT = "kept:";

const callSchema = z.strictObject({
  command: z.string(),
  options: z.record(z.string(), z.string()),
  channel: z.string().optional(),
});

/** A call, and for a form the channel that it was opened in: what is filled in comes from none. */
export interface KeptCall extends CommandCall {
  channel?: string | undefined;
}

/** Calls of commands as buttons and forms carry them: in themselves where they are short, else kept here by a short name. */
export class KeptCalls {
  readonly #calls: LRUCache<string, KeptCall>;

  constructor(clock: Pick<Clock, "monotonic">) {
    const perf = { now: () => clock.monotonic() };
    this.#calls = new LRUCache<string, KeptCall>({
      max: MANY,
      maxSize: MOST_CHARACTERS,
      sizeCalculation: sizeOf,
      ttl: HOLDS,
      ttlResolution: 0,
      perf,
    });
  }

  /** For a button. */
  value(call: CommandCall): string {
    return this.#write(call, IN_A_VALUE);
  }

  /** For a form. */
  metadata(call: CommandCall, channel = ""): string {
    return this.#write(channel === "" ? call : { ...call, channel }, IN_A_VIEW);
  }

  /** The call, or undefined: it was kept too long ago, or before a restart. */
  read(value: string): KeptCall | undefined {
    if (value.startsWith(KEPT)) return this.#calls.get(value.slice(KEPT.length));
    try {
      return callSchema.safeParse(JSON.parse(value)).data;
    } catch {
      return undefined; // no JSON: none of ours
    }
  }

  #write({ command, options, channel }: KeptCall, most: number): string {
    const call = { command, options, channel };
    const text = JSON.stringify(call);
    if (text.length <= most) return text;
    const id = randomBytes(12).toString("base64url");
    this.#calls.set(id, call);
    return KEPT + id;
  }
}

/** How much is kept of it, in characters. */
export function sizeOf(kept: object): number {
  return JSON.stringify(kept).length;
}
