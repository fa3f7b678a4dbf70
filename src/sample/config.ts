import { randomBytes } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { SampleWire } from "./wire.ts";

/**
 * The sample desk's configuration as the text of a wirewatch.yaml, for a file in the folder that also holds the
 * wire's place: feeds of the wire, the shipped watch list and a small one, one channel on the screen.
 * @param root the folder that holds config/
 */
export function sampleConfig(wire: Pick<SampleWire, "feeds" | "allowHosts">, root: string): string {
  const settings = {
    database: "wirewatch.db",
    timezone: "UTC",
    poll: { every: "2s", floor: "1s" },
    fetch: { allowHosts: wire.allowHosts },
    backfill: "all",
    log: { level: "warn" },
    feeds: wire.feeds,
    channels: { screen: "console:desk" },
    watchLists: [
      { file: join(root, "config", "watchlists", "ukraine-peace.yaml"), channels: ["screen"] },
      { file: join(root, "config", "sample", "red-sea.yaml"), channels: ["screen"] },
    ],
  };
  return `# The sample desk's configuration, written anew at each of its starts. For a desk of your own: npx wirewatch init
${stringify(settings)}`;
}

/** Writes that configuration to a file, whole or not at all. */
export async function writeSampleConfig(
  file: string,
  wire: Pick<SampleWire, "feeds" | "allowHosts">,
  root: string,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  await writeFile(draft, sampleConfig(wire, root));
  await rename(draft, file);
}
