import { z } from "zod";
import { metadata as metadataSchema, type SlackAttachments, type SlackBlocks } from "./blocks.ts";
import { page, shown } from "./pages.ts";
import { Refusal } from "./refusal.ts";
import * as schemas from "./schemas.ts";
import type { Views } from "./views.ts";
import type { Channel, StoredMessage, World } from "./world.ts";

export interface Options {
  /** Whether Slack can fetch a picture. */
  images: (url: string) => boolean;
  /** Distributed outside the Marketplace: 15 messages a page. */
  distributed: boolean;
  /** Addresses of the Socket Mode's own. */
  socketUrl: () => string;
  /** Whether a trigger was given out and is not 3 seconds old. */
  trigger: (id: string) => boolean;
  views: Views;
}

type Args = Record<string, unknown>;
type Answer = Record<string, unknown>;

interface Method {
  token: "bot" | "app";
  /** What it needs; for a conversation, of its kind. */
  scope?: string | ((args: Args) => string);
  run(args: Args): Answer;
}

/** Slack refuses more JSON of blocks than this (measured, slackapi/bolt-js#2509). */
const LONGEST_BLOCKS = 13_200;

/** The Web API's methods as far as Wirewatch uses them, by docs.slack.dev/reference/methods. */
export function webMethods(world: World, options: Options): Record<string, Method> {
  const channelOf = (id: string): Channel => {
    const channel = world.channels.get(/^[UW]/.test(id) ? `D${id.slice(1)}` : id);
    if (channel === undefined || (channel.private && !channel.member)) throw new Refusal("channel_not_found");
    return channel;
  };
  /** conversations.* need the scope of the conversation's kind. */
  const kind = (verb: "read" | "history") => (args: Args) => {
    const id = String(args.channel);
    if (id.startsWith("D")) return `im:${verb}`;
    return world.channels.get(id)?.private === true ? `groups:${verb}` : `channels:${verb}`;
  };
  const writable = (id: string): Channel => {
    if (/^[UW]/.test(id)) direct(id);
    const channel = channelOf(id);
    if (channel.archived) throw new Refusal("is_archived");
    if (!channel.member) throw new Refusal("not_in_channel");
    return channel;
  };
  const direct = (user: string): string => {
    if (!world.users.has(user))
      throw new Refusal(/^[UW]/.test(user) ? "user_not_found" : "channel_not_found");
    const id = `D${user.slice(1)}`;
    if (!world.channels.has(id)) world.addChannel(id, { name: "dm", private: true });
    return id;
  };
  const readable = (id: string): Channel => {
    const channel = channelOf(id);
    if (!channel.member) throw new Refusal("not_in_channel");
    return channel;
  };
  const content = (args: {
    text?: string | undefined;
    blocks?: SlackBlocks | undefined;
    attachments?: SlackAttachments | undefined;
  }) => {
    const blocks = [...(args.blocks ?? []), ...(args.attachments ?? []).flatMap((a) => a.blocks ?? [])];
    if ((args.text ?? "") === "" && blocks.length === 0) throw new Refusal("no_text");
    if ((args.text ?? "").length > 40_000) throw new Refusal("msg_too_long");
    if (JSON.stringify(blocks).length > LONGEST_BLOCKS) throw new Refusal("msg_blocks_too_long");
    for (const block of blocks) {
      const picture = block.type === "section" ? block.accessory : block;
      if (picture?.type === "image" && !options.images(picture.image_url)) {
        throw new Refusal("invalid_blocks", {
          response_metadata: { messages: ["[ERROR] downloading image failed"] },
        });
      }
    }
  };

  return {
    "auth.test": {
      token: "bot",
      run: () => ({
        url: `https://${world.team.domain}.slack.com/`,
        team: world.team.name,
        user: world.bot.name,
        team_id: world.team.id,
        user_id: world.bot.userId,
        bot_id: world.bot.botId,
        is_enterprise_install: false,
      }),
    },
    "apps.connections.open": { token: "app", run: () => ({ url: options.socketUrl() }) },
    "chat.postMessage": {
      token: "bot",
      scope: "chat:write",
      run: (args) => {
        const {
          channel: id,
          text,
          blocks,
          attachments,
          metadata,
          thread_ts,
          reply_broadcast,
          ...asked
        } = parsed(schemas.postMessage, args);
        const channel = writable(id);
        content({ text, blocks, attachments });
        if (thread_ts !== undefined) {
          const parent = channel.messages.find((message) => message.ts === thread_ts);
          if (parent === undefined) throw new Refusal("thread_not_found");
          if (parent.thread_ts !== undefined) throw new Refusal("cannot_reply_to_message");
        }
        const message: StoredMessage = {
          ts: world.nextTs(),
          text: text ?? "",
          blocks: blocks ?? [],
          attachments: attachments ?? [],
          ...(metadata === undefined ? {} : { metadata }),
          ...(thread_ts === undefined ? {} : { thread_ts }),
          broadcast: thread_ts !== undefined && reply_broadcast === true,
          foreign: false,
          edits: 0,
          asked,
        };
        channel.messages.push(message);
        return { channel: channel.id, ts: message.ts, message: shown(world, message, true) };
      },
    },
    "chat.update": {
      token: "bot",
      scope: "chat:write",
      run: (args) => {
        const { channel: id, ts, text, blocks, attachments, metadata } = parsed(schemas.updateMessage, args);
        const channel = writable(id);
        const message = channel.messages.find((one) => one.ts === ts);
        if (message === undefined) throw new Refusal("message_not_found");
        if (message.foreign) throw new Refusal("cant_update_message");
        content({ text, blocks, attachments });
        // Text without blocks takes the old blocks away; metadata and attachments left out stay as they were.
        if (blocks !== undefined || text !== undefined) message.blocks = blocks ?? [];
        if (text !== undefined) message.text = text;
        if (attachments !== undefined) message.attachments = attachments;
        if (metadata !== undefined) {
          delete message.metadata;
          const kept = metadataSchema.safeParse(metadata);
          if (kept.success) message.metadata = kept.data;
        }
        message.edits++;
        return { channel: channel.id, ts, text: message.text, message: shown(world, message, true) };
      },
    },
    "chat.postEphemeral": {
      token: "bot",
      scope: "chat:write",
      run: (args) => {
        const asked = parsed(schemas.postEphemeral, args);
        writable(asked.channel);
        if (!world.users.has(asked.user)) throw new Refusal("user_not_in_channel");
        content(asked);
        return { message_ts: world.nextTs() };
      },
    },
    "conversations.info": {
      token: "bot",
      scope: kind("read"),
      run: (args) => {
        const channel = channelOf(parsed(schemas.conversation, args).channel);
        return {
          channel: {
            id: channel.id,
            name: channel.name,
            is_channel: true,
            is_im: channel.id.startsWith("D"),
            is_private: channel.private,
            is_archived: channel.archived,
            is_member: channel.member,
          },
        };
      },
    },
    "conversations.history": {
      token: "bot",
      scope: kind("history"),
      run: (args) => {
        const asked = parsed(schemas.history, args);
        const channel = readable(asked.channel);
        const all = channel.messages.filter((one) => one.thread_ts === undefined || one.broadcast).reverse();
        return page(world, all, asked, options.distributed);
      },
    },
    "conversations.replies": {
      token: "bot",
      scope: kind("history"),
      run: (args) => {
        const asked = parsed(schemas.replies, args);
        const channel = readable(asked.channel);
        const parent = channel.messages.find((one) => one.ts === asked.ts);
        if (parent === undefined) throw new Refusal("thread_not_found");
        const thread = channel.messages.filter((one) => one.thread_ts === asked.ts);
        return page(world, [parent, ...thread], asked, options.distributed, asked.ts);
      },
    },
    "users.info": {
      token: "bot",
      scope: "users:read",
      run: (args) => {
        const asked = parsed(schemas.userInfo, args);
        const user = world.users.get(asked.user);
        if (user === undefined) throw new Refusal("user_not_found");
        return {
          user: {
            id: user.id,
            team_id: user.team ?? world.team.id,
            name: user.name,
            ...(user.displayName === undefined ? {} : { profile: { display_name: user.displayName } }),
            deleted: false,
            ...(asked.include_locale === true ? { locale: user.locale ?? "en-US" } : {}),
            is_admin: user.admin || user.owner,
            is_owner: user.owner,
            is_primary_owner: false,
            is_bot: false,
          },
        };
      },
    },
    "usergroups.users.list": {
      token: "bot",
      scope: "usergroups:read",
      run: (args) => {
        const users = world.groups.get(parsed(schemas.groupMembers, args).usergroup);
        if (users === undefined) throw new Refusal("no_such_subteam");
        return { users };
      },
    },
    "conversations.open": {
      token: "bot",
      scope: "im:write",
      run: (args) => ({ channel: { id: direct(parsed(schemas.openConversation, args).users) } }),
    },
    "views.open": {
      token: "bot",
      run: (args) => {
        const asked = parsed(schemas.openView, args);
        if (!options.trigger(asked.trigger_id)) throw new Refusal("expired_trigger_id");
        return { view: options.views.open(asked.view) };
      },
    },
    "views.update": {
      token: "bot",
      run: (args) => {
        const asked = parsed(schemas.updateView, args);
        return { view: options.views.update(asked.view_id, asked.view) };
      },
    },
    "views.publish": {
      token: "bot",
      run: (args) => {
        const asked = parsed(schemas.publishView, args);
        if (!world.users.has(asked.user_id)) throw new Refusal("user_not_found");
        options.views.homes.set(asked.user_id, asked.view);
        return { view: { id: "V0HOME", ...asked.view } };
      },
    },
  };
}

/** The arguments, or Slack's refusal with where the fault is. */
function parsed<T extends z.ZodType>(schema: T, args: Args): z.infer<T> {
  const result = schema.safeParse(args);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const first = String(issue?.path[0] ?? "");
  const messages = [
    `[ERROR] ${z.prettifyError(result.error)} [json-pointer:/${issue?.path.join("/") ?? ""}]`,
  ];
  const error = /^(?:blocks|attachments|metadata)$/.test(first)
    ? { blocks: "invalid_blocks", attachments: "invalid_attachments", metadata: "invalid_metadata_format" }[
        first
      ]
    : "invalid_arguments";
  throw new Refusal(error ?? "invalid_arguments", { response_metadata: { messages } });
}
