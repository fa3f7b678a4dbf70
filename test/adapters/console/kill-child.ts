import { consoleAdapter } from "../../../adapters/console/index.ts";
import { aMessage } from "../messages.ts";

// Posts, edits and replies without end into the folder named by the first argument, and prints each key once it
// counts as sent. Killed by the test, at any moment.
const [, , dataDir = "", first = "0"] = process.argv;
const silent = { error() {}, warn() {}, info() {}, debug() {} };
const clock = { now: Date.now, monotonic: () => performance.now(), sleep: async () => {} };
const adapter = consoleAdapter.create(
  {},
  { name: "console", clock, log: silent, env: {}, dataDir, destinations: [] },
);
for (let n = Number(first); ; n++) {
  const text = `Встреча ${n} `.repeat(1 + (n % 200));
  const message = aMessage({ headline: { text, spans: [] }, summary: { text: "я".repeat(700), spans: [] } });
  // The one before may have been told just before the kill: told again, it must not stand there twice.
  for (const key of [`p${Math.max(0, n - 1)}`, `p${n}`]) {
    const result = await adapter.send({ channel: "desk" }, message, key);
    if (result.status !== "sent") throw new Error(`${key}: ${JSON.stringify(result)}`);
    process.stdout.write(`${key}\n`);
  }
}
