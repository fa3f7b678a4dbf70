import { once } from "node:events";
import { z } from "zod";
import { type Answer, checked, missingAccess, Refusal } from "./answers.ts";
import type { Faults } from "./faults.ts";
import { Gateway } from "./gateway.ts";
import { type Asked, Interactions, type Told } from "./interactions.ts";
import { Messages } from "./messages.ts";
import { channelJson, commandJson, guildJson, memberJson, messageJson, userJson } from "./payloads.ts";
import { type Limit, RateLimits } from "./ratelimits.ts";
import { Rest, type Route } from "./rest.ts";
import { applicationCommand, snowflake } from "./schemas.ts";
import { type RecordedRequest, type RegisteredCommand, type StoredMessage, World } from "./world.ts";

export { textOf } from "./interactions.ts";
export { MAY, type StoredMessage } from "./world.ts";

export interface DiscordOptions {
  /** The bot's token; "loopback-discord-token" unless told. */
  token?: string;
  /** Text channels of the one guild ("world", GUILD.id), by id; CHANNEL unless told. */
  channels?: string[];
  /** Requests a route, channel and window; "off" lets all through. Discord's usual 5 in 5 s unless told. */
  rateLimit?: Limit | "off";
  /** Edits of a message older than an hour that are still taken within an hour; 3 unless told. */
  oldEdits?: number;
  /** The platform's clock. */
  now?: () => number;
  port?: number;
}

export interface LoopbackDiscord {
  /** For `adapters.discord.apiBase`. */
  readonly apiBase: string;
  readonly token: string;
  readonly world: World;
  readonly gateway: Gateway;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  /** What the channel holds, oldest first. */
  messages(channel: string): StoredMessage[];
  /** A person uses a slash command. */
  interact(asked: Asked): Promise<Told>;
  /** A person types in an option that completes. */
  complete(asked: Asked, option: string, partial: string): Promise<{ name: string; value: string }[]>;
  /** A person presses a button. */
  press(message: StoredMessage | Told, customId: string, asked?: Omit<Asked, "command">): Promise<Told>;
  /** A person sends the form that they were shown. */
  submit(form: Told, values: Record<string, string>, asked?: Omit<Asked, "command">): Promise<Told>;
  /** A person deletes a message. */
  deleteMessage(channel: string, id: string): void;
  /** The token is reset in the developer portal: every call is 401, the gateway closes. */
  revokeToken(): void;
  close(): Promise<void>;
}

export const GUILD = "100000000000000001";
export const CHANNEL = "200000000000000001";
export const TOKEN = "loopback-discord-token";

/** A Discord on loopback: REST v10 and gateway, as far as Wirewatch uses them. */
export async function startDiscord(options: DiscordOptions = {}): Promise<LoopbackDiscord> {
  const world = new World(options.token ?? TOKEN, options.now ?? Date.now);
  world.addGuild({ id: GUILD, name: "News Guild" });
  for (const id of options.channels ?? [CHANNEL]) world.addChannel({ id, guild: GUILD, name: "world" });
  const limit = options.rateLimit ?? { limit: 5, windowMs: 5_000 };
  const rest = new Rest(world, new RateLimits(limit === "off" ? undefined : limit, () => world.now()));
  const messages = new Messages(world, options.oldEdits ?? 3);
  let origin = "";
  const gateway = new Gateway(world, rest.server, () => `${origin.replace("http", "ws")}/gateway`);
  const interactions = new Interactions(world, gateway);
  rest.add(messageRoutes(messages));
  rest.add(worldRoutes(world, messages, () => `${origin.replace("http", "ws")}/gateway`));
  rest.add(commandRoutes(world));
  rest.add(interactionRoutes(interactions));

  rest.server.listen(options.port ?? 0, "127.0.0.1");
  await once(rest.server, "listening");
  const address = rest.server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  origin = `http://127.0.0.1:${address.port}`;
  let open = true;

  return {
    apiBase: `${origin}/api`,
    token: world.token,
    world,
    gateway,
    requests: world.requests,
    faults: rest.faults,
    messages: (channel) => world.messages.get(channel) ?? [],
    interact: (asked) => interactions.use(asked),
    complete: (asked, option, partial) => interactions.complete(asked, option, partial),
    press: (message, customId, asked = {}) =>
      interactions.press(
        "message" in message ? message.message : messageJson(world, message),
        customId,
        asked,
      ),
    submit: (form, values, asked = {}) => interactions.submit(form, values, asked),
    deleteMessage: (channel, id) => void messages.delete(channel, id),
    revokeToken() {
      world.token = `revoked-${world.snowflake()}`;
      gateway.drop(4004, true);
    },
    async close() {
      if (!open) return;
      open = false;
      interactions.close();
      gateway.close();
      rest.server.closeAllConnections();
      await new Promise((resolve) => rest.server.close(resolve));
    },
  };
}

function messageRoutes(messages: Messages): Route[] {
  const all = "/channels/:channel/messages";
  const one = `${all}/:message`;
  return [
    { method: "POST", path: all, answer: ({ ids: [channel = ""], body }) => messages.create(channel, body) },
    { method: "GET", path: all, answer: ({ ids: [channel = ""], query }) => messages.list(channel, query) },
    {
      method: "POST",
      path: "/channels/:channel/threads",
      answer: ({ ids: [channel = ""], body }) => messages.startPost(channel, body),
    },
    {
      method: "GET",
      path: "/channels/:channel/threads/archived/public",
      answer: ({ ids: [channel = ""] }) => {
        const { id } = messages.channel(channel);
        return messages.threads((c) => c.parent === id && c.archived);
      },
    },
    {
      method: "GET",
      path: "/guilds/:guild/threads/active",
      answer: ({ ids: [guild = ""] }) => messages.threads((c) => c.guild === guild && !c.archived),
    },
    { method: "GET", path: one, answer: ({ ids: [channel = "", id = ""] }) => messages.get(channel, id) },
    {
      method: "PATCH",
      path: one,
      answer: ({ ids: [channel = "", id = ""], body }) => messages.edit(channel, id, body),
    },
    {
      method: "DELETE",
      path: one,
      answer: ({ ids: [channel = "", id = ""] }) => messages.delete(channel, id),
    },
  ];
}

function worldRoutes(world: World, messages: Messages, gateway: () => string): Route[] {
  const ok = (body: unknown): Answer => ({ status: 200, body });
  const me = () => userJson(world.bot.id, world.bot.name, true);
  const guild = (id: string) => {
    const known = world.guilds.get(id);
    if (known === undefined) throw missingAccess();
    return known;
  };
  const limits = { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 };
  const application = () => ({
    id: world.application,
    name: world.bot.name,
    flags: 0,
    description: "",
    bot: me(),
  });
  return [
    {
      method: "GET",
      path: "/gateway/bot",
      answer: () => ok({ url: gateway(), shards: 1, session_start_limit: limits }),
    },
    { method: "GET", path: "/users/@me", answer: () => ok(me()) },
    {
      method: "POST",
      path: "/users/@me/channels",
      answer: ({ body }) => {
        const { recipient_id } = checked(z.strictObject({ recipient_id: snowflake }), body);
        return ok(channelJson(world, world.direct(recipient_id)));
      },
    },
    {
      method: "GET",
      path: "/users/:id",
      answer: ({ ids: [id = ""] }) => {
        if (world.strangers.has(id)) throw new Refusal(404, 10_013, "Unknown User");
        return ok(userJson(id, `user-${id}`));
      },
    },
    { method: "GET", path: "/applications/@me", answer: () => ok(application()) },
    {
      method: "GET",
      path: "/channels/:id",
      answer: ({ ids: [id = ""] }) => ok(channelJson(world, messages.channel(id))),
    },
    {
      method: "PATCH",
      path: "/channels/:id",
      answer: ({ ids: [id = ""], body }) => messages.modifyThread(id, body),
    },
    { method: "GET", path: "/guilds/:id", answer: ({ ids: [id = ""] }) => ok(guildJson(world, guild(id))) },
    {
      method: "GET",
      path: "/guilds/:id/members/:user",
      answer: ({ ids: [id = "", user = ""] }) => {
        guild(id);
        if (user === world.bot.id) return ok(memberJson(me()));
        const roles = world.members.get(`${id} ${user}`);
        if (roles === undefined) throw new Refusal(404, 10_007, "Unknown Member");
        return ok(memberJson(userJson(user, `user-${user}`), undefined, roles));
      },
    },
  ];
}

function commandRoutes(world: World): Route[] {
  const all = "/applications/:application/commands";
  const put = (body: unknown, id?: string): RegisteredCommand => {
    const command = checked(applicationCommand, body);
    const same = [...world.commands.values()].find((c) => c.id === id || c.name === command.name);
    const made = { ...command, id: same?.id ?? world.snowflake(), version: world.snowflake() };
    world.commands.set(made.id, made);
    return made;
  };
  const list = (localised = true) =>
    [...world.commands.values()].map((c) => commandJson(world, c, localised));
  return [
    {
      method: "GET",
      path: all,
      answer: ({ query }) => ({ status: 200, body: list(query.with_localizations === "true") }),
    },
    {
      method: "POST",
      path: all,
      answer: ({ body }) => ({ status: 201, body: commandJson(world, put(body)) }),
    },
    {
      method: "PUT",
      path: all,
      answer: ({ body }) => {
        const commands = checked(z.array(applicationCommand).max(100), body);
        const names = new Set(commands.map((c) => c.name));
        for (const [id, known] of world.commands) if (!names.has(known.name)) world.commands.delete(id);
        for (const command of commands) put(command);
        return { status: 200, body: list() };
      },
    },
    {
      method: "PATCH",
      path: `${all}/:command`,
      answer: ({ ids: [, id = ""], body }) => ({ status: 200, body: commandJson(world, put(body, id)) }),
    },
    {
      method: "DELETE",
      path: `${all}/:command`,
      answer: ({ ids: [, id = ""] }) => {
        if (!world.commands.delete(id)) throw new Refusal(404, 10_063, "Unknown application command");
        return { status: 204 };
      },
    },
  ];
}

function interactionRoutes(interactions: Interactions): Route[] {
  return [
    {
      method: "POST",
      path: "/interactions/:id/:token/callback",
      auth: false,
      answer: ({ ids: [id = "", token = ""], body }) => interactions.callback(id, token, body),
    },
    {
      method: "PATCH",
      path: "/webhooks/:application/:token/messages/@original",
      auth: false,
      answer: ({ ids: [, token = ""], body }) => interactions.answerLater(token, body),
    },
  ];
}
