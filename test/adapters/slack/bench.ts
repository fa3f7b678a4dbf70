import { slack } from "../../../adapters/slack/index.ts";
import type { AdapterDeps, ChatAdapter } from "../../../src/model/adapter.ts";
import type { Caller, CommandHost, Reply } from "../../../src/model/command.ts";
import type { Log } from "../../../src/model/log.ts";
import type { Clock } from "../../../src/model/time.ts";
import { CHANNEL, type LoopbackSlack, type SlackOptions, startSlack } from "../../platforms/slack/index.ts";

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
