import type { WebClient } from "@slack/web-api";
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
import { checkChannel } from "./check.ts";
import { placeIn } from "./destination.ts";
import { EVENT_TYPE, Finder } from "./find.ts";
import type { SlackHttp } from "./http.ts";
import { faultOf, outcomeOf, refusalWords } from "./outcome.ts";
import { linkTo } from "./related.ts";
import { render, type SlackMessage, slackLimits } from "./render.ts";
import type { SlackSettings } from "./settings.ts";
import type { SlackSocket } from "./socket.ts";
import { appToken, botToken, signingSecret } from "./tokens.ts";
import { openWebClient, withoutSecrets } from "./web.ts";

/** Slack, by its Web API and, for commands, Socket Mode or signed HTTP. */
export class SlackAdapter implements ChatAdapter {
  readonly name: string;
  readonly limits = slackLimits;
  readonly can = { edit: true, thread: true, buttons: true, find: true };
  readonly #settings: SlackSettings;
  readonly #deps: AdapterDeps;
  readonly #finder: Finder;
  #opening: Promise<WebClient> | undefined;
  #unanswered: string | undefined;
  #commands: SlackSocket | SlackHttp | undefined;
  /** The workspace's address, once it was asked for. */
  #workspace: string | undefined;

  constructor(settings: SlackSettings, deps: AdapterDeps) {
    this.name = deps.name;
    this.#settings = settings;
    this.#deps = deps;
    this.#finder = new Finder(deps.clock);
  }

  /**
   * Asks Slack whether the bot token is good, then connects for commands. Throws, in words, where a token is missing,
   * of the wrong kind or refused, or Slack does not answer. A connection for commands that fails is logged and tried again: posting does
   * not need it.
   */
  async start(host: CommandHost, signal: AbortSignal): Promise<void> {
    const { log } = this.#deps;
    const web = await this.#web();
    const { team, user, url } = await introduce(web);
    log.info({ adapter: this.name, team, user }, "posting to Slack");
    this.#workspace = url;
    if (this.#settings.mode === "http") return this.#listen(web, host, signal);
    const token = await appToken(this.#settings, this.#deps.env);
    if (token === undefined) {
      log.warn(
        { adapter: this.name, mend: `set ${this.#settings.appTokenEnv}` },
        "no app-level token for Slack: alerts are posted, commands are not answered",
      );
      this.#unanswered = `commands are not answered: there is no app-level token; set ${this.#settings.appTokenEnv}`;
      return;
    }
    const { SlackSocket } = await import("./socket.ts");
    this.#commands = new SlackSocket({ settings: this.#settings, deps: this.#deps, web, appToken: token });
    await this.#commands.start(host, signal);
  }

  async send(to: Destination, message: Message, key: DeliveryKey): Promise<SendResult> {
    const options = { mention: true, followsUrl: await this.#linkTo(message.follows?.ref) };
    const first = await this.#post(to, render(message, options), message, key);
    if (first.status !== "rejected" || message.thumbnail === undefined) return first;
    // Slack refuses a whole message whose picture it cannot fetch; it is certainly not there, so this is no repeat.
    return this.#post(to, render(message, { ...options, thumbnail: false }), message, key);
  }

  async edit(ref: MessageRef, message: Message, key: DeliveryKey): Promise<SendResult> {
    const options = { mention: false, followsUrl: await this.#linkTo(message.follows?.ref) };
    const first = await this.#update(ref, render(message, options), message, key);
    if (first.status !== "rejected" || message.thumbnail === undefined) return first;
    return this.#update(ref, render(message, { ...options, thumbnail: false }), message, key);
  }

  /** "" where there is none, or Slack does not say now where the workspace is: the message goes out without. */
  async #linkTo(ref: MessageRef | undefined): Promise<string> {
    if (ref === undefined) return "";
    try {
      this.#workspace ??= (await introduce(await this.#web())).url;
      return linkTo(this.#workspace, ref);
    } catch {
      return "";
    }
  }

  async find(to: Destination, key: DeliveryKey, after?: MessageRef): Promise<MessageRef | undefined> {
    return this.#finder.find(await this.#web(), to, key, after);
  }

  async check(destination: string): Promise<ChannelCheck> {
    let web: WebClient;
    try {
      web = await this.#web();
    } catch (error) {
      return { ok: false, detail: message(error), mend: `set ${this.#settings.botTokenEnv}` };
    }
    const channel = await checkChannel(web, destination, this.#settings.editors);
    const trouble = channel.ok ? await this.#commandTrouble() : undefined;
    return trouble ?? channel;
  }

  trouble(): string | undefined {
    const trouble = this.#commands?.trouble;
    if (trouble === undefined) return this.#unanswered;
    return `commands are not answered: ${trouble.detail}; ${trouble.mend}`;
  }

  async stop(): Promise<void> {
    await this.#commands?.stop();
  }

  async #listen(web: WebClient, host: CommandHost, signal: AbortSignal): Promise<void> {
    const secret = await signingSecret(this.#settings, this.#deps.env);
    if (secret === undefined) {
      throw new Error(`no signing secret for Slack: set ${this.#settings.signingSecretEnv}, or mode: socket`);
    }
    const { SlackHttp } = await import("./http.ts");
    const http = new SlackHttp({ settings: this.#settings, deps: this.#deps, web, signingSecret: secret });
    this.#commands = http;
    await http.start(host, signal);
  }

  async #post(to: Destination, made: SlackMessage, message: Message, key: DeliveryKey): Promise<SendResult> {
    const thread = to.thread === undefined ? undefined : (to.thread.thread ?? to.thread.id);
    const channel = to.thread?.channel ?? placeIn(to.channel);
    return this.#call("post", async (web) => {
      const post = {
        channel,
        ...made,
        ...QUIET,
        mrkdwn: false,
        unfurl_links: false,
        unfurl_media: false,
        metadata: metadata(key, message),
      };
      const answer = await (thread === undefined
        ? web.chat.postMessage(post)
        : web.chat.postMessage({ ...post, thread_ts: thread, reply_broadcast: to.broadcast === true }));
      if (answer.ts === undefined) return undefined;
      const ref = { channel: answer.channel ?? channel, id: answer.ts };
      return thread === undefined ? ref : { ...ref, thread };
    });
  }

  async #update(
    ref: MessageRef,
    made: SlackMessage,
    message: Message,
    key: DeliveryKey,
  ): Promise<SendResult> {
    return this.#call("edit", async (web) => {
      await web.chat.update({
        channel: ref.channel,
        ts: ref.id,
        ...made,
        ...QUIET,
        metadata: metadata(key, message),
      });
      return ref;
    });
  }

  async #call(
    what: "post" | "edit",
    run: (web: WebClient) => Promise<MessageRef | undefined>,
  ): Promise<SendResult> {
    let web: WebClient;
    try {
      web = await this.#web();
    } catch (error) {
      return { status: "unauthorized", reason: message(error) };
    }
    try {
      const ref = await run(web);
      if (ref === undefined) return { status: "unknown", reason: "Slack's answer names no message" };
      return { status: "sent", ref };
    } catch (error) {
      return outcomeOf(error, what);
    }
  }

  /** What is wrong with the way that commands come in, in words; undefined if nothing is. */
  async #commandTrouble(): Promise<ChannelCheck | undefined> {
    const trouble = this.#commands?.trouble;
    if (trouble !== undefined) return { ok: false, ...trouble };
    if (this.#commands !== undefined) return undefined;
    const { mode, signingSecretEnv, appTokenEnv } = this.#settings;
    try {
      if (mode === "http") {
        const secret = await signingSecret(this.#settings, this.#deps.env);
        const mend = `set ${signingSecretEnv} to the signing secret under Basic Information, or mode: socket`;
        return secret === undefined ? { ok: false, detail: "no signing secret for Slack", mend } : undefined;
      }
      const token = await appToken(this.#settings, this.#deps.env);
      if (token === undefined) return undefined;
      const { checkAppToken } = await import("./socket.ts");
      return await checkAppToken(token, this.#settings, this.#deps.log);
    } catch (error) {
      return {
        ok: false,
        detail: message(error),
        mend: `set ${mode === "http" ? signingSecretEnv : appTokenEnv}`,
      };
    }
  }

  /** The client, made when it is first needed. Throws, in words, while there is no usable token. */
  #web(): Promise<WebClient> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<WebClient> {
    try {
      const token = await botToken(this.#settings, this.#deps.env);
      if (token === undefined) {
        throw new Error(`no bot token for Slack: set ${this.#settings.botTokenEnv} (xoxb-...)`);
      }
      return await openWebClient(token, this.#settings, this.#deps.log);
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }
}

async function introduce(web: WebClient): Promise<{ team: string; user: string; url: string }> {
  try {
    const { team = "?", user = "?", url = "" } = await web.auth.test();
    return { team, user, url };
  } catch (error) {
    const fault = faultOf(error);
    throw new Error(
      fault.kind === "limited"
        ? `Slack asks to wait ${Math.ceil(fault.afterMs / 1000)} s`
        : fault.kind === "refused"
          ? `Slack refuses the bot token: ${refusalWords(fault.code)} (${fault.detail})`
          : `Slack does not answer (${withoutSecrets(fault.detail)})`,
    );
  }
}

/** No names or links made out of words. */
const QUIET = { parse: "none", link_names: false } as const;

/** The key, where `find` sees it: message metadata, kept through every edit. */
function metadata(key: DeliveryKey, message: Message) {
  return { event_type: EVENT_TYPE, event_payload: { key, kind: message.kind } };
}

function message(error: unknown): string {
  return withoutSecrets(error instanceof Error ? error.message : String(error));
}
