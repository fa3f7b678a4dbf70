import { randomUUID } from "node:crypto";
import type { SlackAttachments, SlackBlocks } from "./blocks.ts";
import type { Acknowledged } from "./deliver.ts";
import { response as responseSchema, type SlackResponse } from "./schemas.ts";
import type { EnvelopeType } from "./socket.ts";
import type { HomeTab, ShownView, Views } from "./views.ts";
import type { World } from "./world.ts";

/** Who does something, and where. */
export interface Who {
  /** U0MEMBER, U0ADMIN and U0OWNER are there. */
  user?: string;
  channel?: string;
  /** Another workspace's id. */
  team?: string;
}

/** Somebody writes the slash command. */
export interface Slash extends Who {
  /** What stands after the command. */
  text: string;
  command?: string;
}

export interface Outcome {
  /** How long the acknowledgement took, in milliseconds. */
  ackMs: number;
  /** How long the first answer took, if one came to the response_url. */
  answerMs: number;
  responses: SlackResponse[];
}

/** Something with buttons: a message, an answer, a view. */
interface WithButtons {
  blocks?: readonly unknown[] | undefined;
  attachments?: SlackAttachments | undefined;
}

interface Platform {
  world: World;
  views: Views;
  origin: () => string;
  now: () => number;
  send: (type: EnvelopeType, payload: Record<string, unknown>) => Promise<Acknowledged>;
}

/** How long an answer at the response_url is waited for, in milliseconds. */
const ANSWER_TIME = 10_000;
/** How long a trigger is good, in milliseconds. */
const TRIGGER_TIME = 3000;

/** What people do in the workspace, and what comes of it. */
export class People {
  readonly #platform: Platform;
  readonly #triggers = new Map<string, number>();
  readonly #answers = new Map<string, { left: number; take: (body: SlackResponse) => void }>();
  /** The next trigger is given out as if it were this old, in milliseconds. */
  triggerAge = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Whether a trigger was given out and is still good. */
  triggerIsGood(id: string): boolean {
    return this.#platform.now() - (this.#triggers.get(id) ?? Number.NEGATIVE_INFINITY) < TRIGGER_TIME;
  }

  /** An answer that came to a response_url: an HTTP status and what is said. */
  takeAnswer(path: string, body: unknown): [number, string] {
    const place = this.#answers.get(path);
    const taken = responseSchema.safeParse(body);
    if (place === undefined || place.left <= 0) return [404, "used_url"];
    if (!taken.success) return [400, `invalid_payload: ${taken.error.message}`];
    place.left--;
    place.take(taken.data);
    return [200, "ok"];
  }

  /** Resolves with the first answer, or at once with a modal; rejects where Slack would show an error. */
  slash(asked: Slash): Promise<Outcome> {
    const { world } = this.#platform;
    return this.#ask("slash_commands", (response_url, trigger_id) => ({
      token: "verification",
      team_id: asked.team ?? world.team.id,
      team_domain: world.team.domain,
      channel_id: asked.channel ?? "C0WORLD",
      channel_name: world.channels.get(asked.channel ?? "C0WORLD")?.name ?? "directmessage",
      user_id: asked.user ?? "U0MEMBER",
      user_name: this.#name(asked),
      command: asked.command ?? "/wirewatch",
      text: asked.text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"),
      api_app_id: world.bot.appId,
      is_enterprise_install: "false",
      response_url,
      trigger_id,
    }));
  }

  /** Somebody presses a button of a message or of an answer. */
  press(shown: WithButtons & { ts?: string; text?: string | undefined }, actionId: string, asked: Who = {}) {
    const channel = asked.channel ?? "C0WORLD";
    return this.#ask("interactive", (response_url, trigger_id) => ({
      ...this.#pressed(shown, actionId, asked),
      channel: { id: channel, name: "world" },
      container: { type: "message", message_ts: shown.ts ?? "", channel_id: channel },
      message: { type: "message", ts: shown.ts ?? "", text: shown.text ?? "" },
      response_url,
      trigger_id,
    }));
  }

  /** Somebody presses a button in a modal or in the home tab; resolves once acknowledged. */
  async pressIn(view: ShownView | HomeTab, actionId: string, asked: Who = {}): Promise<void> {
    const id = "id" in view ? view.id : "V0HOME";
    await this.#platform.send("interactive", {
      ...this.#pressed(view, actionId, asked),
      container: { type: "view", view_id: id },
      view: { ...view, id, state: { values: {} } },
      trigger_id: this.#trigger(),
    });
  }

  /** Somebody fills in a modal and submits it; the errors that it then shows, by block. */
  async submit(view: ShownView, values: Record<string, string> = {}, asked: Who = {}) {
    if (view.submit === undefined) throw new Error("this modal has nothing to submit");
    const acknowledged = await this.#platform.send("interactive", {
      type: "view_submission",
      ...this.#person(asked),
      view: { ...view, state: { values: stateOf(view, values) } },
      trigger_id: this.#trigger(),
      response_urls: [],
    });
    return this.#platform.views.answered(view, acknowledged.payload);
  }

  /** Somebody uses a shortcut: of a message, or of the whole workspace. */
  async shortcut(callbackId: string, asked: Who & { message?: Record<string, unknown> } = {}): Promise<void> {
    const common = { callback_id: callbackId, ...this.#person(asked), trigger_id: this.#trigger() };
    const channel = { id: asked.channel ?? "C0WORLD", name: "world" };
    const about = { channel, message_ts: "1.000001", message: { type: "message", ...asked.message } };
    const payload =
      asked.message === undefined
        ? { type: "shortcut", ...common }
        : { type: "message_action", ...common, ...about, response_url: "https://hooks.slack.com/unused" };
    await this.#platform.send("interactive", { action_ts: "1.0", ...payload });
  }

  /** Somebody opens the app's home tab. */
  async openHome(user = "U0MEMBER", tab: "home" | "messages" = "home"): Promise<void> {
    const { world } = this.#platform;
    await this.#platform.send("events_api", {
      token: "verification",
      team_id: world.team.id,
      api_app_id: world.bot.appId,
      type: "event_callback",
      event_id: randomUUID(),
      event_time: Math.floor(this.#platform.now() / 1000),
      event: { type: "app_home_opened", user, channel: "D0HOME", tab, event_ts: world.nextTs() },
      authorizations: [{ team_id: world.team.id, user_id: world.bot.userId, is_bot: true }],
    });
  }

  /** Delivers what has a response_url: five answers in half an hour, as Slack allows. */
  async #ask(
    type: EnvelopeType,
    payload: (response_url: string, trigger_id: string) => Record<string, unknown>,
  ): Promise<Outcome> {
    const path = `/commands/${this.#platform.world.team.id}/${randomUUID()}`;
    const first = Promise.withResolvers<number>();
    const responses: SlackResponse[] = [];
    const from = performance.now();
    const modals = this.#platform.views.shown.length;
    this.#answers.set(path, {
      left: 5,
      take: (body) => {
        responses.push(body);
        first.resolve(performance.now() - from);
      },
    });
    const late = setTimeout(() => first.reject(new Error("no answer came to the response_url")), ANSWER_TIME);
    const looking = setInterval(() => {
      if (this.#platform.views.shown.length > modals) first.resolve(performance.now() - from);
    }, 10);
    try {
      const url = `${this.#platform.origin()}${path}`;
      const ack = await this.#platform.send(type, payload(url, this.#trigger()));
      const taken = responseSchema.safeParse(ack.payload);
      if (taken.success && taken.data.text !== undefined) {
        responses.push(taken.data);
        first.resolve(ack.ms);
      }
      return { ackMs: ack.ms, answerMs: await first.promise, responses };
    } finally {
      clearTimeout(late);
      clearInterval(looking);
    }
  }

  #trigger(): string {
    const id = randomUUID();
    this.#triggers.set(id, this.#platform.now() - this.triggerAge);
    this.triggerAge = 0;
    return id;
  }

  #pressed(shown: WithButtons, actionId: string, asked: Who): Record<string, unknown> {
    const button = buttonsOf(shown).find((one) => one.action_id === actionId);
    if (button === undefined) throw new Error(`no button ${actionId}`);
    const action = { ...button, block_id: "b1", action_ts: this.#platform.world.nextTs() };
    return { type: "block_actions", ...this.#person(asked), actions: [action] };
  }

  #person(asked: Who): Record<string, unknown> {
    const { world } = this.#platform;
    const id = asked.user ?? "U0MEMBER";
    return {
      user: { id, name: this.#name(asked), team_id: world.users.get(id)?.team ?? world.team.id },
      team: { id: asked.team ?? world.team.id, domain: world.team.domain },
      api_app_id: world.bot.appId,
      token: "verification",
    };
  }

  #name(asked: Who): string {
    return this.#platform.world.users.get(asked.user ?? "U0MEMBER")?.name ?? "someone";
  }
}

export interface ShownButton {
  type: "button";
  action_id: string;
  text: { text: string };
  value?: string | undefined;
  confirm?: unknown;
}

/** The buttons of a message, an answer or a view, in order. */
export function buttonsOf(shown: WithButtons): ShownButton[] {
  const blocks = [...(shown.blocks ?? []), ...(shown.attachments ?? []).flatMap((a) => a.blocks ?? [])];
  const elements: unknown[] = blocks.flatMap((block) => (isActions(block) ? block.elements : []));
  return elements.filter(isButton);
}

function isActions(block: unknown): block is Extract<SlackBlocks[number], { type: "actions" }> {
  return typeof block === "object" && block !== null && Reflect.get(block, "type") === "actions";
}

function isButton(element: unknown): element is ShownButton {
  return typeof element === "object" && element !== null && Reflect.get(element, "type") === "button";
}

/** What the fields hold: what was typed, else what stood there. A required one may not be empty. */
function stateOf(view: ShownView, values: Record<string, string>): Record<string, Record<string, unknown>> {
  const out: Record<string, Record<string, unknown>> = {};
  for (const block of view.blocks) {
    if (block.type !== "input") continue;
    const { element, block_id = "", optional = false } = block;
    const name = block_id.replace(/^field:/, "");
    const initial = element.type === "static_select" ? element.initial_option?.value : element.initial_value;
    const value = values[name] ?? initial ?? "";
    if (value === "" && !optional) throw new Error(`please complete this required field: ${name}`);
    if (element.type === "static_select") {
      const option = element.options.find((one) => one.value === value) ?? null;
      if (value !== "" && option === null) throw new Error(`no choice ${value} in ${name}`);
      out[block_id] = { [element.action_id]: { type: element.type, selected_option: option } };
    } else {
      if (value.length > (element.max_length ?? 3000)) throw new Error(`too long: ${name}`);
      out[block_id] = {
        [element.action_id]: { type: element.type, value: value === "" ? null : value },
      };
    }
  }
  return out;
}
