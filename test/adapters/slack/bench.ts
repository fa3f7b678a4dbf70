import { slack } from "../../../adapters/slack/index.ts";
import { parseLine } from "../../../src/commands/line.ts";
import type { AdapterDeps, ChatAdapter } from "../../../src/model/adapter.ts";
import type { Caller, CommandHost, Reply } from "../../../src/model/command.ts";
import type { Log } from "../../../src/model/log.ts";
import type { Clock } from "../../../src/model/time.ts";
import {
  CHANNEL,
  type LoopbackSlack,
  read,
  type ShownView,
  type SlackOptions,
  startSlack,
} from "../../platforms/slack/index.ts";

export const realClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const timer = setTimeout(resolve, ms);
      timer.unref();
      const giveUp = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", giveUp, { once: true });
    }),
};

/** A log that keeps its lines. */
export function keptLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (fields: Record<string, unknown>, message: string) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  };
  return { lines, error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") };
}

/** A core that knows `recent` and answers what a test tells it. */
export function fakeHost(answer: (options: Record<string, string>, caller: Caller) => Reply): CommandHost {
  return {
    commands: [
      {
        name: "recent",
        summary: "The latest stories",
        permission: "member",
        options: [],
        example: "recent 5",
      },
    ],
    run: async (_name, options, caller) => answer(options, caller),
    suggest: async () => [],
    parseLine: (line) =>
      line.startsWith("recent")
        ? { name: "recent", options: { line } }
        : { kind: "error", text: `There is no command "${line}".`, hint: "Try: recent" },
  };
}

export interface SlackBench {
  platform: LoopbackSlack;
  adapter: ChatAdapter;
  log: ReturnType<typeof keptLog>;
}

/** The real client against a loopback Slack. */
export async function slackBench(
  options: SlackOptions = {},
  change: { settings?: Record<string, unknown>; deps?: Partial<AdapterDeps> } = {},
): Promise<SlackBench> {
  const platform = await startSlack({ rateLimit: "off", ...options });
  const log = keptLog();
  const adapter = slack.create(
    { apiBase: platform.apiBase, timeoutMs: 1000, ...change.settings },
    {
      name: "slack",
      clock: realClock,
      log,
      env: { SLACK_BOT_TOKEN: platform.tokens.bot, SLACK_APP_TOKEN: platform.tokens.app },
      dataDir: "/nowhere",
      destinations: [CHANNEL],
      ...change.deps,
    },
  );
  return { platform, adapter, log };
}

type Answering = (options: Record<string, string>, caller: Caller) => Reply | Promise<Reply>;

export interface Asked {
  name: string;
  options: Record<string, string>;
  caller: Caller;
}

/** A core with the commands that a test gives, each with one option in any order; it notes who asked what. */
export function deskHost(commands: Record<string, Answering>): CommandHost & { asked: Asked[] } {
  const asked: Asked[] = [];
  const described = Object.keys(commands).map((name) => ({
    name,
    summary: `About ${name}`,
    permission: "member" as const,
    options: [
      {
        name: "what",
        summary: "What",
        type: "text" as const,
        required: false,
        positional: true,
        suggests: true,
      },
    ],
    example: name,
  }));
  return {
    asked,
    commands: described,
    run: async (name, options, caller) => {
      asked.push({ name, options, caller });
      const answer = commands[name];
      return answer === undefined ? { kind: "error", text: `no ${name}` } : answer(options, caller);
    },
    suggest: async () => [
      { value: "grain", label: "Grain corridor" },
      { value: "ukraine-peace", label: "Ukraine peace" },
    ],
    parseLine: (line) => parseLine(line, described),
  };
}

/** The real clock, but for the time after which the adapter says "one moment": that has passed once a test says so. */
export function patientClock(): Clock & { lose(): void } {
  let lost = false;
  return {
    ...realClock,
    lose: () => {
      lost = true;
    },
    sleep: (ms, signal) => realClock.sleep(ms === 2000 ? (lost ? 0 : 60_000) : ms, signal),
  };
}

/** What can be read of a modal or a home tab, but for its fields. */
export function readView(view: { blocks: ShownView["blocks"] } | undefined): ReturnType<typeof read> {
  return read({ blocks: (view?.blocks ?? []).filter((block) => block.type !== "input") });
}

/** The real client, connected to a loopback Slack, answering by these commands. */
export async function answeringDesk(
  commands: Record<string, Answering>,
  change: { settings?: Record<string, unknown>; deps?: Partial<AdapterDeps> } = {},
) {
  const bench = await slackBench({}, change);
  const host = deskHost(commands);
  const stop = new AbortController();
  await bench.adapter.start(host, stop.signal);
  return { ...bench, host, asked: host.asked, stop };
}
