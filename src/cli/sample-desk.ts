import { join } from "node:path";
import { adapters } from "../../adapters/index.ts";
import { type Config, loadConfig } from "../config/index.ts";
import { systemClock } from "../ops/clock.ts";
import { packageRoot } from "../ops/package.ts";
import { writeSampleConfig } from "../sample/config.ts";
import { startSampleWire } from "../sample/wire.ts";

/** The sample desk keeps all of its own in one folder, which git ignores. */
function folder(): string {
  return join(process.cwd(), "data", "sample");
}

export function sampleDatabase(): string {
  return join(folder(), "wirewatch.db");
}

/** The sample desk's configuration, written at each of its starts. */
export function sampleConfiguration(): string {
  return join(folder(), "wirewatch.yaml");
}

/** Starts the sample wire, says what this is, and returns the sample desk's configuration. */
export async function startSampleDesk(): Promise<{ config: Config; close(): Promise<void> }> {
  const root = packageRoot();
  const wire = await startSampleWire({
    dir: join(root, "config", "sample"),
    stateFile: join(folder(), "wire.json"),
    clock: systemClock,
  });
  wire.done.catch((error: unknown) => console.error(`wirewatch: the sample wire stopped: ${String(error)}`));
  const file = sampleConfiguration();
  await writeSampleConfig(file, wire, root);
  const config = await loadConfig({ file, env: process.env, cwd: process.cwd(), adapters });
  if (config === undefined) throw new Error(`the sample desk's configuration is not at ${file}`);
  process.stdout.write(
    `Wirewatch: the SAMPLE DESK. A made-up wire on this machine tells a made-up day; nothing leaves it.
Watching ${wire.feeds.length} feeds for: ${config.watchLists.map((l) => l.title).join("; ")}.
A desk of your own: npx wirewatch init      Stop: Ctrl-C      Kept in: ${folder()}
\n`,
  );
  return { config, close: () => wire.close() };
}
