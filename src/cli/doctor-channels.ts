import { dirname } from "node:path";
import { adapters } from "../../adapters/index.ts";
import type { Config } from "../config/index.ts";
import type { AdapterModule, ChannelCheck, ChatAdapter } from "../model/adapter.ts";
import { systemClock } from "../ops/clock.ts";
import { faultLine } from "../ops/faults.ts";
import { silentLog } from "../ops/log.ts";
import type { Finding } from "./doctor-checks.ts";

/** How long one channel's platform may take to answer, in milliseconds. */
const PATIENCE = 20_000;

/** Whether each channel may be posted to, by asking its platform. Nothing is posted, and no bot goes online. */
export async function* checkChannels(
  config: Config,
  env: Record<string, string | undefined>,
): AsyncGenerator<Finding> {
  for (const [instance, { module: moduleName, settings }] of Object.entries(config.adapters)) {
    const channels = Object.entries(config.channels).filter(([, channel]) => channel.adapter === instance);
    const module = adapters.find((candidate) => candidate.name === moduleName);
    if (module === undefined || channels.length === 0) continue;
    const adapter = module.create(settings, {
      name: instance,
      clock: systemClock,
      log: silentLog,
      env,
      dataDir: dirname(config.database),
      destinations: channels.map(([, channel]) => channel.destination),
    });
    try {
      for (const [name, { destination }] of channels) {
        yield findingOf(`${name} (${instance}:${destination})`, await ask(adapter, destination), module, env);
      }
    } finally {
      await adapter.stop();
    }
  }
}

async function ask(adapter: ChatAdapter, destination: string): Promise<ChannelCheck> {
  const patience = new AbortController();
  const late: Promise<ChannelCheck> = systemClock.sleep(PATIENCE, patience.signal).then(() => ({
    ok: false,
    detail: `no answer within ${PATIENCE / 1_000} s`,
    mend: "is the platform reachable?",
  }));
  late.catch(() => undefined); // called off below
  try {
    return await Promise.race([adapter.check(destination), late]);
  } catch (fault) {
    return { ok: false, detail: faultLine(fault) };
  } finally {
    patience.abort();
  }
}

function findingOf(
  subject: string,
  check: ChannelCheck,
  module: AdapterModule,
  env: Record<string, string | undefined>,
): Finding {
  const unset = module.secrets.filter((secret) => secret.required && (env[secret.name] ?? "") === "");
  const mend =
    check.mend ??
    (check.ok || unset.length === 0
      ? undefined
      : `set ${unset.map(({ name, summary }) => `${name} (${summary})`).join(" and ")} in the environment`);
  return {
    check: "channel",
    subject,
    state: check.ok ? "ok" : "fault",
    detail: check.detail,
    ...(mend === undefined ? {} : { mend }),
  };
}
