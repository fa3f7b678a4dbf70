import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { HTTPReceiver, isValidSlackRequest } from "@slack/bolt";
import { LogLevel, type WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { AdapterDeps } from "../../src/model/adapter.ts";
import type { CommandHost } from "../../src/model/command.ts";
import type { Millis } from "../../src/model/time.ts";
import { answerWith } from "./bolt.ts";
import type { SlackSettings } from "./settings.ts";
import { slackLogger, withoutSecrets } from "./web.ts";

/** Where Slack is told to send requests. */
const ENDPOINT = "/slack/events";
/** Slack's requests are some kilobytes; its largest, a submitted form, some hundred. */
const LARGEST = 1_000_000;
/** How far a request's time may be from ours, either way (docs.slack.dev/authentication/verifying-requests-from-slack). */
const WINDOW: Millis = 5 * 60_000;
/** How long a client may take for a request. */
const SLOWEST: Millis = 10_000;

/** Commands over HTTP: every request is Slack's by its signature, in time, and taken once. */
export class SlackHttp {
  readonly #settings: SlackSettings;
  readonly #deps: AdapterDeps;
  readonly #web: WebClient;
  readonly #secret: string;
  readonly #receiver: HTTPReceiver;
  /** Signatures that were taken: a request that is sent again by whoever saw it is refused. */
  readonly #taken: LRUCache<string, true>;
  #server: Server | undefined;

  constructor(options: {
    settings: SlackSettings;
    deps: AdapterDeps;
    web: WebClient;
    signingSecret: string;
  }) {
    const { settings, deps, web, signingSecret } = options;
    this.#settings = settings;
    this.#deps = deps;
    this.#web = web;
    this.#secret = signingSecret;
    const perf = { now: () => deps.clock.monotonic() };
    // A signature is good for the window before and after the time that it names.
    this.#taken = new LRUCache({ max: 100_000, ttl: 2 * WINDOW + 1000, ttlResolution: 0, perf });
    this.#receiver = new HTTPReceiver({
      signingSecret,
      // Verified here, by Bolt's own function and our clock, before Bolt sees a request.
      signatureVerification: false,
      endpoints: [ENDPOINT],
      logger: slackLogger(deps.log, LogLevel.INFO),
    });
  }

  /** Nothing: what keeps it from listening ends the start. */
  readonly trouble = undefined;

  /** Where it listens, once it does. */
  get port(): number | undefined {
    const address = this.#server?.address();
    return typeof address === "object" ? address?.port : undefined;
  }

  /** Listens; rejects, in words, where it cannot. */
  async start(host: CommandHost, signal: AbortSignal): Promise<void> {
    answerWith(this.#receiver, host, { settings: this.#settings, deps: this.#deps, web: this.#web });
    const server = createServer({ requestTimeout: SLOWEST, headersTimeout: SLOWEST }, (request, response) => {
      this.#take(request, response).catch((error: unknown) => {
        const said = withoutSecrets(error instanceof Error ? error.message : String(error));
        this.#deps.log.debug(
          { adapter: this.#deps.name, error: said },
          "a request that claims to be Slack's failed",
        );
        end(response, 400);
      });
    });
    const { host: address, port } = this.#settings;
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error) =>
        reject(
          new Error(
            `cannot listen for Slack at ${address}:${port} (${error.message}): set adapters.slack.port to a free one`,
          ),
        ),
      );
      server.listen(port, address, resolve);
    });
    this.#server = server;
    signal.addEventListener("abort", () => void this.stop(), { once: true });
    this.#deps.log.info(
      { adapter: this.#deps.name, address, port: this.port },
      "listening for Slack's requests",
    );
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 2000).unref();
    });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split("?")[0];
    if (path !== ENDPOINT) return end(response, 404);
    if (request.method !== "POST") return end(response, 405);
    const body = await bodyOf(request);
    if (body === undefined) return end(response, 413);
    // Slack looks now and then whether the address speaks TLS; that is not signed, and nothing is done of it.
    if (new URLSearchParams(body.toString()).get("ssl_check") === "1") return end(response, 200);
    const refusal = this.#refusal(request, body);
    if (refusal !== undefined) {
      this.#deps.log.warn(
        { adapter: this.#deps.name, why: refusal },
        "a request that claims to be Slack's is refused",
      );
      return end(response, 401);
    }
    this.#receiver.requestListener(Object.assign(request, { rawBody: body }), response);
  }

  /** Why a request is not taken for Slack's, undefined if it is. */
  #refusal(request: IncomingMessage, body: Buffer): string | undefined {
    const signature = request.headers["x-slack-signature"];
    const stamp = request.headers["x-slack-request-timestamp"];
    if (typeof signature !== "string" || typeof stamp !== "string" || !/^\d{1,12}$/.test(stamp)) {
      return "it is not signed";
    }
    const now = this.#deps.clock.now();
    if (Math.abs(now - Number(stamp) * 1000) > WINDOW) {
      return "its time is more than five minutes from ours: an old request sent again, or a wrong clock here";
    }
    const valid = isValidSlackRequest({
      signingSecret: this.#secret,
      body: body.toString(),
      headers: { "x-slack-signature": signature, "x-slack-request-timestamp": Number(stamp) },
      nowMilliseconds: now,
    });
    if (!valid) return `its signature is wrong: compare ${this.#settings.signingSecretEnv} with the app's`;
    if (this.#taken.has(signature)) return "it was sent before";
    this.#taken.set(signature, true);
    return undefined;
  }
}

/** The body, undefined if it is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function end(response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  response.writeHead(status, { connection: "close" }).end();
}
