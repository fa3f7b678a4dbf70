import { SLACK_SCOPES } from "../../../src/cli/invite.ts";
import type { SlackAttachments, SlackBlocks, SlackMetadata } from "./blocks.ts";

export interface StoredMessage {
  ts: string;
  text: string;
  blocks: SlackBlocks;
  attachments: SlackAttachments;
  metadata?: SlackMetadata;
  /** The parent's ts, for a reply. */
  thread_ts?: string;
  /** A reply shown in the channel too. */
  broadcast: boolean;
  /** Another bot's, which this one may not change. */
  foreign: boolean;
  /** How often it was changed. */
  edits: number;
  /** What the post asked for besides: unfurling, parsing. */
  asked: Record<string, unknown>;
}

export interface Channel {
  id: string;
  name: string;
  archived: boolean;
  member: boolean;
  private: boolean;
  messages: StoredMessage[];
}

export interface User {
  id: string;
  name: string;
  admin: boolean;
  owner: boolean;
  displayName?: string;
  /** As Slack shows itself to them; "en-US" unless told. */
  locale?: string;
  /** Another workspace's id, for a guest in a shared channel. */
  team?: string;
}

/** What a workspace holds. */
export class World {
  readonly team = { id: "T0LOOP", name: "Loopback Newsroom", domain: "loopback" };
  readonly bot = { userId: "U0BOT", botId: "B0BOT", name: "wirewatch", appId: "A0LOOP" };
  readonly channels = new Map<string, Channel>();
  readonly users = new Map<string, User>();
  /** What the manifest asks for. */
  scopes = Object.keys(SLACK_SCOPES);
  /** User groups, with their members. */
  readonly groups = new Map<string, string[]>();
  revoked = false;
  readonly #now: () => number;
  #lastTs = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.users.set("U0MEMBER", { id: "U0MEMBER", name: "mia", admin: false, owner: false });
    this.users.set("U0ADMIN", { id: "U0ADMIN", name: "ada", admin: true, owner: false });
    this.users.set("U0OWNER", { id: "U0OWNER", name: "olu", admin: false, owner: true });
  }

  addChannel(id: string, change: Partial<Channel> = {}): Channel {
    const channel = {
      id,
      name: "world",
      archived: false,
      member: true,
      private: false,
      messages: [],
      ...change,
    };
    this.channels.set(id, channel);
    return channel;
  }

  /** A new message's name: its time, never the same twice. */
  nextTs(): string {
    this.#lastTs = Math.max(this.#lastTs + 1, Math.floor(this.#now() * 1000));
    return `${Math.floor(this.#lastTs / 1e6)}.${String(this.#lastTs % 1e6).padStart(6, "0")}`;
  }

  /** Puts another bot's or a person's message in a channel. */
  say(channel: string, text: string, change: Partial<StoredMessage> = {}): StoredMessage {
    const message: StoredMessage = {
      ts: this.nextTs(),
      text,
      blocks: [],
      attachments: [],
      broadcast: false,
      foreign: true,
      edits: 0,
      asked: {},
      ...change,
    };
    this.channels.get(channel)?.messages.push(message);
    return message;
  }
}
