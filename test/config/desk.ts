import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { type Config, ConfigError, loadConfig } from "../../src/config/index.ts";
import type { AdapterModule } from "../../src/model/adapter.ts";

/** Adapters as the configuration sees them: a name and a schema. */
export const ADAPTERS: AdapterModule[] = [
  adapter("console", z.strictObject({})),
  adapter(
    "discord",
    z.strictObject({ apiBase: z.url().default("https://discord.com/api"), tokenFile: z.string().optional() }),
  ),
  adapter("slack", z.strictObject({ apiBase: z.url().default("https://slack.com/api/") })),
];

function adapter(name: string, settings: z.ZodType): AdapterModule {
  return {
    name,
    settings,
    secrets: [],
    create() {
      throw new Error("a configuration creates no adapter");
    },
  };
}

/** A folder with these files in it, gone after the test. */
export async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wirewatch-config-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

export async function configOf(
  yaml: string,
  files: Record<string, string> = {},
  adapters: readonly AdapterModule[] = ADAPTERS,
): Promise<Config> {
  const cwd = await folderWith({ ...files, "wirewatch.yaml": yaml });
  const config = await loadConfig({ env: {}, cwd, adapters });
  if (config === undefined) throw new Error("no configuration was found");
  return config;
}

/** The lines that tell of a configuration's faults. */
export async function faultsOf(
  yaml: string,
  files: Record<string, string> = {},
  adapters: readonly AdapterModule[] = ADAPTERS,
): Promise<string[]> {
  try {
    await configOf(yaml, files, adapters);
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    return fault.message.split("\n").filter((line) => !line.startsWith("the configuration has"));
  }
  return [];
}
