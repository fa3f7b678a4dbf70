import { adapters } from "../adapters/index.ts";
import { createApp } from "../src/app.ts";
import { type Config, loadConfig } from "../src/config/index.ts";
import { loadDesk } from "../src/desk/desk.ts";
import { seedDesk } from "../src/desk/seed.ts";
import { createFetcher } from "../src/feeds/fetch.ts";
import { htmlToText } from "../src/feeds/html.ts";
import { createPoller } from "../src/feeds/poller.ts";
import { createReader } from "../src/feeds/reader.ts";
import { canonicalUrl } from "../src/feeds/url.ts";
import { systemClock } from "../src/ops/clock.ts";
import { keepHeapSmall } from "../src/ops/memory.ts";
import { createPipeline } from "../src/pipeline.ts";
import { openStore } from "../src/store/sqlite/open.ts";
import type { Stories } from "../src/stories/stories.ts";

/**
 * `node bench/polling-desk.ts CONFIG ROUNDS LATER PART`: polls every feed of the configuration as `run --once` does,
 * then ROUNDS times more, two hours of its clock apart, the first time LATER hours from now. PART is "whole", the
 * service as it is, or "reading": fetch, read, tell new from known, store, as a feed reader does, each entry a story of
 * its own. Prints the seconds that each round took, those of all cores together and of the main thread, and the memory,
 * as JSON.
 */
const [file = "wirewatch.yaml", rounds = "3", later = "0", part = "whole"] = process.argv.slice(2);
const HOUR = 3_600_000;
let ahead = Number(later) * HOUR;
const clock = { ...systemClock, now: () => Date.now() + ahead };
const silent = () => undefined;
const log = { error: loud, warn: silent, info: silent, debug: silent };
function loud(fields: Record<string, unknown>, message: string): void {
  console.error(message, fields);
}

/** Stories as a feed reader has them: none. */
const apart: Stories = {
  size: 0,
  features: () => new Uint8Array(),
  place: ({ features }) => ({ story: undefined, score: 0, features, merges: [] }),
  apply: silent,
  merge: silent,
  move: silent,
  draft: () => apart,
};

keepHeapSmall();
const reader = createReader({ early: true });
const config = await loadConfig({ file, env: process.env, cwd: process.cwd(), adapters });
if (config === undefined) throw new Error(`no configuration at ${file}`);
const desk = await (part === "reading"
  ? readingDesk(config)
  : createApp({ config, clock, log, env: {}, reader }));
const polls: { seconds: number; cpu: number; main: number }[] = [];
for (let round = 0; round <= Number(rounds); round++) {
  const started = performance.now();
  const [before, mainBefore] = [process.cpuUsage(), process.threadCpuUsage()];
  await desk.once(new AbortController().signal);
  const seconds = (performance.now() - started) / 1_000;
  const [all, main] = [process.cpuUsage(before), process.threadCpuUsage(mainBefore)];
  polls.push({ seconds, cpu: (all.user + all.system) / 1e6, main: (main.user + main.system) / 1e6 });
  ahead += 2 * HOUR;
}
const { rss } = process.memoryUsage();
await desk.close();
const used = process.cpuUsage();
const cpuWhole = (used.user + used.system) / 1e6;
console.log(JSON.stringify({ polls, cpuWhole, rss, peak: process.resourceUsage().maxRSS * 1_024 }));

async function readingDesk(config: Config) {
  const store = openStore({ file: config.database, newDeskId: () => "bench" });
  await seedDesk(store, config, config.file, clock.now());
  const desk = await loadDesk(store);
  const fetcher = createFetcher({ version: "0", env: {}, clock, ...config.fetch });
  const pipeline = createPipeline({
    store,
    storyIndex: async () => apart,
    clock,
    random: Math.random,
    tools: { canonicalUrl, htmlToText },
    giveUpAfter: HOUR,
    view: () => ({
      deskId: store.deskId,
      desk,
      channels: new Map(),
      backfill: config.backfill,
      urgency: config.attention,
      now: clock.now(),
    }),
    place: () => undefined,
    wake: silent,
    mutesMoved: async () => undefined,
    trouble: silent,
  });
  const poller = createPoller({
    clock,
    log,
    fetcher,
    reader,
    source: store,
    random: Math.random,
    ingest: async (feed, document, state) => void (await pipeline.ingest(feed, document, state)),
    concurrency: config.poll.concurrency,
    announce: async () => undefined,
    desk: { ...config.poll, timezone: config.timezone },
  });
  return {
    once: poller.once,
    async close() {
      await poller.stop();
      await reader.close();
      await fetcher.close();
      await store.close();
    },
  };
}
