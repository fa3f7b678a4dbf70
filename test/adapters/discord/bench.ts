import { setTimeout } from "node:timers/promises";
import { discord } from "../../../adapters/discord/index.ts";
import type { AdapterDeps, ChatAdapter } from "../../../src/model/adapter.ts";
import type { Caller, CommandHost, Reply } from "../../../src/model/command.ts";
import type { Log } from "../../../src/model/log.ts";
import {
  CHANNEL,
  type DiscordOptions,
  type LoopbackDiscord,
  startDiscord,
  textOf,
} from "../../platforms/discord/index.ts";
import { components } from "../../platforms/discord/schemas.ts";
import type { Seen } from "../conformance.ts";

/** The real adapter with the real client, against a loopback Discord. */
export interface DiscordBench {
  platform: LoopbackDiscord;
  adapter: ChatAdapter;
  deps: AdapterDeps;
  logged: { level: string; fields: Record<string, unknown>; message: string }[];
}

/** `settings` and `deps` are what a test changes; the gateway is not connected until `adapter.start`. */
export async function benchDiscord(
  options: DiscordOptions = {},
  settings: Record<string, unknown> = {},
  change: Partial<AdapterDeps> = {},
): Promise<DiscordBench> {
  const platform = await startDiscord({ rateLimit: "off", ...options });
  const logged: DiscordBench["logged"] = [];
  const at = (level: string) => (fields: Record<string, unknown>, message: string) =>
    void logged.push({ level, fields, message });
  const log: Log = { error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") };
  const deps: AdapterDeps = {
    name: "discord",
    clock: {
      now: Date.now,
      monotonic: () => performance.now(),
      sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
    },
    log,
    env: { DISCORD_TOKEN: platform.token },
    dataDir: "/nowhere",
    destinations: [CHANNEL],
    ...change,
  };
  const adapter = discord.create({ apiBase: platform.apiBase, timeoutMs: 15_000, ...settings }, deps);
  return { platform, adapter, deps, logged };
}

/** What a channel of the loopback holds, as the conformance suite asks for it. */
export function seenIn(platform: LoopbackDiscord, channel = CHANNEL): Seen[] {
  return platform.messages(channel).map((m) => ({
    id: m.id,
    text: textOf(m.content, m.embeds),
    ...(m.nonce === undefined ? {} : { key: m.nonce }),
    ...(m.reference === undefined ? {} : { thread: m.reference.message }),
  }));
}

export interface ButtonAt {
  label?: string | undefined;
  custom_id?: string | undefined;
  style: number;
  disabled?: boolean | undefined;
}

/** The buttons of a message, in order. */
export function buttonsOn(message: { components: unknown[] }): ButtonAt[] {
  return components.parse(message.components).flatMap((row) => row.components);
}

export interface Called {
  name: string;
  options: Record<string, string>;
  caller: Caller;
}

/** A core of a few commands that records who asked what. */
export function hostOf(
  answer: (called: Called) => Reply | Promise<Reply>,
): CommandHost & { called: Called[] } {
  const called: Called[] = [];
  const option = { type: "text", required: false, positional: false, suggests: false } as const;
  return {
    called,
    commands: [
      {
        name: "recent",
        summary: "The latest alerts",
        permission: "member",
        options: [
          { ...option, name: "watch", summary: "Only this watch list", suggests: true },
          { ...option, name: "limit", summary: "How many", type: "integer" },
        ],
        example: "recent 5",
      },
      {
        name: "watch list",
        summary: "The watch lists",
        permission: "member",
        options: [],
        example: "watch list",
      },
      {
        name: "watch pause",
        summary: "Pause a watch list",
        permission: "admin",
        options: [{ ...option, name: "name", summary: "Which", required: true, suggests: true }],
        example: "watch pause ukraine-peace",
      },
    ],
    async run(name, options, caller) {
      const call = { name, options, caller };
      called.push(call);
      return answer(call);
    },
    async suggest(name, option, partial) {
      return [{ value: `${partial}-peace`, label: `${name} ${option} ${partial}` }];
    },
    parseLine(line) {
      const [name = "", value = ""] = line.split(" ");
      return name === "mute"
        ? { name, options: { story: value } }
        : { kind: "error", text: `no command ${name}` };
    },
  };
}
