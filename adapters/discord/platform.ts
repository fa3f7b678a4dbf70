import { type REST, Routes } from "discord.js";
import { z } from "zod";
import type { AdapterDeps, ChannelCheck, Destination, SendResult } from "../../src/model/adapter.ts";
import type { DeliveryKey, MessageRef } from "../../src/model/delivery.ts";
import type { Message } from "../../src/model/message.ts";
import { type Body, editBody, postBody } from "./body.ts";
import { checkChannel } from "./check.ts";
import { Direct } from "./direct.ts";
import { isNoText, OddAnswer, outcomeOf, reasonOf } from "./errors.ts";
import { Forums } from "./forum.ts";
import { findByKey } from "./history.ts";
import { Links } from "./links.ts";
import { pingOf } from "./mention.ts";
import { createRest } from "./rest.ts";
import type { Settings } from "./settings.ts";

const created = z.object({ id: z.string(), channel_id: z.string().optional() });
const user = z.object({ id: z.string(), username: z.string() });
export type Bot = z.infer<typeof user>;

/** Discord's REST side: post, edit, find, check. Needs no gateway, so doctor and the outbox work without one. */
export class Platform {
  readonly settings: Settings;
  readonly token: string;
  readonly #rest: REST;
  readonly #deps: AdapterDeps;
  readonly #forums = new Forums(() => this.rest);
  readonly #direct = new Direct(() => this.rest);
  readonly #links = new Links(() => this.rest);
  #bot: Bot | undefined;

  constructor(settings: Settings, token: string, deps: AdapterDeps) {
    this.settings = settings;
    this.token = token;
    this.#deps = deps;
    this.#rest = createRest(settings.apiBase, token, settings.timeoutMs);
  }

  /** The client forgets its token at the first 401; whether to ask again is the outbox's to decide, not the client's. */
  get rest(): REST {
    return this.#rest.setToken(this.token);
  }

  /** Who the bot is. Throws what the platform answered. */
  async me(): Promise<Bot> {
    this.#bot ??= user.parse(await this.rest.get(Routes.user("@me")));
    return this.#bot;
  }

  /** Says at start whether the token holds. Throws only where it is refused. */
  async introduce(): Promise<void> {
    try {
      const bot = await this.me();
      this.#deps.log.info({ adapter: this.#deps.name, bot: bot.username }, "Discord knows the bot");
    } catch (error) {
      const outcome = outcomeOf(error, false);
      if (outcome.status === "unauthorized") {
        throw new Error(
          `${outcome.reason}. Reset it on the developer portal's Bot page and set DISCORD_TOKEN`,
        );
      }
      this.#deps.log.warn(
        { adapter: this.#deps.name, outcome },
        "Discord does not answer; posting waits for it",
      );
    }
  }

  async send(to: Destination, message: Message, key: DeliveryKey): Promise<SendResult> {
    this.#warnOfMention(message);
    const { thread } = to;
    const followsUrl = await this.#links.to(message.follows?.ref);
    const body = postBody(message, key, { followsUrl, alone: thread === undefined });
    try {
      const channel = thread?.channel ?? (await this.#direct.channelOf(to.channel));
      if (this.#forums.has(channel)) return await this.#forums.post(channel, message, body);
      const answer = await this.rest.post(Routes.channelMessages(channel), {
        body: {
          ...{ ...body, nonce: key, enforce_nonce: true },
          ...(thread === undefined ? {} : { message_reference: reference(thread) }),
        },
      });
      return sentAs(answer, channel);
    } catch (error) {
      if (thread === undefined && isNoText(error)) return this.#sendToForum(to.channel, message, body, error);
      const outcome = outcomeOf(error, false);
      // A forum's post is gone or closed, not the forum: the core tells the place itself.
      const post = thread !== undefined && thread.channel !== to.channel;
      if (post && outcome.status === "channelGone") return { ...outcome, status: "messageGone" };
      return outcome;
    }
  }

  /** What a channel is, is learnt from its refusal of a plain message: ordinary ones cost no question. */
  async #sendToForum(channel: string, message: Message, body: Body, refusal: unknown): Promise<SendResult> {
    try {
      if (!(await this.#forums.isOne(channel))) return outcomeOf(refusal, false);
      return await this.#forums.post(channel, message, body);
    } catch (error) {
      return outcomeOf(error, false);
    }
  }

  /** A configured mention that is none of Discord's forms pings nobody: said in the log. */
  #warnOfMention({ mention }: Message): void {
    if (mention === undefined || pingOf(mention) !== undefined) return;
    this.#deps.log.warn(
      { adapter: this.#deps.name, mention },
      "not a Discord mention (<@&ROLE>, <@USER>, @everyone, @here): nobody is pinged",
    );
  }

  async edit(ref: MessageRef, message: Message, key: DeliveryKey): Promise<SendResult> {
    const body = editBody(message, key, { followsUrl: await this.#links.to(message.follows?.ref) });
    // A forum's post has its first message's id.
    const post = ref.channel === ref.id;
    try {
      const answer = await this.rest.patch(Routes.channelMessage(ref.channel, ref.id), { body });
      if (post) await this.#renamePost(ref.channel, message);
      return sentAs(answer, ref.channel);
    } catch (error) {
      const outcome = outcomeOf(error, true);
      // With it, the message is gone, not the forum.
      if (post && outcome.status === "channelGone") return { ...outcome, status: "messageGone" };
      return outcome;
    }
  }

  /** The message says all by itself: a name that Discord lets nobody change so soon again waits for the next edit. */
  async #renamePost(post: string, message: Message): Promise<void> {
    try {
      await this.#forums.follow(post, message);
    } catch (error) {
      const fields = { adapter: this.#deps.name, post, reason: reasonOf(error) };
      this.#deps.log.info(fields, "a forum's post keeps its name and tags for now");
    }
  }

  async find(to: Destination, key: DeliveryKey, after?: MessageRef): Promise<MessageRef | undefined> {
    const { thread } = to;
    if (thread !== undefined) return findByKey(this, thread.channel, key, after?.id ?? thread.id);
    const channel = await this.#direct.channelOf(to.channel);
    if (!(await this.#forums.isOne(channel))) return findByKey(this, channel, key, after?.id);
    return this.#forums.find(channel, key, (await this.me()).id, after?.id);
  }

  check(destination: string): Promise<ChannelCheck> {
    return checkChannel(this, destination);
  }

  close(): void {
    this.#rest.clearHashSweeper();
    this.#rest.clearHandlerSweeper();
  }
}

/** A reply stands in the channel, tied to its alert; if that was deleted meanwhile, it stands alone. */
function reference(thread: MessageRef) {
  return { message_id: thread.id, channel_id: thread.channel, fail_if_not_exists: false };
}

function sentAs(answer: unknown, channel: string): SendResult {
  const message = created.safeParse(answer);
  if (!message.success) return outcomeOf(new OddAnswer("Discord's answer is no message"), false);
  return { status: "sent", ref: { channel: message.data.channel_id ?? channel, id: message.data.id } };
}
