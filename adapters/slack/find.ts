import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Destination } from "../../src/model/adapter.ts";
import type { DeliveryKey, MessageRef } from "../../src/model/delivery.ts";
import type { Clock, Instant } from "../../src/model/time.ts";
import { personIn } from "./destination.ts";
import { CannotKnow, faultOf } from "./outcome.ts";

/** The metadata that marks a message as a delivery of ours. */
export const EVENT_TYPE = "wirewatch_delivery";

/** All that a distributed app gets in one answer (docs.slack.dev/changelog/2025/05/29/tos-updates); so ask for that. */
const PAGE = 15;
/** Without a message to begin after: further back than any outage that leaves a row uncertain. */
const FAR_BACK = 7 * 24 * 3_600_000;
/** Pages in one call; the next call goes on from there. */
const PAGES_AT_ONCE = 40;

/**
 * Looks for delivered messages in a channel's history or a thread's replies. A distributed app may ask once a
 * minute: a search that is cut short there remembers its page and goes on when asked again.
 */
export class Finder {
  readonly #clock: Clock;
  readonly #searches = new LRUCache<string, { oldest: string; cursor?: string }>({ max: 1000 });
  /** By method: not before this moment of the monotonic clock. */
  readonly #allowedAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The message with this key, undefined if there is none. Throws `CannotKnow` with a wait after a 429, and an
   * error in words if the channel cannot be read.
   */
  async find(
    web: WebClient,
    to: Destination,
    key: DeliveryKey,
    after?: MessageRef,
  ): Promise<MessageRef | undefined> {
    // A destination may be a person; the message then stands in the conversation with them.
    const channel = to.thread?.channel ?? after?.channel ?? (await this.#conversation(web, to.channel));
    const thread = to.thread === undefined ? undefined : (to.thread.thread ?? to.thread.id);
    const id = `${channel} ${thread ?? ""} ${key}`;
    const search = this.#searches.get(id) ?? { oldest: after?.id ?? this.#longAgo() };
    for (let page = 0; page < PAGES_AT_ONCE; page++) {
      const answer = await this.#page(web, channel, thread, search);
      if (answer === "threadGone") return this.#done(id, undefined);
      const hit = answer.messages.find((message) => message.key === key);
      if (hit !== undefined) {
        const ref = { channel, id: hit.ts };
        return this.#done(id, thread === undefined ? ref : { ...ref, thread });
      }
      if (answer.next === "") return this.#done(id, undefined);
      search.cursor = answer.next;
      this.#searches.set(id, search);
    }
    throw new CannotKnow(`the history of ${channel} is long: the search goes on`, 1000);
  }

  /** The conversation's id; a person's is opened by asking for it. Throws as `find` does. */
  async #conversation(web: WebClient, destination: string): Promise<string> {
    const person = personIn(destination);
    if (person === undefined) return destination;
    try {
      const { channel } = await web.conversations.open({ users: person });
      if (channel?.id !== undefined) return channel.id;
    } catch (error) {
      const fault = faultOf(error);
      if (fault.kind === "limited") {
        throw new CannotKnow("Slack lets us open no more direct messages now", fault.afterMs);
      }
      throw new Error(
        `cannot open the direct message with ${person}: ${fault.kind === "refused" ? fault.detail : fault.kind}`,
      );
    }
    throw new Error(`cannot open the direct message with ${person}: Slack's answer names no conversation`);
  }

  #done(id: string, ref: MessageRef | undefined): MessageRef | undefined {
    this.#searches.delete(id);
    return ref;
  }

  #longAgo(): string {
    const at: Instant = this.#clock.now() - FAR_BACK;
    return (Math.max(0, at) / 1000).toFixed(6);
  }

  async #page(
    web: WebClient,
    channel: string,
    thread: string | undefined,
    search: { oldest: string; cursor?: string },
  ): Promise<"threadGone" | { messages: { ts: string; key: string }[]; next: string }> {
    const method = thread === undefined ? "conversations.history" : "conversations.replies";
    const wait = (this.#allowedAt.get(method) ?? 0) - this.#clock.monotonic();
    if (wait > 0) throw new CannotKnow(`Slack lets us read no more of ${channel} now`, wait);
    const asked = { channel, oldest: search.oldest, limit: PAGE, include_all_metadata: true };
    const paged = search.cursor === undefined ? asked : { ...asked, cursor: search.cursor };
    try {
      const answer =
        thread === undefined
          ? await web.conversations.history(paged)
          : await web.conversations.replies({ ...paged, ts: thread });
      const messages = (answer.messages ?? []).flatMap((message) => {
        const key =
          message.metadata?.event_type === EVENT_TYPE ? keyIn(message.metadata.event_payload) : undefined;
        return key === undefined || message.ts === undefined ? [] : [{ ts: message.ts, key }];
      });
      return { messages, next: answer.response_metadata?.next_cursor ?? "" };
    } catch (error) {
      const fault = faultOf(error);
      if (fault.kind === "limited") {
        this.#allowedAt.set(method, this.#clock.monotonic() + fault.afterMs);
        throw new CannotKnow(`Slack lets us read no more of ${channel} now`, fault.afterMs);
      }
      if (fault.kind === "refused" && fault.code === "invalid_cursor") {
        delete search.cursor;
        throw new CannotKnow(`the search of ${channel} begins again`, 1000);
      }
      // Nothing can stand in a thread that is gone.
      if (thread !== undefined && fault.kind === "refused" && fault.code === "thread_not_found")
        return "threadGone";
      throw new Error(`cannot read the history of ${channel}: ${fault.detail}`);
    }
  }
}

function keyIn(payload: unknown): string | undefined {
  const key = typeof payload === "object" && payload !== null ? Reflect.get(payload, "key") : undefined;
  return typeof key === "string" ? key : undefined;
}
