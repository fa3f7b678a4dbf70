import type { ChatAdapter, SendResult } from "../../src/model/adapter.ts";
import { platformModel } from "../delivery/platform-model.ts";
import type { Random } from "./random.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** What our client waits for an answer, in milliseconds. */
const TIMEOUT = 8_000;

export type NetworkFault =
  | "acceptThenTimeOut"
  | "acceptAfterTimeOut"
  | "timeOut"
  | "acceptThen500"
  | "500"
  | "acceptThenReset"
  | "reset"
  | "rateLimit"
  | "globalRateLimit";

const FAULTS: readonly NetworkFault[] = [
  "acceptThenTimeOut",
  "acceptAfterTimeOut",
  "timeOut",
  "acceptThen500",
  "500",
  "acceptThenReset",
  "reset",
  "rateLimit",
  "globalRateLimit",
];

export interface Network {
  adapter: ChatAdapter;
  model: ReturnType<typeof platformModel>;
  /** From 0 to 1: how many requests go wrong. */
  trouble: number;
  /** Nothing is reached at all. */
  down: boolean;
  /** Edits of messages are refused, as Discord's of old ones. */
  editsRefused: boolean;
  readonly counts: Record<string, number>;
}

/** A platform's model behind a network that loses, delays, repeats nothing, and lies about what arrived. */
export function network(name: string, clock: VirtualClock, random: Random): Network {
  const model = platformModel(name);
  const counts: Record<string, number> = {};

  const travel = async (what: string, effect: () => Promise<SendResult>): Promise<SendResult> => {
    await clock.sleep(random.int(20, 400));
    if (net.down) {
      await clock.sleep(random.pick([5, TIMEOUT]));
      return { status: "unknown", reason: "cannot be reached" };
    }
    if (!random.chance(net.trouble)) return effect();
    const fault = random.pick(FAULTS);
    counts[`${what} ${fault}`] = (counts[`${what} ${fault}`] ?? 0) + 1;
    switch (fault) {
      case "acceptThenTimeOut":
        await effect();
        await clock.sleep(TIMEOUT);
        return { status: "unknown", reason: "timed out" };
      case "acceptAfterTimeOut":
        clock.after(TIMEOUT + random.int(1, 9_000), () => void effect());
        await clock.sleep(TIMEOUT);
        return { status: "unknown", reason: "timed out" };
      case "timeOut":
        await clock.sleep(TIMEOUT);
        return { status: "unknown", reason: "timed out" };
      case "acceptThen500":
      case "acceptThenReset":
        await effect();
        return { status: "unknown", reason: fault };
      case "500":
      case "reset":
        return { status: "unknown", reason: fault };
      case "rateLimit":
        return { status: "wait", afterMs: random.int(100, 30_000), scope: "channel" };
      case "globalRateLimit":
        return { status: "wait", afterMs: random.int(100, 30_000), scope: "platform" };
    }
  };

  const net: Network = {
    model,
    trouble: 0,
    down: false,
    editsRefused: false,
    counts,
    adapter: {
      ...model.adapter,
      send: (to, message, key) => travel("send", () => model.adapter.send(to, message, key)),
      edit: (ref, message, key) =>
        travel("edit", async () =>
          net.editsRefused
            ? { status: "rejected", reason: "edit refused: too old" }
            : model.adapter.edit(ref, message, key),
        ),
      async find(to, key, after) {
        await clock.sleep(random.int(20, 400));
        if (net.down || random.chance(net.trouble)) throw new Error("history cannot be read now");
        return model.adapter.find(to, key, after);
      },
    },
  };
  return net;
}
