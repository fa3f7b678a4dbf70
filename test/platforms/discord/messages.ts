import {
  type Answer,
  checked,
  missingAccess,
  missingPermissions,
  Refusal,
  tooMany,
  unknownChannel,
  unknownMessage,
} from "./answers.ts";
import { channelJson, isForum, messageJson } from "./payloads.ts";
import {
  type AllowedMentions,
  type CreateMessage,
  createMessage,
  type EditMessage,
  editMessage,
  historyQuery,
  modifyThread,
  startPost,
} from "./schemas.ts";
import { type Channel, MAY, type StoredMessage, type World } from "./world.ts";

/** "Uniqueness in the past few minutes": the platform does not say how many. */
const NONCE_WINDOW = 5 * 60_000;
const HOUR = 3_600_000;

/** Channel messages: create, read, list, edit, delete. */
export class Messages {
  readonly #world: World;
  readonly #oldEdits: number;
  readonly #edits = new Map<string, number[]>();

  /** `oldEdits`: edits of one message older than an hour that the platform still takes within an hour. */
  constructor(world: World, oldEdits: number) {
    this.#world = world;
    this.#oldEdits = oldEdits;
  }

  channel(id: string): Channel {
    const channel = this.#world.channels.get(id);
    if (channel === undefined) throw unknownChannel();
    const left = channel.type !== 1 && !this.#world.guilds.has(channel.guild);
    if (left || !this.#world.may(channel, MAY.viewChannel)) throw missingAccess();
    return channel;
  }

  create(channelId: string, body: unknown): Answer {
    const world = this.#world;
    const channel = this.channel(channelId);
    const thread = channel.type >= 10 && channel.type <= 12;
    if (!world.may(channel, thread ? MAY.sendMessagesInThreads : MAY.sendMessages))
      throw missingPermissions();
    if (channel.locked) throw new Refusal(403, 50_083, "Thread is archived");
    if (channel.type === 1 && world.refusing.has(channel.name)) {
      throw new Refusal(403, 50_007, "Cannot send messages to this user");
    }
    if (channel.type === 4 || isForum(channel)) {
      throw new Refusal(400, 50_008, "Cannot send messages in a non-text channel");
    }
    const asked = checked(createMessage, body);
    const repeated = asked.enforce_nonce === true ? this.#byNonce(asked.nonce) : undefined;
    if (repeated !== undefined) {
      if (world.deleted.has(repeated.id)) throw unknownMessage();
      return { status: 200, body: { ...messageJson(world, repeated), nonce: asked.nonce } };
    }
    const message = this.#compose(channel, asked);
    world.messages.get(channel.id)?.push(message);
    channel.archived = false;
    return {
      status: 200,
      body: { ...messageJson(world, message), ...(asked.nonce && { nonce: asked.nonce }) },
    };
  }

  /** POST /channels/:id/threads of a forum: a thread whose first message has its id. */
  startPost(forumId: string, body: unknown): Answer {
    const world = this.#world;
    const forum = this.channel(forumId);
    if (!isForum(forum)) throw new Refusal(400, 50_024, "Cannot execute action on this channel type");
    if (!world.may(forum, MAY.sendMessages)) throw missingPermissions();
    const asked = checked(startPost, body);
    const applied = asked.applied_tags ?? [];
    for (const id of applied) {
      const tag = forum.tags.find((t) => t.id === id);
      if (tag === undefined) throw new Refusal(400, 10_087, "Unknown Tag");
      if (tag.moderated === true) throw missingPermissions();
    }
    if (forum.requiresTag && applied.length === 0) {
      throw new Refusal(400, 40_067, "A tag is required to create a forum post in this channel");
    }
    const message = this.#compose(forum, asked.message);
    const { guild } = forum;
    const post = { id: message.id, guild, name: asked.name, type: 11, parent: forum.id, applied };
    const made = world.addChannel(post);
    world.messages.get(made.id)?.push({ ...message, channel: made.id });
    const [first] = world.messages.get(made.id) ?? [];
    return {
      status: 201,
      body: { ...channelJson(world, made), message: first && messageJson(world, first) },
    };
  }

  /** PATCH /channels/:id of a thread: its creator, who is the bot here, may change its name and tags. */
  modifyThread(id: string, body: unknown): Answer {
    const thread = this.channel(id);
    if (thread.type < 10 || thread.type > 12) throw missingPermissions();
    const asked = checked(modifyThread, body);
    if (thread.locked || thread.archived) throw new Refusal(400, 50_083, "Thread is archived");
    const forum = this.channel(thread.parent ?? "");
    for (const tag of asked.applied_tags ?? []) {
      if (!forum.tags.some((t) => t.id === tag)) throw new Refusal(400, 10_087, "Unknown Tag");
    }
    thread.name = asked.name ?? thread.name;
    thread.applied = asked.applied_tags ?? thread.applied;
    return { status: 200, body: channelJson(this.#world, thread) };
  }

  /** The threads of a guild that are open, or those of a channel that are archived, newest first. */
  threads(of: (channel: Channel) => boolean): Answer {
    const threads = [...this.#world.channels.values()]
      .filter((c) => c.type >= 10 && c.type <= 12 && of(c))
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
      .map((c) => channelJson(this.#world, c));
    return { status: 200, body: { threads, members: [], has_more: false } };
  }

  #compose(channel: Channel, asked: CreateMessage): StoredMessage {
    const world = this.#world;
    const embeds = world.may(channel, MAY.embedLinks) ? (asked.embeds ?? []) : [];
    const content = (asked.content ?? "").trim();
    if (content === "" && embeds.length === 0) throw new Refusal(400, 50_006, "Cannot send an empty message");
    return {
      id: world.snowflake(),
      channel: channel.id,
      author: world.bot.id,
      content,
      embeds,
      components: asked.components ?? [],
      flags: asked.flags ?? 0,
      at: world.now(),
      // Its roles are none that anyone may mention.
      pinged: pinged(content, asked.allowed_mentions ?? undefined).filter(
        (who) => who.startsWith("user:") || world.may(channel, MAY.mentionEveryone),
      ),
      ...(asked.nonce === undefined ? {} : { nonce: String(asked.nonce) }),
      ...this.#reference(channel, asked),
    };
  }

  #reference(channel: Channel, asked: CreateMessage): Pick<StoredMessage, "reference"> {
    const wanted = asked.message_reference;
    if (wanted === undefined) return {};
    const at = wanted.channel_id ?? channel.id;
    if (this.#find(at, wanted.message_id) !== undefined) {
      return { reference: { channel: at, message: wanted.message_id } };
    }
    if (wanted.fail_if_not_exists === false) return {};
    throw new Refusal(400, 50_035, "Invalid Form Body", {
      errors: {
        message_reference: { _errors: [{ code: "REPLIES_UNKNOWN_MESSAGE", message: "Unknown message" }] },
      },
    });
  }

  #byNonce(nonce: string | number | undefined): StoredMessage | undefined {
    if (nonce === undefined || nonce === "") return undefined;
    const since = this.#world.now() - NONCE_WINDOW;
    return [...this.#world.messages.values(), this.graveyard]
      .flat()
      .find((m) => m.author === this.#world.bot.id && m.nonce === String(nonce) && m.at >= since);
  }

  /** Deleted messages: their nonces are still known for a while. */
  readonly graveyard: StoredMessage[] = [];

  #find(channelId: string, id: string): StoredMessage | undefined {
    return this.#world.messages.get(channelId)?.find((m) => m.id === id);
  }

  get(channelId: string, id: string): Answer {
    this.channel(channelId);
    const message = this.#find(channelId, id);
    if (message === undefined) throw unknownMessage();
    return { status: 200, body: messageJson(this.#world, message) };
  }

  list(channelId: string, query: Record<string, string>): Answer {
    const channel = this.channel(channelId);
    if (isForum(channel)) throw new Refusal(400, 50_024, "Cannot execute action on this channel type");
    const asked = checked(historyQuery, query);
    // "If the current user lacks the READ_MESSAGE_HISTORY permission, no messages will be returned."
    if (!this.#world.may(channel, MAY.readMessageHistory)) return { status: 200, body: [] };
    const all = this.#world.messages.get(channel.id) ?? [];
    const { before, after, limit } = asked;
    let page: StoredMessage[];
    if (after !== undefined) page = all.filter((m) => BigInt(m.id) > BigInt(after)).slice(0, limit);
    else page = all.filter((m) => before === undefined || BigInt(m.id) < BigInt(before)).slice(-limit);
    return { status: 200, body: page.toReversed().map((m) => messageJson(this.#world, m)) };
  }

  edit(channelId: string, id: string, body: unknown): Answer {
    const channel = this.channel(channelId);
    const message = this.#find(channelId, id);
    if (message === undefined) throw unknownMessage();
    if (message.author !== this.#world.bot.id) {
      throw new Refusal(403, 50_005, "Cannot edit a message authored by another user");
    }
    if (channel.locked || channel.archived) throw new Refusal(400, 50_083, "Thread is archived");
    const asked = checked(editMessage, body);
    this.#countOldEdit(message);
    this.#apply(message, asked);
    return { status: 200, body: messageJson(this.#world, message) };
  }

  #apply(message: StoredMessage, asked: EditMessage): void {
    const content = asked.content === undefined ? message.content : (asked.content ?? "").trim();
    const embeds = asked.embeds === undefined ? message.embeds : (asked.embeds ?? []);
    if (content === "" && embeds.length === 0) throw new Refusal(400, 50_006, "Cannot send an empty message");
    message.content = content;
    message.embeds = embeds;
    if (asked.components !== undefined) message.components = asked.components ?? [];
    message.editedAt = this.#world.now();
  }

  #countOldEdit(message: StoredMessage): void {
    const now = this.#world.now();
    if (now - message.at < HOUR) return;
    const edits = (this.#edits.get(message.id) ?? []).filter((at) => now - at < HOUR);
    if (edits.length >= this.#oldEdits) throw tooMany(2, "user", 30_046);
    this.#edits.set(message.id, [...edits, now]);
  }

  delete(channelId: string, id: string): Answer {
    const message = this.#find(channelId, id);
    if (message === undefined) throw unknownMessage();
    const all = this.#world.messages.get(channelId) ?? [];
    all.splice(all.indexOf(message), 1);
    this.#world.deleted.add(id);
    this.graveyard.push(message);
    return { status: 204 };
  }
}

/** Who a message pings: only by its content, and only as far as `allowed_mentions` lets it; without that, all. */
export function pinged(content: string, allowed: AllowedMentions | undefined): string[] {
  const parse: readonly string[] =
    allowed?.parse ?? (allowed === undefined ? ["everyone", "roles", "users"] : []);
  const out: string[] = [];
  if (parse.includes("everyone") && /@(everyone|here)/.test(content)) out.push("everyone");
  for (const [, id = ""] of content.matchAll(/<@&(\d+)>/g)) {
    if (parse.includes("roles") || allowed?.roles?.includes(id) === true) out.push(`role:${id}`);
  }
  for (const [, id = ""] of content.matchAll(/<@!?(\d+)>/g)) {
    if (parse.includes("users") || allowed?.users?.includes(id) === true) out.push(`user:${id}`);
  }
  return out;
}
