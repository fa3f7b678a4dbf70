import { replyMessage } from "../alerts/message.ts";
import type { ChatAdapter, Destination, SendResult } from "../model/adapter.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Message } from "../model/message.ts";
import type { Instant, Millis } from "../model/time.ts";
import type { DeliveryOutcome, OutboxStore } from "../store/store.ts";
import { backoff } from "./backoff.ts";

/** What an attempt needs to know of the place it is for. */
export interface Place {
  adapter: ChatAdapter;
  destination: string;
}

/** What every attempt uses. */
export interface AttemptTools {
  store: Pick<OutboxStore, "posted" | "lastBefore">;
  now(): Instant;
  random(): number;
  /** A message that was tried in vain for so long becomes a dead letter, in milliseconds. */
  giveUpAfter: Millis;
}

/** How an attempt ended, and what follows for the platform or the admin. */
export interface Attempted {
  outcome: DeliveryOutcome;
  /** The whole platform, or this channel, is left alone for so long. */
  pause?: { scope: "channel" | "platform"; ms: Millis };
  /** What an admin must know, in words. */
  trouble?: string;
}

/** What a platform may take to do what it was asked after we gave up waiting, in milliseconds. */
const SETTLE: Millis = 10_000;
/** What our own requests may take at most (adapters time out after some 8 s). */
const LONGEST_REQUEST: Millis = 10_000;

/**
 * How long a request may still take effect after the process that made it was killed, in milliseconds: what it might
 * have waited for its answer, and what the platform may take after that. 0 for a platform that cannot be late.
 */
export function lostFor(adapter: ChatAdapter | undefined): Millis {
  const settle = adapter?.settleMs ?? SETTLE;
  return settle === 0 ? 0 : settle + LONGEST_REQUEST;
}
/** Attempts before a message is given up, however long it has waited: the service itself may have been away. */
const FEWEST_ATTEMPTS = 5;
/** How long a platform that refused our token is left alone before it is tried again, in milliseconds. */
const UNAUTHORIZED: Millis = 60_000;

/**
 * One attempt at one delivery, with the same key as every other. Where an earlier attempt may have arrived, the
 * platform is asked first; an edit that cannot be made becomes a reply.
 */
export async function attempt(delivery: Delivery, place: Place, tools: AttemptTools): Promise<Attempted> {
  const { store, now } = tools;
  const post = delivery.alert === undefined ? undefined : await store.posted(delivery.alert);
  if (delivery.kind === "edit" && post === undefined) {
    // The post ended in a dead letter: there is nothing to edit, and the dead letter holds the alert.
    return { outcome: { state: "superseded" } };
  }
  let result: SendResult | undefined;
  if (delivery.kind === "edit" && post !== undefined && place.adapter.can.edit) {
    result = await place.adapter.edit(post.ref, withoutMention(delivery.message), post.key);
    if (!cannotBeEdited(result)) return concluded(result, delivery, place, tools);
  }
  const message = delivery.kind === "edit" ? updateAsReply(delivery.message) : delivery.message;
  const threaded = delivery.kind !== "post" && delivery.kind !== "digest" && message.apart !== true;
  const thread = threaded ? post?.ref : undefined;
  const to: Destination = { channel: place.destination, ...(thread === undefined ? {} : { thread }) };
  if (message.loud === true) to.broadcast = true;
  if (delivery.uncertain && place.adapter.can.find) {
    try {
      const ref = await place.adapter.find(to, delivery.key, await store.lastBefore(delivery.id));
      if (ref !== undefined) return { outcome: { state: "sent", at: now(), ref } };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // A platform that limits searches says when the next may be.
      const wait = error instanceof Error && "afterMs" in error ? Number(error.afterMs) : Number.NaN;
      if (wait > 0)
        return { outcome: { state: "queued", dueAt: now() + wait, uncertain: true, error: reason } };
      return again(delivery, place, tools, `cannot tell whether it arrived: ${reason}`);
    }
  }
  result = await place.adapter.send(to, message, delivery.key);
  if (result.status === "messageGone" && thread !== undefined) {
    result = await place.adapter.send({ channel: place.destination }, message, delivery.key);
  }
  return concluded(result, delivery, place, tools);
}

/** Deleted, too old or locked: the platform will not edit it, whatever we send. */
function cannotBeEdited(result: SendResult): boolean {
  return (
    result.status === "messageGone" ||
    (result.status === "rejected" && result.reason.startsWith("edit refused"))
  );
}

/** What a result means for the row. */
function concluded(result: SendResult, delivery: Delivery, place: Place, tools: AttemptTools): Attempted {
  const { now } = tools;
  switch (result.status) {
    case "sent":
      return { outcome: { state: "sent", at: now(), ref: result.ref } };
    case "unknown":
      return again(delivery, place, tools, result.reason);
    case "wait": {
      const until = now() + result.afterMs;
      const error = `the platform asked for a pause of ${Math.ceil(result.afterMs / 1000)} s`;
      // Certainly not there; but what an earlier attempt left uncertain stays so.
      return {
        outcome: { state: "queued", dueAt: until, uncertain: delivery.uncertain, error },
        pause: { scope: result.scope, ms: result.afterMs },
      };
    }
    case "rejected":
      return {
        outcome: { state: "dead", error: result.reason },
        trouble: `refused a message: ${result.reason}`,
      };
    case "messageGone":
      return {
        outcome: { state: "dead", error: result.reason },
        trouble: `a message is gone: ${result.reason}`,
      };
    case "channelGone":
      return {
        outcome: { state: "dead", error: result.reason },
        trouble: `cannot be posted to: ${result.reason}`,
      };
    case "unauthorized": {
      const until = now() + UNAUTHORIZED;
      return {
        outcome: { state: "queued", dueAt: until, uncertain: delivery.uncertain, error: result.reason },
        pause: { scope: "platform", ms: UNAUTHORIZED },
        trouble: `refuses our token: ${result.reason}`,
      };
    }
  }
}

/** Once more, when what was sent has had time to arrive: the platform is asked before anything is sent again. */
function again(delivery: Delivery, place: Place, tools: AttemptTools, error: string): Attempted {
  const { now, random, giveUpAfter } = tools;
  if (delivery.attempts >= FEWEST_ATTEMPTS && now() - delivery.createdAt > giveUpAfter) {
    const given = `given up after ${delivery.attempts} attempts: ${error}`;
    return {
      outcome: { state: "dead", error: given, uncertain: true },
      trouble: "could not be reached for so long that messages were given up; `delivery list` has them",
    };
  }
  const settle = place.adapter.settleMs ?? SETTLE;
  const wait = Math.max(settle, backoff(delivery.attempts, random));
  // Twice over: when it is due goes by the wall clock, which may be set forward meanwhile.
  return {
    outcome: { state: "queued", dueAt: now() + wait, uncertain: true, error },
    pause: { scope: "channel", ms: settle },
  };
}

function withoutMention(message: Message): Message {
  const { mention: _, ...rest } = message;
  return rest;
}

/** An edit as words of its own: what the alert says now. */
function updateAsReply(message: Message): Message {
  const others = message.sources.filter((s) => s.outlet !== message.outlet).map((s) => s.outlet);
  const also = others.length === 0 ? "" : ` Also: ${others.join(", ")}.`;
  const abroad = (message.alsoIn ?? []).map((s) => ` Also in ${s.language}: “${s.headline}” (${s.outlet}).`);
  return replyMessage(message, `Updated: ${message.headline.text}.${also}${abroad.join("")}`);
}
