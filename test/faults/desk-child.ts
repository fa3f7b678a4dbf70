import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { adapters } from "../../adapters/index.ts";
import { createApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config/index.ts";
import type { Clock } from "../../src/model/time.ts";
import { createLog } from "../../src/ops/log.ts";
import { type Errand, errand, READY } from "./errand.ts";
import { type Points, placePoints } from "./points.ts";
import { noteSyncs } from "./power.ts";

/**
 * The real service in a process of its own: takes an errand a line (errand.ts), and answers each with a line: how many
 * points it passed and what its fault met. It may take one after another; a fault that it met is the last it does,
 * so that whatever comes after one is a service started anew.
 */
const FAST = 50;
const BETWEEN = 3 * 60_000;

/** Runs fast, from so many milliseconds from now; `skip` moves it on. */
function fastClock(ahead: number): Clock & { skip(ms: number): void } {
  const started = performance.now();
  const start = Date.now() + ahead;
  let skipped = 0;
  const elapsed = () => (performance.now() - started) * FAST + skipped;
  return {
    now: () => Math.round(start + elapsed()),
    monotonic: elapsed,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const abort = () => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener("abort", abort);
          resolve();
        }, ms / FAST);
        signal?.addEventListener("abort", abort, { once: true });
      });
    },
    skip(ms) {
      skipped += ms;
    },
  };
}

const log = createLog({ level: "info" });
const answer = (points: Points, done: boolean) => console.log(JSON.stringify({ ...points, done }));

/** Polls and delivers so often, minutes of its clock apart. */
async function run({ config: file, rounds, ahead }: Errand): Promise<void> {
  const clock = fastClock(ahead);
  const config = await loadConfig({ file, env: process.env, cwd: dirname(file), adapters });
  if (config === undefined) throw new Error(`no configuration at ${file}`);
  const app = await createApp({ config, clock, log, env: process.env });
  for (let round = 0; round < rounds; round++) {
    await app.once(new AbortController().signal);
    clock.skip(BETWEEN);
  }
  await app.close();
}

await noteSyncs();
const { arm } = await placePoints();
// What a service that is closed still does is none of the next one's points.
const idle = () => arm({ kind: "fail", at: 0 });
let after = idle();
console.log(READY);
for await (const line of createInterface({ input: process.stdin })) {
  const given = errand.parse(JSON.parse(line));
  if (after.passed > 0) throw new Error(`a closed service went on: ${after.passed} points`);
  const points = arm(given);
  const crashed = () => answer(points, false);
  process.on("exit", crashed);
  await run(given);
  process.off("exit", crashed);
  answer(points, true);
  after = idle();
  if (points.hit !== undefined) break;
}
process.exit(0);
