import { adapters } from "../../adapters/index.ts";
import { type App, createApp } from "../app.ts";
import { type Config, loadConfig } from "../config/index.ts";
import { createReader } from "../feeds/reader.ts";
import { systemClock } from "../ops/clock.ts";
import { createLog } from "../ops/log.ts";
import { keepHeapSmall } from "../ops/memory.ts";
import { listenForShutdown } from "../ops/shutdown.ts";
import { requireWritable } from "./database.ts";
import { startSampleDesk } from "./sample-desk.ts";

/** Runs the service until it is told to stop, or once; returns the exit code. */
export async function runService(flags: {
  config?: string;
  once: boolean;
  verbose: boolean;
}): Promise<number> {
  keepHeapSmall();
  const shutdown = listenForShutdown();
  // Its worker loads while this thread reads the configuration and opens the database: the first answer finds it ready.
  const reader = createReader({ early: true });
  const own = await loadConfig({ file: flags.config, env: process.env, cwd: process.cwd(), adapters });
  const sample = own === undefined ? await startSampleDesk() : undefined;
  const config: Config | undefined = own ?? sample?.config;
  if (config === undefined) throw new Error("neither a configuration nor the sample desk");
  requireWritable(config.database);
  const log = createLog({ level: flags.verbose ? "debug" : config.log.level });
  const terminal = {
    write: (text: string) => void process.stdout.write(text),
    columns: process.stdout.columns ?? 100,
    color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  };
  let app: App | undefined;
  try {
    app = await createApp({ config, clock: systemClock, log, env: process.env, terminal, reader });
    if (sample === undefined) log.info({ config: config.file, feeds: config.feeds.length }, "wirewatch runs");
    if (!flags.once) {
      await app.run(shutdown.signal);
      return 0;
    }
    const { owed } = await app.once(shutdown.signal);
    if (owed > 0)
      console.error(`wirewatch: ${owed} messages are still owed; they wait in ${config.database}`);
    return owed > 0 ? 1 : 0;
  } finally {
    await app?.close();
    await reader.close();
    await sample?.close();
    shutdown.dispose();
  }
}
