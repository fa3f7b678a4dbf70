import { adapters } from "../adapters/index.ts";
import { createApp } from "../src/app.ts";
import { loadConfig } from "../src/config/index.ts";
import { systemClock } from "../src/ops/clock.ts";

/**
 * `node bench/polling-desk.ts CONFIG ROUNDS`: polls every feed of the configuration as `run --once` does, then
 * ROUNDS times more, two hours of its clock apart. Prints the seconds each took and the memory, as JSON.
 */
const [file = "wirewatch.yaml", rounds = "3"] = process.argv.slice(2);
const config = await loadConfig({ file, env: process.env, cwd: process.cwd(), adapters });
if (config === undefined) throw new Error(`no configuration at ${file}`);
let ahead = 0;
const clock = { ...systemClock, now: () => Date.now() + ahead };
const silent = () => undefined;
const fault = (fields: Record<string, unknown>, message: string) => console.error(message, fields);
const app = await createApp({
  config,
  clock,
  log: { error: fault, warn: silent, info: silent, debug: silent },
  env: process.env,
});
const seconds: number[] = [];
/** CPU time of all threads: what the wall clock would say on an idle machine with one core. */
const cpu: number[] = [];
for (let round = 0; round <= Number(rounds); round++) {
  const started = performance.now();
  const before = process.cpuUsage();
  await app.once(new AbortController().signal);
  seconds.push((performance.now() - started) / 1_000);
  const { user, system } = process.cpuUsage(before);
  cpu.push((user + system) / 1e6);
  ahead += 2 * 3_600_000;
}
const { rss } = process.memoryUsage();
await app.close();
console.log(JSON.stringify({ seconds, cpu, rss, peak: process.resourceUsage().maxRSS * 1_024 }));
