import type { ApplicationCommand, Embed } from "./schemas.ts";

/** Permission bits as Discord documents them. */
export const MAY = {
  administrator: 1n << 3n,
  manageGuild: 1n << 5n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  embedLinks: 1n << 14n,
  readMessageHistory: 1n << 16n,
  mentionEveryone: 1n << 17n,
  useApplicationCommands: 1n << 31n,
  sendMessagesInThreads: 1n << 38n,
} as const;

/** What a bot invited with the right link may do. */
const ORDINARY =
  MAY.viewChannel |
  MAY.sendMessages |
  MAY.embedLinks |
  MAY.readMessageHistory |
  MAY.mentionEveryone |
  MAY.useApplicationCommands |
  MAY.sendMessagesInThreads;

export interface Guild {
  id: string;
  name: string;
  /** What @everyone may do here. */
  permissions: bigint;
  /** Ids of roles beside @everyone, which allow nothing more. */
  roles: string[];
}

export interface Tag {
  id: string;
  name: string;
  moderated?: boolean;
}

export interface Channel {
  id: string;
  name: string;
  guild: string;
  /** 0 text, 1 direct message, 4 category, 5 announcement, 11 public thread, 15 forum, 16 media. */
  type: number;
  /** A forum's, or a post's own by their ids. */
  tags: Tag[];
  applied: string[];
  /** A forum whose posts must have a tag. */
  requiresTag: boolean;
  /** Taken from the bot by an overwrite of its own. */
  denied: bigint;
  parent?: string;
  archived: boolean;
  locked: boolean;
}

export interface StoredMessage {
  id: string;
  channel: string;
  author: string;
  content: string;
  embeds: Embed[];
  components: unknown[];
  flags: number;
  at: number;
  editedAt?: number;
  reference?: { channel: string; message: string };
  /** Kept for tests; the platform does not give it back in a history. */
  nonce?: string;
  /** Who was pinged by it: "everyone", "here", "role:ID", "user:ID". */
  pinged: string[];
}

export interface RecordedRequest {
  method: string;
  /** Below `/api/v10`. */
  path: string;
  query: Record<string, string>;
  body: unknown;
  authorization: string | undefined;
  status: number | "none";
}

export interface RegisteredCommand extends ApplicationCommand {
  id: string;
  version: string;
  guild?: string;
}

/** Milliseconds of Discord's epoch, the first of 2015. */
const EPOCH = 1_420_070_400_000;

/** All that the platform holds. Plain data, plus the clock that ids and windows go by. */
export class World {
  readonly bot = { id: "300000000000000001", name: "Wirewatch" };
  readonly application = "300000000000000001";
  readonly guilds = new Map<string, Guild>();
  readonly channels = new Map<string, Channel>();
  readonly messages = new Map<string, StoredMessage[]>();
  readonly deleted = new Set<string>();
  readonly commands = new Map<string, RegisteredCommand>();
  readonly requests: RecordedRequest[] = [];
  token: string;
  #now: () => number;
  #skew = 0;
  #last = 0n;

  constructor(token: string, now: () => number) {
    this.token = token;
    this.#now = now;
  }

  now(): number {
    return this.#now() + this.#skew;
  }

  /** Moves the platform's clock on: nonces are forgotten, messages age. */
  advance(ms: number): void {
    this.#skew += ms;
  }

  snowflake(): string {
    const id = BigInt(this.now() - EPOCH) << 22n;
    this.#last = id > this.#last ? id : this.#last + 1n;
    return String(this.#last);
  }

  addGuild(guild: { id: string; name?: string }): Guild {
    const made = { id: guild.id, name: guild.name ?? `Guild ${guild.id}`, permissions: ORDINARY, roles: [] };
    this.guilds.set(guild.id, made);
    return made;
  }

  addChannel(channel: Partial<Channel> & { id: string; guild: string }): Channel {
    const made = {
      name: `channel-${channel.id}`,
      type: 0,
      denied: 0n,
      archived: false,
      locked: false,
      requiresTag: false,
      ...{ tags: [], applied: [] },
      ...channel,
    };
    this.channels.set(channel.id, made);
    this.messages.set(channel.id, []);
    return made;
  }

  /** People who take no direct messages of the bot. */
  readonly refusing = new Set<string>();

  /** Roles of the members of a guild, by "guild user"; the bot is in all of them. */
  readonly members = new Map<string, string[]>();
  /** Ids that nobody has. */
  readonly strangers = new Set<string>();

  /** The direct messages of a person with the bot. */
  direct(person: string): Channel {
    const id = `8${person.slice(1)}`;
    return this.channels.get(id) ?? this.addChannel({ id, guild: "", name: person, type: 1 });
  }

  /** Whether the bot may do all of this there. An overwrite on a thread's parent holds for the thread. */
  may(channel: Channel, bits: bigint): boolean {
    if (channel.type === 1) return true;
    const parent = channel.parent === undefined ? undefined : this.channels.get(channel.parent);
    const guild = this.guilds.get(channel.guild);
    const held = (guild?.permissions ?? 0n) & ~channel.denied & ~(parent?.denied ?? 0n);
    return (held & bits) === bits;
  }
}
