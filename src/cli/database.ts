import { accessSync, constants, existsSync } from "node:fs";
import { adapters } from "../../adapters/index.ts";
import { type Config, loadConfig } from "../config/index.ts";
import { sampleConfiguration, sampleDatabase } from "./sample-desk.ts";

/** The configuration, if there is one, and its database: without one, the sample desk's, if that was ever started. */
export async function openDatabase(named: unknown): Promise<{ config?: Config; file: string }> {
  const file = typeof named === "string" ? named : undefined;
  const from = { env: process.env, cwd: process.cwd(), adapters };
  const own = await loadConfig({ file, ...from });
  const sample = sampleConfiguration();
  const config = own ?? (existsSync(sample) ? await loadConfig({ file: sample, ...from }) : undefined);
  const opened = config === undefined ? { file: sampleDatabase() } : { config, file: config.database };
  requireWritable(opened.file);
  return opened;
}

/** Says whose file it is before SQLite says only that it is read-only. One that is not there yet is no matter. */
export function requireWritable(file: string): void {
  if (!existsSync(file)) return;
  try {
    accessSync(file, constants.W_OK);
  } catch (cause) {
    throw new Error(`${file} may not be written by this user: run this as the service's user, or chown it`, {
      cause,
    });
  }
}
