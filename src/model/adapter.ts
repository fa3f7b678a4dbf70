import type { z } from "zod";
import type { CommandHost } from "./command.ts";
import type { DeliveryKey, MessageRef } from "./delivery.ts";
import type { Log } from "./log.ts";
import type { Message } from "./message.ts";
import type { Clock, Millis } from "./time.ts";

/** A chat platform, as the core sees it. Adapters know the core; the core knows only this. */
export interface ChatAdapter {
  /** "discord", or the name the configuration gives a second one. */
  readonly name: string;
  readonly limits: MessageLimits;
  readonly can: { edit: boolean; thread: boolean; buttons: boolean; find: boolean };
  /** How long after a request that ended badly it may still take effect, in milliseconds; 10 s if unsaid. */
  readonly settleMs?: Millis;
  /** Connects, registers commands, answers interactions; resolves when it can send. Later trouble goes to the log and `check`. */
  start(host: CommandHost, signal: AbortSignal): Promise<void>;
  /** Sends one message. The key is the same on every attempt. Never throws for what a platform answers. */
  send(to: Destination, message: Message, key: DeliveryKey): Promise<SendResult>;
  /** Replaces a message by its full new state, never a patch. `key` is the post's own: it must go on standing in the message, where `find` sees it. */
  edit(ref: MessageRef, message: Message, key: DeliveryKey): Promise<SendResult>;
  /** Whether a message with this key arrived; `after` bounds the search (the previous message of the channel). Throws if it cannot be known now. */
  find(to: Destination, key: DeliveryKey, after?: MessageRef): Promise<MessageRef | undefined>;
  /** For doctor: may we post here? */
  check(destination: string): Promise<ChannelCheck>;
  /** In words, with the mend, what does not work though messages may go out: commands that are not answered. For status. */
  trouble?(): string | undefined;
  stop(): Promise<void>;
}

export interface Destination {
  /** What stands after the colon in `channels`: a channel id, a console's name. */
  channel: string;
  /** The alert's message, for a reply. */
  thread?: MessageRef;
  /** A reply that the channel sees too. */
  broadcast?: boolean;
}

/** Every outcome there is; switched exhaustively. */
export type SendResult =
  | { status: "sent"; ref: MessageRef }
  /** Timed out, reset, 5xx: perhaps it is there. */
  | { status: "unknown"; reason: string }
  /** 429: certainly not there. */
  | { status: "wait"; afterMs: Millis; scope: "channel" | "platform" }
  /** This message will never do. */
  | { status: "rejected"; reason: string }
  /** Deleted; told to the admin. */
  | { status: "messageGone" | "channelGone"; reason: string }
  /** The whole platform pauses; told to the admin. */
  | { status: "unauthorized"; reason: string };

export interface MessageLimits {
  /** Characters of the whole message. */
  total: number;
  headline: number;
  summary: number;
  fields: number;
  buttons: number;
}

export interface ChannelCheck {
  ok: boolean;
  /** What is wrong, in words, or who and where we are. */
  detail: string;
  /** What to do about it. */
  mend?: string;
}

export interface AdapterDeps {
  /** The key under `adapters`. */
  name: string;
  clock: Clock;
  log: Log;
  /** Secrets, from the environment or the files it names. */
  env: Record<string, string | undefined>;
  /** The folder of the database: the console's files stand there. */
  dataDir: string;
  /** Where a terminal adapter writes for people to read; undefined: nothing is shown. */
  terminal?: { write(text: string): void; columns: number; color: boolean };
  /** Destinations configured for this adapter: the guilds and workspaces that hold them are the desk's own. */
  destinations: string[];
  /** The desk's names for them, so that a command knows the channel that it was called from. */
  names?: Readonly<Record<string, string>>;
  /** Tells the admin, in words, what the platform did to the desk: the bot was removed from a place. */
  tell?(subject: string, text: string): void;
}

export interface AdapterModule {
  readonly name: string;
  /** The configuration file, init, doctor and the console all read it. */
  readonly settings: z.ZodType;
  /** Environment variables that hold its secrets, with what each is for. */
  readonly secrets: { name: string; summary: string; required: boolean }[];
  create(settings: unknown, deps: AdapterDeps): ChatAdapter;
}
