import type {
  AdapterDeps,
  ChannelCheck,
  ChatAdapter,
  Destination,
  SendResult,
} from "../../src/model/adapter.ts";
import type { CommandHost } from "../../src/model/command.ts";
import type { DeliveryKey, MessageRef } from "../../src/model/delivery.ts";
import type { Message } from "../../src/model/message.ts";
import type { Connection } from "./connection.ts";
import { LIMITS } from "./limits.ts";
import type { Platform } from "./platform.ts";
import { NoToken, readToken, type Settings } from "./settings.ts";

/** Discord as the core sees it. The client is loaded at the first call, so that naming the adapter costs nothing. */
export class DiscordAdapter implements ChatAdapter {
  readonly name: string;
  readonly limits = LIMITS;
  readonly can = { edit: true, thread: true, buttons: true, find: true };
  readonly #settings: Settings;
  readonly #deps: AdapterDeps;
  #platform: Platform | undefined;
  #connection: Connection | undefined;

  constructor(given: Settings, deps: AdapterDeps) {
    this.name = deps.name;
    this.#settings = given;
    this.#deps = deps;
  }

  /** Checks the token, then connects the gateway. Throws where the token is missing or refused; anything else is tried again. */
  async start(host: CommandHost, signal: AbortSignal): Promise<void> {
    const platform = await this.#load();
    await platform.introduce();
    const { Connection } = await import("./connection.ts");
    this.#connection = new Connection(platform, host, this.#deps, signal);
    await this.#connection.open();
  }

  send(to: Destination, message: Message, key: DeliveryKey): Promise<SendResult> {
    return this.#result((platform) => platform.send(to, message, key));
  }

  edit(ref: MessageRef, message: Message, key: DeliveryKey): Promise<SendResult> {
    return this.#result((platform) => platform.edit(ref, message, key));
  }

  async find(to: Destination, key: DeliveryKey, after?: MessageRef): Promise<MessageRef | undefined> {
    return (await this.#load()).find(to, key, after);
  }

  async check(destination: string): Promise<ChannelCheck> {
    let platform: Platform;
    try {
      platform = await this.#load();
    } catch (error) {
      if (error instanceof NoToken) return { ok: false, detail: error.message, mend: "set DISCORD_TOKEN" };
      throw error;
    }
    const answer = await platform.check(destination);
    const trouble = this.#connection?.trouble;
    if (!answer.ok || trouble === undefined) return answer;
    const mend = this.#connection?.mend ?? "nothing: it is tried again by itself";
    return { ok: false, detail: `${answer.detail}, but slash commands do not answer: ${trouble}`, mend };
  }

  trouble(): string | undefined {
    const connection = this.#connection;
    if (connection?.trouble === undefined) return undefined;
    const mend = connection.mend === undefined ? "" : `; ${connection.mend}`;
    return `slash commands do not answer: ${connection.trouble}${mend}`;
  }

  async stop(): Promise<void> {
    await this.#connection?.close();
    this.#connection = undefined;
    this.#platform?.close();
    this.#platform = undefined;
  }

  async #result(call: (platform: Platform) => Promise<SendResult>): Promise<SendResult> {
    try {
      return await call(await this.#load());
    } catch (error) {
      if (error instanceof NoToken) return { status: "unauthorized", reason: error.message };
      throw error;
    }
  }

  async #load(): Promise<Platform> {
    const { Platform } = await import("./platform.ts");
    this.#platform ??= new Platform(this.#settings, readToken(this.#settings, this.#deps.env), this.#deps);
    return this.#platform;
  }
}
