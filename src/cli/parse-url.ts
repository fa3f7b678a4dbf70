import { readFile } from "node:fs/promises";
import { z } from "zod";
import { readYaml } from "../config/document.ts";
import { faultText } from "../config/faults.ts";
import { findConfig } from "../config/load.ts";
import { readFaultText } from "../config/places.ts";
import { createFetcher } from "../feeds/fetch.ts";
import { LIMITS } from "../feeds/read/limits.ts";
import { UsageError } from "../ops/faults.ts";
import { packageVersion } from "../ops/package.ts";

const fetchSettings = z.object({
  fetch: z
    .object({ contact: z.string().default(""), allowHosts: z.array(z.string()).default([]) })
    .prefault({}),
});

/**
 * Fetches the sources of `parse` that are URLs, guarded like any feed. Of a configuration, where there is one, only
 * `fetch` is read: `parse` needs none, and a fault elsewhere in it is no business of this command's.
 */
export async function createWebLoader(config: string | undefined) {
  const { contact, allowHosts } = await settingsOf(config);
  const fetcher = createFetcher({ version: packageVersion(), contact, allowHosts });
  return {
    async load(source: string) {
      const { bytes, url, contentType } = await fetcher.fetchOnce(source, { maxBytes: LIMITS.bytes });
      return contentType === undefined ? { bytes, url } : { bytes, url, contentType };
    },
    close: () => fetcher.close(),
  };
}

async function settingsOf(config: string | undefined): Promise<{ contact: string; allowHosts: string[] }> {
  const path = findConfig({ file: config, env: process.env, cwd: process.cwd() });
  if (path === undefined) return { contact: "", allowHosts: [] };
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${readFaultText(error)}`);
  }
  const read = readYaml(text, path);
  if ("faults" in read) throw new UsageError(read.faults.map(faultText).join("; "));
  const settings = fetchSettings.safeParse(read.document.value ?? {});
  if (!settings.success)
    throw new UsageError(`${path}: fetch: ${settings.error.issues[0]?.message ?? "faulty"}`);
  return settings.data.fetch;
}
