import { adapters } from "../../adapters/index.ts";
import { createApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config/index.ts";
import type { Clock } from "../../src/model/time.ts";
import { createLog } from "../../src/ops/log.ts";
import { armPoints, type FaultKind, type Named } from "./points.ts";
import { noteSyncs } from "./power.ts";

/**
 * `node desk-child.ts CONFIG KIND AT ROUNDS AHEAD`: the real service in a process of its own, with a fault at one point
 * (its number, or its name and how often: "discord send#2").
 * It polls and delivers ROUNDS times, minutes of its clock apart; its clock runs fast and starts AHEAD milliseconds from
 * now. Prints, as JSON, how many points it passed and what the fault met.
 */
const [file = "", kind = "fail", at = "0", rounds = "1", ahead = "0"] = process.argv.slice(2);
const FAST = 50;
const BETWEEN = 3 * 60_000;

const started = performance.now();
let skipped = 0;
const elapsed = () => (performance.now() - started) * FAST + skipped;
const start = Date.now() + Number(ahead);
const clock: Clock = {
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
};

function kindOf(text: string): FaultKind {
  if (text !== "fail" && text !== "kill") throw new Error(`no kind of fault: ${text}`);
  return text;
}

function pointOf(text: string): number | Named {
  const [name = "", nth] = text.split("#");
  return nth === undefined ? Number(name) : { name, nth: Number(nth) };
}

await noteSyncs();
const points = await armPoints(kindOf(kind), pointOf(at));
process.on("exit", () => console.log(JSON.stringify(points)));
const config = await loadConfig({ file, env: process.env, cwd: process.cwd(), adapters });
if (config === undefined) throw new Error(`no configuration at ${file}`);
const app = await createApp({ config, clock, log: createLog({ level: "info" }), env: process.env });
for (let round = 0; round < Number(rounds); round++) {
  await app.once(new AbortController().signal);
  skipped += BETWEEN;
}
await app.close();
process.exit(0);
