import { DiscordAPIError, type REST, Routes } from "discord.js";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { cleanText, cutText } from "../../src/alerts/text.ts";
import type { SendResult } from "../../src/model/adapter.ts";
import type { DeliveryKey, MessageRef } from "../../src/model/delivery.ts";
import type { Message } from "../../src/model/message.ts";
import type { Body } from "./body.ts";
import { OddAnswer, outcomeOf } from "./errors.ts";
import { channelSchema, isForum } from "./permissions.ts";
import { keyOf } from "./render.ts";

/** Discord's numbers: a thread's name, tags of one post. */
const NAME = 100;
const TAGS = 5;
/** Minutes without a word after which Discord archives a post, the longest it offers: an archived one takes no edit. */
const ARCHIVED_AFTER = 10_080;
/** Posts looked into for a key before the search is given up. */
const LOOKED_INTO = 100;

const created = z.object({ id: z.string() });
const forumSchema = channelSchema.extend({
  available_tags: z
    .array(z.object({ id: z.string(), name: z.string(), moderated: z.boolean().default(false) }))
    .default([]),
});
const thread = z.object({ id: z.string(), parent_id: z.string().nullish(), owner_id: z.string().optional() });
const threads = z.object({ threads: z.array(thread) });
const starter = z.object({
  author: z.object({ id: z.string() }),
  embeds: z.array(z.object({ footer: z.object({ text: z.string() }).optional() })).default([]),
});

/** Posts whose name and tags are remembered as they were last given. */
const REMEMBERED = 1_000;
const postSchema = thread.extend({
  name: z.string().nullish(),
  applied_tags: z.array(z.string()).default([]),
});

/** Forums (and media channels): a post a story, with the watch lists as tags. */
export class Forums {
  readonly #rest: () => REST;
  /** What is known of channels: a forum stays one. */
  readonly #known = new Map<string, boolean>();
  /** By post: for which headline and watch lists it was named and tagged. */
  readonly #named = new LRUCache<string, string>({ max: REMEMBERED });

  constructor(rest: () => REST) {
    this.#rest = rest;
  }

  /** Whether it was seen to be a forum; asks nobody. */
  has(channel: string): boolean {
    return this.#known.get(channel) === true;
  }

  /** Whether it is a forum. Throws what the platform answered. */
  async isOne(channel: string): Promise<boolean> {
    const known = this.#known.get(channel);
    if (known !== undefined) return known;
    try {
      const found = isForum(channelSchema.parse(await this.#rest().get(Routes.channel(channel))));
      this.#known.set(channel, found);
      return found;
    } catch (error) {
      // What may not be looked at is taken for an ordinary channel: reading its history says the rest.
      const { status } = outcomeOf(error, false);
      if (status === "channelGone" || status === "rejected") return false;
      throw error;
    }
  }

  /** Opens a post: its name is the headline, its tags those of the watch lists that the forum has by name. */
  async post(channel: string, message: Message, body: Body): Promise<SendResult> {
    const forum = forumSchema.parse(await this.#rest().get(Routes.channel(channel)));
    const tags = tagsFor(message, forum.available_tags);
    const answer = created.safeParse(
      await this.#rest().post(Routes.threads(channel), {
        body: {
          name: postName(message),
          auto_archive_duration: ARCHIVED_AFTER,
          ...(tags.length === 0 ? {} : { applied_tags: tags }),
          message: body,
        },
      }),
    );
    if (!answer.success) return outcomeOf(new OddAnswer("Discord's answer is no post"), false);
    this.#named.set(answer.data.id, namedFor(message));
    // A post's first message has the post's own id.
    return { status: "sent", ref: { channel: answer.data.id, id: answer.data.id } };
  }

  /**
   * Names a post by the story's headline as it is now, and adds the tags of watch lists that joined: tags that people
   * put there stay. Throws what the platform answered; a refusal is not tried again until the story changes.
   */
  async follow(post: string, message: Message): Promise<void> {
    const wanted = namedFor(message);
    if (this.#named.get(post) === wanted) return;
    try {
      const now = postSchema.parse(await this.#rest().get(Routes.channel(post)));
      const forum = forumSchema.parse(await this.#rest().get(Routes.channel(now.parent_id ?? post)));
      const name = postName(message);
      const tags = [...new Set([...now.applied_tags, ...tagsFor(message, forum.available_tags)])].slice(
        0,
        TAGS,
      );
      const body = {
        ...(now.name === name ? {} : { name }),
        ...(tags.length === now.applied_tags.length ? {} : { applied_tags: tags }),
      };
      if (isForum(forum) && Object.keys(body).length > 0)
        await this.#rest().patch(Routes.channel(post), { body });
    } catch (error) {
      if (error instanceof DiscordAPIError) this.#named.set(post, wanted);
      throw error;
    }
    this.#named.set(post, wanted);
  }

  /** The bot's own post whose first message names the key, newer than `after`. Throws where it cannot be known. */
  async find(
    channel: string,
    key: DeliveryKey,
    bot: string,
    after: string | undefined,
  ): Promise<MessageRef | undefined> {
    const { guild_id: guild = "" } = channelSchema.parse(await this.#rest().get(Routes.channel(channel)));
    const active = threads.parse(await this.#rest().get(Routes.guildActiveThreads(guild)));
    const archived = threads.parse(await this.#rest().get(Routes.channelThreads(channel, "public")));
    const newest = [...active.threads, ...archived.threads]
      .filter((t) => t.parent_id === channel && t.owner_id === bot)
      .map((t) => BigInt(t.id))
      .filter((id) => after === undefined || id > BigInt(after))
      .sort((a, b) => (a < b ? 1 : -1));
    for (const id of newest.slice(0, LOOKED_INTO).map(String)) {
      if ((await this.#keyIn(id, bot)) === key) return { channel: id, id };
    }
    if (after === undefined || newest.length <= LOOKED_INTO) return undefined;
    throw new Error(`cannot look in forum ${channel}: over ${LOOKED_INTO} posts came since`);
  }

  async #keyIn(post: string, bot: string): Promise<DeliveryKey | undefined> {
    try {
      const first = starter.parse(await this.#rest().get(Routes.channelMessage(post, post)));
      if (first.author.id !== bot) return undefined;
      return first.embeds.map((e) => keyOf(e.footer?.text ?? "")).find((k) => k !== undefined);
    } catch (error) {
      // Its first message was deleted, or the post meanwhile.
      if (error instanceof DiscordAPIError && error.status === 404) return undefined;
      throw error;
    }
  }
}

function namedFor(message: Message): string {
  return JSON.stringify([postName(message), message.watchLists.map((list) => list.name)]);
}

/** A post's name: plain text, in which nothing is markup. */
export function postName({ headline }: Message): string {
  return cutText(cleanText(headline.text.slice(0, 1_000)), NAME) || "Wirewatch";
}

/** Tags that are called like a watch list, by its title or its name. Moderated ones are for moderators to give. */
function tagsFor(
  { watchLists }: Message,
  offered: readonly { id: string; name: string; moderated: boolean }[],
): string[] {
  const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
  const fit = offered.filter(
    (tag) =>
      !tag.moderated && watchLists.some(({ name, title }) => same(tag.name, name) || same(tag.name, title)),
  );
  return fit.slice(0, TAGS).map((tag) => tag.id);
}
