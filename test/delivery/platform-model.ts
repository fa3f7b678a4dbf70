import type { ChatAdapter, Destination, SendResult } from "../../src/model/adapter.ts";
import type { DeliveryKey, MessageRef } from "../../src/model/delivery.ts";
import type { Message } from "../../src/model/message.ts";

/** A message as the platform has it. */
export interface Standing {
  id: string;
  channel: string;
  key: DeliveryKey;
  message: Message;
  thread?: string;
  edits: number;
}

/** What the platform does to one request, instead of serving it. */
export type Fault =
  | { kind: "acceptThenTimeOut" }
  | { kind: "timeOut" }
  | { kind: "answer"; result: SendResult }
  | { kind: "throw" };

/** A chat platform in memory, with a history that can be asked and faults that can be ordered. */
export function platformModel(name = "model") {
  const standing: Standing[] = [];
  const deleted: Standing[] = [];
  const requests: { what: "send" | "edit" | "find"; key: string }[] = [];
  const faults: (Fault | undefined)[] = [];
  let next = 1;

  const serve = (what: "send" | "edit", key: string, apply: () => SendResult): SendResult => {
    requests.push({ what, key });
    const fault = faults.shift();
    switch (fault?.kind) {
      case undefined:
        return apply();
      case "acceptThenTimeOut":
        apply();
        return { status: "unknown", reason: "timed out" };
      case "timeOut":
        return { status: "unknown", reason: "timed out" };
      case "answer":
        return fault.result;
      case "throw":
        throw new Error("our own fault");
    }
  };

  const adapter: ChatAdapter = {
    name,
    limits: { total: 4000, headline: 256, summary: 1000, fields: 25, buttons: 5 },
    can: { edit: true, thread: true, buttons: true, find: true },
    async start() {},
    async send(to: Destination, message: Message, key: DeliveryKey) {
      return serve("send", key, () => {
        const thread = to.thread === undefined ? {} : { thread: to.thread.id };
        const made = { id: `m${next++}`, channel: to.channel, key, message, edits: 0, ...thread };
        standing.push(made);
        return { status: "sent", ref: { channel: to.channel, id: made.id } };
      });
    },
    async edit(ref: MessageRef, message: Message, key: DeliveryKey) {
      return serve("edit", key, () => {
        const made = standing.find((m) => m.id === ref.id);
        if (made === undefined) return { status: "messageGone", reason: "deleted" };
        made.message = message;
        made.edits++;
        return { status: "sent", ref };
      });
    },
    async find(to: Destination, key: DeliveryKey, after?: MessageRef) {
      requests.push({ what: "find", key });
      // As a platform's history is read: from a message on, whether it still stands or not.
      const from = Number(after?.id.slice(1) ?? 0);
      const later = (m: Standing) => Number(m.id.slice(1)) > from;
      const made = standing.find((m) => m.channel === to.channel && m.key === key && later(m));
      return made && { channel: made.channel, id: made.id };
    },
    async check() {
      return { ok: true, detail: "" };
    },
    async stop() {},
  };
  return {
    adapter,
    standing,
    /** What people deleted. */
    deleted,
    requests,
    /** The next requests meet these, in order; undefined: served. */
    order(...next: (Fault | undefined)[]) {
      faults.push(...next);
    },
    delete(id: string) {
      const at = standing.findIndex((m) => m.id === id);
      if (at >= 0) standing.splice(at, 1);
    },
  };
}
