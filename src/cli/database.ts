import { adapters } from "../../adapters/index.ts";
import { type Config, loadConfig } from "../config/index.ts";
import { sampleDatabase } from "./sample-desk.ts";

/** The configuration, if there is one, and its database: without one, the sample desk's. */
export async function openDatabase(named: unknown): Promise<{ config?: Config; file: string }> {
  const file = typeof named === "string" ? named : undefined;
  const config = await loadConfig({ file, env: process.env, cwd: process.cwd(), adapters });
  return config === undefined ? { file: sampleDatabase() } : { config, file: config.database };
}
