import type { Message } from "./message.ts";
import type { Instant } from "./time.ts";

/** At most 25 of [a-z0-9] (Discord's nonce); the same on every attempt. */
export type DeliveryKey = string;

export type DeliveryKind = "post" | "edit" | "reply" | "digest";

/** queued -> leased -> sent | dead -> dropped, by an admin; superseded: a later edit carries its state. */
export type DeliveryState = "queued" | "leased" | "sent" | "dead" | "superseded" | "dropped";

/** One message owed to one channel: a row of the outbox until the platform has it. */
export interface Delivery {
  id: number;
  key: DeliveryKey;
  kind: DeliveryKind;
  /** The desk's name for the place. */
  channel: string;
  /** Undefined for a digest or a notice. */
  alert?: number;
  message: Message;
  state: DeliveryState;
  dueAt: Instant;
  attempts: number;
  /** True if an attempt's outcome was not learnt: `find` before sending again. */
  uncertain: boolean;
  createdAt: Instant;
  sentAt?: Instant;
  /** What the platform calls it. */
  ref?: MessageRef;
  lastError?: string;
}

/** What a platform calls a message: the adapter's own words, kept as they are. */
export interface MessageRef {
  /** The platform's id of the place where it really is (a thread's own, where it is in one). */
  channel: string;
  /** The platform's id of the message (Discord's snowflake, Slack's ts). */
  id: string;
  /** The thread that replies to it go to, if the platform needs it said. */
  thread?: string;
}
