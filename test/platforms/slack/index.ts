import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { Faults } from "./faults.ts";
import { webMethods } from "./methods.ts";
import { RateLimits, type Rates, SLACK_RATES } from "./ratelimits.ts";
import { response as responseSchema, type SlackResponse } from "./schemas.ts";
import { Sockets } from "./socket.ts";
import { bodyOf, type RecordedRequest, type Tokens, WebApi } from "./web.ts";
import { type StoredMessage, World } from "./world.ts";

export type { Fault } from "./faults.ts";
export { read } from "./text.ts";
export type { RecordedRequest } from "./web.ts";
export type { StoredMessage } from "./world.ts";

export interface SlackOptions {
  /** "xoxb-loopback" unless told. */
  botToken?: string;
  /** "xapp-loopback" unless told. */
  appToken?: string;
  /** Public channels of the one workspace, by id; C0WORLD unless told. */
  channels?: string[];
  /** Slack's rates unless told; "off" lets all through. */
  rateLimit?: Partial<Rates> | "off";
  /** An app distributed outside the Marketplace: conversations.history once a minute, 15 messages at a time. */
  distributed?: boolean;
  /** Whether Slack can fetch a picture; all, unless told. */
  images?: (url: string) => boolean;
  /** The platform's clock. */
  now?: () => number;
  port?: number;
}

/** Somebody writes the slash command. */
export interface Slash {
  /** What stands after the command. */
  text: string;
  /** U0MEMBER, U0ADMIN and U0OWNER are there. */
  user?: string;
  channel?: string;
  command?: string;
  /** Another workspace's id. */
  team?: string;
}

export interface SlashOutcome {
  /** How long the acknowledgement took, and how long the first answer, in milliseconds. */
  ackMs: number;
  answerMs: number;
  responses: SlackResponse[];
}

export interface LoopbackSlack {
  /** For `adapters.slack.apiBase`. */
  readonly apiBase: string;
  readonly tokens: Tokens;
  readonly world: World;
  readonly sockets: Sockets;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  /** Views that were opened. */
  readonly views: unknown[];
  /** What the channel holds, oldest first, threads included. */
  messages(channel?: string): StoredMessage[];
  /** Somebody uses the slash command; resolves with the first answer, rejects where Slack would show an error. */
  slash(asked: Slash): Promise<SlashOutcome>;
  /** Somebody presses a button of a message. */
  press(message: StoredMessage, actionId: string, asked?: Partial<Slash>): Promise<SlashOutcome>;
  deleteMessage(channel: string, ts: string): void;
  archive(channel: string): void;
  /** The app is removed: its tokens are revoked, its sockets closed. */
  revoke(): void;
  close(): Promise<void>;
}

export const CHANNEL = "C0WORLD";
export const BOT_TOKEN = "xoxb-loopback";
export const APP_TOKEN = "xapp-loopback";

/** How long `slash` waits for an answer at the response_url, in milliseconds. */
const ANSWER_TIME = 10_000;

/** A Slack on loopback: Web API and Socket Mode, as far as Wirewatch uses them. */
export async function startSlack(options: SlackOptions = {}): Promise<LoopbackSlack> {
  const now = options.now ?? Date.now;
  const world = new World(now);
  for (const id of options.channels ?? [CHANNEL]) world.addChannel(id);
  const tokens = { bot: options.botToken ?? BOT_TOKEN, app: options.appToken ?? APP_TOKEN };
  const distributed = options.distributed === true;
  const rates: Rates | undefined =
    options.rateLimit === "off"
      ? undefined
      : { ...SLACK_RATES, ...(distributed ? { historyPerMinute: 1 } : {}), ...options.rateLimit };
  const faults = new Faults();
  const views: unknown[] = [];
  const triggers = new Map<string, number>();
  const answers = new Map<string, { left: number; take: (body: SlackResponse) => void }>();
  let origin = "";

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://loopback");
    const method = /^\/api\/([A-Za-z.]+)$/.exec(pathname)?.[1];
    const job = method === undefined ? respond(pathname) : web.answer(method, request, response);
    job.catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end(String(error));
    });

    async function respond(path: string): Promise<void> {
      const body = await bodyOf(request);
      const place = answers.get(path);
      const taken = responseSchema.safeParse(jsonOf(body));
      if (place === undefined || place.left <= 0) response.writeHead(404).end("used_url");
      else if (!taken.success) response.writeHead(400).end(`invalid_payload: ${taken.error.message}`);
      else {
        place.left--;
        place.take(taken.data);
        response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
      }
    }
  });
  const sockets = new Sockets(server, world.bot.appId);
  const methods = webMethods(world, {
    images: options.images ?? (() => true),
    distributed,
    socketUrl: () => `${origin.replace("http", "ws")}${sockets.ticket()}`,
    trigger: (id) => now() - (triggers.get(id) ?? Number.NEGATIVE_INFINITY) < 3000,
    opened: (view) => views.push(view),
  });
  const web = new WebApi(world, tokens, methods, new RateLimits(rates, now), faults);

  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  origin = `http://127.0.0.1:${address.port}`;

  /** Delivers an envelope whose answer comes to a response_url: five answers in half an hour, as Slack allows. */
  async function ask(
    type: "slash_commands" | "interactive",
    payload: (response_url: string, trigger_id: string) => unknown,
  ): Promise<SlashOutcome> {
    const path = `/commands/${world.team.id}/${randomUUID()}`;
    const trigger = randomUUID();
    const first = Promise.withResolvers<number>();
    const responses: SlackResponse[] = [];
    const from = performance.now();
    triggers.set(trigger, now());
    answers.set(path, {
      left: 5,
      take: (body) => {
        responses.push(body);
        first.resolve(performance.now() - from);
      },
    });
    const late = setTimeout(() => first.reject(new Error("no answer came to the response_url")), ANSWER_TIME);
    try {
      const ack = await sockets.deliver(type, payload(`${origin}${path}`, trigger));
      const taken = responseSchema.safeParse(ack.payload);
      if (taken.success && taken.data.text !== undefined) {
        responses.push(taken.data);
        first.resolve(ack.ms);
      }
      return { ackMs: ack.ms, answerMs: await first.promise, responses };
    } finally {
      clearTimeout(late);
    }
  }

  const caller = (asked: Partial<Slash>) => world.users.get(asked.user ?? "U0MEMBER");
  let open = true;
  return {
    apiBase: `${origin}/api/`,
    tokens,
    world,
    sockets,
    requests: web.requests,
    faults,
    views,
    messages: (channel = CHANNEL) => world.channels.get(channel)?.messages ?? [],
    slash: (asked) =>
      ask("slash_commands", (response_url, trigger_id) => ({
        token: "verification",
        team_id: asked.team ?? world.team.id,
        team_domain: world.team.domain,
        channel_id: asked.channel ?? CHANNEL,
        channel_name: world.channels.get(asked.channel ?? CHANNEL)?.name ?? "directmessage",
        user_id: asked.user ?? "U0MEMBER",
        user_name: caller(asked)?.name ?? "someone",
        command: asked.command ?? "/wirewatch",
        text: asked.text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"),
        api_app_id: world.bot.appId,
        is_enterprise_install: "false",
        response_url,
        trigger_id,
      })),
    press: (message, actionId, asked = {}) => {
      const blocks = [...message.blocks, ...message.attachments.flatMap((a) => a.blocks ?? [])];
      const button = blocks
        .flatMap((block) => (block.type === "actions" ? block.elements : []))
        .find((element) => element.action_id === actionId);
      if (button?.type !== "button") throw new Error(`no button ${actionId}`);
      return ask("interactive", (response_url, trigger_id) => ({
        type: "block_actions",
        user: {
          id: asked.user ?? "U0MEMBER",
          name: caller(asked)?.name ?? "someone",
          team_id: caller(asked)?.team ?? world.team.id,
        },
        team: { id: asked.team ?? world.team.id, domain: world.team.domain },
        channel: { id: asked.channel ?? CHANNEL, name: "world" },
        container: { type: "message", message_ts: message.ts, channel_id: asked.channel ?? CHANNEL },
        message: { ts: message.ts, text: message.text },
        api_app_id: world.bot.appId,
        token: "verification",
        actions: [{ ...button, block_id: "b1", action_ts: world.nextTs() }],
        response_url,
        trigger_id,
      }));
    },
    deleteMessage: (id, ts) => {
      const channel = world.channels.get(id);
      if (channel !== undefined) channel.messages = channel.messages.filter((message) => message.ts !== ts);
    },
    archive: (id) => {
      const channel = world.channels.get(id);
      if (channel !== undefined) channel.archived = true;
    },
    revoke: () => {
      world.revoked = true;
      sockets.cut();
    },
    close: async () => {
      if (!open) return;
      open = false;
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body; // refused by the schema, with its words
  }
}
