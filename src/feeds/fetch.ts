import { LRUCache } from "lru-cache";
import { Agent, type buildConnector, type Dispatcher, ProxyAgent } from "undici";
import type { Feed, FeedSettings } from "../model/feed.ts";
import type { Clock, Millis } from "../model/time.ts";
import { conditional, outcomeOf, statusWords } from "./answer.ts";
import { privateHeaders, proxyAuthorization } from "./credentials.ts";
import { retryAfterOf } from "./freshness.ts";
import { createGuard, type Guard, type GuardOptions } from "./guard.ts";
import type { FetchOutcome } from "./outcome.ts";
import { DEFAULT_TIMEOUTS, type Timeouts, transfer } from "./transfer.ts";
import { failureWords, isRefusal } from "./trouble.ts";
import { createTurns } from "./turns.ts";

export interface FetchOptions {
  /** Wirewatch's own version, for the user agent. */
  version: string;
  /** Whom a publisher may write to: an address or a page. */
  contact: string;
  allowHosts: readonly string[];
  /** Milliseconds; what is not given is DEFAULT_TIMEOUTS. */
  timeouts?: Partial<Timeouts>;
  /** Of the decoded body; 10 MB unless given. */
  maxBytes?: number;
  clock?: Clock;
  /** Where secrets' variables are read from; the process's environment unless given. */
  env?: Record<string, string | undefined>;
  /** Instead of the system's resolver. */
  resolve?: GuardOptions["resolve"];
}

export interface OnceOptions {
  accept?: string;
  maxBytes?: number;
  /** For the whole of it, in milliseconds. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** "POST" with a form, for WebSub. */
  form?: Record<string, string>;
  /** On a feed's behalf: with its user agent and proxy, and with its headers and secrets where the host is its own. */
  behalf?: Behalf;
  /** Asked before a redirect is followed; what it throws ends the fetch. */
  follow?(to: URL): Promise<void>;
}

/** What of a feed's settings says how its publisher is asked. */
export type Behalf = Pick<FeedSettings, "url" | "userAgent" | "proxy" | "headers" | "credentials">;

export interface Fetched {
  bytes: Uint8Array;
  contentType?: string;
  /** After redirects. */
  url: string;
  status: number;
}

export interface Fetcher {
  readonly guard: Guard;
  /**
   * One poll, conditional where validators are known. Never rejects, but with the signal's reason. `more`: the host has
   * other feeds that are due, so its connection is worth keeping; true unless said.
   */
  fetch(feed: Feed, signal?: AbortSignal, more?: boolean): Promise<FetchOutcome>;
  /** Anything else of the web (a site's page, an article), guarded and capped alike; rejects with FetchError. */
  fetchOnce(url: string, options?: OnceOptions): Promise<Fetched>;
  close(): Promise<void>;
}

/** What could not be fetched; the message names the URL and the trouble. */
export class FetchError extends Error {
  override readonly name = "FetchError";
  readonly status: number | undefined;
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfter: Millis | undefined;
  constructor(message: string, options?: { status?: number; retryAfter?: Millis; cause?: unknown }) {
    super(message, options);
    this.status = options?.status;
    this.retryAfter = options?.retryAfter;
  }
}

/** What a feed is asked for as. */
export const FEED_TYPES =
  "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";
const DEFAULT_MAX_BYTES = 10_000_000;
const CONNECTIONS_A_PROXY = 2;
/** Milliseconds that an idle connection is kept, whatever longer time a server offers: for its host's other feeds. */
const KEEP_ALIVE = 10_000;
/** With more than this many open, a connection is closed after its answer: ten thousand kept would cost 270 MB. */
const KEPT_CONNECTIONS = 256;

export function createFetcher(options: FetchOptions): Fetcher {
  const guard = createGuard(options);
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const clock = options.clock ?? { now: Date.now, monotonic: () => performance.now() };
  const env = options.env ?? process.env;
  const connections = counted(guard.connector(timeouts.connect));
  /** Places and hosts that a connection was opened to since the last look. */
  const fresh = new Set<string>();
  // One agent a connection: for two, undici gives each host a pool with a queue of 2,048 places, 17 KB that only a full
  // collection of garbage gets rid of. Ten thousand feeds come by 150 MB of them between two of these.
  const oneEach = (place: number) =>
    new Agent({
      connect: (target, callback) => {
        fresh.add(`${place} ${target.protocol}//${target.host}`);
        connections.connect(target, callback);
      },
      connections: 1,
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE / 2,
      keepAliveMaxTimeout: KEEP_ALIVE,
    });
  const agents = [oneEach(0), oneEach(1)] as const;
  const proxies = new LRUCache<string, ProxyAgent>({ max: 32, dispose: (proxy) => void proxy.close() });
  const turn = createTurns(agents.length);
  const userAgent = `Wirewatch/${options.version}${options.contact === "" ? "" : ` (+${options.contact})`}`;

  /** Through a proxy the socket's address is the proxy's: the name is resolved and judged first. */
  async function dispatcherFor(url: URL, place: number, settings: Behalf | undefined): Promise<Dispatcher> {
    if (settings?.proxy === undefined) return agents[place === 0 ? 0 : 1];
    await guard.check(url);
    const { proxy: uri } = settings;
    const token = await proxyAuthorization(settings, env);
    const key = `${uri} ${token}`;
    const connectTimeout = timeouts.connect;
    const known =
      proxies.get(key) ??
      new ProxyAgent({ uri, connections: CONNECTIONS_A_PROXY, connectTimeout, ...(token && { token }) });
    proxies.set(key, known);
    return known;
  }

  const common = { timeouts, guard, turn };
  const through = (settings: Behalf | undefined) => ({
    dispatcherFor: (url: URL, place: number) => dispatcherFor(url, place, settings),
    // A proxy's connections are its own.
    opened: (url: URL, place: number) =>
      settings?.proxy !== undefined || fresh.delete(`${place} ${url.origin}`),
  });

  return {
    guard,

    async fetch(feed, signal, more = true) {
      const started = clock.monotonic();
      const { settings, state } = feed;
      // A feed that redirects, most likely to its own host, needs it once more itself.
      const reused = more || (state.movedTo ?? state.validatorsUrl) !== undefined;
      try {
        const answer = await transfer({
          ...common,
          url: settings.url,
          headers: { accept: FEED_TYPES, "user-agent": settings.userAgent ?? userAgent },
          privateHeaders: await privateHeaders(settings, env),
          ...conditional(feed),
          maxBytes,
          ...through(settings),
          keep: () => reused && connections.open() < KEPT_CONNECTIONS,
          ...(signal === undefined ? {} : { signal }),
        });
        return outcomeOf(answer, state, clock.monotonic() - started, clock.now());
      } catch (error) {
        if (signal?.aborted === true) throw signal.reason;
        const refused = isRefusal(error);
        return { kind: "failed", reason: failureWords(error), latency: clock.monotonic() - started, refused };
      }
    },

    async fetchOnce(url, once = {}) {
      if (!URL.canParse(url)) throw new FetchError(`"${url.slice(0, 200)}" is no URL`);
      const limit = once.timeoutMs === undefined ? undefined : AbortSignal.timeout(once.timeoutMs);
      const signals = [once.signal, limit].filter((signal) => signal !== undefined);
      const { behalf, form, follow } = once;
      try {
        const answer = await transfer({
          ...common,
          url,
          headers: {
            accept: once.accept ?? "*/*",
            "user-agent": behalf?.userAgent ?? userAgent,
            ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
          },
          privateHeaders:
            behalf !== undefined && isAtHome(url, behalf) ? await privateHeaders(behalf, env) : {},
          maxBytes: once.maxBytes ?? maxBytes,
          ...through(behalf),
          keep: () => connections.open() < KEPT_CONNECTIONS,
          ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form).toString() }),
          ...(follow === undefined ? {} : { follow }),
          ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
        });
        if (answer.status < 200 || answer.status > 299) {
          const retryAfter = retryAfterOf(answer.headers["retry-after"], clock.now());
          throw new FetchError(`${url}: ${statusWords(answer)}`, { status: answer.status, retryAfter });
        }
        const contentType = answer.headers["content-type"];
        return {
          bytes: answer.bytes,
          url: answer.url,
          status: answer.status,
          ...(contentType === undefined ? {} : { contentType }),
        };
      } catch (error) {
        if (once.signal?.aborted === true) throw once.signal.reason;
        if (error instanceof FetchError) throw error;
        throw new FetchError(`${url}: ${failureWords(error)}`, { cause: error });
      }
    },

    async close() {
      await Promise.all([
        ...agents.map((agent) => agent.destroy()),
        ...[...proxies.values()].map((proxy) => proxy.destroy()),
      ]);
    },
  };
}

/** Whether a feed's secrets may be sent to the URL: its own host and port, and not in the clear if the feed's is not. */
export function isAtHome(url: string, { url: home }: Behalf): boolean {
  const [to, from] = [new URL(url), URL.parse(home)];
  return from !== null && to.host === from.host && (to.protocol === "https:" || from.protocol === "http:");
}

/** The connector, with how many of its sockets are open. */
function counted(connector: buildConnector.connector): { connect: buildConnector.connector; open(): number } {
  let open = 0;
  return {
    open: () => open,
    connect: (target, callback) =>
      connector(target, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        open += 1;
        socket.once("close", () => {
          open -= 1;
        });
        return callback(null, socket);
      }),
  };
}
