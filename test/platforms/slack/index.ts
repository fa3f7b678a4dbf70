import { once } from "node:events";
import { createServer } from "node:http";
import { deliver, type RequestUrl } from "./deliver.ts";
import { Faults } from "./faults.ts";
import { webMethods } from "./methods.ts";
import { type Outcome, People, type Slash, type Who } from "./people.ts";
import { RateLimits, type Rates, SLACK_RATES } from "./ratelimits.ts";
import { Sockets } from "./socket.ts";
import { Views } from "./views.ts";
import { bodyOf, type RecordedRequest, type Tokens, WebApi } from "./web.ts";
import { type StoredMessage, World } from "./world.ts";

export type { Fault } from "./faults.ts";
export { buttonsOf } from "./people.ts";
export { read } from "./text.ts";
export type { ShownView } from "./views.ts";
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

export interface LoopbackSlack {
  /** For `adapters.slack.apiBase`. */
  readonly apiBase: string;
  readonly tokens: Tokens;
  readonly world: World;
  readonly sockets: Sockets;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  readonly views: Views;
  /** What people do there. */
  readonly people: People;
  /** Set, requests go there instead of over the socket. */
  http: RequestUrl | undefined;
  /** What the channel holds, oldest first, threads included. */
  messages(channel?: string): StoredMessage[];
  /** Somebody uses the slash command; resolves with the first answer, rejects where Slack would show an error. */
  slash(asked: Slash): Promise<Outcome>;
  /** Somebody presses a button of a message or an answer. */
  press(shown: Parameters<People["press"]>[0], actionId: string, asked?: Who): Promise<Outcome>;
  deleteMessage(channel: string, ts: string): void;
  archive(channel: string): void;
  /** The app is removed: its tokens are revoked, its sockets closed. */
  revoke(): void;
  close(): Promise<void>;
}

export const CHANNEL = "C0WORLD";
export const BOT_TOKEN = "xoxb-loopback";
export const APP_TOKEN = "xapp-loopback";

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
  const views = new Views();
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
      const [status, said] = people.takeAnswer(path, jsonOf(await bodyOf(request)));
      response.writeHead(status, { "content-type": "text/plain" }).end(said);
    }
  });
  const sockets = new Sockets(server, world.bot.appId);
  const methods = webMethods(world, {
    images: options.images ?? (() => true),
    distributed,
    socketUrl: () => `${origin.replace("http", "ws")}${sockets.ticket()}`,
    trigger: (id) => people.triggerIsGood(id),
    views,
  });
  const people = new People({
    world,
    views,
    origin: () => origin,
    now,
    send: (type, payload) => deliver(sockets, slack.http, type, payload),
  });
  const web = new WebApi(world, tokens, methods, new RateLimits(rates, now), faults);

  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  origin = `http://127.0.0.1:${address.port}`;

  let open = true;
  const slack: LoopbackSlack = {
    apiBase: `${origin}/api/`,
    tokens,
    world,
    sockets,
    requests: web.requests,
    faults,
    views,
    people,
    http: undefined,
    messages: (channel = CHANNEL) => world.channels.get(channel)?.messages ?? [],
    slash: (asked) => people.slash(asked),
    press: (shown, actionId, asked) => people.press(shown, actionId, asked),
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
  return slack;
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body; // refused by the schema, with its words
  }
}
