import { Client, DiscordjsErrorCodes, Events, GatewayIntentBits, type Interaction } from "discord.js";
import { cleanText } from "../../src/alerts/text.ts";
import type { AdapterDeps } from "../../src/model/adapter.ts";
import type { CommandHost } from "../../src/model/command.ts";
import type { Millis } from "../../src/model/time.ts";
import { Calls } from "./calls.ts";
import { leftOut, registerCommands } from "./commands.ts";
import { reasonOf } from "./errors.ts";
import { Interactions } from "./interactions.ts";
import type { Platform } from "./platform.ts";
import { restOptions } from "./rest.ts";
import { Shards, Turns } from "./shards.ts";

/** How long `open` waits for the gateway before it lets the service go on: posting does not need it. */
const PATIENCE: Millis = 3_000;
/** How long a client may take to close its connection. */
const GOODBYE: Millis = 2_000;
/** Between attempts to connect: doubled each time. An application may identify 1,000 times a day. */
const FIRST_RETRY: Millis = 5_000;
const LONGEST_RETRY: Millis = 600_000;

/** The gateway: kept connected, commands registered, interactions handed on. Its trouble stops nothing else. */
export class Connection {
  readonly #platform: Platform;
  readonly #host: CommandHost;
  readonly #deps: AdapterDeps;
  readonly #stop = new AbortController();
  /** Outlive a lost connection. */
  readonly #calls: Calls;
  /** Discord counts a bot's identifies, whichever client makes them. */
  readonly #turns: Turns;
  #running: Promise<void> | undefined;
  #registered = false;
  /** In words, while slash commands cannot be answered. */
  trouble: string | undefined = "the gateway is not connected yet";
  /** What an admin does about it, where it does not pass by itself. */
  mend: string | undefined;

  constructor(platform: Platform, host: CommandHost, deps: AdapterDeps, signal: AbortSignal) {
    this.#platform = platform;
    this.#host = host;
    this.#deps = deps;
    this.#calls = new Calls(deps.clock);
    this.#turns = new Turns(deps.clock);
    if (signal.aborted) this.#stop.abort();
    signal.addEventListener("abort", () => this.#stop.abort(), { once: true });
  }

  /** Connects, and goes on trying where that fails; resolves when connected, when a first attempt failed, or when waiting longer serves nobody. */
  async open(): Promise<void> {
    let settled = () => {};
    const ready = new Promise<void>((resolve) => {
      settled = resolve;
    });
    this.#running = this.#keepConnected(settled);
    const patience = new AbortController();
    const enough = this.#deps.clock.sleep(PATIENCE, patience.signal).catch(() => {
      // Connected first: that is what the wait was for.
    });
    await Promise.race([ready, this.#running, enough]);
    patience.abort();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Says goodbye. A client that still waits for the gateway's hello says it only after that. */
  async #leave(client: Client): Promise<void> {
    const enough = new AbortController();
    const late = this.#deps.clock.sleep(GOODBYE, enough.signal).catch(() => {
      // It ended in time.
    });
    await Promise.race([client.destroy(), late]);
    enough.abort();
  }

  /** Inside one session discord.js reconnects and resumes by itself; this begins anew when it has given up. */
  async #keepConnected(settled: () => void): Promise<void> {
    let pause = FIRST_RETRY;
    while (!this.#stop.signal.aborted) {
      const { fatal } = await this.#session(() => {
        pause = FIRST_RETRY;
        settled();
      });
      if (this.#stop.signal.aborted) return;
      const fields = { adapter: this.#deps.name, trouble: this.trouble };
      if (fatal) this.#deps.log.error(fields, "Discord's gateway refuses the bot; trying again now and then");
      else this.#deps.log.warn(fields, "Discord's gateway is not connected; trying again");
      settled();
      await this.#deps.clock.sleep(pause, this.#stop.signal).catch(() => {
        // Told to stop: the loop ends.
      });
      pause = Math.min(pause * 2, LONGEST_RETRY);
    }
  }

  /** One client's life. `fatal`: the next fares no better until someone mends it. */
  async #session(ready: () => void): Promise<{ fatal: boolean }> {
    const { promise: ended, resolve: end } = Promise.withResolvers<{ fatal: boolean }>();
    const over = new AbortController();
    const lost = (error: unknown) => {
      const fields = { adapter: this.#deps.name, reason: reasonOf(error) };
      this.#deps.log.warn(fields, "Discord's client lost its way; beginning anew");
      this.#troubled(reasonOf(error));
      end({ fatal: false });
    };
    const client = new Client({
      intents: [GatewayIntentBits.Guilds],
      allowedMentions: { parse: [] },
      rest: restOptions(this.#platform.settings.apiBase, this.#platform.settings.timeoutMs),
      ws: {
        buildStrategy: (manager) => new Shards(manager, { over: over.signal, lost }),
        buildIdentifyThrottler: () => this.#turns,
      },
    });
    client.on(Events.ShardDisconnect, ({ code }) => {
      this.#refused(code);
      end({ fatal: true });
    });
    client.on(Events.Invalidated, () => end({ fatal: false }));
    this.#stop.signal.addEventListener("abort", () => end({ fatal: false }), { once: true });
    this.#listen(client, ready);
    try {
      // A login may wait for a gateway for ever: being told to stop ends it too.
      await Promise.race([client.login(this.#platform.token), ended]);
      return await ended;
    } catch (error) {
      const refused =
        error instanceof Error && "code" in error && error.code === DiscordjsErrorCodes.TokenInvalid;
      if (refused) this.#refused(4004);
      else this.#troubled(reasonOf(error));
      return { fatal: refused };
    } finally {
      over.abort();
      await this.#leave(client);
    }
  }

  /** For as long as nobody mends it. */
  #refused(code: number): void {
    const { trouble, mend } = closeReason(code);
    this.trouble = trouble;
    this.mend = mend;
  }

  /** Passes by itself, or so it seems; undefined: all is well. */
  #troubled(trouble: string | undefined): void {
    this.trouble = trouble;
    this.mend = undefined;
  }

  #listen(client: Client, ready: () => void): void {
    const fields = { adapter: this.#deps.name };
    const interactions = new Interactions(client, this.#platform, this.#host, this.#deps, this.#calls);
    client.on(Events.Error, (error) =>
      this.#deps.log.warn({ ...fields, reason: reasonOf(error) }, "Discord's client"),
    );
    client.on(Events.ShardError, (error) =>
      this.#deps.log.warn({ ...fields, reason: reasonOf(error) }, "Discord's gateway"),
    );
    client.on(Events.ShardReconnecting, () => {
      this.#troubled("the gateway is reconnecting");
    });
    client.on(Events.ShardResume, () => {
      this.#troubled(undefined);
    });
    client.on(Events.ShardReady, () => {
      this.#troubled(undefined);
    });
    client.on(Events.InteractionCreate, (interaction: Interaction) => void interactions.take(interaction));
    client.on(Events.GuildDelete, (guild) => {
      const what = "its channels get nothing until it is invited again (`wirewatch init` says the link)";
      this.#deps.log.warn(
        { ...fields, guild: guild.name },
        `the bot was removed from a Discord server; ${what}`,
      );
      const words = `the bot was removed from the Discord server ${cleanText(guild.name)}: ${what}`;
      this.#deps.tell?.(this.#deps.name, words);
    });
    client.once(Events.ClientReady, (known) => void this.#keepRegistered(known.application.id, ready));
  }

  /** Registers the commands, again and again until they stand; `ready` after the first attempt, however it ended. */
  async #keepRegistered(application: string, ready: () => void): Promise<void> {
    for (let pause = FIRST_RETRY; !this.#stop.signal.aborted; pause = Math.min(pause * 2, LONGEST_RETRY)) {
      const done = this.#registered || (await this.#register(application));
      ready();
      if (done) return;
      await this.#deps.clock.sleep(pause, this.#stop.signal).catch(() => {
        // Told to stop: the loop ends.
      });
    }
  }

  async #register(application: string): Promise<boolean> {
    const fields = { adapter: this.#deps.name, commands: this.#host.commands.length };
    try {
      const { rest, settings } = this.#platform;
      const byRole = settings.roles.admin.length > 0;
      const changed = await registerCommands(rest, application, this.#host.commands, byRole);
      const without = leftOut(this.#host.commands);
      if (without.length > 0)
        this.#deps.log.error({ ...fields, without }, "Discord has no room for a command");
      this.#registered = true;
      this.#troubled(undefined);
      this.#deps.log.info({ ...fields, changed }, "slash commands stand on Discord");
      return true;
    } catch (error) {
      this.#troubled(`the slash commands could not be registered: ${reasonOf(error)}`);
      const reason = reasonOf(error);
      this.#deps.log.warn(
        { ...fields, reason },
        "slash commands could not be registered on Discord; trying again",
      );
      return false;
    }
  }
}

/** Gateway close codes after which no reconnect helps ("Gateway Close Event Codes"), with what does. */
function closeReason(code: number): { trouble: string; mend: string } {
  if (code === 4004) {
    return {
      trouble: "the gateway refuses the token",
      mend: "reset the token on the developer portal's Bot page and set DISCORD_TOKEN",
    };
  }
  if (code === 4013 || code === 4014) {
    return {
      trouble: `the gateway refuses an intent (${code})`,
      mend: "see on the developer portal whether the application is restricted; Wirewatch needs no privileged intent",
    };
  }
  return { trouble: `the gateway closed with code ${code}`, mend: "see https://discordstatus.com" };
}
