import { SocketModeReceiver } from "@slack/bolt";
import { LogLevel, type WebClient } from "@slack/web-api";
import type { AdapterDeps, ChannelCheck } from "../../src/model/adapter.ts";
import type { CommandHost } from "../../src/model/command.ts";
import type { Log } from "../../src/model/log.ts";
import type { Millis } from "../../src/model/time.ts";
import { answerWith } from "./bolt.ts";
import { faultOf, refusalWords } from "./outcome.ts";
import type { SlackSettings } from "./settings.ts";
import { clientOptions, openWebClient, slackLogger } from "./web.ts";

/** How long a connection may take until Slack says hello. */
const HELLO: Millis = 15_000;
/** How long `start` waits for the first connection: posting does not need it. */
const FIRST: Millis = 10_000;
/** A connection that stood this long was sound: the next begins at once. */
const SOUND: Millis = 10_000;
const LONGEST_PAUSE: Millis = 60_000;

/** What is wrong, and what to do about it. */
export interface Trouble {
  detail: string;
  mend: string;
}

/**
 * The Socket Mode connection. Bolt takes what comes; we reconnect ourselves, for its client waits five seconds at each
 * refresh (Slack refreshes a socket every few hours), and an error in its own reconnecting is nobody's to catch.
 */
export class SlackSocket {
  readonly #deps: AdapterDeps;
  readonly #settings: SlackSettings;
  readonly #receiver: SocketModeReceiver;
  readonly #web: WebClient;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #trouble: Trouble | undefined;

  constructor(options: { settings: SlackSettings; deps: AdapterDeps; web: WebClient; appToken: string }) {
    const { settings, deps, web, appToken } = options;
    this.#deps = deps;
    this.#settings = settings;
    this.#web = web;
    const logger = slackLogger(deps.log, LogLevel.INFO);
    this.#receiver = new SocketModeReceiver({
      appToken,
      logger,
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: clientOptions(settings, logger) },
    });
    this.#receiver.client.on("ws_message", (data: unknown) => this.#noteGoodbye(data));
  }

  /** Undefined while the connection stands. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** Answers commands from now on; resolves once connected, or when that takes long or fails. */
  async start(host: CommandHost, signal: AbortSignal): Promise<void> {
    answerWith(this.#receiver, host, { settings: this.#settings, deps: this.#deps, web: this.#web });
    signal.addEventListener("abort", () => this.#stopping.abort(signal.reason), { once: true });
    const first = Promise.withResolvers<void>();
    this.#running = this.#keepConnected(first.resolve);
    await Promise.race([first.promise, this.#pause(FIRST)]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error("stopped"));
    await Promise.race([this.#running, this.#deps.clock.sleep(2000)]);
  }

  async #keepConnected(tried: () => void): Promise<void> {
    const { log, clock, name: adapter } = this.#deps;
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      const from = clock.monotonic();
      try {
        const { closed } = await this.#connect();
        this.#trouble = undefined;
        log.info({ adapter }, "connected to Slack for commands");
        tried();
        await closed;
        this.#trouble ??= { detail: "the connection for commands was lost", mend: "it is being made again" };
        log.info({ adapter, trouble: this.#trouble.detail }, "the connection to Slack ended");
      } catch (error) {
        this.#trouble = troubleOf(error, this.#settings);
        if (!this.#stopping.signal.aborted) {
          log.warn({ adapter, ...this.#trouble }, "cannot connect to Slack for commands");
        }
      }
      tried();
      failures = clock.monotonic() - from > SOUND ? 0 : failures + 1;
      if (failures > 0) await this.#pause(Math.min(LONGEST_PAUSE, 250 * 2 ** (failures - 1)));
    }
  }

  /** Resolves when Slack has said hello; `closed` is the connection's end. */
  async #connect(): Promise<{ closed: Promise<void> }> {
    const { client } = this.#receiver;
    const end = Promise.withResolvers<void>();
    const stop = () => {
      client.disconnect().then(end.resolve, end.resolve);
    };
    client.once("disconnected", () => {
      this.#stopping.signal.removeEventListener("abort", stop);
      end.resolve();
    });
    const late = new AbortController();
    try {
      const started = client.start();
      const tooLate = this.#deps.clock.sleep(HELLO, late.signal).then(
        () => {
          throw new Error("Slack did not say hello");
        },
        () => undefined,
      );
      await Promise.race([started, tooLate]);
      // Stopped while the address was asked for: the client connects all the same.
      if (this.#stopping.signal.aborted) stop();
      else this.#stopping.signal.addEventListener("abort", stop, { once: true });
      return { closed: end.promise };
    } catch (error) {
      await Promise.race([client.disconnect(), this.#pause(1000)]);
      throw error ?? new Error("the socket closed before Slack said hello");
    } finally {
      late.abort();
    }
  }

  /** Why Slack ends a connection; "warning" and "refresh_requested" are its daily business. */
  #noteGoodbye(data: unknown): void {
    if (typeof data !== "string" || !data.includes('"disconnect"')) return;
    if (data.includes('"link_disabled"')) {
      this.#trouble = {
        detail: "Socket Mode is switched off for the Slack app",
        mend: "switch it on under Socket Mode in the app's settings",
      };
    } else if (data.includes('"too_many_websockets"')) {
      this.#trouble = {
        detail: "the Slack app has too many connections open (10 are allowed)",
        mend: "stop other programs that use this app's token",
      };
    }
  }

  async #pause(ms: Millis): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    await this.#deps.clock.sleep(ms, signal).catch(() => undefined); // woken to stop: nothing is lost
  }
}

/** Whether Slack takes the app-level token; undefined if it does. Opens no connection. */
export async function checkAppToken(
  token: string,
  settings: SlackSettings,
  log: Log,
): Promise<ChannelCheck | undefined> {
  const web = await openWebClient(token, settings, log);
  try {
    await web.apps.connections.open({});
    return undefined;
  } catch (error) {
    return { ok: false, ...troubleOf(error, settings) };
  }
}

function troubleOf(error: unknown, settings: SlackSettings): Trouble {
  const fault = faultOf(error);
  if (fault.kind === "limited") {
    return { detail: "Slack asks to wait before connecting for commands", mend: "it is tried again" };
  }
  if (fault.kind !== "refused") {
    return {
      detail: `no connection to Slack for commands (${fault.detail})`,
      mend: "check the network, and adapters.slack.apiBase; it is tried again",
    };
  }
  return {
    detail: `Slack refuses the app-level token: ${refusalWords(fault.code).replace("the bot token", "it")} (${fault.detail})`,
    mend: `set ${settings.appTokenEnv} to an app-level token with the scope connections:write, and switch Socket Mode on`,
  };
}
